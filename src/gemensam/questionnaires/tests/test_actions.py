"""Published versions stay as they are; answers are kept, never silently written over."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.models import Resident
from gemensam.questionnaires import actions, library, queries
from gemensam.questionnaires.actions import Typed
from gemensam.questionnaires.models import Answer, AnswerRevision, Form, FormVersion, Response
from gemensam.questionnaires.queries import AnswerLine
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.compiling import DoesNotCompile
from gemensam.questionnaires.rules.schema import Prefill
from gemensam.questionnaires.rules.values import Parts
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form, a_form_of, rows
from gemensam.tenancy.context import tenant_context

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
THIS_PAGE, OTHER_PAGE = UUID(int=1), UUID(int=2)
SAMPLE = a_form(
    a_field("fallen", "yes_no"),
    a_field("details", "long_text", show_when='fallen = "yes"'),
    a_field("name", required=False),
)


@pytest.fixture
def home(db):
    """Margit's municipality, entered, and a small form published."""
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        library.publish(schema_json.read(SAMPLE), now=NOW)
        yield place


def _margit() -> people.ResidentRow:
    row = Resident.objects.get(given_name="Margit")
    return people.resident(row.id)


def _actor() -> Actor:
    margit = _margit()
    return Actor(ActorKind.RESIDENT, person_id=margit.person_id, assurance=Assurance.LOA3)


def _draft() -> UUID:
    return _begin(NOW)


def _begin(now: datetime, **kwargs: Any) -> UUID:
    kwargs.setdefault("resident_id", _margit().id)
    version_id = queries.published("sample", now=now).version_id
    return actions.start_response(version_id=version_id, actor=_actor(), now=now, **kwargs)


def _save(draft: UUID, writer: UUID | None = THIS_PAGE, **typed: Typed) -> None:
    actions.save_answers(response_id=draft, typed=typed, actor=_actor(), now=LATER, writer=writer)


def test_the_shipped_form_is_published_by_migrate_and_loading_it_again_does_nothing(db):
    assert queries.published("safety_alarm_application", now=NOW).number == 1
    assert library.load_library(now=NOW) == 0


def test_a_changed_form_becomes_a_new_version_and_the_old_one_stays(home):
    old = queries.published("sample", now=LATER)
    changed = a_form(a_field("fallen", "yes_no"))

    assert library.publish(schema_json.read(changed), now=LATER)
    new = queries.published("sample", now=LATER)

    assert (old.number, new.number, new.published_at) == (1, 2, LATER)
    assert queries.version(old.version_id) == old
    assert old.digest != new.digest


@pytest.mark.parametrize("change", [{"content": "{}"}, {"number": 7}, {"published_at": LATER}])
def test_the_database_refuses_to_change_a_published_version(home, change):
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        FormVersion.objects.filter(form__key="sample").update(**change)


def test_the_database_refuses_a_version_whose_digest_is_of_another_text(home):
    form = Form.objects.get(key="sample")
    with pytest.raises(IntegrityError, match="formversion_content"), transaction.atomic():
        FormVersion.objects.create(
            form=form, number=9, content="{}", digest="0" * 64, published_at=NOW
        )


def test_a_form_may_become_what_it_was_before(home):
    first = queries.published("sample", now=LATER)
    assert library.publish(schema_json.read(a_form(a_field("fallen", "yes_no"))), now=LATER)
    assert library.publish(schema_json.read(SAMPLE), now=LATER)

    again = queries.published("sample", now=LATER)
    assert (again.number, again.digest, again.schema) == (3, first.digest, first.schema)
    assert queries.version_by_digest(first.digest).compiled == first.compiled


def test_a_form_that_does_not_compile_is_not_published(home):
    with pytest.raises(DoesNotCompile, match="There is no question “gone”"):
        library.publish(schema_json.read(a_form(a_field("q", show_when="gone"))), now=LATER)

    assert queries.published("sample", now=LATER).number == 1


def test_a_form_whose_own_tests_do_not_hold_is_not_published(home):
    case = {"id": "t", "title": "Prov", "today": "2026-11-22", "answers": {}}
    cases = [{**case, "expect": {"hidden": ["q"]}}, {**case, "id": "u", "expect": {"shown": ["q"]}}]
    with pytest.raises(library.TestsDoNotHold) as refusal:
        library.publish(schema_json.read(a_form(a_field("q"), tests=cases)), now=LATER)

    assert [outcome.case.id for outcome in refusal.value.missed] == ["t"]
    assert queries.published("sample", now=LATER).number == 1


def test_a_version_that_is_published_at_a_later_moment_applies_from_then_on(home):
    soon = LATER + timedelta(days=1)
    changed = schema_json.read(a_form(a_field("fallen", "yes_no")))
    assert library.publish(changed, now=LATER, at=soon)

    moments = (LATER, soon - timedelta(seconds=1), soon)
    assert [queries.published("sample", now=now).number for now in moments] == [1, 1, 2]


