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
from gemensam.cases.care_services import (
    CareServiceRow,
    NoSuchCareService,
    care_service,
    care_services_of,
    care_services_on,
)
from gemensam.cases.corrections import NoSuchField, correct
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
from gemensam.cases.performer_choice import (
    Choices,
    NoChoiceOfPerformer,
    choose_performer,
    performer_choices,
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

__all__ = [
    "LONGEST_TEXT",
    "AnswerLine",
    "Appeal",
    "CareServiceGranted",
    "CareServiceRow",
    "CaseForResident",
    "CaseIsDecided",
    "CaseSummary",
    "Choices",
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
    "care_service",
    "care_services_of",
    "care_services_on",
    "case_for_resident",
    "cases_of_resident",
    "choose_performer",
    "correct",
    "decide",
    "decision_file",
    "delegate",
    "first_day",
    "last_day",
    "missed_files",
    "note",
    "open_case",
    "outcomes_of",
    "pause",
    "paused_on",
    "pauses_of",
    "performer_choices",
    "receive_decision",
    "received_on",
    "resume",
    "say",
    "send_file_again",
    "sent_file",
    "take",
    "thread",
    "withdraw",
]
