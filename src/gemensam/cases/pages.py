"""From what a caseworker reads to the parts that templates draw. No queries here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gemensam.cases import rules, words
from gemensam.cases.casework import CaseForCaseworker
from gemensam.cases.photographed import pages_of
from gemensam.cases.proposals import ProposalRow
from gemensam.cases.queries import AnswerLine
from gemensam.cases.thread_parts import came_after_decision, thread_event
from gemensam.cases.work_list import WorkRow
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import addresses, formats
from gemensam.ui.parts import (
    Clock,
    Column,
    Event,
    Fact,
    File,
    Kind,
    Lines,
    Link,
    Row,
    Seen,
    Table,
    Tag,
)

_NEED_KINDS = {
    rules.Need.NEW_APPLICATION: Kind.NOW,
    rules.Need.ANSWER_CAME: Kind.WARM,
    rules.Need.DECISION_DUE: Kind.HALF,
    rules.Need.WAITING: Kind.OFF,
    rules.Need.APPEAL: Kind.WARM,
    rules.Need.NOTHING: Kind.OK,
    rules.Need.CONFIRM: Kind.WARM,
    rules.Need.WITH_COLLEAGUE: Kind.OFF,
    rules.Need.FOLLOW_UP: Kind.HALF,
}


def address_of(row: WorkRow) -> str:
    """Give where a case is."""
    return addresses.address_of("cases:case", row.id)


def clock_part(clock: rules.Clock, now: datetime) -> Clock:
    """Draw the promised day: how long is left, how long ago it passed, or that it stands still."""
    if clock.paused_at is not None:
        return Clock(_("paused"), clock.percent_gone(now))
    if clock.is_late(now):
        return Clock(_("Late: %(when)s") % {"when": formats.until(clock.due_at, now)}, 100, "late")
    state = "soon" if clock.is_soon(now) else ""
    return Clock(formats.until(clock.due_at, now), clock.percent_gone(now), state)


def need_tag(need: rules.Need, *, box: bool = False) -> Tag:
    """Draw why a case stands in the list."""
    return Tag(words.need_name(need), _NEED_KINDS[need], box=box)


def _group(row: WorkRow) -> str:
    if row.is_late:
        return _("Past the promised day")
    return words.need_name(row.need)


def work_tables(rows: Sequence[WorkRow], *, now: datetime, need: str) -> list[Table]:
    """Give one table per group, in the order of the rows."""
    columns = [
        Column(_("Who and what")),
        Column(_("Why")),
        Column(
            {
                "beslutade": _("Decided"),
                "uppfoljning": _("Follow-up by"),
                "moten": _("Meeting"),
            }.get(need)
            or _("Promised day")
        ),
        Column(_("Caseworker")),
        Column(_("Came in")),
    ]
    return [
        Table(
            caption=title,
            columns=columns,
            rows=[_work_row(row, now, need) for row in group],
            show_caption=True,
        )
        for title, group in groupby(rows, key=_group)
    ]


def _also(row: WorkRow) -> str:
    """Say what else there is to know of a row."""
    if row.meeting_asks:
        return _("An answer about the meeting")
    if row.opinion_came:
        return _("An opinion has come")
    if row.meeting_at is not None:
        return _("Meeting %(when)s") % {"when": formats.short_moment(row.meeting_at)}
    return ""


def _work_row(row: WorkRow, now: datetime, need: str) -> Row:
    marks = [
        mark
        for mark in (
            _("interpreter") if row.needs_interpreter else "",
            _("protected identity") if row.is_protected else "",
        )
        if mark
    ]
    below = " · ".join([f"{row.title} · {row.number}", *marks])
    when: Clock | str = clock_part(row.clock, now)
    if need == "beslutade" and row.decided_at is not None:
        when = formats.day(row.decided_at)
    elif need == "uppfoljning" and row.follow_up_on is not None:
        is_late = row.follow_up_on < formats.local_day(now)
        when = Clock(formats.until(row.follow_up_on, now), 100 * is_late, "late" * is_late)
    elif need == "moten" and row.meeting_at is not None:
        when = formats.short_moment(row.meeting_at)
    return Row(
        key=row.number,
        cells=[
            Lines(row.resident_name, below, address_of(row)),
            replace(need_tag(row.need), next_step=_also(row)),
            when,
            Lines(
                _("You") if row.is_mine else row.caseworker_name or _("Nobody yet"),
                row.cover.text if row.cover else "",
            ),
            formats.short_day(row.opened_at),
        ],
    )


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A case beside the open one: why, clock and number, no name."""

    href: str
    need: str
    clock: Clock
    text: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class BesideGroup:
    """Some of the list beside, under one heading."""

    title: str
    rows: Sequence[BesideRow]


