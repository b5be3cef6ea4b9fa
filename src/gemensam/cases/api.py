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
from gemensam.cases.concerns import Concern
from gemensam.cases.corrections import NoSuchField, correct
from gemensam.cases.deciding import Wanted, decide
from gemensam.cases.decisions import DecisionRow
from gemensam.cases.delegating import delegate
from gemensam.cases.dishes import (
    FIRST,
    WEEKDAYS,
    FoodDay,
    NoSuchDish,
    TooLateToChoose,
    choose_dishes,
    dishes_chosen,
    food_days,
    gives_food,
    has_menu,
)
from gemensam.cases.disposing import as_own as own_disposal_rule
from gemensam.cases.disposing import dispose_due
from gemensam.cases.disposing import set_plan as set_disposal_plan
from gemensam.cases.events import CareServiceGranted
from gemensam.cases.home_visits import (
    CaseAtHome,
    HomeVisitNote,
    NeverOnAPhone,
    admit_home_visit_note,
    case_at_home,
    cases_at_home,
    ensure_casework,
    home_visit_note,
    home_visit_notes_of,
    put_home_visit_note,
    resident_of_case,
)
from gemensam.cases.kinds import outcomes_of
from gemensam.cases.measured import TimeTaken, measure_everywhere, time_taken
from gemensam.cases.meeting_models import MeetingKind
from gemensam.cases.meeting_rows import MeetingRow
from gemensam.cases.meeting_rows import to_come as meetings_to_come
from gemensam.cases.meeting_times import remind_due as remind_of_meetings
from gemensam.cases.meeting_words import calendar_file
from gemensam.cases.meeting_words import hours as meeting_hours
from gemensam.cases.meeting_words import kind_name as meeting_kind_name
from gemensam.cases.meeting_words import state_tag as meeting_state_tag
from gemensam.cases.meetings import Answer as MeetingAnswer
from gemensam.cases.meetings import (
    MeetingHasChanged,
    MeetingIsOver,
    NoSuchMeeting,
    answer_meeting,
    read_meeting,
)
from gemensam.cases.models import Outcome
from gemensam.cases.opening import NobodyToHandleIt, OpenedCase, open_case
from gemensam.cases.papers import CasePapers, Paper, Sort, has_sent_papers, papers, sent_paper
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
from gemensam.cases.policy import NoSuchCase, Visit, handles_protected, manages
from gemensam.cases.proposing import confirm, propose, send_back
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
from gemensam.cases.reach import reach_of
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
    case_to_ask_about,
    ensure_may_tell,
    granted_sources,
    may_read,
    put_basis,
)

__all__ = [
    "FIRST",
    "LONGEST_TEXT",
    "WEEKDAYS",
    "AnswerLine",
    "Appeal",
    "Basis",
    "BasisPart",
    "BasisRow",
    "CameIn",
    "CareServiceGranted",
    "CareServiceRow",
    "CaseAtHome",
    "CaseForResident",
    "CaseInHand",
    "CaseIsDecided",
    "CasePapers",
    "CaseSummary",
    "Choices",
    "Concern",
    "Days",
    "DecisionRow",
    "EmptyText",
    "FoodDay",
    "Granted",
    "HomeVisitNote",
    "MeetingAnswer",
    "MeetingHasChanged",
    "MeetingIsOver",
    "MeetingKind",
    "MeetingRow",
    "NeverOnAPhone",
    "NoChoiceOfPerformer",
    "NoSuchCareService",
    "NoSuchCase",
    "NoSuchDish",
    "NoSuchField",
    "NoSuchMeeting",
    "NoSuchPause",
    "NoSuchQuestion",
    "NobodyToHandleIt",
    "NotDecidedYet",
    "OpenQuestion",
    "OpenedCase",
    "Outcome",
    "Paper",
    "PauseOutOfRange",
    "PauseRow",
    "QuestionIsAnswered",
    "ResidentStatus",
    "Sort",
    "TermLine",
    "ThreadEvent",
    "TimeTaken",
    "TooLateToChoose",
    "TooLateToPause",
    "TooLongText",
    "UnknownTerm",
    "Visit",
    "Wanted",
    "admit_home_visit_note",
    "answer_meeting",
    "answer_question",
    "appeal",
    "appeal_in",
    "ask",
    "be_away",
    "calendar_file",
    "care_service",
    "care_services_of",
    "care_services_on",
    "carry_out_absences",
    "case_at_home",
    "case_for_resident",
    "case_in_hand",
    "case_to_ask_about",
    "cases_at_home",
    "cases_of_co_applicant",
    "cases_of_resident",
    "choose_dishes",
    "choose_performer",
    "confirm",
    "correct",
    "decide",
    "decision_file",
    "delegate",
    "dishes_chosen",
    "dispose_due",
    "ensure_casework",
    "ensure_may_tell",
    "first_day",
    "food_days",
    "gives_food",
    "granted_sources",
    "handles_protected",
    "has_menu",
    "has_sent_papers",
    "home_visit_note",
    "home_visit_notes_of",
    "last_day",
    "manages",
    "may_read",
    "measure_everywhere",
    "meeting_hours",
    "meeting_kind_name",
    "meeting_state_tag",
    "meetings_to_come",
    "missed_files",
    "note",
    "open_case",
    "outcomes_of",
    "own_disposal_rule",
    "papers",
    "pause",
    "paused_on",
    "pauses_of",
    "performer_choices",
    "propose",
    "put_basis",
    "put_home_visit_note",
    "reach_of",
    "read_meeting",
    "receive_decision",
    "received_on",
    "remind_of_meetings",
    "resident_of_case",
    "resume",
    "say",
    "send_back",
    "send_file_again",
    "sent_file",
    "sent_paper",
    "set_disposal_plan",
    "take",
    "thread",
    "time_taken",
    "withdraw",
]
