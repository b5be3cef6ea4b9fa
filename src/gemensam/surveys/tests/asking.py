"""A small form, and surveys that ask it: what the tests of surveys begin with."""

from datetime import UTC, date, datetime
from uuid import UUID

from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.organisations import api as organisations
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.tests.examples import a_field, a_form
from gemensam.surveys import actions, answering, links, queries
from gemensam.surveys.actions import Plan
from gemensam.surveys.models import Invitation, SurveyKind
from gemensam.surveys.queries import SurveyRow
from gemensam.surveys.rules.invited import Line
from gemensam.tenancy.context import tenant_context

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MUNKEDAL, LIDKOPING = "1430", "1494"
LABELS = {"a": "Ja", "b": "Nej", "c": "Kanske"}


def _choices() -> list[dict]:
    return [{"id": one, "label": {"sv": words, "en": words}} for one, words in LABELS.items()]


def the_form(key: str = "asked", **more: object) -> dict:
    """Give a form with one question of each sort that is counted in its own way."""
    return a_form(
        a_field("pick", "choice", label={"sv": "Vill du?", "en": "Do you?"}, choices=_choices()),
        a_field("picks", "many_choice", required=False),
        a_field("number", "number", required=False, decimals=1, show_when='pick = "a"'),
        a_field("words", "long_text", required=False),
        a_field("double", "calculated", value="number * 2"),
        key=key,
        retention="until_reported",
        **more,
    )


def publish(form: dict, *, now: datetime = NOW) -> UUID:
    """Publish a form as the platform's; give its version."""
    with tenant_context(None):
        questionnaires.publish(schema_json.read(form), now=now)
    return questionnaires.published(form["key"], now=now).version_id


def somebody() -> Actor:
    """Give somebody who works where the survey is made: any person that there is."""
    from gemensam.identity.models import Person

    person_id = Person.objects.values_list("id", flat=True).order_by("id")[0]
    return Actor(ActorKind.STAFF, person_id=person_id, assurance=Assurance.LOA3)


def a_survey(
    kind: SurveyKind = SurveyKind.OPEN,
    *,
    codes: tuple[str, ...] = (MUNKEDAL,),
    version_id: UUID | None = None,
    last_day: date | None = None,
    key: str = "fraga",
    is_open: bool = True,
) -> SurveyRow:
    """Make a survey of the running tenant, and open it."""
    plan = Plan(
        kind=kind,
        title="Vad vill du?",
        about="Vi vill veta.",
        version_id=version_id or publish(the_form()),
        codes=codes,
        last_day=last_day,
    )
    survey_id = actions.make(plan, key=key, actor=somebody(), now=NOW)
    if is_open:
        actions.open_survey(survey_id, now=NOW)
    return queries.survey(survey_id, now=NOW)


def answer(
    survey: SurveyRow,
    *,
    code: str = MUNKEDAL,
    token: str = "",
    now: datetime = NOW,
    **answers: questionnaires.Value,
) -> UUID:
    """Answer a survey and send it; give the response."""
    token = token or links.new_token()
    begun = answering.begin(survey, token=token, code=code, now=now)
    typed = {key: questionnaires.Typed(value) for key, value in answers.items()}
    answering.save(survey, begun, typed=typed, writer=None, now=now)
    answering.send(survey, begun, token=token, now=now)
    return begun.response_id


def invite(survey: SurveyRow, *addresses: str, code: str = MUNKEDAL) -> list[str]:
    """Invite addresses and send to them; give the tokens of their links."""
    lines = [Line(code, address, "@" in address, name=address[:3]) for address in addresses]
    actions.invite(survey.id, lines, is_named=not survey.is_anonymous)
    actions.send_invitations(survey.id, now=NOW)
    rows = {one.address: one.id for one in Invitation.objects.filter(survey_id=survey.id)}
    return [links.token_of(rows[address]) for address in addresses]


def home() -> organisations.Place:
    """Give the municipality that the surveys of the tests are of."""
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    return place
