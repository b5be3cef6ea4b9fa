"""Published versions stay as they are; answers are kept, never silently written over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.models import Resident
from gemensam.questionnaires import actions, queries, schema
from gemensam.questionnaires.actions import Typed
from gemensam.questionnaires.models import Answer, AnswerRevision, Form, FormVersion, Response
from gemensam.questionnaires.queries import AnswerLine
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form
from gemensam.tenancy.context import tenant_context

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
THIS_PAGE, OTHER_PAGE = UUID(int=1), UUID(int=2)
SAMPLE = a_form(
    a_field("fallen", "yes_no"),
    a_field("details", "long_text", show_when={"field": "fallen", "is": "yes"}),
    a_field("name", required=False),
)


@pytest.fixture
def home(db):
    """Margit's municipality, entered, and a small form published."""
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    actions.publish(schema.read(SAMPLE), now=NOW)
    with tenant_context(place.tenant_id):
        yield place


def _margit() -> people.ResidentRow:
    row = Resident.objects.get(given_name="Margit")
    return people.resident(row.id)


def _actor() -> Actor:
    margit = _margit()
    return Actor(ActorKind.RESIDENT, person_id=margit.person_id, assurance=Assurance.LOA3)


def _draft() -> UUID:
    return actions.start_response(
        form_key="sample", resident_id=_margit().id, actor=_actor(), now=NOW
    )


def _save(draft: UUID, writer: UUID | None = THIS_PAGE, **typed: Typed) -> None:
    actions.save_answers(response_id=draft, typed=typed, actor=_actor(), now=LATER, writer=writer)


def test_the_shipped_form_is_published_by_migrate_and_loading_it_again_does_nothing(db):
    assert queries.published("safety_alarm_application").number == 1
    assert actions.load_library(now=NOW) == 0


def test_a_changed_form_becomes_a_new_version_and_the_old_one_stays(home):
    old = queries.published("sample")
    changed = a_form(a_field("fallen", "yes_no"))

    assert actions.publish(schema.read(changed), now=LATER)
    new = queries.published("sample")

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


def test_a_draft_stays_on_the_version_it_was_begun_on(home):
    draft = _draft()
    begun_on = queries.response(draft).version_id
    actions.publish(schema.read(a_form(a_field("other"))), now=LATER)
    _save(draft, fallen=Typed("no"))

    assert queries.response(draft).version_id == begun_on
    assert queries.answers(draft) == {"fallen": "no"}


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

    assert [(one.field_id, one.typed, one.saved.value) for one in clash.value.clashes] == [
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
            response_id=draft, field_id="elsewhere", value="x", actor=_actor(), now=LATER
        )


def test_a_draft_with_a_required_answer_missing_is_not_submitted(home):
    draft = _draft()
    _save(draft, fallen=Typed("yes"))
    with pytest.raises(actions.NotComplete) as refusal:
        actions.submit(response_id=draft, now=LATER)

    assert [problem.field_id for problem in refusal.value.problems] == ["details"]
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
    assert queries.summary(draft) == [AnswerLine("fallen", WORDS["sv"], "Nej", WORDS["sv"])]
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
