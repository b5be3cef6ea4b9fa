"""Cases of financial assistance for the tests: the demo's Jonna, and applications with other answers."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.test import Client
from django.urls import reverse

from gemensam.assistance import calculations
from gemensam.assistance.calculations import Visit
from gemensam.cases import api as cases
from gemensam.cases.models import Case
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context

KIND = "financial_assistance"


def jonnas(state="NEW"):
    """The demo's case: `NEW` is this month's, `DECIDED` last month's."""
    return Case.objects.get(kind=KIND, state=state)


def an_application(world, answers, month="2026-11", key="david"):
    """Send an application as one of the cast; give its case."""
    actor, resident, at = world.actor(key), world.resident(key), world.now
    form = questionnaires.published("financial_assistance_application", now=at)
    response_id = questionnaires.start_response(
        version_id=form.version_id, resident_id=resident.id, actor=actor, now=at
    )
    typed = {name: questionnaires.Typed(value) for name, value in answers.items()}
    questionnaires.save_answers(response_id=response_id, typed=typed, actor=actor, now=at)
    return cases.open_case(
        actor=actor,
        kind=KIND,
        resident_id=resident.id,
        applicant_person_id=resident.person_id,
        representative_person_id=None,
        application_id=None,
        response_id=response_id,
        title="Försörjningsstöd",
        answers=[cases.AnswerLine("month", "Månad", month)],
        now=at,
    ).id


def visit(world, key="cecilia"):
    return Visit(world.actor(key), world.now)


def found(world, case_id):
    return calculations.in_hand(visit(world), case_id)


def unchanged(sheet):
    return replace(sheet)


@dataclass
class Page:
    """A caseworker at a case's calculation, by HTTP."""

    world: object
    case_id: object
    client: Client

    def get(self):
        return self.client.get(self.address("calculation"))

    def address(self, name, *more):
        return reverse(f"assistance:{name}", args=[self.case_id, *more])

    def post(self, name, *more, **values):
        return self.client.post(self.address(name, *more), values)

    def inside(self, act):
        with transaction.atomic(), tenant_context(self.world.home):
            return act()

    def amounts(self, **changed):
        """What the form of amounts sends, with some amounts changed: (kronor, reason) by row."""

        def read():
            return found(self.world, self.case_id)

        now = self.inside(read)
        values = {"belopp-number": now.number}
        for row in now.calculation.rows:
            amount = row.proposed if row.decided is None else row.decided
            values[f"belopp-amount-{row.key}"] = str(amount.kronor)
            values[f"belopp-reason-{row.key}"] = row.reason
        for key, (kronor, reason) in changed.items():
            values[f"belopp-amount-{key}"] = kronor
            values[f"belopp-reason-{key}"] = reason
        return values


def page_of(world, case_id, key="cecilia"):
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": key})
    return Page(world, case_id, client)
