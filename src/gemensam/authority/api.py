"""What other domains may call: `decide`, `filter_for`, `explain` and the values they take."""

from gemensam.authority.decisions import Decision, Obligation, Rule
from gemensam.authority.enforcement import (
    Refused,
    StepUpNeeded,
    access_of,
    ensure,
    ensure_and_log,
    ensure_fresh,
    heed,
)
from gemensam.authority.facts import (
    ALL_SERVICES,
    DisclosureBasis,
    DisclosureFacts,
    EmergencyFacts,
    Facts,
    MandateFacts,
    MandateScope,
    ObjRef,
    Request,
)
from gemensam.authority.filters import Columns, EmptyCondition, RowFacts, filter_for
from gemensam.authority.reasons import Reason, explain
from gemensam.authority.registers import Register, purpose_of
from gemensam.authority.rules import EMERGENCY_PASSES, decide
from gemensam.authority.table import (
    EMERGENCY_MAX,
    EMERGENCY_REASON_MIN,
    OPENED_FOR,
    RULES_VERSION,
    STEP_UP_MAX_AGE,
    is_about_residents,
    permits_of,
)

__all__ = [
    "ALL_SERVICES",
    "EMERGENCY_MAX",
    "EMERGENCY_PASSES",
    "EMERGENCY_REASON_MIN",
    "OPENED_FOR",
    "RULES_VERSION",
    "STEP_UP_MAX_AGE",
    "Columns",
    "Decision",
    "DisclosureBasis",
    "DisclosureFacts",
    "EmergencyFacts",
    "EmptyCondition",
    "Facts",
    "MandateFacts",
    "MandateScope",
    "ObjRef",
    "Obligation",
    "Reason",
    "Refused",
    "Register",
    "Request",
    "RowFacts",
    "Rule",
    "StepUpNeeded",
    "access_of",
    "decide",
    "ensure",
    "ensure_and_log",
    "ensure_fresh",
    "explain",
    "filter_for",
    "heed",
    "is_about_residents",
    "permits_of",
    "purpose_of",
]
