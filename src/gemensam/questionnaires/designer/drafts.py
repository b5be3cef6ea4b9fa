"""Forms in the making: begin, change, undo, redo, comment. Nobody's work is written over.

Theory of operation. A page says which step it was shown. What was changed on it is laid, three-way,
into the form as it is now (`rules.merging`): base is the form at that step, theirs the form now, mine
the form at that step with the change. Undo is the same with other parts: base is the form after my
step, mine the form before it; so somebody else's later steps stay.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gemensam.kernel.actor import Actor
from gemensam.questionnaires.models import DraftComment, DraftStep, Form, FormDraft
from gemensam.questionnaires.rules import merging, trees
from gemensam.questionnaires.rules.merging import Clash
from gemensam.questionnaires.rules.trees import Data

type Edit = Callable[[Data], dict[str, Any]]


class NoSuchDraft(LookupError):
    """The organisation has no such form in the making."""


class NothingToUndo(Exception):
    """There is no step of this person's to take back, or to do again."""


class AlreadyPublished(Exception):
    """The form has a published version: people may answer it, so it is closed and not removed."""


class ChangedByAnother(Exception):
    """Somebody else has changed the same thing meanwhile. Nothing was written over."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(f"{len(clashes)} things were changed by another")
        self.clashes = clashes


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form in the making as it is now."""

    id: UUID
    key: str
    content: Mapping[str, Any]
    step: int
    base_id: UUID | None
    changed_at: datetime
    changed_by: UUID


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: what was done to which element, by whom."""

    number: int
    what: str
    element: str
    undoes: int | None
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CommentRow:
    """Something said about an element."""

    id: UUID
    element: str
    text: str
    by: UUID
    at: datetime
    is_settled: bool


def drafts() -> Sequence[DraftRow]:
    """List the running tenant's forms, the last changed first."""
    rows = FormDraft.objects.filter(removed_at__isnull=True)
    return [_row(one) for one in rows.order_by("-changed_at", "-id")]


def removed_drafts() -> Sequence[DraftRow]:
    """List the running tenant's forms that have been removed, the last first."""
    rows = FormDraft.objects.filter(removed_at__isnull=False)
    return [_row(one) for one in rows.order_by("-removed_at", "-id")]


def draft(draft_id: UUID) -> DraftRow:
    """Give a form in the making. Raises NoSuchDraft: there is none, or it has been removed."""
    row = FormDraft.objects.filter(id=draft_id, removed_at__isnull=True).first()
    if row is None:
        raise NoSuchDraft(draft_id)
    return _row(row)


def at_step(draft_id: UUID, number: int) -> dict[str, Any]:
    """Give the form as it was after a step. Raises NoSuchDraft."""
    row = DraftStep.objects.filter(draft_id=draft_id, number=number).first()
    if row is None:
        raise NoSuchDraft(draft_id)
    content: dict[str, Any] = row.content
    return content


def states_before(draft_id: UUID, number: int, *, limit: int) -> Iterator[tuple[datetime, Data]]:
    """Give the form as it was before a step, and before that, each with its moment."""
    rows = DraftStep.objects.filter(draft_id=draft_id, number__lt=number).order_by("-number")
    for row in rows[:limit]:
        yield row.at, row.content


def steps(draft_id: UUID, *, limit: int) -> Sequence[StepRow]:
    """List the last steps of a form, newest first."""
    rows = DraftStep.objects.filter(draft_id=draft_id).order_by("-number")[:limit]
    return [StepRow(r.number, r.what, r.element, r.undoes, r.by_id, r.at) for r in rows]


def comments(draft_id: UUID) -> Sequence[CommentRow]:
    """List what has been said about a form, oldest first."""
    rows = DraftComment.objects.filter(draft_id=draft_id).order_by("at", "id")
    return [
        CommentRow(r.id, r.element, r.text, r.by_id, r.at, r.settled_at is not None) for r in rows
    ]


@transaction.atomic
def begin(
    *, actor: Actor, key: str, content: Data, now: datetime, base_id: UUID | None = None
) -> UUID:
    """Begin a form; its key is made unused by a number after it."""
    assert actor.person_id is not None
    key = _unused_key(key)
    content = {**content, "key": key}
    row = FormDraft.objects.create(
        key=key, content=content, base_id=base_id, changed_at=now, changed_by_id=actor.person_id
    )
    _note(row, "began", actor, now)
    draft_id: UUID = row.id
    return draft_id


def _unused_key(key: str) -> str:
    taken = {
        *Form.objects.filter(key__startswith=key).values_list("key", flat=True),
        *FormDraft.objects.filter(key__startswith=key).values_list("key", flat=True),
    }
    return trees.unused(key, taken)


@transaction.atomic
def remove(*, draft_id: UUID, now: datetime) -> None:
    """Take a form that was never published out of the list; `bring_back` undoes it.

    Raises NoSuchDraft, AlreadyPublished.
    """
    row = _locked(draft_id)
    if Form.objects.filter(key=row.key).exists():
        raise AlreadyPublished(row.key)
    row.removed_at = now
    row.save(update_fields=["removed_at"])


def bring_back(draft_id: UUID) -> None:
    """Put a form that was removed into the list again. Raises NoSuchDraft: none was removed."""
    rows = FormDraft.objects.filter(id=draft_id, removed_at__isnull=False)
    if not rows.update(removed_at=None):
        raise NoSuchDraft(draft_id)


