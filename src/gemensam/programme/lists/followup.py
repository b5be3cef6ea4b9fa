"""Goal fulfilment by year and area as a file: accepting one makes a new version of each report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from gemensam.programme.actions import followup as actions
from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.lists.money import YEAR
from gemensam.programme.lists.registry import List, Refused, Scope, register
from gemensam.programme.lists.tables import said
from gemensam.programme.queries import followup as queries
from gemensam.programme.rules import followup as rules
from gemensam.programme.rules.lists import CellFault, Change, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Text, YesNo
from gemensam.programme.rules.lists_words import Key, Keys, Lines
from gemensam.programme.rules.workings import gettext_noop

STATUS_WORDS = {
    OutcomeStatus.MET: gettext_noop("met"),
    OutcomeStatus.PARTLY: gettext_noop("partly met"),
    OutcomeStatus.NOT_MET: gettext_noop("not met"),
    OutcomeStatus.NOT_ASSESSABLE: gettext_noop("cannot be assessed"),
    OutcomeStatus.DORMANT: gettext_noop("dormant"),
}
# Which column a fault of the report stands in.
COLUMN_OF = {
    "name": "namn", "goal": "mal", "why": "varfor", "indicators": "indikatorer",
    "deliveries": "leveranser", "comment": "kommentar", "wakes_on": "vacks_av",
    "worked_with": "arbetat_med", "decided": "beslutat",
}  # fmt: skip


def _columns() -> Sequence[Column]:
    text, lines = Text(rules.LONGEST_TEXT, needed=False, lines=True), Lines(rules.LONGEST_TEXT)
    return (
        Column("ar", gettext_noop("year"), YEAR, is_key=True),
        Column("nyckel", gettext_noop("key"), Key(), is_key=True),
        Column("namn", gettext_noop("area"), Text(rules.LONGEST_TEXT)),
        Column("mal", gettext_noop("goal"), text, needed=False),
        Column("status", gettext_noop("status"), said(STATUS_WORDS)),
        Column("var_lasning", gettext_noop("the status is our reading"), YesNo(False),
               needed=False),
        Column("varfor", gettext_noop("what the status rests on"), text, needed=False),
        Column("arbetat_med", gettext_noop("worked with"), lines, needed=False),
        Column("indikatorer", gettext_noop("measures"), Keys(), needed=False),
        Column("leveranser", gettext_noop("deliveries"), lines, needed=False),
        Column("kommentar", gettext_noop("comment"), text, needed=False),
        Column("vacks_av", gettext_noop("woken by"), lines, needed=False),
        Column("beslutat", gettext_noop("decided"), Text(10, needed=False), needed=False),
    )  # fmt: skip


def _rows(_scope: Scope) -> Iterable[Record]:
    for year in sorted(queries.every_year()):
        newest = queries.newest(year)
        for area in newest.report.areas if newest else ():
            yield _record(year, area)


def _record(year: int, area: rules.AreaOutcome) -> Record:
    return Record(
        {
            "ar": year,
            "nyckel": area.key,
            "namn": area.name,
            "mal": area.goal,
            "status": area.status.value,
            "var_lasning": area.status_is_ours,
            "varfor": area.why,
            "arbetat_med": area.worked_with,
            "indikatorer": area.indicators,
            "leveranser": area.deliveries,
            "kommentar": area.comment,
            "vacks_av": area.wakes_on,
            "beslutat": area.decided,
        }
    )


def _area(record: Record) -> rules.AreaOutcome:
    return rules.AreaOutcome(
        key=record.text("nyckel"),
        name=record.text("namn"),
        goal=record.text("mal"),
        status=OutcomeStatus(record.text("status")),
        status_is_ours=record.flag("var_lasning"),
        why=record.text("varfor"),
        worked_with=record.words("arbetat_med"),
        indicators=record.words("indikatorer"),
        deliveries=record.words("leveranser"),
        comment=record.text("kommentar"),
        wakes_on=record.words("vacks_av"),
        decided=record.text("beslutat"),
    )


def _put(report: rules.Report, record: Record) -> rules.Report:
    area = _area(record)
    if any(one.key == area.key for one in report.areas):
        areas = tuple(area if one.key == area.key else one for one in report.areas)
    else:
        areas = (*report.areas, area)
    return replace(report, areas=areas)


def _taken(report: rules.Report, record: Record) -> rules.Report:
    key = record.text("nyckel")
    return replace(report, areas=tuple(one for one in report.areas if one.key != key))


def _change(
    records: Sequence[Record],
    scope: Scope,
    change: Callable[[rules.Report, Record], rules.Report],
) -> None:
    by_year: dict[int, list[Record]] = {}
    for record in records:
        by_year.setdefault(record.number("ar"), []).append(record)
    for year, of_year in by_year.items():
        newest = queries.newest(year)
        report = newest.report if newest else rules.Report(year, "", "", "", ())
        for record in of_year:
            report = change(report, record)
        try:
            actions.save(
                actor=scope.actor,
                report=report,
                base=newest.number if newest else 0,
                now=scope.now,
            )
        except actions.ReportHasFaults as refused:
            raise Refused(_faults(of_year, report, refused.faults)) from refused
        except actions.ReportSaysTheSame:
            continue


def _faults(
    records: Sequence[Record], report: rules.Report, faults: Iterable[rules.Fault]
) -> list[tuple[Record, CellFault]]:
    by_key = {record.text("nyckel"): record for record in records}
    found = []
    for fault in faults:
        key = report.areas[fault.area].key if fault.area is not None else ""
        told = CellFault(COLUMN_OF.get(fault.field, ""), Fault(fault.message, ""))
        found.append((by_key.get(key, records[0]), told))
    return found


def _write(changes: Sequence[Change], scope: Scope) -> None:
    _change([change.after for change in changes], scope, _put)


def _remove(records: Sequence[Record], scope: Scope) -> None:
    _change(records, scope, _taken)


register(
    List(
        key="maluppfyllnad",
        title=gettext_noop("Goal fulfilment"),
        about=gettext_noop(
            "What each year came to, area by area. Accepting a file makes a new version, which"
            " somebody publishes."
        ),
        columns=_columns,
        rows=_rows,
        write=_write,
        remove=_remove,
        is_tried=True,
        filters={"ar": "ar"},
    )
)
