"""What the inventory of e-services is counted by: parts of the definition, stages, areas. Pure."""

from collections.abc import Collection
from typing import Final

# The parts of SKL's definition (programme facts, source 000), in its order.
PARTS: Final = (
    "is_electronic",
    "is_dialogue",
    "is_publicly_funded",
    "is_for_social_services",
    "performers",
)
# Idea, pre-study, pilot and operation, as the follow-up of 2013 tells them apart.
STAGES: Final = ("idea", "pre_study", "pilot", "operation")
OPEN_STAGES: Final = frozenset({"pilot", "operation"})
HOSTINGS: Final = ("own", "joint")
# Social services' areas of activity. The programme says "flertalet verksamhetsområden" and lists
# none: these six are the common division of municipalities' social services, and our reading.
AREAS: Final = ("elderly", "disability", "financial", "children", "addiction", "family_law")


def is_checked(parts: Collection[str]) -> bool:
    """Say whether an e-service is quality-checked: every part of the definition is met."""
    return set(PARTS) <= set(parts)


def missing(parts: Collection[str]) -> tuple[str, ...]:
    """Give the parts of the definition that are not met, in its order."""
    return tuple(one for one in PARTS if one not in parts)


def is_most(count: int) -> bool:
    """Say whether a count of areas is most of them (flertalet): more than half."""
    return 2 * count > len(AREAS)
