"""What the programme's states and sources are called: message ids, translated where shown."""

from gemensam.programme.kinds import ConditionState, CostForm, HoursState, LineKind
from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.rules.indicators import Direction, Feed, ValueState
from gemensam.programme.rules.indicators_figures import Stage
from gemensam.programme.rules.indicators_targets import Comparison, Fulfilment
from gemensam.programme.rules.ledger_statement import Standing
from gemensam.programme.rules.matching import Match
from gemensam.programme.rules.workings import gettext_noop

MATCH_WORDS = {
    Match.MET: gettext_noop("Enough"),
    Match.SHORT: gettext_noop("Not enough"),
    Match.NOT_ASSESSABLE: gettext_noop("Cannot be assessed yet"),
}

VALUE_STATE_WORDS = {
    ValueState.MEASURED: gettext_noop("Measured"),
    ValueState.MISSING: gettext_noop("No figures reported"),
    ValueState.NOT_ASSESSABLE: gettext_noop("Nothing to take a share of"),
    ValueState.SUPPRESSED: gettext_noop("Too few to be shown"),
}

HOURS_STATE_WORDS = {
    HoursState.REPORTED: gettext_noop("Waiting to be attested"),
    HoursState.ATTESTED: gettext_noop("Attested"),
    HoursState.LOCKED: gettext_noop("Locked"),
    HoursState.WITHDRAWN: gettext_noop("Taken back"),
}

LINE_KIND_WORDS = {
    LineKind.ALLOCATION: gettext_noop("Set aside"),
    LineKind.COST: gettext_noop("Cost"),
    LineKind.BOOKED: gettext_noop("Booked co-funding"),
    LineKind.HOURS: gettext_noop("Hours"),
}

COST_FORM_WORDS = {
    CostForm.INVOICE: gettext_noop("Invoice"),
    CostForm.HOURS: gettext_noop("Hours times rate"),
    CostForm.REPLACEMENT: gettext_noop("Replacement for staff who take part"),
}

CONDITION_WORDS = {
    ConditionState.MET: gettext_noop("Fulfilled"),
    ConditionState.NOT_MET: gettext_noop("Not fulfilled"),
    ConditionState.UNKNOWN: gettext_noop("Unknown"),
}

STANDING_WORDS = {
    Standing.FORECAST: gettext_noop("Forecast"),
    Standing.FINAL: gettext_noop("Outcome"),
}

OUTCOME_WORDS = {
    OutcomeStatus.MET: gettext_noop("Met"),
    OutcomeStatus.PARTLY: gettext_noop("Partly met"),
    OutcomeStatus.NOT_MET: gettext_noop("Not met"),
    OutcomeStatus.NOT_ASSESSABLE: gettext_noop("Cannot be assessed"),
    OutcomeStatus.DORMANT: gettext_noop("At rest"),
}

FULFILMENT_WORDS = {
    Fulfilment.MET: gettext_noop("Met"),
    Fulfilment.NOT_MET: gettext_noop("Not met"),
    Fulfilment.NOT_ASSESSABLE: gettext_noop("Cannot be assessed"),
}

COMPARISON_WORDS = {
    Comparison.AT_LEAST: gettext_noop("At least"),
    Comparison.MORE_THAN: gettext_noop("More than"),
    Comparison.INCREASE: gettext_noop("Should rise"),
    Comparison.NARRATIVE: gettext_noop("Said in words"),
}

FEED_WORDS = {
    Feed.LIVE: gettext_noop(
        "Counted from the service itself where it is used, else from what the municipality reports."
    ),
    Feed.OBSERVED: gettext_noop("Added up from what was counted day by day."),
    Feed.REPORTED: gettext_noop("The municipalities report it."),
}

STAGE_WORDS = {
    Stage.DRAFT: gettext_noop("Draft"),
    Stage.APPROVED: gettext_noop("Approved"),
    Stage.LOCKED: gettext_noop("Locked"),
}

DIRECTION_WORDS = {
    Direction.INCREASE: gettext_noop("Should rise"),
    Direction.DECREASE: gettext_noop("Should fall"),
}

# How sure a document is of an amount, by the word in the shipped data.
CERTAINTY_WORDS = {
    "decided": gettext_noop("decided"),
    "rounded": gettext_noop("rounded"),
    "lower_bound": gettext_noop("at least"),
}

# The documents by their key in the shipped data.
SOURCE_WORDS = {
    "2013_plan": gettext_noop("The action plan 2013–2015"),
    "2013_follow_up": gettext_noop("The follow-up of the state grant 2013"),
    "2013_newsletter": gettext_noop("The newsletter 2013"),
    "2015_goal_fulfilment": gettext_noop("The goal fulfilment 2015"),
    "2018_plan": gettext_noop("The action plan 2018"),
}
