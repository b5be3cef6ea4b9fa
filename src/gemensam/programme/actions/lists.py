"""Take in a file, accept or throw it away, and take an accepted one back: all rows or none."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from gemensam.programme.kinds_lists import ImportState
from gemensam.programme.lists.registry import List, Refused, Scope
from gemensam.programme.models import ListImport
from gemensam.programme.rules.lists import (
    CellFault,
    Change,
    Column,
    Fault,
    ImportPlan,
    Line,
    Outcome,
    Record,
    Style,
    Unreadable,
    key_of,
    plan_import,
    read_line,
    with_faults,
)
from gemensam.programme.rules.lists_files import Sheet
from gemensam.programme.rules.workings import gettext_noop

# A file that nobody has accepted for a week is forgotten when the next one comes.
WAITS_FOR = timedelta(days=7)
PLAIN = Style()


class ImportRefused(Exception):
    """The file cannot be accepted or taken back."""


class AlreadySettled(ImportRefused):
    """Somebody has accepted it, thrown it away or taken it back first."""


class ChangedSincePreview(ImportRefused):
    """The rows are not as they were when the preview was shown."""


class HasFaults(ImportRefused):
    """Rows are faulty, or there is nothing to change."""


class BuiltUpon(ImportRefused):
    """Rows have been changed or used since they came in."""


class NotUndone(ImportRefused):
    """Rows of this list cannot be taken away once they are there."""


def stage(one: List, sheet: Sheet, file_name: str, scope: Scope) -> UUID:
    """Keep a file that has been read, until somebody has looked at what it would do."""
    forgotten = ListImport.objects.filter(
        list_key=one.key, state=ImportState.WAITING, sent_at__lt=scope.now - WAITS_FOR
    )
    forgotten.update(state=ImportState.DISCARDED, lines=[], settled_at=scope.now)
    assert scope.actor.person_id is not None  # the policy has let the actor in
    row = ListImport.objects.create(
        list_key=one.key,
        file_name=file_name[:120],
        lines=[[line.number, line.cells] for line in sheet.lines],
        notices=[[one.wrong, one.right, one.about] for one in sheet.notices],
        state=ImportState.WAITING,
        sent_by_id=scope.actor.person_id,
        sent_at=scope.now,
    )
    import_id: UUID = row.id
    return import_id


def plan_of(one: List, row: ListImport, scope: Scope) -> ImportPlan:
    """Say what a waiting file would change right now."""
    columns = one.columns()
    lines = [Line(number, cells) for number, cells in row.lines]
    wanted = [Record(read_line(columns, line.cells)[0]) for line in lines]
    looking = replace(scope, wanted=wanted)
    plan = plan_import(
        columns,
        lines,
        one.rows(looking),
        one.checker(scope),
        lambda number: str(uuid5(row.id, str(number))),
    )
    plan = with_faults(plan, columns, _too_many(one, plan))
    return _tried(one, plan, scope) if one.is_tried and plan.can_be_accepted else plan


def _too_many(one: List, plan: ImportPlan) -> Iterable[tuple[Record, CellFault]]:
    """Name the changed rows beyond what the list takes at once."""
    fault = Fault(
        gettext_noop("The file changes more than %(most)s rows of this list."),
        gettext_noop("Send it in parts."),
        (("most", str(one.most_changes)),),
    )
    for change in plan.changes[one.most_changes :]:
        yield change.after, CellFault("", fault)


def _tried(one: List, plan: ImportPlan, scope: Scope) -> ImportPlan:
    """Write and take back, to see what only writing can see."""
    try:
        with transaction.atomic():
            one.write(plan.changes, replace(scope, is_writing=True))
            transaction.set_rollback(True)
    except Refused as refused:
        return with_faults(plan, one.columns(), refused.faults)
    return plan


def _taken(import_id: UUID, one: List, state: ImportState) -> ListImport:
    row = (
        ListImport.objects.select_for_update()
        .filter(id=import_id, list_key=one.key, state=state)
        .first()
    )
    if row is None:
        raise AlreadySettled(import_id)
    return row


def _settle(row: ListImport, state: ImportState, scope: Scope) -> None:
    row.state = state
    row.lines = []
    row.settled_by_id = scope.actor.person_id
    row.settled_at = scope.now
    row.save()


@transaction.atomic
def accept(one: List, import_id: UUID, fingerprint: str, scope: Scope) -> ListImport:
    """Do what the preview said, all of it or nothing.

    Raises AlreadySettled, ChangedSincePreview, HasFaults, and the list's own Refused.
    """
    row = _taken(import_id, one, ImportState.WAITING)
    writing = replace(scope, is_writing=True)
    plan = plan_of(one, row, writing)
    if plan.fingerprint != fingerprint:
        raise ChangedSincePreview(import_id)
    if not plan.can_be_accepted:
        raise HasFaults(import_id)
    try:
        with transaction.atomic():
            one.write(plan.changes, writing)
    except IntegrityError as error:
        # Somebody wrote the same row between our look and our write.
        raise ChangedSincePreview(import_id) from error
    columns = one.columns()
    row.changes = [
        [_texts(columns, change.before) if change.before else None, _texts(columns, change.after)]
        for change in plan.changes
    ]
    row.new_count, row.changed_count = plan.counts[Outcome.NEW], plan.counts[Outcome.CHANGED]
    _settle(row, ImportState.ACCEPTED, scope)
    return row


@transaction.atomic
def discard(one: List, import_id: UUID, scope: Scope) -> None:
    """Throw a waiting file away. Raises AlreadySettled."""
    _settle(_taken(import_id, one, ImportState.WAITING), ImportState.DISCARDED, scope)


@transaction.atomic
def undo(one: List, import_id: UUID, scope: Scope) -> None:
    """Let every row be as it was before the file was accepted, or none of them.

    Raises AlreadySettled, BuiltUpon, NotUndone, and the list's own Refused.
    """
    row = _taken(import_id, one, ImportState.ACCEPTED)
    changes = _changes(one, row)
    writing = replace(scope, is_writing=True, wanted=[change.after for change in changes])
    columns = one.columns()
    there = {key_of(columns, record): record for record in one.rows(writing)}
    if any(there.get(key_of(columns, change.after)) != change.after for change in changes):
        raise BuiltUpon(import_id)
    added = [change.after for change in changes if change.before is None]
    back = [Change(one.after, one.before) for one in changes if one.before is not None]
    if added and one.remove is None:
        raise NotUndone(one.key)
    try:
        with transaction.atomic():
            if back:
                one.write(back, writing)
            if added and one.remove is not None:
                one.remove(added, writing)
    except (IntegrityError, ProtectedError) as error:
        raise BuiltUpon(import_id) from error
    _settle(row, ImportState.UNDONE, scope)


def may_undo(one: List, row: ListImport) -> bool:
    """Say whether an accepted file can be taken back at all: for the button, not for the door."""
    return row.state == ImportState.ACCEPTED and (one.remove is not None or not row.new_count)


def _changes(one: List, row: ListImport) -> list[Change]:
    columns = one.columns()
    try:
        return [
            Change(_record(columns, before) if before else None, _record(columns, after))
            for before, after in row.changes
        ]
    except Unreadable as error:
        # A word of a set is no longer there: what the file changed has been built upon.
        raise BuiltUpon(row.id) from error


def _texts(columns: Sequence[Column], record: Record) -> dict[str, str]:
    return {one.key: one.kind.write(record.values[one.key], PLAIN) for one in columns}


def _record(columns: Sequence[Column], texts: dict[str, str]) -> Record:
    return Record({one.key: one.kind.read(texts[one.key]) for one in columns})
