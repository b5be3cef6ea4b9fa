"""Forms in the making: nobody's work is written over, steps are taken back, owners publish."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from gemensam.kernel.actor import Actor, ActorKind
from gemensam.organisations import api as organisations
from gemensam.questionnaires import library, queries
from gemensam.questionnaires.designer import adapting, drafts, versions
from gemensam.questionnaires.models import DraftStep, Form, FormVersion
from gemensam.questionnaires.rules import schema_json, trees
from gemensam.questionnaires.rules.trees import Part, Ref
from gemensam.questionnaires.tests.examples import a_field, a_form
from gemensam.tenancy.context import tenant_context

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
FIRST, SECOND = Ref(Part.FIELD, "first"), Ref(Part.FIELD, "second")


@dataclass
class Desk:
    """Two who work with the same form of Munkedal's."""

    draft_id: UUID
    lena: Actor
    anna: Actor

    @property
    def now(self) -> drafts.DraftRow:
        return drafts.draft(self.draft_id)

    def label(self, ref: Ref) -> str:
        found = trees.find(self.now.content, ref)
        return "" if found is None else found["label"]["sv"]

    def write(self, who: Actor, ref: Ref, words: str, *, seen: int, holds: bool = False) -> bool:
        def edit(data: Any) -> dict[str, Any]:
            return trees.with_attribute(data, ref, "label.sv", words)

        return drafts.change(
            draft_id=self.draft_id, seen=seen, edit=edit, what="changed", element=str(ref),
            actor=who, now=NOW, mine_holds=holds,
        )  # fmt: skip


def _staff(tenant_id: UUID, given_name: str) -> Actor:
    from gemensam.identity.models import Person

    person = Person.objects.get(given_name=given_name, family_name__in=["Åberg", "Berg", "Ström"])
    return Actor(ActorKind.STAFF, person_id=person.id, tenant_id=tenant_id)


