"""A person's own time: what is reported, what can be repeated, the running clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme.kinds import HoursState
from gemensam.programme.pages import shown
from gemensam.programme.queries.hours import BatchRow, HoursRow, TimerRow
from gemensam.programme.queries.hours_activities import Choice
from gemensam.programme.rules.cofunding import MINUTES_PER_HOUR
from gemensam.programme.rules.hours import Repetition, Week, is_forgotten
from gemensam.programme.words import HOURS_STATE_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Kind, Tag

QUICK_MINUTES = (15, 30, 45, 60, 90, 120)
STATE_KINDS = {
    HoursState.REPORTED: Kind.OPEN,
    HoursState.ATTESTED: Kind.OK,
    HoursState.LOCKED: Kind.OFF,
    HoursState.WITHDRAWN: Kind.OFF,
}


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One report in a list."""

    id: UUID
    version: int
    who: str
    activity: str
    day: str
    time: str
    value: str
    note: str
    tag: Tag
    below: str
    can_withdraw: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """The last report, to be sent again for today with one press."""

    value: str
    activity: str
    minutes: int
    time: str
    day: date
    key: UUID


@dataclass(frozen=True, slots=True)
class RepeatWeek:
    """An earlier week, to be reported again with one press. Nothing to press when `now` is 0."""

    into: str
    source: str
    now: int
    text: str


@dataclass(frozen=True, slots=True)
class Timer:
    """The running clock."""

    id: UUID
    activity: str
    started: str
    started_iso: str
    time: str
    is_forgotten: bool


@dataclass(frozen=True, slots=True)
class Undo:
    """What was just done, and can be undone."""

    text: str
    batch_id: UUID | None = None
    taken: HoursLine | None = None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own time."""

    lines: Sequence[HoursLine]
    repeat: Repeat | None
    repeat_week: RepeatWeek | None
    timer: Timer | None
    undo: Undo | None
    quick: Sequence[tuple[int, str]]
    may_attest: bool
    person_id: UUID
    week: str


def clock(minutes: int) -> str:
    """Write 90 minutes as people say it: `1 h 30 min`."""
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest else [])
    return (" ".join(parts) or "0 min").replace(" ", formats.HARD_SPACE)


def names_of(activities: Sequence[Choice]) -> Mapping[tuple[str, str], str]:
    return {(one.plan_key, one.key): one.name for one in activities}


def line_of(
    row: HoursRow, names: Mapping[tuple[str, str], str], *, person_id: UUID | None
) -> HoursLine:
    """Put one report together as a list shows it."""
    attested = f"{row.attested_name}, {formats.moment(row.attested_at)}" if row.attested_at else ""
    return HoursLine(
        id=row.id,
        version=row.version,
        who=row.person_name,
        activity=names.get((row.plan_key, row.activity_key), row.activity_key),
        day=formats.day(row.worked_on),
        time=clock(row.minutes),
        value=formats.amount(row.value),
        note=row.note,
        tag=Tag(_(HOURS_STATE_WORDS[row.state]), STATE_KINDS[row.state]),
        below=attested,
        can_withdraw=row.state is HoursState.REPORTED,
        is_own=row.person_id == person_id,
    )


def own_lines(rows: Sequence[HoursRow], activities: Sequence[Choice]) -> list[HoursLine]:
    names = names_of(activities)
    return [line_of(row, names, person_id=row.person_id) for row in rows]


def repeat_of(
    rows: Sequence[HoursRow], activities: Sequence[Choice], *, today: date, key: UUID
) -> Repeat | None:
    """Offer the latest report again, if its activity can still be reported on."""
    by_key = {(one.plan_key, one.key): one for one in activities}
    last = rows[0] if rows else None
    choice = by_key.get((last.plan_key, last.activity_key)) if last else None
    if last is None or choice is None:
        return None
    return Repeat(choice.value, choice.name, last.minutes, clock(last.minutes), today, key)


def repeat_week_of(
    source: Week | None, found: Repetition, existing: set[UUID], *, into: Week
) -> RepeatWeek | None:
    """Offer an earlier week again; what is there already is not counted."""
    if source is None:
        return None
    fresh = [copy for copy in found.copies if copy.key not in existing]
    if not fresh and not found.ahead:
        return None
    text = ngettext("One report, %(time)s.", "%(count)d reports, %(time)s.", len(fresh)) % {
        "count": len(fresh),
        "time": clock(sum(copy.source.minutes for copy in fresh)),
    }
    later = ngettext(
        "One more when its day has come.",
        "%(count)d more when their days have come.",
        found.ahead,
    ) % {"count": found.ahead}
    told = ([text] if fresh else []) + ([later] if found.ahead else [])
    return RepeatWeek(str(into), str(source.number), len(fresh), " ".join(told))


def timer_of(row: TimerRow | None, activities: Sequence[Choice], now: datetime) -> Timer | None:
    """Show the running clock as it stands."""
    if row is None:
        return None
    return Timer(
        id=row.id,
        activity=names_of(activities).get((row.plan_key, row.activity_key), row.activity_key),
        started=formats.moment(row.started_at),
        started_iso=row.started_at.isoformat(),
        time=clock(int((now - row.started_at).total_seconds()) // 60),
        is_forgotten=is_forgotten(row.started_at, now),
    )


def undo_batch(row: BatchRow | None) -> Undo | None:
    """Offer to take back what was just reported."""
    if row is None:
        return None
    if row.reports == 1:
        return Undo(f"{_('The time is reported.')} {clock(row.minutes)}", batch_id=row.id)
    text = _("%(count)d reports are made, %(time)s in all.")
    return Undo(text % {"count": row.reports, "time": clock(row.minutes)}, batch_id=row.id)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the page shows of reports that a phone has sent: the reports, and how to undo the last."""

    lines: Sequence[HoursLine]
    undo: Undo | None


def answered(rows: Sequence[HoursRow], activities: Sequence[Choice]) -> Answered:
    """Show reports that a phone has sent, each with a press of its own, the last made first."""
    last = rows[0] if rows else None
    undo = None
    if last is not None and last.batch_id and last.state is HoursState.REPORTED:
        undo = undo_batch(BatchRow(last.batch_id, 1, last.minutes))
    return Answered(own_lines(rows, activities), undo)


def undo_taking_back(row: HoursRow | None, activities: Sequence[Choice]) -> Undo | None:
    """Offer to report again what was just taken back."""
    if row is None or row.state is not HoursState.WITHDRAWN:
        return None
    line = line_of(row, names_of(activities), person_id=row.person_id)
    return Undo(f"{_('The time is taken back.')} {line.time}", taken=line)


def own_csv(rows: Sequence[HoursRow], activities: Sequence[Choice]) -> list[Sequence[object]]:
    """Give a person's own time for a file."""
    names = names_of(activities)
    head = (
        _("day"), _("activity"), _("minutes"), _("value in kronor"), _("basis"), _("state"),
        _("note"),
    )  # fmt: skip
    return [
        head,
        *(
            (
                row.worked_on.isoformat(),
                names.get((row.plan_key, row.activity_key), row.activity_key),
                row.minutes,
                shown.plain(row.value.kronor),
                row.rate_basis,
                _(HOURS_STATE_WORDS[row.state]),
                row.note,
            )
            for row in rows
        ),
    ]
