"""What other domains may ask of questionnaires."""

from gemensam.questionnaires.actions import (
    AlreadySubmitted,
    AnswerChangedElsewhere,
    Clash,
    NoSuchField,
    NotComplete,
    Typed,
    hold_complete,
    rebase,
    save_answer,
    save_answers,
    start_response,
    submit,
)
from gemensam.questionnaires.attachments import (
    AttachmentRow,
    NoSuchAttachment,
    NotMissed,
    NotTakenIn,
    open_attachment,
    send_again,
    sent_files,
)
from gemensam.questionnaires.designer.drafts import begin as begin_form
from gemensam.questionnaires.designer.drafts import say as comment_on_form
from gemensam.questionnaires.designer.versions import publish as publish_form
from gemensam.questionnaires.events import AttachmentFoundInfected
from gemensam.questionnaires.library import (
    TestsDoNotHold,
    close_form,
    load_library,
    publish,
)
from gemensam.questionnaires.queries import (
    AnswerLine,
    NoSuchForm,
    NoSuchResponse,
    PublishedForm,
    RebaseRow,
    ResponseRow,
    SavedAnswer,
    answers,
    filled,
    label_of,
    published,
    rebases,
    response,
    responses,
    saved_answers,
    summary,
    usable_forms,
    version,
)
from gemensam.questionnaires.rules.amounts import exact as number_of
from gemensam.questionnaires.rules.answering import Entry, Filled, from_typed
from gemensam.questionnaires.rules.compiling import DoesNotCompile
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem, is_phone
from gemensam.questionnaires.rules.paper import PaperPage, on_paper
from gemensam.questionnaires.rules.reading import Text, UnreadableForm
from gemensam.questionnaires.rules.schema import Choice, Field, FormSchema, Group, Page, Prefill
from gemensam.questionnaires.rules.values import Parts, Value, from_json, is_answered, to_json
from gemensam.questionnaires.rules.wording import in_words
from gemensam.questionnaires.runner.draft import Carried, Draft, Frame, NoSuchPage, open_draft
from gemensam.questionnaires.runner.pages import is_autosave, save_page, show_check, show_page
from gemensam.questionnaires.runner.showing import HiddenInput, Section, sections

__all__ = [
    "AlreadySubmitted",
    "AnswerChangedElsewhere",
    "AnswerLine",
    "AttachmentFoundInfected",
    "AttachmentRow",
    "Carried",
    "Choice",
    "Clash",
    "DoesNotCompile",
    "Draft",
    "Entry",
    "Field",
    "FieldKind",
    "Filled",
    "FormSchema",
    "Frame",
    "Group",
    "HiddenInput",
    "NoSuchAttachment",
    "NoSuchField",
    "NoSuchForm",
    "NoSuchPage",
    "NoSuchResponse",
    "NotComplete",
    "NotMissed",
    "NotTakenIn",
    "Page",
    "PaperPage",
    "Parts",
    "Prefill",
    "Problem",
    "PublishedForm",
    "RebaseRow",
    "ResponseRow",
    "SavedAnswer",
    "Section",
    "TestsDoNotHold",
    "Text",
    "Typed",
    "UnreadableForm",
    "Value",
    "answers",
    "begin_form",
    "close_form",
    "comment_on_form",
    "filled",
    "from_json",
    "from_typed",
    "hold_complete",
    "in_words",
    "is_answered",
    "is_autosave",
    "is_phone",
    "label_of",
    "load_library",
    "number_of",
    "on_paper",
    "open_attachment",
    "open_draft",
    "publish",
    "publish_form",
    "published",
    "rebase",
    "rebases",
    "response",
    "responses",
    "save_answer",
    "save_answers",
    "save_page",
    "saved_answers",
    "sections",
    "send_again",
    "sent_files",
    "show_check",
    "show_page",
    "start_response",
    "submit",
    "summary",
    "to_json",
    "usable_forms",
    "version",
]
