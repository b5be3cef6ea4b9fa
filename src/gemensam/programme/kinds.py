"""The words that rows and rules share. Pure."""

from enum import StrEnum


class FundingKind(StrEnum):
    """Who a plan's money comes from."""

    STIMULUS = "STIMULUS"
    COFUNDING = "COFUNDING"


class SentenceColumn(StrEnum):
    """Which column of the plan a sentence stands in."""

    WHAT = "WHAT"
    HOW = "HOW"
    WHEN = "WHEN"
    WHO = "WHO"
    STATE = "STATE"
    GOAL = "GOAL"
    TARGET = "TARGET"
    COMMENT = "COMMENT"


class HoursState(StrEnum):
    """Where a municipality's hour report stands. Only attested and locked ones are co-funding."""

    REPORTED = "REPORTED"
    ATTESTED = "ATTESTED"
    # The year is closed; nothing about it can change any more.
    LOCKED = "LOCKED"
    # Taken back by whoever reported it, before anybody attested it.
    WITHDRAWN = "WITHDRAWN"


class CofundingKind(StrEnum):
    """The two kinds of co-funding that the documents name."""

    BOOKED = "BOOKED"
    HOURS = "HOURS"


class CofundingState(StrEnum):
    """Reported hours are a forecast; attested ones are co-funding; withdrawn ones count nowhere."""

    REPORTED = "REPORTED"
    ATTESTED = "ATTESTED"
    WITHDRAWN = "WITHDRAWN"


class ResourcePool(StrEnum):
    """Whose posts a line of the resource plan is taken from."""

    ESAMORDNARE = "ESAMORDNARE"
    LANSSAMORDNARE = "LANSSAMORDNARE"
    # Done by the one or the other of the two above; the plan does not say how it is divided.
    SHARED = "SHARED"
    # Bought services.
    BOUGHT = "BOUGHT"
    # In nobody's pool.
    NONE = "NONE"


def choices_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Give an enum's values as Django's choices."""
    return [(word.value, word.value) for word in words]
