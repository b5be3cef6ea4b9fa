"""A plan's resources: each pool against its capacity, the year month by month, every line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gemensam.programme.kinds import ResourcePool
from gemensam.programme.pages import shown
from gemensam.programme.rules import resources as rules
from gemensam.programme.rules.workings import percent_digits
from gemensam.ui.parts import Column, Figure, Link, Num, Row, Table, Working

POOL_WORDS = {
    ResourcePool.ESAMORDNARE: gettext_noop("eSamordnare at the associations"),
    ResourcePool.LANSSAMORDNARE: gettext_noop("The county's coordinator"),
    ResourcePool.SHARED: gettext_noop("Shared between the two"),
    ResourcePool.BOUGHT: gettext_noop("Bought services"),
    ResourcePool.NONE: gettext_noop("In no pool"),
}
# A month's per cent of a full post from which each step of colour begins: the number says it all.
STEPS = (1, 26, 51, 101, 201)
# Any year will do to name the months.
SOME_YEAR = 2018


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A month: its number as text, its step of colour, and whether it is more than there is."""

    text: str
    css: str
    is_over: bool
    label: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A pool's or an activity's year."""

    name: str
    is_swedish: bool
    cells: Sequence[HeatCell]
    capacity: str


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """One way to read who does the shared line."""

    title: str
    left: str
    workings: Sequence[Working]
    assumptions: Sequence[str]


@dataclass(frozen=True, slots=True)
class ResourcesPage:
    """Everything on the page."""

    title: str
    plans: Sequence[Link]
    figures: Sequence[Figure]
    pools: Table
    whole: Sequence[Working]
    readings: Sequence[ReadingShown]
    months: Sequence[str]
    heat: Sequence[HeatRow]
    by: Sequence[Link]
    lines: Table
    assumptions: Sequence[str]
    csv_href: str


@dataclass(frozen=True, slots=True)
class Source:
    """What the page is made of."""

    plan_key: str
    plan_title: str
    plans: Sequence[tuple[str, str]]
    lines: Sequence[rules.ResourceLine]
    pools: Sequence[rules.Pool]
    activities: Mapping[str, str]
    by_activity: bool


def percent(tenths: int) -> str:
    return shown.percent(tenths)


def build(source: Source) -> ResourcesPage:
    """Put the page together from the rules' own sums."""
    return ResourcesPage(
        title=source.plan_title,
        plans=[
            Link(
                shown.in_swedish(title),
                _address(key, by_activity=source.by_activity),
                current=key == source.plan_key,
            )
            for key, title in source.plans
        ],
        figures=_figures(source),
        pools=_pools(source),
        whole=shown.workings(rules.whole_total(source.lines)),
        readings=_readings(source),
        months=[date_format(date(SOME_YEAR, month, 1), "M") for month in range(1, 13)],
        heat=_heat(source),
        by=[
            Link(
                _("By pool"),
                _address(source.plan_key, by_activity=False),
                current=not source.by_activity,
            ),
            Link(
                _("By activity"),
                _address(source.plan_key, by_activity=True),
                current=source.by_activity,
            ),
        ],
        lines=_lines(source),
        assumptions=[pool.assumption for pool in source.pools if pool.assumption],
        csv_href=f"{reverse('programme:resources_csv')}?{urlencode({'plan': source.plan_key})}",
    )


def _address(plan_key: str, *, by_activity: bool) -> str:
    asked = {"plan": plan_key} | ({"rader": "aktiviteter"} if by_activity else {})
    return f"{reverse('programme:resources')}?{urlencode(asked)}"


def _pool(source: Source, wanted: ResourcePool) -> rules.Pool | None:
    return next((pool for pool in source.pools if pool.pool is wanted), None)


def _figures(source: Source) -> list[Figure]:
    found = rules.totals(source.lines)
    figures = [
        Figure(
            _("In all, what is shared counted once"),
            percent(rules.whole_total(source.lines).result),
            "",
            _("of full posts"),
        )
    ]
    for pool in source.pools:
        left = [percent(one.tenths_left) for one in rules.readings(source.lines, pool)]
        figures.append(
            Figure(
                _(POOL_WORDS[pool.pool]),
                percent(found[pool.pool].tenths),
                _("of %(capacity)s") % {"capacity": percent(pool.capacity * 10)},
                _("%(left)s left") % {"left": _(" or ").join(left)},
            )
        )
    return figures


def _range(source: Source, pool: ResourcePool) -> str:
    found = rules.load_range(source.lines, pool)
    if found.least == found.most:
        return ""
    return f"{shown.digits(percent_digits(found.least))}–{percent(found.most)}"


