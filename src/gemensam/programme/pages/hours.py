"""A person's own time, and what waits to be attested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.kernel.money import total
from gemensam.programme.kinds import HoursState
from gemensam.programme.pages import shown
from gemensam.programme.queries.hours import HoursRow
from gemensam.programme.queries.overview import ActivityName
from gemensam.programme.rules.cofunding import MINUTES_PER_HOUR
from gemensam.programme.words import HOURS_STATE_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Kind, Tag

QUICK_MINUTES = (15, 30, 45, 60, 90, 120)
STATE_KINDS = {
    HoursState.REPORTED: Kind.OPEN,
    HoursState.ATTESTED: Kind.OK,
    HoursState.LOCKED: Kind.OFF,
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

    activity_key: str
    activity: str
    minutes: int
    time: str
    day: date
    key: UUID


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own time."""

    lines: Sequence[HoursLine]
    repeat: Repeat | None
    quick: Sequence[tuple[int, str]]
    may_attest: bool


@dataclass(frozen=True, slots=True)
class AttestPage:
    """What waits, what is done, and the years that can be closed."""

    waiting: Sequence[HoursLine]
    attested: Sequence[HoursLine]
    waiting_sum: str
    attested_sum: str
    can_attest: bool
    lockable: Sequence[int]


def clock(minutes: int) -> str:
    """Write 90 minutes as people say it: `1 h 30 min`."""
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest else [])
    return " ".join(parts).replace(" ", formats.HARD_SPACE)


def _names(activities: Sequence[ActivityName]) -> Mapping[str, str]:
    return {one.key: one.name for one in activities}


def _line(row: HoursRow, names: Mapping[str, str], *, person_id: UUID | None) -> HoursLine:
    attested = f"{row.attested_name}, {formats.moment(row.attested_at)}" if row.attested_at else ""
    return HoursLine(
        id=row.id,
        version=row.version,
        who=row.person_name,
        activity=names.get(row.activity_key, row.activity_key),
        day=formats.day(row.worked_on),
        time=clock(row.minutes),
        value=formats.amount(row.value),
        note=row.note,
        tag=Tag(_(HOURS_STATE_WORDS[row.state]), STATE_KINDS[row.state]),
        below=attested,
        can_withdraw=row.state is HoursState.REPORTED,
        is_own=row.person_id == person_id,
    )


def own_page(
    rows: Sequence[HoursRow],
    activities: Sequence[ActivityName],
    *,
    today: date,
    key: UUID,
    may_attest: bool,
) -> OwnPage:
    """Put a person's own page together."""
    names = _names(activities)
    repeat = None
    if rows and rows[0].activity_key in names:
        last = rows[0]
        repeat = Repeat(
            last.activity_key,
            names[last.activity_key],
            last.minutes,
            clock(last.minutes),
            today,
            key,
        )
    return OwnPage(
        lines=[_line(row, names, person_id=row.person_id) for row in rows],
        repeat=repeat,
        quick=[(minutes, clock(minutes)) for minutes in QUICK_MINUTES],
        may_attest=may_attest,
    )


def attest_page(
    waiting: Sequence[HoursRow],
    attested: Sequence[HoursRow],
    activities: Sequence[ActivityName],
    *,
    person_id: UUID | None,
    lockable: Sequence[int],
) -> AttestPage:
    """Put the page of attestation together."""
    names = _names(activities)
    lines = [_line(row, names, person_id=person_id) for row in waiting]
    return AttestPage(
        waiting=lines,
        attested=[_line(row, names, person_id=person_id) for row in attested],
        waiting_sum=formats.amount(total(row.value for row in waiting)),
        attested_sum=formats.amount(total(row.value for row in attested)),
        can_attest=any(not line.is_own for line in lines),
        lockable=lockable,
    )


def own_csv(rows: Sequence[HoursRow], activities: Sequence[ActivityName]) -> list[Sequence[object]]:
    """Give a person's own time for a file."""
    names = _names(activities)
    head = (
        _("day"), _("activity"), _("minutes"), _("value in kronor"), _("basis"), _("state"),
        _("note"),
    )  # fmt: skip
    return [
        head,
        *(
            (
                row.worked_on.isoformat(),
                names.get(row.activity_key, row.activity_key),
                row.minutes,
                shown.plain(row.value.kronor),
                row.rate_basis,
                _(HOURS_STATE_WORDS[row.state]),
                row.note,
            )
            for row in rows
        ),
    ]
