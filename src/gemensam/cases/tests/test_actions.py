"""The dialogue: who writes what, what it does to the state and the clock, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from gemensam.cases import actions, rules
from gemensam.cases import api as cases
from gemensam.cases.models import Case, CaseEvent, Decision, SubmittedAnswer
from gemensam.delivery.models import Message
from gemensam.outbox.models import Event
from gemensam.people import api as people


def _ask(world, case_id, version=1, **over):
    given = {
        "actor": world.actor("cecilia"),
        "case_id": case_id,
        "version": version,
        "field_id": "reason",
        "text": "Hur ofta faller du?",
        "due_on": (world.now + timedelta(days=7)).date(),
        "now": world.now,
    }
    return actions.ask(**given | over)


def _kinds(case_id):
    return [one.kind for one in CaseEvent.objects.filter(case_id=case_id).order_by("at", "id")]


def test_an_application_becomes_a_case_with_its_answers_event_and_notices(world):
    case_id = world.open_case(by="eva")
    case = Case.objects.get(id=case_id)
    assert (case.state, case.version, case.caseworker_id) == ("NEW", 1, None)
    assert (case.opened_at, case.due_at) == (world.now, world.now + timedelta(days=14))
    lines = SubmittedAnswer.objects.filter(case_id=case_id).order_by("position")
    assert [(one.field_id, one.text) for one in lines] == [
        ("reason", "När jag faller."),
        ("spare_key", "Ja"),
    ]
    opened = CaseEvent.objects.get(case_id=case_id)
    assert (opened.kind, opened.actor_name, opened.is_on_behalf) == (
        "OPENED",
        "Eva Lindgren",
        True,
    )
    sent = Message.objects.filter(subject_key=str(case_id)).order_by("channel")
    assert [(one.channel, one.kind, one.state) for one in sent] == [
        ("EMAIL", "RECEIPT", "QUEUED"),
        ("SMS", "RECEIPT", "QUEUED"),
    ]
    published = Event.objects.filter(name="cases.case.opened", payload__case_id=str(case_id))
    assert published.count() == 1


def test_the_same_application_sent_twice_opens_one_case(world):
    margit = world.actor("margit")
    application_id = world.resident("margit").id
    first, second = (
        cases.open_case(
            actor=margit,
            kind="safety_alarm",
            resident_id=world.resident("margit").id,
            applicant_person_id=margit.person_id,
            representative_person_id=None,
            application_id=application_id,
            title="Trygghetslarm",
            answers=(),
            now=world.now,
        )
        for _ in range(2)
    )
    assert first == second


def test_a_question_stops_the_clock_and_names_its_field(world):
    case_id = world.open_case()
    question_id = _ask(world, case_id)
    case = Case.objects.get(id=case_id)
    assert (case.state, case.paused_at, case.version) == ("WAITING", world.now, 2)
    event = CaseEvent.objects.get(id=question_id)
    assert (event.field_label, event.text) == (
        "När skulle larmet hjälpa dig?",
        "Hur ofta faller du?",
    )


def test_the_clock_goes_on_when_the_last_question_is_answered(world):
    case_id = world.open_case()
    first = _ask(world, case_id)
    second = _ask(world, case_id, version=2, text="Var faller du?", field_id="")
    answer = {"actor": world.actor("margit"), "case_id": case_id}
    at = world.now + timedelta(days=2)
    actions.answer_question(**answer, question_id=first, text="Varje vecka.", now=at)
    assert Case.objects.get(id=case_id).state == "WAITING"
    actions.answer_question(**answer, question_id=second, text="I hallen.", now=at)
    case = Case.objects.get(id=case_id)
    assert (case.state, case.paused_at) == ("ANSWERED", None)
    assert case.due_at == world.now + timedelta(days=16)


def test_a_second_click_on_the_same_answer_changes_nothing(world):
    case_id = world.open_case()
    question_id = _ask(world, case_id)
    for _ in range(2):
        actions.answer_question(
            actor=world.actor("margit"),
            case_id=case_id,
            question_id=question_id,
            text="Varje vecka.",
            now=world.now,
        )
    assert _kinds(case_id) == ["OPENED", "QUESTION", "ANSWER"]


def test_another_answer_to_an_answered_question_is_refused(world):
    case_id = world.open_case(by="eva")
    question_id = _ask(world, case_id)
    given = {"case_id": case_id, "question_id": question_id, "now": world.now}
    actions.answer_question(actor=world.actor("eva"), text="Varje vecka.", **given)
    with pytest.raises(cases.QuestionIsAnswered):
        actions.answer_question(actor=world.actor("margit"), text="Aldrig.", **given)


def test_an_answer_to_a_question_of_another_case_is_refused(world):
    question_id = _ask(world, world.open_case())
    other = world.open_case()
    with pytest.raises(cases.NoSuchQuestion):
        actions.answer_question(
            actor=world.actor("margit"),
            case_id=other,
            question_id=question_id,
            text="Varje vecka.",
            now=world.now,
        )


def test_what_a_representative_does_stands_in_the_journal_that_both_read(world):
    case_id = world.open_case(by="eva")
    actions.say(actor=world.actor("eva"), case_id=case_id, text="Tack!", now=world.now)
    (mandate,) = people.mandates_of_resident(world.resident("margit").id)
    assert [(row.actor_name, row.what) for row in people.journal(mandate.id)] == [
        ("Margit Lindgren", "Behörigheten gavs"),
        ("Eva Lindgren", "Skrev i ett ärende"),
    ]


def test_a_note_within_the_municipality_is_not_shown_to_the_resident(world):
    case_id = world.open_case()
    actions.note(
        actor=world.actor("cecilia"), case_id=case_id, text="Ring dottern först.", now=world.now
    )
    shown = cases.case_for_resident(world.actor("margit"), case_id, now=world.now)
    assert [one.kind for one in shown.thread] == ["OPENED"]
    seen_by_staff = cases.thread(world.actor("cecilia"), case_id, now=world.now)
    assert [one.kind for one in seen_by_staff] == ["OPENED", "NOTE"]


def test_a_resident_cannot_write_a_note_within_the_municipality(world):
    case_id = world.open_case()
    with pytest.raises(cases.NoSuchCase):
        actions.note(actor=world.actor("margit"), case_id=case_id, text="Hej", now=world.now)
    assert _kinds(case_id) == ["OPENED"]


def test_acting_on_an_old_version_is_refused_and_says_what_happened(world):
    case_id = world.open_case()
    actions.say(actor=world.actor("margit"), case_id=case_id, text="Jag glömde!", now=world.now)
    with pytest.raises(actions.CaseHasChanged) as refusal:
        _ask(world, case_id, version=1)
    assert [one.text for one in refusal.value.since] == ["Jag glömde!"]
    assert _kinds(case_id) == ["OPENED", "MESSAGE"]


def test_taking_a_case_twice_is_taking_it_once(world):
    case_id = world.open_case()
    for _ in range(2):
        actions.take(actor=world.actor("cecilia"), case_id=case_id, version=1, now=world.now)
    case = Case.objects.get(id=case_id)
    assert (case.state, case.version) == ("INVESTIGATING", 2)
    assert _kinds(case_id) == ["OPENED", "ASSIGNED"]


@pytest.mark.parametrize("due_on", [date(2020, 1, 1), date(2099, 1, 1)])
def test_a_question_with_an_impossible_day_is_refused(world, due_on):
    case_id = world.open_case()
    with pytest.raises(rules.AnswerDayOutOfRange):
        _ask(world, case_id, due_on=due_on)


def test_somebody_with_a_protected_identity_gets_no_notice(world):
    case_id = world.open_case("greta")
    sent = Message.objects.filter(subject_key=str(case_id))
    assert [(one.state, one.address) for one in sent] == [("WITHHELD", "")]


@pytest.mark.parametrize("model", [CaseEvent, SubmittedAnswer, Decision])
@pytest.mark.parametrize("change", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_said(world, model, change):
    world.open_case()
    refused = pytest.raises((ProgrammingError, IntegrityError))
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(model._meta.db_table))


def test_the_database_refuses_a_second_answer_to_a_question(world):
    case_id = world.open_case()
    question_id = _ask(world, case_id)
    row = {"case_id": case_id, "kind": "ANSWER", "at": world.now, "side": "RESIDENT"}
    CaseEvent.objects.create(**row, actor_name="A", text="1", question_id=question_id)
    with pytest.raises(IntegrityError, match="one_answer"), transaction.atomic():
        CaseEvent.objects.create(**row, actor_name="A", text="2", question_id=question_id)
