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
from gemensam.cases.policy import NoSuchCase, handles_protected
from gemensam.cases.queries import (
    AnswerLine,
    CaseForResident,
    CaseSummary,
    DecisionRow,
    OpenQuestion,
    ThreadEvent,
    case_for_resident,
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

__all__ = [
    "LONGEST_TEXT",
    "AnswerLine",
    "CameIn",
    "CareServiceGranted",
    "CareServiceRow",
    "CaseForResident",
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
    "cases_of_resident",
    "decide",
    "decision_file",
    "delegate",
    "first_day",
    "handles_protected",
    "missed_files",
    "note",
    "open_case",
    "outcomes_of",
    "pause",
    "paused_on",
    "pauses_of",
    "resume",
    "say",
    "send_file_again",
    "sent_file",
    "take",
    "thread",
]
