"""One's own hours as a file: another system's time comes in without being written again.

Every column is a key: the same file twice brings nothing twice, and what differs is a new report.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from gemensam.kernel.actor import Activity, InformationClass
from gemensam.programme.actions.hours import Entry, report_many, withdraw_report
from gemensam.programme.actions.hours_refusals import (
    DayIsAhead,
    HoursRefused,
    NoHourlyRate,
    Pick,
    SomeRefused,
    TooLongDay,
    YearIsLocked,
)
from gemensam.programme.kinds import HoursState
from gemensam.programme.lists.registry import List, Refused, Room, Scope, register
from gemensam.programme.models import HourReport
from gemensam.programme.models.reported import MOST_MINUTES
from gemensam.programme.queries.hours_activities import choices
from gemensam.programme.rules.lists import CellFault, Change, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Day, Text, Whole
from gemensam.programme.rules.lists_words import OneOf
from gemensam.programme.rules.workings import gettext_noop
from gemensam.tenancy.models import new_id

# As many as somebody works in some years; each is a report of its own with its own event.
MOST_ROWS = 2_000
NOTE_LENGTH = 200

FAULTS: dict[type[HoursRefused], tuple[str, Fault]] = {
    DayIsAhead: (
        "dag",
        Fault(
            gettext_noop("That day has not come yet."),
            gettext_noop("Report when the time has been worked."),
        ),
    ),
    YearIsLocked: (
        "dag",
        Fault(
            gettext_noop("The year is locked and cannot be changed."),
            gettext_noop("Take the row away."),
        ),
    ),
    NoHourlyRate: (
        "dag",
        Fault(
            gettext_noop("The municipality has no cost per hour for that day."),
            gettext_noop("Tell your manager."),
        ),
    ),
    TooLongDay: (
        "minuter",
        Fault(
            gettext_noop("With this time the day becomes longer than 24 hours."),
            gettext_noop("Write fewer minutes, or take a row away."),
        ),
    ),
}


def _columns() -> Sequence[Column]:
    activities = {one.value: one.name for one in choices()}
    return (
        Column("dag", gettext_noop("day"), Day(), is_key=True),
        Column("aktivitet", gettext_noop("activity"), OneOf(activities), is_key=True),
        Column("minuter", gettext_noop("minutes"), Whole(1, MOST_MINUTES), is_key=True),
        Column("anteckning", gettext_noop("note"), Text(NOTE_LENGTH, needed=False), is_key=True),
    )


def _person(scope: Scope) -> UUID:
    assert scope.actor.person_id is not None  # the policy has let the actor in
    return scope.actor.person_id


def _rows(scope: Scope) -> Iterable[Record]:
    """Give one's own reports; several that are alike are one row."""
    rows = HourReport.objects.filter(person_id=_person(scope)).exclude(state=HoursState.WITHDRAWN)
    known = {one.value for one in choices()}
    found = {
        (row.worked_on, f"{row.plan_key}/{row.activity_key}", row.minutes, row.note): None
        for row in rows.order_by("worked_on", "id")
    }
    for day, activity, minutes, note in found:
        if activity in known:
            yield Record(
                {"dag": day, "aktivitet": activity, "minuter": minutes, "anteckning": note}
            )


def _write(changes: Sequence[Change], scope: Scope) -> None:
    records = {new_id(): change.after for change in changes}
    entries = []
    for key, record in records.items():
        plan_key, _slash, activity_key = record.text("aktivitet").partition("/")
        entries.append(
            Entry(
                key,
                plan_key,
                activity_key,
                record.day("dag"),
                record.number("minuter"),
                record.text("anteckning"),
            )
        )
    try:
        report_many(actor=scope.actor, entries=entries, now=scope.now)
    except SomeRefused as refused:
        raise Refused(
            [(records[key], CellFault(*FAULTS[type(one)])) for key, one in refused.refusals.items()]
        ) from None


def _reported(record: Record, scope: Scope) -> HourReport | None:
    """Find a report that is as the row says and that nobody has attested."""
    plan_key, _slash, activity_key = record.text("aktivitet").partition("/")
    same = HourReport.objects.filter(
        state=HoursState.REPORTED,
        person_id=_person(scope),
        plan_key=plan_key,
        activity_key=activity_key,
        worked_on=record.day("dag"),
        minutes=record.number("minuter"),
        note=record.text("anteckning"),
    )
    return same.order_by("-reported_at", "-id").first()


def _remove(records: Sequence[Record], scope: Scope) -> None:
    """Take back what an import brought. Raises Refused: some of it is attested by now."""
    for record in records:
        row = _reported(record, scope)
        if row is None:
            wrong = gettext_noop("The time is already attested or taken back.")
            right = gettext_noop("Ask whoever attested it to undo that first.")
            raise Refused([(record, CellFault("minuter", Fault(wrong, right)))])
        withdraw_report(actor=scope.actor, pick=Pick(row.id, row.version), now=scope.now)


register(
    List(
        key="timmar",
        title=gettext_noop("Your hours"),
        about=gettext_noop("Time that you have worked on the plan's activities."),
        columns=_columns,
        rows=_rows,
        write=_write,
        remove=_remove,
        is_tried=True,
        most_changes=MOST_ROWS,
        room=Room.MUNICIPALITY,
        information_class=InformationClass.HOURS,
        may_read=Activity.WRITE,
        may_write=Activity.WRITE,
        filters={"aktivitet": "aktivitet"},
        href="programme:hours",
    )
)
