"""What the register's pages show, as parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from gemensam.alarms.installing.words import LINES, TECHNOLOGIES, function_tag, function_text
from gemensam.alarms.kinds import Function, Line, Technology
from gemensam.alarms.register import SafetyAlarmRow, UnitRow
from gemensam.alarms.rules import function as rules
from gemensam.people import api as people
from gemensam.ui.formats import day, moment
from gemensam.ui.parts import Check, Column, Fact, Figure, Lines, Row, Table, Tag, Working

# How a share of the interval is said.
_UNITS = ((86_400, "dygn"), (3600, "timme"), (60, "minut"))


@dataclass(frozen=True, slots=True)
class Proof:
    """What an alarm unit has shown so far."""

    checks: Sequence[Check]
    is_proven: bool


def interval_text(seconds: int) -> str:
    """Say how often: "var 5:e minut"."""
    for size, word in _UNITS:
        if seconds % size == 0:
            count = seconds // size
            return f"en gång per {word}" if count == 1 else f"var {count}:e {word}"
    return f"var {seconds}:e sekund"


def register_table(
    rows: Sequence[SafetyAlarmRow], residents: Mapping[UUID, people.ResidentRow]
) -> Table:
    """Draw the register."""
    return Table(
        caption="Beviljade trygghetslarm",
        columns=[
            Column("Boende"), Column("Status"), Column("Teknik"), Column("Larmenhet"),
            Column("Senast hörd"), Column("Senaste prov"),
        ],
        rows=[_row(row, residents[row.resident_id].name) for row in rows],
    )  # fmt: skip


def _row(row: SafetyAlarmRow, name: str) -> Row:
    href = reverse("alarm_units:one", args=[row.id])
    unit = row.alarm_unit
    return Row(
        cells=[
            Lines(name, f"beviljat {day(row.ordered_at)}", href=href),
            function_tag(row.function),
            _technology(row),
            Lines(unit.cid, unit.place) if unit else "–",
            moment(unit.seen_at) if unit and unit.seen_at else "–",
            day(unit.test_passed_at) if unit and unit.test_passed_at else "–",
        ],
        key=str(row.id),
    )


def _technology(row: SafetyAlarmRow) -> str | Lines:
    word = TECHNOLOGIES[row.technology]
    return Lines(word, f"byts {day(row.switch_over_on)}") if row.switch_over_on else word


def figures(rows: Sequence[SafetyAlarmRow]) -> list[Figure]:
    """Sum up what is listed."""
    digital = sum(row.technology is Technology.DIGITAL for row in rows)
    working = sum(row.function is Function.WORKS for row in rows)
    return [
        Figure("Beviljade", str(len(rows))),
        Figure("Digitala", str(digital), below=f"av {len(rows)}"),
        Figure("Fungerar som avsett", str(working), below=f"av {len(rows)}"),
    ]


def unit_facts(unit: UnitRow) -> list[Fact]:
    """List what is written down about an alarm unit."""
    return [
        Fact("Nummer", unit.cid),
        Fact("Modell", unit.model),
        Fact("Ansluten med", LINES[Line(unit.line)]),
        Fact("Livstecken", interval_text(unit.heartbeat_seconds)),
        Fact("Står", unit.place),
        Fact("Nyckel", unit.key or "–"),
        Fact("Att tänka på", unit.instructions or "–"),
        Fact("Kopplad", moment(unit.enrolled_at)),
    ]


def proof_of(unit: UnitRow) -> Proof:
    """Say what an alarm unit has shown and what is still missing."""
    tested = unit.test_passed_at is not None
    missing = max(0, rules.HEARTBEATS_TO_PROVE - unit.heartbeats)
    beats = f"{unit.heartbeats} har kommit" if unit.heartbeats else "inget har kommit än"
    if unit.seen_at:
        beats += f", senast {moment(unit.seen_at)}"
    return Proof(
        checks=[
            Check("Larmenheten är kopplad", "done", moment(unit.enrolled_at)),
            Check(
                "Provlarmet kom fram",
                "done" if tested else "todo",
                moment(unit.test_passed_at)
                if unit.test_passed_at
                else "Tryck på provknappen, eller håll larmknappen intryckt i tio sekunder.",
            ),
            Check("Två livstecken har kommit", "waiting" if missing else "done", beats),
        ],
        is_proven=rules.is_proven(test_passed_at=unit.test_passed_at, heartbeats=unit.heartbeats),
    )


def workings(row: SafetyAlarmRow, now: datetime) -> list[Working]:
    """Show step by step why an alarm counts as working or not."""
    unit = row.alarm_unit
    steps = [Working("Teknik", TECHNOLOGIES[row.technology])]
    if unit is None:
        steps.append(Working("Kopplad larmenhet", "nej"))
    else:
        every = timedelta(seconds=unit.heartbeat_seconds)
        allowed = round(rules.silence_allowed(every).total_seconds() / 60)
        age = rules.PASSED_TEST_MAX_AGE.days
        test = day(unit.test_passed_at) if unit.test_passed_at else "saknas"
        seen = moment(unit.seen_at) if unit.seen_at else "aldrig"
        steps += [
            Working("Kopplad larmenhet", day(unit.enrolled_at)),
            Working(f"Godkänt provlarm, högst {age} dagar gammalt", test),
            Working(
                f"Hörd inom {allowed} minuter (två uteblivna livstecken och fem minuter)", seen
            ),
        ]
    verdict = function_text(row.function)
    return [*steps, Working(f"Bedömt {moment(now)}", verdict, total=True)]


def status_tag(function: Function) -> Tag:
    """Give the large status of one alarm."""
    tag = function_tag(function)
    return Tag(tag.text, tag.kind, box=True, next_step=tag.next_step)
