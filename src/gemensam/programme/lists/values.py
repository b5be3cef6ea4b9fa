"""Reported indicator values as a file: drafts that somebody approves before they are figures."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.actions import values as actions
from gemensam.programme.lists.registry import List, Refused, Scope, register
from gemensam.programme.models import IndicatorValue
from gemensam.programme.queries.indicators_definitions import recipes
from gemensam.programme.rules.indicators_figures import Origin, Stage
from gemensam.programme.rules.lists import CellFault, Change, Check, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Day, Text, Whole
from gemensam.programme.rules.lists_words import OneOf
from gemensam.programme.rules.workings import gettext_noop

# Each value is written by itself, waiting for whoever reports the same.
MOST_VALUES = 2_000
# How the county body stands among the municipalities, for what only the county has.
COUNTY = "lan"

FAULTS: Mapping[type[actions.ValueRefused], CellFault] = {
    actions.WrongShape: CellFault(
        "namnare",
        Fault(
            gettext_noop("A share has a numerator and a denominator, a count only a number."),
            gettext_noop("Fill in or empty the denominator."),
        ),
    ),
    actions.PartIsLarger: CellFault(
        "taljare",
        Fault(
            gettext_noop("The numerator is larger than the denominator."),
            gettext_noop("Write a part of the whole."),
        ),
    ),
    actions.NumberOrReason: CellFault(
        "taljare",
        Fault(
            gettext_noop("There is a number, or the reason why there is none: not both."),
            gettext_noop("Write one of the two; zero is a number."),
        ),
    ),
    actions.UnknownDenominator: CellFault(
        "bland",
        Fault(
            gettext_noop("The measure has no denominator of that name."),
            gettext_noop("Leave the cell empty for the measure's own."),
        ),
    ),
    actions.PeriodIsAhead: CellFault(
        "till",
        Fault(
            gettext_noop("The period has not begun, or ends before it begins."),
            gettext_noop("Write a period that has begun."),
        ),
    ),
    actions.ReasonIsMissing: CellFault(
        "rattelse",
        Fault(
            gettext_noop("The value is locked."),
            gettext_noop("Write why it is corrected."),
        ),
    ),
}


def _reporters() -> dict[str, UUID]:
    """Give whom values are reported of, by code; the county body by a word of its own."""
    body = county.body()
    places = {one.code: one.organisation_id for one in organisations.municipalities()}
    return places | {COUNTY: body.id}


def _columns() -> Sequence[Column]:
    measures = {key: one.definition.name.sv for key, one in recipes().items()}
    places = {one.code: one.name for one in organisations.municipalities()}
    return (
        Column("indikator", gettext_noop("measure"), OneOf(measures), is_key=True),
        Column("bland", gettext_noop("among"), Text(40, needed=False), is_key=True),
        Column(
            "kommun", gettext_noop("municipality"), OneOf(places | {COUNTY: "länet"}), is_key=True
        ),
        Column("fran", gettext_noop("from"), Day(), is_key=True),
        Column("till", gettext_noop("to"), Day(), is_key=True),
        Column("taljare", gettext_noop("numerator"), Whole(needed=False)),
        Column("namnare", gettext_noop("denominator"), Whole(needed=False), needed=False),
        Column(
            "saknas", gettext_noop("why it cannot be assessed"), Text(200, needed=False),
            needed=False,
        ),
        Column(
            "rattelse", gettext_noop("why it is corrected"), Text(200, needed=False),
            needed=False,
        ),
    )  # fmt: skip


def _current(scope: Scope) -> Iterable[IndicatorValue]:
    """Give the latest word on each value, of definitions as they are now."""
    versions = {key: one.definition.version for key, one in recipes().items()}
    rows = IndicatorValue.objects.filter(indicator__in=versions)
    if scope.wanted is not None:
        days = [one.values.get("fran") for one in scope.wanted]
        rows = rows.filter(starts_on__in=[day for day in days if day is not None])
    if indicator := scope.filters.get("indikator"):
        rows = rows.filter(indicator=indicator)
    keys = ("indicator", "among", "reporting_municipality_id", "starts_on", "ends_on")
    of_now = rows.order_by(*keys, "-definition_version", "-correction").distinct(*keys)
    return [row for row in of_now if row.definition_version == versions[row.indicator]]


def _rows(scope: Scope) -> Iterable[Record]:
    codes = {row_id: code for code, row_id in _reporters().items()}
    return [
        Record(
            {
                "indikator": row.indicator,
                "bland": row.among,
                "kommun": codes[row.reporting_municipality_id],
                "fran": row.starts_on,
                "till": row.ends_on,
                "taljare": row.numerator,
                "namnare": row.denominator,
                "saknas": row.not_assessable_because,
                "rattelse": row.corrected_because,
            }
        )
        for row in _current(scope)
    ]


def _handed(record: Record, reporters: Mapping[str, UUID], version: int | None) -> actions.HandedIn:
    numerator = record.number_or_none("taljare")
    count = (
        None if numerator is None else actions.Count(numerator, record.number_or_none("namnare"))
    )
    return actions.HandedIn(
        reporter_id=reporters[record.text("kommun")],
        starts_on=record.day("fran"),
        ends_on=record.day("till"),
        count=count,
        because=record.text("saknas"),
        among=record.text("bland"),
        corrected_because=record.text("rattelse"),
        read_version=version,
    )


def _checker(scope: Scope) -> Check:
    known, reporters = recipes(), _reporters()

    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        recipe = known[after.text("indikator")]
        if after.number_or_none("taljare") is None and after.number_or_none("namnare") is not None:
            return [FAULTS[actions.NumberOrReason]]
        try:
            actions.ensure_fits(recipe, _handed(after, reporters, None), now=scope.now)
        except actions.ValueRefused as refused:
            return [FAULTS[type(refused)]]
        return []

    return check


def _write(changes: Sequence[Change], scope: Scope) -> None:
    known, reporters = recipes(), _reporters()
    versions = _versions(scope)
    for change in changes:
        record = change.after
        handed = _handed(record, reporters, versions.get(_place(record, reporters)))
        recipe = known[record.text("indikator")]
        try:
            actions.hand_in(
                actor=scope.actor, recipe=recipe, handed=handed, origin=Origin.FILE, now=scope.now
            )
        except actions.ValueRefused as refused:
            raise Refused([(record, FAULTS[type(refused)])]) from refused


type Place = tuple[object, ...]


def _place(record: Record, reporters: Mapping[str, UUID]) -> Place:
    return (
        record.text("indikator"), record.text("bland"), reporters[record.text("kommun")],
        record.day("fran"), record.day("till"),
    )  # fmt: skip


def _versions(scope: Scope) -> dict[Place, int]:
    return {
        (row.indicator, row.among, row.reporting_municipality_id, row.starts_on, row.ends_on): (
            row.version
        )
        for row in _current(scope)
    }


def _remove(records: Sequence[Record], scope: Scope) -> None:
    """Take drafts away again. Raises Refused: one has been approved since."""
    reporters = _reporters()
    wanted = {_place(record, reporters): record for record in records}
    for row in _current(scope):
        place = (
            row.indicator, row.among, row.reporting_municipality_id, row.starts_on, row.ends_on,
        )  # fmt: skip
        if (record := wanted.get(place)) is None:
            continue
        if row.stage != Stage.DRAFT or row.correction:
            raise Refused([(record, CellFault("", APPROVED))])
        row.parts.all().delete()
        row.delete()


APPROVED = Fault(
    gettext_noop("The value has been approved."),
    gettext_noop("Take the approval back first."),
)


register(
    List(
        key="varden",
        title=gettext_noop("Reported values"),
        about=gettext_noop(
            "What municipalities report of each measure. A file brings drafts: somebody approves"
            " them before they are figures."
        ),
        columns=_columns,
        rows=_rows,
        write=_write,
        checker=_checker,
        remove=_remove,
        most_changes=MOST_VALUES,
        filters={"indikator": "indikator", "kommun": "kommun"},
        href="programme:goals",
    )
)
