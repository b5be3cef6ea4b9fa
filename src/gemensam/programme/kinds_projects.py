"""The words that rows and rules of projects and of the portfolio share. Pure."""

from enum import StrEnum


class ProjectKind(StrEnum):
    """What sort of work it is."""

    PROJECT = "PROJECT"
    SUB_PROJECT = "SUB_PROJECT"
    PRE_STUDY = "PRE_STUDY"
    # Granted in the portfolio: two or more municipalities have applied together.
    ASSIGNMENT = "ASSIGNMENT"


class ParticipantsKnown(StrEnum):
    """What is known of who takes part. Unknown is not the same as nobody."""

    LISTED = "LISTED"
    # Only its sub-projects name somebody; whether more took part is not said.
    IN_PARTS = "IN_PARTS"
    UNKNOWN = "UNKNOWN"


class ProjectState(StrEnum):
    """How far a project has come; no row at all means that nobody has said."""

    PLANNED = "PLANNED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    STOPPED = "STOPPED"


class UseStage(StrEnum):
    """How far a participant has taken a new way of working into use."""

    PREPARING = "PREPARING"
    PILOT = "PILOT"
    BROAD_USE = "BROAD_USE"


class NoteKind(StrEnum):
    """What a note of a project tells."""

    PURPOSE = "PURPOSE"
    PART = "PART"
    FINDING = "FINDING"


class DeliveryKind(StrEnum):
    """Something handed over, or a point in time to pass."""

    DELIVERY = "DELIVERY"
    MILESTONE = "MILESTONE"


class RiskState(StrEnum):
    """Whether a risk still has to be watched."""

    OPEN = "OPEN"
    HANDLED = "HANDLED"


class StakeholderGroup(StrEnum):
    """Who else than the municipality has a part in a project."""

    RESIDENTS = "RESIDENTS"
    PENSIONERS = "PENSIONERS"
    RELATIVES = "RELATIVES"
    UNIONS = "UNIONS"
    POLITICIANS = "POLITICIANS"
    STAFF = "STAFF"
    INTEREST_GROUPS = "INTEREST_GROUPS"
    VOLUNTEERS = "VOLUNTEERS"
    OTHERS = "OTHERS"


class DraftState(StrEnum):
    """Where a municipality's application stands at home."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    WITHDRAWN = "WITHDRAWN"


class InvitationState(StrEnum):
    """What an invited municipality has answered; only it can answer."""

    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"


class Criterion(StrEnum):
    """What the plan of 2018 values in an application."""

    COOPERATION = "COOPERATION"
    TRANSPARENCY = "TRANSPARENCY"
    REUSE = "REUSE"


class Outcome(StrEnum):
    """What was decided of an application."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
