"""What the case page asks of the database: within the budget in every kind and state of a case."""

from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from gemensam.cases import api as cases
from gemensam.cases import rules
from gemensam.cases.kinds import kinds
from gemensam.cases.models import Case, CaseState
from gemensam.cases.tests.acting import open_case_with_files
from gemensam.identity.models import DemoPersona
from gemensam.tenancy.context import tenant_context

# The budget of any page. What opens and closes transactions is no question.
MOST_QUERIES = 20
NO_QUESTIONS = ("SAVEPOINT", "RELEASE", "SELECT set_config")
PDF = b"%PDF-1.7\n% ett intyg\n"


@contextmanager
def _asked():
    """Collect what is asked on every connection: the log is read by one of its own."""
    found = []

    def collect(execute, sql, params, many, context):
        if not sql.startswith(NO_QUESTIONS):
            found.append(sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(collect))
        yield found


def _open(world, kind):
    """Open a case with all that a page can show: files, a representative, a caseworker."""
    sent = open_case_with_files(world, {"a.pdf": PDF, "b.pdf": PDF}, by="margit", kind=kind)
    eva = DemoPersona.objects.get(key="eva").person_id
    Case.objects.filter(id=sent.case_id).update(representative_id=eva)
    cases.take(actor=world.actor("cecilia"), case_id=sent.case_id, version=1, now=world.now)
    return sent.case_id


def _ask(world, case_id):
    return cases.ask(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=2,
        field_id="papers",
        text="Finns det ett intyg till?",
        due_on=(world.now + timedelta(days=5)).date(),
        now=world.now,
    )


def _bring_to(world, case_id, state):
    if state in {CaseState.WAITING, CaseState.ANSWERED}:
        question_id = _ask(world, case_id)
    if state == CaseState.ANSWERED:
        cases.answer_question(
            actor=world.actor("margit"),
            case_id=case_id,
            question_id=question_id,
            text="Nej.",
            now=world.now,
        )
    if state == CaseState.NEW:
        Case.objects.filter(id=case_id).update(state=state)
    if state in rules.DECIDED:
        wanted = cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett.")
        cases.decide(
            actor=world.actor("cecilia"), case_id=case_id, version=2, wanted=wanted, now=world.now
        )
    if state == CaseState.APPEALED:
        margit = world.actor("margit")
        cases.appeal(actor=margit, case_id=case_id, text="Jag faller ofta.", now=world.now)


@pytest.mark.parametrize("kind", ["safety_alarm", "home_care", "meals"])
@pytest.mark.parametrize("state", CaseState.values)
def test_a_case_page_keeps_to_the_budget_whatever_it_shows(real_world, disk, kind, state):
    with transaction.atomic(), tenant_context(real_world.home):
        case_id = _open(real_world, kind)
        _bring_to(real_world, case_id, state)
        assert Case.objects.get(id=case_id).state == state
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": "cecilia"})
    address = reverse("cases:case", args=[case_id])
    client.get(address)
    with _asked() as asked:
        page = client.get(address)
    assert ("a.pdf" in page.text, "b.pdf" in page.text, "Eva Lindgren" in page.text) == (True,) * 3
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_the_kinds_that_are_tried_are_all_that_a_grant_can_be_made_of():
    assert {"safety_alarm", "home_care", "meals"} <= set(kinds())


@pytest.mark.parametrize("kind", ["safety_alarm", "home_care", "meals"])
@pytest.mark.parametrize("state", [CaseState.INVESTIGATING, CaseState.WAITING])
def test_a_case_page_keeps_to_the_budget_with_a_proposal_to_confirm(real_world, disk, kind, state):
    petra = DemoPersona.objects.get(key="petra")
    with transaction.atomic(), tenant_context(real_world.home):
        cases.delegate(
            commission_id=petra.commission_id,
            kind=kind,
            outcomes=[cases.Outcome.REJECT],
            needs_second=[cases.Outcome.REJECT],
            point="4.1",
            now=real_world.now - timedelta(days=1),
        )
        case_id = _open(real_world, kind)
        _bring_to(real_world, case_id, state)
        cases.propose(
            actor=real_world.actor("petra"),
            case_id=case_id,
            version=Case.objects.get(id=case_id).version,
            wanted=cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett."),
            now=real_world.now,
        )
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": "cecilia"})
    address = reverse("cases:case", args=[case_id])
    client.get(address)
    with _asked() as asked:
        page = client.get(address)
    assert "Bekräfta och skicka" in page.text
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)
