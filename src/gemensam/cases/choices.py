"""What a case, an event, a decision, a care service or a referral can be. Words in Swedish, as stored."""

from typing import Final

from django.db import models
from django.db.models import Case as If
from django.db.models import When
from django.db.models.expressions import RawSQL


class CaseState(models.TextChoices):
    """How far a case has come."""

    NEW = "NEW", "ny"
    INVESTIGATING = "INVESTIGATING", "handläggs"
    WAITING = "WAITING", "väntar på svar"
    ANSWERED = "ANSWERED", "svar har kommit"
    DECIDED = "DECIDED", "beslutat"
    # Decided, and the applicant has appealed: to be looked at again and handed on to the court.
    APPEALED = "APPEALED", "överklagat"


# Those whose clock runs, in the order of the list: appeals, what somebody waits for an answer to, new.
RUNNING: Final = (
    CaseState.APPEALED,
    CaseState.ANSWERED,
    CaseState.NEW,
    CaseState.INVESTIGATING,
)
# Where in the work list a case stands by its state. Before come the late (0) and those whose proposal
# the reader may confirm (1), behind what waits those that wait for a colleague; decided ones have none.
RANKS: Final = {state: rank for rank, state in enumerate((*RUNNING, CaseState.WAITING), start=2)}


def rank_by_state() -> If:
    """Write it for an index."""
    return If(
        *(When(state=state.value, then=rank) for state, rank in RANKS.items()),
        output_field=models.SmallIntegerField(null=True),
    )


# The same for a reader, every value in its words: a plan that is kept knows the index by them.
RANK: Final = RawSQL(  # noqa: S611 - constants of ours
    " ".join(
        (
            "CASE",
            *(f"WHEN cases_case.state = '{state}' THEN {rank}" for state, rank in RANKS.items()),
            "END",
        )
    ),
    (),
)


class EventKind(models.TextChoices):
    """What happened in a case."""

    OPENED = "OPENED", "ansökan kom in"
    ASSIGNED = "ASSIGNED", "handläggare"
    QUESTION = "QUESTION", "fråga"
    ANSWER = "ANSWER", "svar"
    MESSAGE = "MESSAGE", "meddelande"
    NOTICE = "NOTICE", "besked"
    NOTE = "NOTE", "anteckning"
    PROPOSAL = "PROPOSAL", "beslutsförslag"
    PROPOSAL_RETURNED = "PROPOSAL_RETURNED", "beslutsförslaget lämnades tillbaka"
    DECISION = "DECISION", "beslut"
    RECEIVED = "RECEIVED", "den sökande tog del av beslutet"
    CORRECTION = "CORRECTION", "rättelse"
    APPEAL = "APPEAL", "överklagande"
    APPEAL_WITHDRAWN = "APPEAL_WITHDRAWN", "överklagandet togs tillbaka"
    APPEAL_FORWARDED = "APPEAL_FORWARDED", "överlämnat till domstol"
    APPEAL_DISMISSED = "APPEAL_DISMISSED", "överklagandet avvisades"
    REFERRAL = "REFERRAL", "remiss"
    OPINION = "OPINION", "yttrande"
    OPINION_DECLINED = "OPINION_DECLINED", "avstod från yttrande"
    REFERRAL_WITHDRAWN = "REFERRAL_WITHDRAWN", "remissen togs tillbaka"
    FOLLOW_UP = "FOLLOW_UP", "uppföljning"
    MEETING = "MEETING", "möte"
    CONCERN_SEEN = "CONCERN_SEEN", "varning som handläggaren har sett"


# What belongs to the basis of the decision though it stays within the municipality.
REFERRALS: Final = frozenset(
    {
        EventKind.REFERRAL,
        EventKind.OPINION,
        EventKind.OPINION_DECLINED,
        EventKind.REFERRAL_WITHDRAWN,
    }
)
# What the resident's side never reads on its pages.
INTERNAL: Final = REFERRALS | {
    EventKind.NOTE,
    EventKind.CONCERN_SEEN,
    EventKind.PROPOSAL,
    EventKind.PROPOSAL_RETURNED,
}


class Side(models.TextChoices):
    """Who speaks: the one whom the case concerns, the municipality, or neither."""

    RESIDENT = "RESIDENT", "den sökande"
    MUNICIPALITY = "MUNICIPALITY", "kommunen"
    SYSTEM = "SYSTEM", "systemet"


class Outcome(models.TextChoices):
    """What a decision says."""

    GRANT = "GRANT", "bifall"
    REJECT = "REJECT", "avslag"
    PARTIAL = "PARTIAL", "delvis bifall"


class CareServiceStatus(models.TextChoices):
    """Whether a granted care service is given now."""

    GRANTED = "GRANTED", "beviljad"
    ENDED = "ENDED", "avslutad"


class ReferralState(models.TextChoices):
    """What has become of a question to a colleague."""

    ASKED = "ASKED", "väntar på yttrande"
    GIVEN = "GIVEN", "yttrande lämnat"
    DECLINED = "DECLINED", "avstod"
    TAKEN_BACK = "TAKEN_BACK", "togs tillbaka"