def _pools(source: Source) -> Table:
    rows = []
    for pool, total in rules.totals(source.lines).items():
        lines = [line for line in source.lines if line.pool is pool]
        if not lines:
            continue
        capacity = _pool(source, pool)
        unstated = ngettext(
            "one line without per cent", "%(count)d lines without per cent", total.unstated
        ) % {"count": total.unstated}
        rows.append(
            Row(
                [
                    _(POOL_WORDS[pool]),
                    Num(percent(total.tenths) if total.unstated < len(lines) else ""),
                    Num(percent(capacity.capacity * 10) if capacity else ""),
                    Num(_range(source, pool)),
                    unstated if total.unstated else "",
                ]
            )
        )
    return Table(
        caption=_("Pools"),
        columns=[
            Column(_("Pool")),
            Column(_("Planned"), num=True),
            Column(_("Capacity"), num=True),
            Column(_("At least and at most"), num=True),
            Column(_("Not stated")),
        ],
        rows=rows,
        foot=[_("In all"), Num(percent(rules.whole_total(source.lines).result)), "", "", ""],
        empty_text=_("The plan has no lines of resources."),
    )


def _readings(source: Source) -> list[ReadingShown]:
    found = []
    for pool in source.pools:
        readings = rules.readings(source.lines, pool)
        for one in readings:
            title = _("%(pool)s: %(left)s left") % {
                "pool": _(POOL_WORDS[pool.pool]),
                "left": percent(one.tenths_left),
            }
            if len(readings) > 1:
                who = _(POOL_WORDS[one.taken_by])
                title += ". " + _("The shared lines are done by: %(who)s") % {"who": who}
            found.append(
                ReadingShown(
                    title=title,
                    left=percent(one.tenths_left),
                    workings=shown.workings(one.workings),
                    assumptions=[_(text) for text in one.workings.assumptions],
                )
            )
    return found


def _heat(source: Source) -> list[HeatRow]:
    if source.by_activity:
        keys = dict.fromkeys(line.activity_key for line in source.lines)
        return [
            _heat_row(
                source.activities.get(key, key),
                [line for line in source.lines if line.activity_key == key],
                None,
                is_swedish=True,
            )
            for key in keys
        ]
    return [
        _heat_row(
            _(POOL_WORDS[pool]),
            [line for line in source.lines if line.pool is pool],
            _pool(source, pool),
            is_swedish=False,
        )
        for pool in ResourcePool
        if any(line.pool is pool for line in source.lines)
    ]


def _heat_row(
    name: str, lines: Sequence[rules.ResourceLine], pool: rules.Pool | None, *, is_swedish: bool
) -> HeatRow:
    return HeatRow(
        name=name,
        is_swedish=is_swedish,
        cells=[_heat_cell(load, pool) for load in rules.year_loads(lines)],
        capacity=percent(pool.capacity * 10) if pool else "",
    )


def _heat_cell(load: int | None, pool: rules.Pool | None) -> HeatCell:
    if load is None:
        return HeatCell("", "q0", is_over=False, label=_("not stated"))
    is_over = pool is not None and load > pool.capacity
    step = sum(load >= start for start in STEPS)
    css = f"q{step}" if step else "zero"
    return HeatCell(str(load), css, is_over, _("more than the capacity") if is_over else "")


def _line_months(line: rules.ResourceLine) -> str:
    if line.months == rules.MONTHS:
        return _("The whole year")
    first, last = (
        date_format(date(SOME_YEAR, month, 1), "M") for month in (line.first_month, line.last_month)
    )
    return first if line.months == 1 else f"{first}–{last}"


def _lines(source: Source) -> Table:
    return Table(
        caption=_("Every line"),
        columns=[
            Column(_("Activity")),
            Column(_("Part")),
            Column(_("Role")),
            Column(_("Per cent"), num=True),
            Column(_("Pool")),
            Column(_("When")),
        ],
        rows=[
            Row(
                [
                    shown.in_swedish(source.activities.get(line.activity_key, line.activity_key)),
                    shown.in_swedish(line.part) if line.part else "",
                    shown.in_swedish(line.role),
                    Num(_("not stated") if line.percent is None else f"{line.percent} %"),
                    _(POOL_WORDS[line.pool]),
                    _line_months(line),
                ]
            )
            for line in source.lines
        ],
        foot=[_("In all"), "", "", Num(percent(rules.whole_total(source.lines).result)), "", ""],
        empty_text=_("The plan has no lines of resources."),
        id="rader",
    )


def csv_rows(source: Source) -> list[Sequence[object]]:
    """Give every line for a file; a line without per cent has an empty cell."""
    head = (
        _("plan"), _("activity"), _("part"), _("role"), _("per cent"), _("pool"),
        _("first month"), _("last month"), _("shared with"),
    )  # fmt: skip
    return [
        head,
        *(
            (
                source.plan_key,
                source.activities.get(line.activity_key, line.activity_key),
                line.part,
                line.role,
                line.percent,
                _(POOL_WORDS[line.pool]),
                line.first_month,
                line.last_month,
                line.shared_with,
            )
            for line in source.lines
        ),
    ]
