"""What other domains may ask of surveys."""

from gemensam.surveys.actions import (
    Plan,
    close_survey,
    invite,
    make,
    note_handed_out,
    open_survey,
    publish_results,
    remind_due,
)
from gemensam.surveys.answering import begin, begin_paper, save, send
from gemensam.surveys.links import new_token, token_of
from gemensam.surveys.models import SurveyKind
from gemensam.surveys.queries import (
    NoSuchSurvey,
    State,
    SurveyRow,
    invitations,
    survey,
    survey_by_key,
)
from gemensam.surveys.rules.invited import Line
from gemensam.surveys.tallies import Results, results

__all__ = [
    "Line",
    "NoSuchSurvey",
    "Plan",
    "Results",
    "State",
    "SurveyKind",
    "SurveyRow",
    "begin",
    "begin_paper",
    "close_survey",
    "invitations",
    "invite",
    "make",
    "new_token",
    "note_handed_out",
    "open_survey",
    "publish_results",
    "remind_due",
    "results",
    "save",
    "send",
    "survey",
    "survey_by_key",
    "token_of",
]
