"""One sent application, so that Mina sidor of somebody outside the story is alive.

Margit has none: Eva applies for her in the story.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from gemensam.eservices import api as eservices
from gemensam.kernel.actor import Assurance
from gemensam.portal.demo.cast import Cast
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context

SENT_BEFORE = timedelta(days=2)

_ANSWERS: dict[str, questionnaires.Value] = {
    "lives_alone": "with_somebody_frail",
    "home_kind": "flat",
    "situations": ("illness", "getting_up"),
    "fallen": "no",
    "reason": "Jag har fått hjärtsvikt och blir snabbt trött. Min fru orkar inte lyfta mig.",
    "mobile_coverage": "good",
    "landline": "no",
    "communication": ("hearing",),
    "spare_key": "no",
    "key_help": "make_one",
    "phone_number": "070-174 06 07",
    "first_contact": questionnaires.Parts.of(
        name="Lena Holm", relation="dotter", phone="070-174 06 09"
    ),
    "share_with_centre": "yes",
}


def load(cast: Cast, *, now: datetime) -> None:
    """Let David apply for a safety alarm."""
    at = now - SENT_BEFORE
    david = replace(cast.actor("david"), assurance=Assurance.LOA3, authenticated_at=at)
    visit = eservices.Visit(david, at)
    with tenant_context(cast.home):
        begun = eservices.begin(visit, service="safety_alarm", resident_id=cast.residents["david"])
        eservices.save(
            visit,
            application_id=begun.id,
            typed={key: questionnaires.Typed(value) for key, value in _ANSWERS.items()},
            writer=None,
        )
        eservices.submit(visit, application_id=begun.id)
