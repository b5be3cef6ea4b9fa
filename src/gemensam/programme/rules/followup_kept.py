"""Kept reports read back: a version never changes, so neither does its report."""

import json
from functools import lru_cache

from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.rules.followup import AreaOutcome, Report

KEPT_REPORTS = 32


@lru_cache(maxsize=KEPT_REPORTS)
def report_of(document: str) -> Report:
    """Give the report of a kept document. Raises KeyError, ValueError: the document is damaged."""
    whole = json.loads(document)
    areas = tuple(
        AreaOutcome(
            **one
            | {"status": OutcomeStatus(one["status"])}
            | {
                name: tuple(one[name])
                for name in ("worked_with", "indicators", "deliveries", "wakes_on")
            }
        )
        for one in whole.pop("areas")
    )
    return Report(**whole, areas=areas)
