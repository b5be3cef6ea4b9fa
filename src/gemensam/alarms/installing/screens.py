"""What the register's pages show, as parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gemensam.alarms.installing.words import (
    function_tag,
    function_text,
    interval_text,
    line_name,
    technology_name,
    why_text,
)
from gemensam.alarms.kinds import Function, GrantEnded, Line, Status, Technology
from gemensam.alarms.models import SafetyAlarm
from gemensam.alarms.register import SafetyAlarmRow, UnitRow
from gemensam.alarms.rules import function as rules
from gemensam.people import api as people
from gemensam.ui.formats import NO_VALUE, day, moment
from gemensam.ui.parts import Check, Column, Fact, Figure, Kind, Lines, Row, Table, Tag, Working


@dataclass(frozen=True, slots=True)
class Proof:
    """What an alarm unit has shown so far."""

    checks: Sequence[Check]
    is_proven: bool


def _as_written(text: str) -> str:
    """Mark what somebody wrote as Swedish, whatever language the page is in."""
    return format_html('<span lang="sv">{}</span>', text) if text else NO_VALUE


def register_table(
    rows: Sequence[SafetyAlarmRow], residents: Mapping[UUID, people.ResidentRow]
) -> Table:
    """Draw the register."""
    return Table(
        caption=_("Granted safety alarms"),
        columns=[
            Column(pgettext("alarms", "Resident")), Column(pgettext("alarms", "Status")),
            Column(pgettext("alarms", "Technology")), Column(_("Alarm unit")),
            Column(_("Last heard")), Column(_("Latest test")),
        ],
        rows=[_row(row, residents[row.resident_id].name) for row in rows],
    )  # fmt: skip


def _row(row: SafetyAlarmRow, name: str) -> Row:
    href = reverse("alarm_units:one", args=[row.id])
    unit = row.alarm_unit
    return Row(
        cells=[
            Lines(name, _("granted %(day)s") % {"day": day(row.ordered_at)}, href=href),
            Tag(pgettext("safety alarm", "Ended"), Kind.OFF)
            if row.status is Status.ENDED
            else function_tag(row.function),
            _technology(row),
            Lines(unit.cid, _as_written(unit.place)) if unit else NO_VALUE,
            moment(unit.seen_at) if unit and unit.seen_at else NO_VALUE,
            day(unit.test_passed_at) if unit and unit.test_passed_at else NO_VALUE,
        ],
        key=str(row.id),
    )


def _technology(row: SafetyAlarmRow) -> str | Lines:
    word = technology_name(row.technology)
    if not row.switch_over_on:
        return word
    return Lines(word, _("changes on %(day)s") % {"day": day(row.switch_over_on)})


def figures(rows: Sequence[SafetyAlarmRow]) -> list[Figure]:
    """Sum up what is listed."""
    digital = sum(row.technology is Technology.DIGITAL for row in rows)
    working = sum(row.function is Function.WORKS for row in rows)
    of_all = _("of %(count)d") % {"count": len(rows)}
    return [
        Figure(pgettext("alarms", "Granted"), str(len(rows))),
        Figure(pgettext("alarms", "Digital"), str(digital), below=of_all),
        Figure(_("Works as intended"), str(working), below=of_all),
    ]


def unit_facts(unit: UnitRow) -> list[Fact]:
    """List what is written down about an alarm unit."""
    return [
        Fact(pgettext("alarms", "Number"), unit.cid),
        Fact(pgettext("alarms", "Model"), _as_written(unit.model)),
        Fact(_("Connected with"), line_name(Line(unit.line))),
        Fact(_("Heartbeat"), interval_text(unit.heartbeat_seconds)),
        Fact(_("Stands"), _as_written(unit.place)),
        Fact(pgettext("alarms", "Key"), _as_written(unit.key)),
        Fact(_("To keep in mind"), _as_written(unit.instructions)),
        Fact(_("Connected"), moment(unit.enrolled_at)),
    ]


def proof_of(unit: UnitRow) -> Proof:
    """Say what an alarm unit has shown and what is still missing."""
    tested = unit.test_passed_at is not None
    missing = max(0, rules.HEARTBEATS_TO_PROVE - unit.heartbeats)
    beats = _("none has come yet")
    if unit.heartbeats:
        beats = ngettext("%(count)d has come", "%(count)d have come", unit.heartbeats)
        beats %= {"count": unit.heartbeats}
    if unit.seen_at:
        beats += _(", latest %(moment)s") % {"moment": moment(unit.seen_at)}
    return Proof(
        checks=[
            Check(_("The alarm unit is connected"), "done", moment(unit.enrolled_at)),
            Check(
                _("The test alarm arrived"),
                "done" if tested else "todo",
                moment(unit.test_passed_at)
                if unit.test_passed_at
                else _("Press the test button, or hold the alarm button down for ten seconds."),
            ),
            Check(_("Two heartbeats have come"), "waiting" if missing else "done", beats),
        ],
        is_proven=rules.is_proven(test_passed_at=unit.test_passed_at, heartbeats=unit.heartbeats),
    )


def ended(row: SafetyAlarm) -> str:
    """Say when and why an alarm ended; nothing while it is in force."""
    if row.ended_at is None:
        return ""
    values = {"moment": moment(row.ended_at), "why": why_text(GrantEnded(row.ended_because))}
    return _("Ended %(moment)s: %(why)s.") % values


def workings(row: SafetyAlarmRow, now: datetime) -> list[Working]:
    """Show step by step why an alarm counts as working or not."""
    unit = row.alarm_unit
    steps = [Working(pgettext("alarms", "Technology"), technology_name(row.technology))]
    if unit is None:
        steps.append(Working(_("Connected alarm unit"), pgettext("alarms", "no")))
    else:
        every = timedelta(seconds=unit.heartbeat_seconds)
        allowed = round(rules.silence_allowed(every).total_seconds() / 60)
        age = rules.PASSED_TEST_MAX_AGE.days
        test = day(unit.test_passed_at) if unit.test_passed_at else pgettext("alarms", "missing")
        seen = moment(unit.seen_at) if unit.seen_at else pgettext("alarms", "never")
        steps += [
            Working(_("Connected alarm unit"), day(unit.enrolled_at)),
            Working(_("Passed test alarm, at most %(age)d days old") % {"age": age}, test),
            Working(_heard_within(allowed), seen),
        ]
    verdict = function_text(row.function)
    return [*steps, Working(_("Judged %(moment)s") % {"moment": moment(now)}, verdict, total=True)]


def _heard_within(minutes: int) -> str:
    text = ngettext(
        "Heard within %(count)d minute (two missed heartbeats and five minutes)",
        "Heard within %(count)d minutes (two missed heartbeats and five minutes)",
        minutes,
    )
    return text % {"count": minutes}


def status_tag(function: Function) -> Tag:
    """Give the large status of one alarm."""
    tag = function_tag(function)
    return Tag(tag.text, tag.kind, box=True, next_step=tag.next_step)
