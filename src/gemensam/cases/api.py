"""What other domains may ask of cases."""

from gemensam.cases.absences import Days, be_away
from gemensam.cases.absences import carry_out_due as carry_out_absences
from gemensam.cases.actions import (
    NoSuchQuestion,
    QuestionIsAnswered,
    answer_question,
    ask,
    note,
    say,
    take,
)
from gemensam.cases.appeals import (
    Appeal,
    NotDecidedYet,
    appeal,
    appeal_in,
    last_day,
    receive_decision,
    received_on,
    withdraw,
)
from gemensam.cases.basis import Basis, BasisPart, BasisRow
from gemensam.cases.care_services import (
    CareServiceRow,
    NoSuchCareService,
    care_service,
    care_services_of,
    care_services_on,
)
from gemensam.cases.corrections import NoSuchField, correct
from gemensam.cases.deciding import Wanted, decide
from gemensam.cases.decisions import DecisionRow
from gemensam.cases.delegating import delegate
from gemensam.cases.disposing import as_own as own_disposal_rule
from gemensam.cases.disposing import dispose_due
from gemensam.cases.disposing import set_plan as set_disposal_plan
from gemensam.cases.events import CareServiceGranted
from gemensam.cases.kinds import outcomes_of
from gemensam.cases.models import Outcome
from gemensam.cases.opening import NobodyToHandleIt, OpenedCase, open_case
from gemensam.cases.pauses import (
    NoSuchPause,
    PauseOutOfRange,
    PauseRow,
    TooLateToPause,
    first_day,
    pause,
    paused_on,
    pauses_of,
    resume,
)
from gemensam.cases.performer_choice import (
    Choices,
    NoChoiceOfPerformer,
    choose_performer,
    performer_choices,
)
from gemensam.cases.policy import NoSuchCase, handles_protected
from gemensam.cases.queries import (
    AnswerLine,
    CaseForResident,
    CaseSummary,
    OpenQuestion,
    ThreadEvent,
    case_for_resident,
    cases_of_co_applicant,
    cases_of_resident,
    decision_file,
    thread,
)
from gemensam.cases.rules import (
    LONGEST_TEXT,
    CameIn,
    CaseIsDecided,
    EmptyText,
    TooLongText,
)
from gemensam.cases.sent_files import missed_files, send_file_again, sent_file
from gemensam.cases.terms import Granted, TermLine, UnknownTerm
from gemensam.cases.words import ResidentStatus
from gemensam.cases.working_out import (
    CaseInHand,
    case_in_hand,
    ensure_may_tell,
    granted_sources,
    may_read,
    put_basis,
)

__all__ = [
    "LONGEST_TEXT",
    "AnswerLine",
    "Appeal",
    "Basis",
    "BasisPart",
    "BasisRow",
    "CameIn",
    "CareServiceGranted",
    "CareServiceRow",
    "CaseForResident",
    "CaseInHand",
    "CaseIsDecided",
    "CaseSummary",
    "Choices",
    "Days",
    "DecisionRow",
    "EmptyText",
    "Granted",
    "NoChoiceOfPerformer",
    "NoSuchCareService",
    "NoSuchCase",
    "NoSuchField",
    "NoSuchPause",
    "NoSuchQuestion",
    "NobodyToHandleIt",
    "NotDecidedYet",
    "OpenQuestion",
    "OpenedCase",
    "Outcome",
    "PauseOutOfRange",
    "PauseRow",
    "QuestionIsAnswered",
    "ResidentStatus",
    "TermLine",
    "ThreadEvent",
    "TooLateToPause",
    "TooLongText",
    "UnknownTerm",
    "Wanted",
    "answer_question",
    "appeal",
    "appeal_in",
    "ask",
    "be_away",
    "care_service",
    "care_services_of",
    "care_services_on",
    "carry_out_absences",
    "case_for_resident",
    "case_in_hand",
    "cases_of_co_applicant",
    "cases_of_resident",
    "choose_performer",
    "correct",
    "decide",
    "decision_file",
    "delegate",
    "dispose_due",
    "ensure_may_tell",
    "first_day",
    "granted_sources",
    "handles_protected",
    "last_day",
    "may_read",
    "missed_files",
    "note",
    "open_case",
    "outcomes_of",
    "own_disposal_rule",
    "pause",
    "paused_on",
    "pauses_of",
    "performer_choices",
    "put_basis",
    "receive_decision",
    "received_on",
    "resume",
    "say",
    "send_file_again",
    "sent_file",
    "set_disposal_plan",
    "take",
    "thread",
    "withdraw",
]