def test_a_closed_form_can_be_finished_but_not_begun_until_it_is_opened_again(home):
    draft = _draft()
    library.close_form("sample", at=LATER)
    with pytest.raises(queries.NoSuchForm):
        queries.published("sample", now=LATER)
    assert queries.published("sample", now=NOW).number == 1
    _save(draft, fallen=Typed("no"))
    assert actions.submit(response_id=draft, now=LATER).is_submitted

    library.close_form("sample", at=None)
    assert queries.published("sample", now=LATER).number == 1
    with pytest.raises(queries.NoSuchForm):
        library.close_form("elsewhere", at=None)


def test_a_draft_moves_to_a_version_that_loses_none_of_its_answers(home):
    draft = _draft()
    _save(draft, fallen=Typed("no"))
    newer = a_form(a_field("other"), a_field("fallen", "yes_no"))
    library.publish(schema_json.read(newer), now=LATER)

    assert actions.rebase(response_id=draft, now=LATER)
    assert queries.version(queries.response(draft).version_id).number == 2
    assert queries.answers(draft) == {"fallen": "no"}
    # A page of the old version may still be open: what it sends is kept.
    _save(draft, details=Typed("I trappan"), other=Typed("Ord"))
    assert queries.answers(draft) == {"fallen": "no", "details": "I trappan", "other": "Ord"}
    assert not actions.rebase(response_id=draft, now=LATER)


def test_a_draft_stays_when_an_answer_would_be_lost_and_is_asked_once_for_each_version(home):
    draft = _draft()
    begun_on = queries.response(draft)
    _save(draft, fallen=Typed("no"))
    library.publish(schema_json.read(a_form(a_field("other"))), now=LATER)

    assert not actions.rebase(response_id=draft, now=LATER)
    _save(draft, fallen=Typed("", 1))
    # It would fit by now, but the person has been told that it stays.
    assert not actions.rebase(response_id=draft, now=LATER)
    assert queries.response(draft).version_id == begun_on.version_id
    assert [(row.number, row.has_moved) for row in queries.rebases(draft)] == [(2, False)]


def test_what_is_known_is_filled_in_and_what_is_not_is_left(home):
    form = a_form(
        a_field("name", prefill="resident.name"),
        a_field("home", "address", prefill="resident.address"),
        a_field("phone", "phone", prefill="resident.phone"),
        a_field("before", prefill="previous"),
        a_field("wrong", "address", prefill="resident.name"),
    )
    library.publish(schema_json.read(form), now=LATER)
    known = {Prefill.NAME: "Margit", Prefill.ADDRESS: Parts.of(town="Munkedal"), Prefill.PHONE: ""}
    draft = _begin(LATER, known=known)
    assert queries.answers(draft) == {"name": "Margit", "home": Parts.of(town="Munkedal")}


def test_what_was_answered_last_time_is_filled_in_as_far_as_the_form_can_still_take_it(home):
    optional = {"required": False, "prefill": "previous"}
    old = a_form(
        a_field("kept", **optional),
        a_field("retyped", **optional),
        a_field("pick", "choice", **optional),
    )
    choices = [{"id": "a", "label": WORDS}]
    new = a_form(
        a_field("kept", **optional),
        a_field("retyped", "period", **optional),
        a_field("pick", "choice", choices=choices, **optional),
        a_field("days", "calculated", value="days(retyped)"),
    )
    library.publish(schema_json.read(old), now=LATER)
    first = _begin(LATER)
    _save(first, kept=Typed("Ord"), retyped=Typed("2026-11-22"), pick=Typed("c"))
    actions.submit(response_id=first, now=LATER)
    library.publish(schema_json.read(new), now=LATER)
    second = _begin(LATER, with_previous=True)

    assert queries.answers(second) == {"kept": "Ord"}
    # Unless whoever begins may see it.
    assert queries.answers(_begin(LATER)) == {}
    assert queries.filled(queries.response(second), now=LATER).counting == {"kept": "Ord"}


def test_rows_are_answers_of_their_own_and_a_removed_one_comes_back_whole(home):
    one = {"sv": "kostnad", "en": "cost"}
    form = a_form_of(
        rows("costs", a_field("amount", "money"), repeat={"least": 0, "most": 9, "one": one})
    )
    library.publish(schema_json.read(form), now=LATER)
    draft = _begin(LATER, resident_id=None)
    typed = {"costs@a": "yes", "amount@a": "1", "costs@b": "yes", "amount@b": "2,50"}
    actions.save_answers(
        response_id=draft, typed={k: Typed(v) for k, v in typed.items()}, actor=_actor(), now=LATER
    )

    def lines():
        return [(line.key, line.label, line.text) for line in queries.summary(draft, now=LATER)]

    both = lines()
    assert both[0] == ("amount@a", "Kostnad 1: Ord", "1\u00a0kr")
    assert both[1][:2] == ("amount@b", "Kostnad 2: Ord")
    _save(draft, **{"costs@a": Typed("no", 1)})
    assert [line[:2] for line in lines()] == [("amount@b", "Kostnad 1: Ord")]
    _save(draft, **{"costs@a": Typed("yes", 2)})
    assert lines() == both