def beside_groups(
    rows: Sequence[WorkRow], open_case: CaseForCaseworker, now: datetime
) -> list[BesideGroup]:
    """Group the list beside an open case."""
    return [
        BesideGroup(
            title,
            [
                BesideRow(
                    href=address_of(row),
                    need=words.need_name(row.need),
                    clock=clock_part(row.clock, now),
                    text=f"{row.title} · {row.number}",
                    is_open=row.id == open_case.id,
                )
                for row in group
            ],
        )
        for title, group in groupby(rows, key=_group)
    ]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One answer of the application, with what was asked about it since."""

    field_id: str
    label: str
    text: str
    files: Sequence[File]
    # Where all its pictures are as one PDF.
    pages_href: str
    about: Sequence[Event]
    # In a renewal: changed, or the same since when.
    mark: Tag | None
    since: str
    ask_href: str
    is_asking: bool
    correct_href: str
    is_correcting: bool


def _changed(line: AnswerLine) -> Tag | None:
    """Mark an answer that a renewal changed, with what it was."""
    if not line.is_changed:
        return None
    before = {"before": line.before}
    changed = _("Changed since last month, was: %(before)s") if line.before else _("New")
    return Tag(changed % before, Kind.WARM)


def _unchanged(line: AnswerLine) -> str:
    """Say since when an answer of a renewal is the same; nothing of others."""
    if line.is_changed or line.since is None:
        return ""
    return _("The same since %(month)s") % {"month": formats.month(line.since)}


def field_rows(case: CaseForCaseworker, asking: str | None, correcting: str) -> list[FieldRow]:
    """Draw the application as submitted, with "ask about this" and "correct" at each field."""
    here = reverse("cases:case", args=[case.id])
    return [
        FieldRow(
            field_id=line.field_id,
            label=line.label,
            text="" if line.files else line.text,
            files=[
                questionnaires.as_part(one, href=reverse("cases:file", args=[case.id, one.file_id]))
                for one in line.files
            ],
            pages_href=reverse("cases:pages", args=[case.id, line.field_id])
            if pages_of(line.files)
            else "",
            about=[replace(thread_event(one, case), title="") for one in case.about(line.field_id)],
            mark=_changed(line),
            since=_unchanged(line),
            ask_href="" if case.is_decided else f"{here}?fraga={line.field_id}#fraga",
            is_asking=asking == line.field_id,
            correct_href=""
            if case.is_decided or line.files
            else f"{here}?ratta={line.field_id}#ratta",
            is_correcting=correcting == line.field_id,
        )
        for line in case.answers
    ]


def facts_of(case: CaseForCaseworker, now: datetime) -> list[Fact]:
    """Give what the case is about at a glance."""
    resident = case.resident
    age = _("%(age)d years") % {"age": resident.age(formats.local_day(now))}
    facts = [
        Fact(_("Resident"), resident.name, below=f"{resident.identity_number.masked} · {age}"),
        Fact(_("Came in"), formats.day(case.clock.opened_at)),
        Fact(
            _("Caseworker"),
            case.caseworker_name or _("Nobody yet"),
            below=case.cover.text if case.cover else "",
        ),
    ]
    if case.home is not None and not resident.is_protected:
        where = f"{case.home.street_address}, {case.home.town}"
        facts.append(Fact(_("Lives"), where, below=case.home.phone))
    if case.representative is not None:
        facts.append(
            Fact(_("Representative"), case.representative.name, below=case.representative.basis)
        )
    facts += [Fact(_("By a court's order"), one.name, below=one.basis) for one in case.by_court]
    interpreter = resident.language if resident.needs_interpreter else _("Not needed")
    facts.append(Fact(_("Interpreter"), interpreter))
    return facts


def marks_of(case: CaseForCaseworker, now: datetime) -> list[Tag]:
    """Give what must not be missed, for the top of the page."""
    marks = [need_tag(case.need, box=True)]
    if case.opinion_came:
        marks.append(Tag(_("An opinion has come"), Kind.WARM, box=True))
    if case.resident.is_protected:
        marks.append(Tag(_("Protected identity"), Kind.RED, box=True, icon="shield-exclamation"))
    if case.representative is not None:
        name = case.representative.name
        if case.representative.holds:
            text = _("Representative: %(name)s") % {"name": name}
            marks.append(Tag(text, Kind.OFF, box=True, icon="user"))
        else:
            text = _("The mandate of %(name)s no longer holds") % {"name": name}
            marks.append(Tag(text, Kind.RED, box=True, icon="user-minus"))
    if case.resident.needs_interpreter:
        text = _("Interpreter: %(language)s") % {"language": case.resident.language}
        marks.append(Tag(text, Kind.OFF, box=True, icon="language"))
    if case.cover is not None and not case.is_decided:
        text = f"{case.caseworker_name}: {case.cover.text}"
        kind = Kind.RED if case.cover.is_away else Kind.OFF
        marks.append(Tag(text, kind, box=True, icon="user"))
    if case.misses_a_file:
        marks.append(Tag(_("Harmful file removed"), Kind.RED, box=True, icon="document-minus"))
    if any(came_after_decision(one, case) for one in case.thread):
        text = _("Note from a home visit came in after the decision")
        marks.append(Tag(text, Kind.WARM, box=True, icon="home"))
    if now - case.clock.opened_at > rules.MAY_DEMAND_DECISION_AFTER and not case.is_decided:
        marks.append(Tag(_("May demand a decision"), Kind.RED, box=True))
    return marks


def seen_of(case: CaseForCaseworker, actor_name: str) -> list[Seen]:
    """Give who has looked before."""
    return [
        Seen(
            who=_("You") if row.actor_name == actor_name else row.actor_name,
            at=row.at,
            why="" if row.is_allowed else _("refused"),
        )
        for row in case.seen
    ]


def granted_facts(found: CaseForCaseworker) -> list[Fact]:
    """Give what a decided case's grant names beside unit and day."""
    services = found.decision.care_services if found.decision else ()
    return [Fact(one.label, one.text) for row in services for one in row.terms]


