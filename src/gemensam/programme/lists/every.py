"""Every part's lists, registered by importing their files."""

from collections.abc import Mapping

from gemensam.programme.lists import (
    conditions,
    followup,
    hours,
    ledger,
    money,
    plan_costs,
    plans,
    population,
    portfolio,
    projects,
    rates,
    resources,
    targets,
    values,
)
from gemensam.programme.lists.registry import List, registered

# The files whose import registers lists.
PARTS = (
    plans,
    plan_costs,
    money,
    conditions,
    ledger,
    hours,
    rates,
    resources,
    projects,
    portfolio,
    values,
    targets,
    followup,
    population,
)


def lists() -> Mapping[str, List]:
    """Give every list by the word in its address."""
    return registered()
