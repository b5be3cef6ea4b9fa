"""What other domains may ask of cases."""

from gemensam.cases.actions import (
    NobodyToHandleIt,
    NoSuchQuestion,
    OpenedCase,
    QuestionIsAnswered,
    answer_question,
    ask,
    note,
    open_case,
    say,
    take,
)
from gemensam.cases.basis import Basis, BasisPart, BasisRow
from gemensam.cases.care_services import (
    CareServiceRow,
    NoSuchCareService,
    care_service,
    care_services_of,
    care_services_on,
)
from gemensam.cases.deciding import Wanted, decide
from gemensam.cases.delegating import delegate
from gemensam.cases.events import CareServiceGranted
from gemensam.cases.kinds import outcomes_of
from gemensam.cases.models import Outcome
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
from gemensam.cases.policy import NoSuchCase
from gemensam.cases.queries import (
    AnswerLine,
    CaseForResident,
    CaseSummary,
    DecisionRow,
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
    "Basis",
    "BasisPart",
    "BasisRow",
    "CareServiceGranted",
    "CareServiceRow",
    "CaseForResident",
    "CaseInHand",
    "CaseIsDecided",
    "CaseSummary",
    "DecisionRow",
    "EmptyText",
    "Granted",
    "NoSuchCareService",
    "NoSuchCase",
    "NoSuchPause",
    "NoSuchQuestion",
    "NobodyToHandleIt",
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
    "ask",
    "care_service",
    "care_services_of",
    "care_services_on",
    "case_for_resident",
    "case_in_hand",
    "cases_of_co_applicant",
    "cases_of_resident",
    "decide",
    "decision_file",
    "delegate",
    "ensure_may_tell",
    "first_day",
    "granted_sources",
    "may_read",
    "missed_files",
    "note",
    "open_case",
    "outcomes_of",
    "pause",
    "paused_on",
    "pauses_of",
    "put_basis",
    "resume",
    "say",
    "send_file_again",
    "sent_file",
    "take",
    "thread",
]
