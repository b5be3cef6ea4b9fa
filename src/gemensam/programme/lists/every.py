"""Every part's lists, registered by importing their files."""

from collections.abc import Mapping

from gemensam.programme.lists import hours, ledger, money, projects, resources, values
from gemensam.programme.lists.registry import List, registered

# The files whose import registers lists.
PARTS = (money, ledger, hours, projects, resources, values)


def lists() -> Mapping[str, List]:
    """Give every list by the word in its address."""
    return registered()
