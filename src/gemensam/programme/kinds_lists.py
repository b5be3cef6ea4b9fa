"""The words of imports. Pure."""

from enum import StrEnum


class ImportState(StrEnum):
    """Where a file that was sent in stands."""

    WAITING = "WAITING"
    ACCEPTED = "ACCEPTED"
    DISCARDED = "DISCARDED"
    # Accepted and then taken back.
    UNDONE = "UNDONE"
