"""When many alarm units fall silent together it is one fault, not many."""

from typing import Final

# Fewer than this, or a smaller part of what is watched, are faults of their own.
OUTAGE_AT_LEAST: Final = 20
OUTAGE_PART: Final = 0.3


def is_outage(*, silent: int, supervised: int) -> bool:
    """Say whether so many of a municipality's alarm units are silent that it is one incident."""
    return silent >= OUTAGE_AT_LEAST and silent >= OUTAGE_PART * supervised
