"""The words of goal fulfilment. Pure."""

from enum import StrEnum


class OutcomeStatus(StrEnum):
    """How an area's goal turned out."""

    MET = "MET"
    PARTLY = "PARTLY"
    NOT_MET = "NOT_MET"
    # Nothing says whether it was met: never read as met, nor as missed.
    NOT_ASSESSABLE = "NOT_ASSESSABLE"
    # Nobody works with it until something happens, which is written down.
    DORMANT = "DORMANT"
