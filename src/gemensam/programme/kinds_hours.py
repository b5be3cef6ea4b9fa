"""The words that rows and rules about hours share. Pure."""

from enum import StrEnum


class Reminder(StrEnum):
    """What people are reminded of."""

    WEEK = "WEEK"
    MONTH = "MONTH"
    ATTEST = "ATTEST"
