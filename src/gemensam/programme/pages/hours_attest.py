"""What waits to be attested, narrowed to a person, an activity or a week; and what is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.kernel.money import total
from gemensam.programme.pages.hours import HoursLine, clock, line_of, names_of
from gemensam.programme.queries.hours import Facets, HoursRow, Narrowing
from gemensam.programme.queries.hours_activities import Choice
from gemensam.programme.rules.hours import Week
from gemensam.ui import formats
from gemensam.ui.paging import Page


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to narrow to."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A select above the list."""

    name: str
    label: str
    every: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class AttestPage:
    """What waits, what is done, and the years that can be closed."""

    waiting: Sequence[HoursLine]
    shown_text: str
    facets: Sequence[Facet]
    is_narrowed: bool
    next_cursor: str
    attested: Sequence[HoursLine]
    attested_sum: str
    can_attest: bool
    undo_text: str
    lockable: Sequence[int]
    locked: Sequence[int]


def facets_of(
    found: Facets, names: Mapping[tuple[str, str], str], narrowing: Narrowing
) -> list[Facet]:
    """Make the three selects."""
    chosen = f"{narrowing.plan_key}/{narrowing.activity_key}"
    return [
        Facet(
            "person",
            _("Person"),
            _("Everybody"),
            [
                Option(str(key), f"{name} ({count})", key == narrowing.person_id)
                for key, name, count in found.people
            ],
        ),
        Facet(
            "aktivitet",
            _("Activity"),
            _("Every activity"),
            [
                Option(f"{p}/{a}", f"{names.get((p, a), a)} ({count})", f"{p}/{a}" == chosen)
                for p, a, count in found.activities
            ],
        ),
        Facet(
            "vecka",
            _("Week"),
            _("Every week"),
            [
                Option(str(week), _week_text(week, count), week == narrowing.week)
                for week, count in found.weeks
            ],
        ),
    ]


def _week_text(week: Week, count: int) -> str:
    return _("Week %(number)d, %(day)s (%(count)d)") % {
        "number": week.number,
        "day": formats.day(week.monday),
        "count": count,
    }


def _shown_text(found: Facets, lines: Sequence[HoursRow]) -> str:
    text = ngettext("One report, %(time)s", "%(count)d reports, %(time)s", found.reports) % {
        "count": found.reports,
        "time": clock(found.minutes),
    }
    if len(lines) == found.reports:
        return f"{text}, {formats.amount(total(row.value for row in lines))}"
    return f"{text}. {_('%(count)d are shown here.') % {'count': len(lines)}}"


def attest_page(
    waiting: Page[HoursRow],
    found: Facets,
    attested: Sequence[HoursRow],
    activities: Sequence[Choice],
    *,
    narrowing: Narrowing,
    person_id: UUID | None,
    just_attested: int,
    lockable: Sequence[int],
    locked: Sequence[int],
) -> AttestPage:
    """Put the page of attestation together."""
    names = names_of(activities)
    lines = [line_of(row, names, person_id=person_id) for row in waiting.rows]
    undo_text = ngettext("One row is attested.", "%(count)d rows are attested.", just_attested)
    return AttestPage(
        waiting=lines,
        shown_text=_shown_text(found, waiting.rows) if lines else "",
        facets=facets_of(found, names, narrowing),
        is_narrowed=narrowing != Narrowing(),
        next_cursor=waiting.next_cursor,
        attested=[line_of(row, names, person_id=person_id) for row in attested],
        attested_sum=formats.amount(total(row.value for row in attested)),
        can_attest=any(not line.is_own for line in lines),
        undo_text=undo_text % {"count": just_attested} if just_attested else "",
        lockable=lockable,
        locked=locked,
    )
