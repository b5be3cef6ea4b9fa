"""What the states of projects and of the portfolio are called: message ids, translated where shown."""

from gemensam.programme.kinds_projects import (
    Criterion,
    DeliveryKind,
    InvitationState,
    NoteKind,
    Outcome,
    ParticipantsKnown,
    ProjectKind,
    ProjectState,
    RiskState,
    StakeholderGroup,
    UseStage,
)
from gemensam.programme.rules.projects import Participation
from gemensam.programme.rules.projects_portfolio import CRITERION_STEPS
from gemensam.programme.rules.workings import gettext_noop
from gemensam.ui.parts import Kind

KIND_WORDS = {
    ProjectKind.PROJECT: gettext_noop("Project"),
    ProjectKind.SUB_PROJECT: gettext_noop("Sub-project"),
    ProjectKind.PRE_STUDY: gettext_noop("Pre-study"),
    ProjectKind.ASSIGNMENT: gettext_noop("In the portfolio"),
}

STATE_WORDS = {
    ProjectState.PLANNED: gettext_noop("Planned"),
    ProjectState.RUNNING: gettext_noop("Running"),
    ProjectState.DONE: gettext_noop("Carried out"),
    ProjectState.STOPPED: gettext_noop("Stopped"),
}
STATE_TAGS = {
    ProjectState.PLANNED: Kind.OPEN,
    ProjectState.RUNNING: Kind.HALF,
    ProjectState.DONE: Kind.OK,
    ProjectState.STOPPED: Kind.OFF,
}

KNOWN_WORDS = {
    ParticipantsKnown.LISTED: gettext_noop("Known, and listed below"),
    ParticipantsKnown.IN_PARTS: gettext_noop("Only the sub-projects name somebody"),
    ParticipantsKnown.UNKNOWN: gettext_noop("Unknown"),
}

STAGE_WORDS = {
    UseStage.PREPARING: gettext_noop("Preparing"),
    UseStage.PILOT: gettext_noop("Pilot"),
    UseStage.BROAD_USE: gettext_noop("In broad use"),
}

NOTE_WORDS = {
    NoteKind.PURPOSE: gettext_noop("Purpose"),
    NoteKind.PART: gettext_noop("What is done"),
    NoteKind.FINDING: gettext_noop("What was found"),
}

DELIVERY_WORDS = {
    DeliveryKind.DELIVERY: gettext_noop("Delivery"),
    DeliveryKind.MILESTONE: gettext_noop("Milestone"),
}

RISK_WORDS = {
    RiskState.OPEN: gettext_noop("Is watched"),
    RiskState.HANDLED: gettext_noop("Is dealt with"),
}

GROUP_WORDS = {
    StakeholderGroup.RESIDENTS: gettext_noop("Residents who get help, and their organisations"),
    StakeholderGroup.PENSIONERS: gettext_noop("Pensioners' organisations"),
    StakeholderGroup.RELATIVES: gettext_noop("Relatives and their organisations"),
    StakeholderGroup.UNIONS: gettext_noop("Trade unions"),
    StakeholderGroup.POLITICIANS: gettext_noop("Politicians"),
    StakeholderGroup.STAFF: gettext_noop("Staff"),
    StakeholderGroup.INTEREST_GROUPS: gettext_noop("Interest organisations"),
    StakeholderGroup.VOLUNTEERS: gettext_noop("Voluntary organisations"),
    StakeholderGroup.OTHERS: gettext_noop("Others"),
}

PARTICIPATION_WORDS = {
    Participation.NAMED: gettext_noop("Takes part"),
    Participation.UNKNOWN: gettext_noop("Unknown"),
    Participation.NOT_NAMED: gettext_noop("In no project"),
}

INVITATION_WORDS = {
    InvitationState.ASKED: gettext_noop("Has not answered"),
    InvitationState.CONFIRMED: gettext_noop("Takes part"),
    InvitationState.DECLINED: gettext_noop("Has declined"),
}
INVITATION_TAGS = {
    InvitationState.ASKED: Kind.OPEN,
    InvitationState.CONFIRMED: Kind.OK,
    InvitationState.DECLINED: Kind.OFF,
}

OUTCOME_WORDS = {
    Outcome.GRANTED: gettext_noop("Granted"),
    Outcome.REFUSED: gettext_noop("Refused"),
}
OUTCOME_TAGS = {Outcome.GRANTED: Kind.OK, Outcome.REFUSED: Kind.OFF}

CRITERION_WORDS: dict[Criterion, str] = dict(CRITERION_STEPS)
