"""A line of the application is put right, by either side, and the application stays as it was sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from gemensam.cases import actions, corrections, queries, rules
from gemensam.cases import api as cases
from gemensam.cases.models import Case, CaseEvent
from gemensam.cases.tests.acting import ANSWERS
from gemensam.tenancy.context import tenant_context


def _correct(world, case_id, by="margit", text="Ja, hos grannen", field="spare_key", version=None):
    cases.correct(
        actor=world.actor(by),
        case_id=case_id,
        field_id=field,
        text=text,
        version=version,
        now=world.now,
    )


def _corrections(case_id):
    rows = CaseEvent.objects.filter(case_id=case_id, kind="CORRECTION").order_by("at", "id")
    return [(one.side, one.field_id, one.text) for one in rows]


def test_each_side_has_a_stream_of_its_own_and_the_application_stays(world):
    case_id = world.open_case()
    _correct(world, case_id)
    version = Case.objects.get(id=case_id).version
    _correct(world, case_id, by="cecilia", text="Nyckel nr 4", version=version)
    thread = queries.events_of([case_id], with_internal=False)[case_id]
    assert (
        queries.corrected(thread, "spare_key", "RESIDENT"),
        queries.corrected(thread, "spare_key", "MUNICIPALITY"),
        queries.corrected(thread, "reason", "RESIDENT"),
    ) == ("Ja, hos grannen", "Nyckel nr 4", None)
    lines = queries.answers_of(Case.objects.get(id=case_id), now=world.now)
    assert [(one.field_id, one.text) for one in lines] == [
        (one.field_id, one.text) for one in ANSWERS
    ]


def test_the_same_correction_again_is_nothing(world):
    case_id = world.open_case()
    _correct(world, case_id)
    _correct(world, case_id)
    assert _corrections(case_id) == [("RESIDENT", "spare_key", "Ja, hos grannen")]


def test_a_correction_calls_the_caseworker_back_to_the_case(world):
    case_id = world.open_case()
    actions.take(actor=world.actor("cecilia"), case_id=case_id, version=1, now=world.now)
    _correct(world, case_id)
    assert Case.objects.get(id=case_id).state == "ANSWERED"


def test_a_caseworkers_correction_of_an_old_page_is_refused(world):
    case_id = world.open_case()
    _correct(world, case_id)
    with pytest.raises(actions.CaseHasChanged):
        _correct(world, case_id, by="cecilia", version=1)


def test_nothing_else_than_a_line_of_the_application_is_corrected(world):
    case_id = world.open_case()
    with pytest.raises(corrections.NoSuchField):
        _correct(world, case_id, field="elsewhere")


def test_what_is_decided_is_corrected_no_more(world):
    case_id = world.open_case()
    wanted = cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett.")
    cases.decide(
        actor=world.actor("cecilia"), case_id=case_id, version=1, wanted=wanted, now=world.now
    )
    with pytest.raises(rules.CaseIsDecided):
        _correct(world, case_id)
    assert _corrections(case_id) == []


def test_a_correction_and_a_decision_at_once_are_never_both_taken(real_world):
    """Whoever comes second is told; nothing is decided on what was not read."""
    with transaction.atomic(), tenant_context(real_world.home):
        case_id = real_world.open_case()
    wanted = cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett.")

    def decides():
        cases.decide(
            actor=real_world.actor("cecilia"),
            case_id=case_id,
            version=1,
            wanted=wanted,
            now=real_world.now,
        )

    def try_to(act):
        try:
            with transaction.atomic(), tenant_context(real_world.home):
                act()
        except (actions.CaseHasChanged, rules.CaseIsDecided) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(try_to, [decides, lambda: _correct(real_world, case_id)]))
    with transaction.atomic(), tenant_context(real_world.home):
        left = (Case.objects.get(id=case_id).state, len(_corrections(case_id)))
    assert (ended, left) in [
        (["done", "CaseIsDecided"], ("DECIDED", 0)),
        (["CaseHasChanged", "done"], ("NEW", 1)),
    ]
