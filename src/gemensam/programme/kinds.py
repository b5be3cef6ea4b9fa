"""The words that rows and rules share. Pure."""

from enum import StrEnum


class GoalKind(StrEnum):
    """How a goal of a plan is measured."""

    # Done or not.
    YES_NO = "YES_NO"
    COUNT = "COUNT"
    MUNICIPALITIES = "MUNICIPALITIES"
    SHARE = "SHARE"
    # More than before; the plan may give no starting value.
    INCREASE = "INCREASE"
    # Told in words: the plan gives nothing to count.
    TOLD = "TOLD"


class RevisionOrigin(StrEnum):
    """How a revision of a plan came about."""

    SHIPPED = "SHIPPED"
    IMPORTED = "IMPORTED"
    EDITED = "EDITED"
    RESTORED = "RESTORED"


class HoursState(StrEnum):
    """Where a municipality's hour report stands. Only attested and locked ones are co-funding."""

    REPORTED = "REPORTED"
    ATTESTED = "ATTESTED"
    # The year is closed; nothing about it can change any more.
    LOCKED = "LOCKED"
    # Taken back by whoever reported it, before anybody attested it.
    WITHDRAWN = "WITHDRAWN"


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


class LineKind(StrEnum):
    """What a line of the grant's ledger is. Hours come as rows of their own: here they are corrected."""

    ALLOCATION = "ALLOCATION"
    COST = "COST"
    BOOKED = "BOOKED"
    HOURS = "HOURS"


class CostForm(StrEnum):
    """How a cost arose."""

    INVOICE = "INVOICE"
    HOURS = "HOURS"
    # Somebody else did the work of one who took part.
    REPLACEMENT = "REPLACEMENT"


class ConditionState(StrEnum):
    """How a grant's condition stands in a municipality."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    UNKNOWN = "UNKNOWN"


def choices_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Give an enum's values as Django's choices."""
    return [(word.value, word.value) for word in words]
