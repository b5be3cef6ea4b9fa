"""Kept documents read once per process: a revision never changes, so neither does its plan."""

from functools import lru_cache

from gemensam.programme.rules import plans
from gemensam.programme.rules.plans_reading import read_or_fail

# Ten plans with their last revisions: a document and its plan are 100 kB together.
KEPT_DOCUMENTS = 64


@lru_cache(maxsize=KEPT_DOCUMENTS)
def plan_of(document: str) -> plans.Plan:
    """Give the plan of a kept document. Raises PlanIsWrong: the document is damaged."""
    return read_or_fail(document)
