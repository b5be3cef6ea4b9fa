"""Every part's lists, registered by importing their files."""

from collections.abc import Mapping

from gemensam.programme.lists import (
    conditions,
    hours,
    ledger,
    money,
    projects,
    resources,
    targets,
    values,
)
from gemensam.programme.lists.registry import List, registered

# The files whose import registers lists.
PARTS = (money, ledger, conditions, hours, projects, resources, values, targets)


def lists() -> Mapping[str, List]:
    """Give every list by the word in its address."""
    return registered()
