"""Forms and answers in FHIR R4: Questionnaire and QuestionnaireResponse, both ways. Pure."""

from gemensam.questionnaires.rules.fhir.names import Omission, UnreadableResource
from gemensam.questionnaires.rules.fhir.questionnaires import from_questionnaire, to_questionnaire
from gemensam.questionnaires.rules.fhir.responses import from_response, to_response

__all__ = [
    "Omission",
    "UnreadableResource",
    "from_questionnaire",
    "from_response",
    "to_questionnaire",
    "to_response",
]