def proposal_facts(proposal: ProposalRow) -> list[Fact]:
    """Give what was proposed, as the letter would say it, and by whom."""
    return [
        Fact(_("Decision"), proposal.decision),
        Fact(_("Reasons"), proposal.motivation),
        Fact(_("Law"), proposal.law),
        Fact(
            _("Proposed by"),
            f"{proposal.proposed_by}, {proposal.proposed_by_title}",
            below=formats.moment(proposal.proposed_at),
        ),
    ]


@dataclass(frozen=True, slots=True)
class WorkedOutPart:
    """What a decision about money is made from, with the way to where it is worked out."""

    link: Link
    facts: Sequence[Fact]
    warning: str


def worked_out_of(case: CaseForCaseworker) -> WorkedOutPart | None:
    """Draw the newest that was worked out; nothing where no money is decided."""
    at = case.kind.worked_out
    if at is None:
        return None
    basis = case.decision.basis if case.decision else case.basis
    link = Link(at.label.within(get_language() or "sv"), reverse(at.at, args=[case.id]))
    if basis is None:
        return WorkedOutPart(link, (), "")
    is_open_and_less = basis.is_less and not case.is_decided
    facts = [
        Fact(_("With every cost as applied for"), formats.amount(basis.applied)),
        Fact(
            _("The calculation gives"),
            formats.amount(basis.amount),
            below=_("less than applied for: grant in part") if is_open_and_less else "",
        ),
    ]
    return WorkedOutPart(link, facts, basis.warning)