@pytest.fixture
def desk(db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        lena, anna = _staff(place.tenant_id, "Lena"), _staff(place.tenant_id, "Anna")
        content = schema_json.write(schema_json.read(a_form(a_field("first"), a_field("second"))))
        draft_id = drafts.begin(actor=lena, key="munkedal_prov", content=content, now=NOW)
        yield Desk(draft_id, lena, anna)


def test_two_who_change_different_things_both_have_their_way(desk):
    desk.write(desk.lena, FIRST, "Lenas", seen=1)
    desk.write(desk.anna, SECOND, "Annas", seen=1)

    assert (desk.label(FIRST), desk.label(SECOND), desk.now.step) == ("Lenas", "Annas", 3)


def test_two_who_change_the_same_thing_are_told_and_nothing_is_written_over(desk):
    desk.write(desk.lena, FIRST, "Lenas", seen=1)
    with pytest.raises(drafts.ChangedByAnother) as clash:
        desk.write(desk.anna, FIRST, "Annas", seen=1)

    (one,) = clash.value.clashes
    assert (one.ref, one.attribute, one.theirs, one.mine) == (FIRST, "label.sv", "Lenas", "Annas")
    assert desk.label(FIRST) == "Lenas"
    desk.write(desk.anna, FIRST, "Annas", seen=1, holds=True)
    assert desk.label(FIRST) == "Annas"


def test_what_changes_nothing_is_no_step(desk):
    assert desk.write(desk.lena, FIRST, "Ord", seen=1) is False
    assert desk.now.step == 1


def test_undo_takes_back_ones_own_step_and_leaves_what_another_did_since(desk):
    desk.write(desk.lena, FIRST, "Lenas", seen=1)
    desk.write(desk.anna, SECOND, "Annas", seen=2)
    drafts.undo(draft_id=desk.draft_id, actor=desk.lena, now=NOW)

    assert (desk.label(FIRST), desk.label(SECOND)) == ("Ord", "Annas")
    drafts.redo(draft_id=desk.draft_id, actor=desk.lena, now=NOW)
    assert (desk.label(FIRST), desk.label(SECOND)) == ("Lenas", "Annas")


def test_steps_are_taken_back_one_after_another_and_done_again_in_order(desk):
    for number, words in enumerate(("A", "B", "C"), 1):
        desk.write(desk.lena, FIRST, words, seen=number)
    seen = []
    for step in (drafts.undo, drafts.undo, drafts.redo, drafts.undo, drafts.undo, drafts.redo):
        step(draft_id=desk.draft_id, actor=desk.lena, now=NOW)
        seen.append(desk.label(FIRST))

    assert seen == ["B", "A", "B", "A", "Ord", "A"]


def test_there_is_nothing_to_do_again_once_one_has_gone_on(desk):
    desk.write(desk.lena, FIRST, "A", seen=1)
    drafts.undo(draft_id=desk.draft_id, actor=desk.lena, now=NOW)
    desk.write(desk.lena, SECOND, "B", seen=3)

    with pytest.raises(drafts.NothingToUndo):
        drafts.redo(draft_id=desk.draft_id, actor=desk.lena, now=NOW)
    assert drafts.can_undo_and_redo(desk.draft_id, desk.lena) == (True, False)


def test_nobody_takes_back_what_another_did(desk):
    desk.write(desk.lena, FIRST, "A", seen=1)
    with pytest.raises(drafts.NothingToUndo):
        drafts.undo(draft_id=desk.draft_id, actor=desk.anna, now=NOW)


def test_the_database_keeps_every_step(desk):
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        DraftStep.objects.filter(draft_id=desk.draft_id).update(what="moved")


def test_a_form_is_published_by_its_owner_and_in_nobody_elses_name(desk):
    assert versions.publish(draft_id=desk.draft_id, now=NOW)
    assert queries.published("munkedal_prov", now=NOW).number == 1
    elsewhere = organisations.municipality_by_slug("skara")
    assert elsewhere is not None
    form = Form.objects.get(key="munkedal_prov")
    shared = Form.objects.get(key="safety_alarm_application")
    with tenant_context(elsewhere.tenant_id):
        for other in (form, shared):
            with pytest.raises(IntegrityError, match="by its owner"), transaction.atomic():
                FormVersion.objects.create(
                    form=other, number=9, content="{}", digest="0" * 64, published_at=NOW
                )
        with pytest.raises(IntegrityError, match="by its owner"), transaction.atomic():
            Form.objects.filter(id=form.id).update(closes_at=NOW)
    with pytest.raises(IntegrityError, match="keeps its owner"), transaction.atomic():
        Form.objects.filter(id=form.id).update(owner_id=elsewhere.tenant_id)


def test_a_version_published_for_later_applies_from_then_on(desk):
    versions.publish(draft_id=desk.draft_id, now=NOW)
    desk.write(desk.lena, FIRST, "Ny", seen=1)
    later = NOW + timedelta(days=7)
    versions.publish(draft_id=desk.draft_id, now=NOW, at=later)

    key = "munkedal_prov"
    assert [queries.published(key, now=at).number for at in (NOW, later)] == [1, 2]
    library.close_form(key, at=later + timedelta(days=1))
    with pytest.raises(queries.NoSuchForm):
        queries.published(key, now=later + timedelta(days=1))


def test_an_adapted_form_takes_in_what_is_new_and_keeps_its_own_words(desk):
    old = schema_json.read(a_form(a_field("first"), a_field("second"), key="shared"))
    new = schema_json.read(
        a_form(
            a_field("first", label={"sv": "Gemensamt nytt"}),
            a_field("second", help={"sv": "Hjälp"}),
            a_field("third"),
            key="shared",
        )
    )
    library.publish(old, now=NOW)
    base = queries.published("shared", now=NOW)
    desk.draft_id = drafts.begin(
        actor=desk.lena,
        key="munkedal_shared",
        content=versions.content_of(base.version_id),
        now=NOW,
        base_id=base.version_id,
    )
    desk.write(desk.lena, FIRST, "Vårt eget", seen=1)
    library.publish(new, now=NOW)
    newer = adapting.newer_base(desk.now, now=NOW)
    assert newer is not None
    (clash,) = adapting.take_in(desk.draft_id, newer, actor=desk.lena, now=NOW)

    assert (clash.ref, clash.theirs, clash.mine) == (FIRST, "Vårt eget", "Gemensamt nytt")
    form = schema_json.read(desk.now.content)
    assert [(one.id, one.label.sv, one.help.sv) for one in form.fields()] == [
        ("first", "Vårt eget", ""),
        ("second", "Ord", "Hjälp"),
        ("third", "Ord", ""),
    ]
    assert form.key == "munkedal_shared"
    assert adapting.newer_base(desk.now, now=NOW) is None


def test_another_municipality_sees_no_form_in_the_making(desk):
    elsewhere = organisations.municipality_by_slug("skara")
    assert elsewhere is not None
    with tenant_context(elsewhere.tenant_id), pytest.raises(drafts.NoSuchDraft):
        drafts.draft(desk.draft_id)


def test_what_is_said_of_a_part_stays_until_it_is_settled_once(desk):
    drafts.say(
        draft_id=desk.draft_id, element=str(FIRST), text="Kortare?", actor=desk.anna, now=NOW
    )
    (one,) = drafts.comments(desk.draft_id)
    drafts.settle(draft_id=desk.draft_id, comment_id=one.id, actor=desk.lena, now=NOW)

    (after,) = drafts.comments(desk.draft_id)
    assert (after.element, after.text, after.is_settled) == ("field:first", "Kortare?", True)
    with pytest.raises(drafts.NoSuchDraft):
        drafts.settle(draft_id=desk.draft_id, comment_id=one.id, actor=desk.lena, now=NOW)