def test_every_saved_state_is_kept_and_the_latest_counts(home):
    draft = _draft()
    _save(draft, name=Typed("Eva"))
    _save(draft, name=Typed("Eva Lind", 1))
    _save(draft, name=Typed("", 2))

    kept = AnswerRevision.objects.filter(response_id=draft).order_by("revision")
    assert [(row.revision, row.value) for row in kept] == [(1, "Eva"), (2, "Eva Lind"), (3, "")]
    assert queries.answers(draft) == {"name": ""}
    assert queries.response(draft).row_version == 4


def test_saving_the_same_answers_again_makes_no_revision(home):
    draft = _draft()
    _save(draft, fallen=Typed("no"), name=Typed("Eva"))
    _save(draft, OTHER_PAGE, fallen=Typed("no"), name=Typed("Eva"), details=Typed(""))

    assert AnswerRevision.objects.filter(response_id=draft).count() == 2
    assert queries.response(draft).row_version == 2


def test_two_open_pages_never_write_over_each_other(home):
    draft = _draft()
    _save(draft, OTHER_PAGE, name=Typed("Eva"))
    with pytest.raises(actions.AnswerChangedElsewhere) as clash:
        _save(draft, THIS_PAGE, name=Typed("Margit"), fallen=Typed("no"))

    assert [(one.key, one.typed, one.saved.value) for one in clash.value.clashes] == [
        ("name", "Margit", "Eva")
    ]
    assert queries.answers(draft) == {"name": "Eva"}


def test_a_page_never_stands_in_its_own_way(home):
    draft = _draft()
    for name in ("E", "Ev", "Eva"):
        _save(draft, THIS_PAGE, name=Typed(name))

    assert queries.answers(draft) == {"name": "Eva"}


def test_pages_that_change_different_answers_do_not_clash(home):
    draft = _draft()
    _save(draft, OTHER_PAGE, fallen=Typed("no"))
    _save(draft, THIS_PAGE, name=Typed("Eva"), fallen=Typed("no"))

    assert queries.answers(draft) == {"fallen": "no", "name": "Eva"}


def test_a_field_that_the_form_has_not_is_refused(home):
    draft = _draft()
    with pytest.raises(actions.NoSuchField):
        actions.save_answer(
            response_id=draft, key="elsewhere", value="x", actor=_actor(), now=LATER
        )


@pytest.mark.parametrize("key", ["fallen@a", "g@a", "g", "fallen@", ""])
def test_a_key_that_no_answer_can_have_is_refused(home, key):
    with pytest.raises(actions.NoSuchField):
        _save(_draft(), **{key: Typed("yes")})


def test_a_draft_with_a_required_answer_missing_is_not_submitted(home):
    draft = _draft()
    _save(draft, fallen=Typed("yes"))
    with pytest.raises(actions.NotComplete) as refusal:
        actions.submit(response_id=draft, now=LATER)

    assert [problem.key for problem in refusal.value.problems] == ["details"]
    assert not queries.response(draft).is_submitted


def test_submitting_twice_gives_the_same_receipt(home):
    draft = _draft()
    _save(draft, fallen=Typed("no"))
    first = actions.submit(response_id=draft, now=LATER)
    second = actions.submit(response_id=draft, now=LATER + timedelta(days=1))

    assert second == first
    assert first.submitted_at == LATER


def test_a_hidden_answer_is_kept_but_not_in_the_summary_or_the_digest(home):
    draft, plain = _draft(), _draft()
    _save(draft, fallen=Typed("yes"), details=Typed("I trappan"))
    _save(draft, fallen=Typed("no", 1))
    _save(plain, fallen=Typed("no"))

    assert queries.answers(draft) == {"fallen": "no", "details": "I trappan"}
    assert queries.summary(draft, now=LATER) == [
        AnswerLine("fallen", WORDS["sv"], "Nej", WORDS["sv"])
    ]
    digests = [actions.submit(response_id=one, now=LATER).answers_digest for one in (draft, plain)]
    assert digests[0] == digests[1]


def test_what_has_been_submitted_cannot_be_changed(home):
    draft = _draft()
    _save(draft, fallen=Typed("no"))
    actions.submit(response_id=draft, now=LATER)

    with pytest.raises(actions.AlreadySubmitted):
        _save(draft, fallen=Typed("yes", 1))
    with pytest.raises(IntegrityError, match="has been submitted"), transaction.atomic():
        Answer.objects.filter(response_id=draft).update(value="yes")
    with pytest.raises(IntegrityError, match="has been submitted"), transaction.atomic():
        Answer.objects.filter(response_id=draft).delete()


def test_the_database_refuses_to_change_a_kept_revision(home):
    draft = _draft()
    _save(draft, name=Typed("Eva"))
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        AnswerRevision.objects.filter(response_id=draft).update(value="Margit")


def test_another_municipality_sees_no_response(home):
    draft = _draft()
    elsewhere = organisations.municipality_by_slug("skara")
    assert elsewhere is not None
    with tenant_context(elsewhere.tenant_id):
        assert Response.objects.count() == 0
        with pytest.raises(queries.NoSuchResponse):
            queries.response(draft)