@transaction.atomic
def change(
    *,
    draft_id: UUID,
    seen: int,
    edit: Edit,
    what: str,
    element: str,
    actor: Actor,
    now: datetime,
    mine_holds: bool = False,
) -> bool:
    """Change a form that a page showed as it was after step `seen`; say whether anything changed.

    `mine_holds` once the person has chosen between their own change and somebody else's.
    Raises NoSuchDraft, ChangedByAnother, and what the edit raises.
    """
    row = _locked(draft_id)
    base = row.content if seen == row.step else at_step(draft_id, seen)
    mine = edit(base)
    if mine == base:
        return False
    if seen == row.step:
        content = mine
    else:
        merged = merging.merge(base, row.content, mine)
        if merged.clashes and not mine_holds:
            raise ChangedByAnother(merged.clashes)
        content = edit(merged.data) if merged.clashes else merged.data
    _save(row, content, what, actor, now, element=element)
    return True


@transaction.atomic
def undo(*, draft_id: UUID, actor: Actor, now: datetime) -> int:
    """Take back one's own last step; later steps of others stay. Give the step's number.

    Raises NoSuchDraft, NothingToUndo, ChangedByAnother: somebody has built on it since.
    """
    row = _locked(draft_id)
    mine, undone = _mine(row, actor)
    step = next((one for one in mine if one.undoes is None and one.number not in undone), None)
    if step is None or step.what == "began":
        raise NothingToUndo
    _take_back(row, step, "undid", actor, now)
    number: int = step.number
    return number


@transaction.atomic
def redo(*, draft_id: UUID, actor: Actor, now: datetime) -> int:
    """Do again what one took back last, unless one has gone on since. Give the step's number.

    Raises NoSuchDraft, NothingToUndo, ChangedByAnother.
    """
    row = _locked(draft_id)
    mine, undone = _mine(row, actor)
    last = next((one for one in mine if one.number not in undone), None)
    if last is None or last.what != "undid":
        raise NothingToUndo
    _take_back(row, last, "redid", actor, now)
    number: int = last.number
    return number


def can_undo_and_redo(draft_id: UUID, actor: Actor) -> tuple[bool, bool]:
    """Say whether somebody has a step to take back, and one to do again."""
    row = FormDraft.objects.get(id=draft_id)
    mine, undone = _mine(row, actor)
    back = next((one for one in mine if one.undoes is None and one.number not in undone), None)
    last = next((one for one in mine if one.number not in undone), None)
    return back is not None and back.what != "began", last is not None and last.what == "undid"


def _mine(row: FormDraft, actor: Actor) -> tuple[list[DraftStep], set[int]]:
    """Give one's own steps, newest first, and the numbers of those that have been taken back.

    A step that was undone and done again has not been: the undoing was itself taken back.
    """
    fields = ("number", "undoes", "what", "element", "by_id")
    found = list(
        DraftStep.objects.filter(draft=row, by_id=actor.person_id)
        .only(*fields, "tenant_id")
        .order_by("-number")
    )
    undone: set[int] = set()
    for step in found:
        if step.undoes is not None and step.number not in undone:
            undone.add(step.undoes)
    # Undoing and doing again are pairs of their own: neither is a step to take back once more.
    redone = {step.number for step in found if step.what == "redid" and step.number not in undone}
    return [step for step in found if step.number not in redone], undone


def _take_back(row: FormDraft, step: DraftStep, what: str, actor: Actor, now: datetime) -> None:
    after, before = at_step(row.id, step.number), at_step(row.id, step.number - 1)
    merged = merging.merge(after, row.content, before)
    if merged.clashes:
        raise ChangedByAnother(merged.clashes)
    _save(row, merged.data, what, actor, now, element=step.element, undoes=step.number)


def locked(draft_id: UUID) -> DraftRow:
    """Give a form in the making that nobody changes or removes meanwhile. Raises NoSuchDraft."""
    return _row(_locked(draft_id))


def _locked(draft_id: UUID) -> FormDraft:
    rows = FormDraft.objects.select_for_update().filter(removed_at__isnull=True)
    row = rows.filter(id=draft_id).first()
    if row is None:
        raise NoSuchDraft(draft_id)
    return row


def _save(
    row: FormDraft,
    content: Data,
    what: str,
    actor: Actor,
    now: datetime,
    *,
    element: str = "",
    undoes: int | None = None,
) -> None:
    assert actor.person_id is not None
    row.content = dict(content)
    row.step += 1
    row.changed_at = now
    row.changed_by_id = actor.person_id
    row.save(update_fields=["content", "step", "changed_at", "changed_by"])
    _note(row, what, actor, now, element=element, undoes=undoes)


def _note(
    row: FormDraft,
    what: str,
    actor: Actor,
    now: datetime,
    *,
    element: str = "",
    undoes: int | None = None,
) -> None:
    assert actor.person_id is not None
    DraftStep.objects.create(
        draft=row,
        number=row.step,
        content=row.content,
        what=what,
        element=element,
        undoes=undoes,
        by_id=actor.person_id,
        at=now,
    )


def say(*, draft_id: UUID, element: str, text: str, actor: Actor, now: datetime) -> None:
    """Comment on an element. Raises NoSuchDraft."""
    assert actor.person_id is not None
    row = _locked(draft_id)
    DraftComment.objects.create(
        draft=row, element=element, text=text, by_id=actor.person_id, at=now
    )


def settle(*, draft_id: UUID, comment_id: UUID, actor: Actor, now: datetime) -> None:
    """Mark a comment as settled. Raises NoSuchDraft: there is none that is open."""
    done = DraftComment.objects.filter(
        id=comment_id, draft_id=draft_id, settled_at__isnull=True
    ).update(settled_at=now, settled_by_id=actor.person_id)
    if not done:
        raise NoSuchDraft(comment_id)


def _row(row: FormDraft) -> DraftRow:
    return DraftRow(
        id=row.id,
        key=row.key,
        content=row.content,
        step=row.step,
        base_id=row.base_id,
        changed_at=row.changed_at,
        changed_by=row.changed_by_id,
    )
