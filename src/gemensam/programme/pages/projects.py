"""Projects as the public sees them: the list with its filters, and one with all that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.organisations.api import Body, Place
from gemensam.programme import words_projects as words
from gemensam.programme.kinds_projects import (
    DeliveryKind,
    NoteKind,
    ParticipantsKnown,
    ProjectKind,
    ProjectState,
    RiskState,
    StakeholderGroup,
    UseStage,
)
from gemensam.programme.pages import shown
from gemensam.programme.queries.projects import (
    DeliveryRow,
    Named,
    NoteRow,
    ProjectRow,
    ProjectWhole,
    StatusRow,
)
from gemensam.programme.rules.projects import NotATime, Time, read_time
from gemensam.ui import formats
from gemensam.ui.parts import Fact, Kind, Link, Moment, Tag

GROUP_ORDER = [str(group) for group in StakeholderGroup]


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who: organisations and municipalities by id, activities by key."""

    bodies: Mapping[UUID, Body]
    places: Mapping[UUID, Place]
    activities: Mapping[str, str]

    def body(self, organisation_id: UUID | None) -> str:
        """Name an organisation; nobody named is unknown, never nobody."""
        found = self.bodies.get(organisation_id) if organisation_id else None
        return found.short_name if found else _("Unknown")

    def municipality(self, organisation_id: UUID | None) -> str:
        found = self.places.get(organisation_id) if organisation_id else None
        return found.name if found else ""

    def listed(self, ids: Sequence[UUID]) -> str:
        """Name municipalities in Swedish alphabetical order, as the places come."""
        wanted = set(ids)
        return ", ".join(place.name for key, place in self.places.items() if key in wanted)


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in the list."""

    name: SafeString
    href: str
    kind: str
    year: int
    lead: str
    participants: str
    is_unknown: bool
    tag: Tag | None
    is_made_up: bool


def time_words(text: str) -> str:
    """Write a time as exactly as it is known: `2014`, `first half of 2014`, `September 2014`."""
    try:
        found = read_time(text)
    except NotATime:
        return text
    return _time(found)


def _time(found: Time) -> str:
    if found.day:
        return f"{found.year}-{found.month:02}-{found.day:02}"
    if found.month:
        return f"{MONTHS[found.month]} {found.year}"
    if found.half:
        return (
            _("first half of %(year)s") if found.half == 1 else _("second half of %(year)s")
        ) % {"year": found.year}
    return str(found.year)


def status_tag(status: StatusRow | None) -> Tag:
    """Give the state with its time; nobody having said is a state of its own."""
    if status is None:
        return Tag(_("Nobody has said how far it has come"), Kind.OPEN)
    state = ProjectState(status.state)
    said = _("%(state)s, as of %(time)s") % {
        "state": _(words.STATE_WORDS[state]),
        "time": time_words(status.as_of),
    }
    return Tag(said, words.STATE_TAGS[state])


def participants_text(row: ProjectRow, names: Names, in_parts: Sequence[UUID] = ()) -> str:
    """Say who takes part; unknown is unknown."""
    match ParticipantsKnown(row.participants_known):
        case ParticipantsKnown.LISTED:
            return names.listed(row.participants)
        case ParticipantsKnown.IN_PARTS:
            if in_parts:
                return _("In the sub-projects: %(names)s") % {"names": names.listed(in_parts)}
            return _("Named in the sub-projects")
        case ParticipantsKnown.UNKNOWN:
            return _("Unknown")


def line(row: ProjectRow, names: Names) -> ProjectLine:
    """Draw one project of the list."""
    return ProjectLine(
        name=shown.in_swedish(row.name),
        href=reverse("programme:project", args=[row.key]),
        kind=_(words.KIND_WORDS[ProjectKind(row.kind)]),
        year=row.year,
        lead=names.body(row.lead_id),
        participants=participants_text(row, names),
        is_unknown=row.participants_known == ParticipantsKnown.UNKNOWN,
        tag=status_tag(row.status),
        is_made_up=row.is_synthetic,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about a project, and whom it is about."""

    id: UUID
    head: str
    text: SafeString
    kind: str


@dataclass(frozen=True, slots=True)
class TaskPart:
    """What is done and what was found, gathered by the document's number where it has one."""

    number: int | None
    told: Sequence[Told]


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """Something to hand over or pass."""

    id: UUID
    text: SafeString
    kind: str
    when: str
    tag: Tag
    where: SafeString
    link: str
    is_delivered: bool


@dataclass(frozen=True, slots=True)
class SmallLine:
    """A risk, a participant or a group with what is said of it."""

    id: UUID
    head: str
    text: str
    tag: Tag | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything on a project's page."""

    key: str
    name: SafeString
    plain_name: str
    kind: str
    tag: Tag
    facts: Sequence[Fact]
    summary: str
    unknown_note: str
    purposes: Sequence[Told]
    parts: Sequence[TaskPart]
    deliveries: Sequence[DeliveryLine]
    participants: Sequence[SmallLine]
    stages: str
    risks: Sequence[SmallLine]
    stakeholders: Sequence[SmallLine]
    history: Sequence[Moment]
    sub_projects: Sequence[Link]
    before: Link | None
    after: Sequence[Link]
    source: str
    is_made_up: bool
    version: int


def build(whole: ProjectWhole, names: Names) -> ProjectPage:
    """Put a project's page together."""
    row = whole.row
    return ProjectPage(
        key=row.key,
        name=shown.in_swedish(row.name),
        plain_name=row.name,
        kind=_(words.KIND_WORDS[ProjectKind(row.kind)]),
        tag=status_tag(row.status),
        facts=_facts(whole, names),
        summary=whole.summary,
        unknown_note=_unknown_note(row),
        purposes=[_told(n, names) for n in whole.notes if n.kind == NoteKind.PURPOSE],
        parts=_parts(whole.notes, names),
        deliveries=[_delivery(one) for one in sorted(whole.deliveries, key=_by_time)],
        participants=_participants(whole, names),
        stages=_stages(whole),
        risks=[
            SmallLine(
                one.id, shown.in_swedish(one.text), one.measure, _risk_tag(one.state), one.state
            )
            for one in whole.risks
        ],
        stakeholders=[
            SmallLine(
                one.id,
                _(words.GROUP_WORDS[StakeholderGroup(one.group)]),
                " · ".join(t for t in (names.municipality(one.municipality_id), one.text) if t),
                None,
            )
            for one in sorted(whole.stakeholders, key=lambda each: GROUP_ORDER.index(each.group))
        ],
        history=[_moment(one) for one in reversed(whole.statuses)],
        sub_projects=[_link(one) for one in whole.sub_projects],
        before=_link(whole.continues) if whole.continues else None,
        after=[_link(one) for one in whole.continuations],
        source=shown.source_name(row.source) if row.source else "",
        is_made_up=row.is_synthetic,
        version=whole.version,
    )


def _unknown_note(row: ProjectRow) -> str:
    if row.participants_known != ParticipantsKnown.UNKNOWN:
        return ""
    return _(
        "No document says which municipalities took part. That is not the same as nobody: any of"
        " the county's municipalities may have."
    )


def _link(one: Named) -> Link:
    return Link(f"{one.name} ({one.year})", reverse("programme:project", args=[one.key]), lang="sv")


def _facts(whole: ProjectWhole, names: Names) -> list[Fact]:
    row = whole.row
    facts = [
        Fact(_("Year"), str(row.year)),
        Fact(_("Leads"), names.body(row.lead_id)),
        Fact(_("Take part"), participants_text(row, names, whole.in_parts)),
    ]
    if row.activity_key:
        name = names.activities.get(row.activity_key, row.activity_key)
        facts.append(Fact(_("Activity of the plan"), shown.in_swedish(name)))
    if whole.parent:
        facts.append(Fact(_("Part of"), _link(whole.parent)))
    return facts


def _told(note: NoteRow, names: Names) -> Told:
    head = names.municipality(note.municipality_id)
    return Told(
        note.id, head, shown.in_swedish(note.text), _(words.NOTE_WORDS[NoteKind(note.kind)])
    )


def _parts(notes: Sequence[NoteRow], names: Names) -> list[TaskPart]:
    rest = [note for note in notes if note.kind != NoteKind.PURPOSE]
    numbers = list(dict.fromkeys(note.number for note in rest))
    return [
        TaskPart(number, [_told(note, names) for note in rest if note.number == number])
        for number in numbers
    ]


def _by_time(one: DeliveryRow) -> tuple[bool, str, str]:
    # What has no time comes last.
    return not one.due, one.due, one.text


def _delivery(one: DeliveryRow) -> DeliveryLine:
    when = time_words(one.due) if one.due else _("no time is given")
    if one.is_due_inferred:
        when = _("%(when)s (the year is our reading)") % {"when": when}
    if one.delivered_on:
        tag = Tag(_("Delivered %(day)s") % {"day": formats.day(one.delivered_on)}, Kind.OK)
    else:
        tag = Tag(_("No delivery is known"), Kind.OPEN)
    return DeliveryLine(
        id=one.id,
        text=shown.in_swedish(one.text),
        kind=_(words.DELIVERY_WORDS[DeliveryKind(one.kind)]),
        when=when,
        tag=tag,
        where=shown.in_swedish(one.shared_at) if one.shared_at else SafeString(""),
        link=one.link,
        is_delivered=one.delivered_on is not None,
    )


def _participants(whole: ProjectWhole, names: Names) -> list[SmallLine]:
    return [
        SmallLine(
            place.organisation_id,
            place.name,
            place.association_name,
            Tag(_(words.STAGE_WORDS[UseStage(stage)]), Kind.HALF) if stage else None,
            stage,
        )
        for key, place in names.places.items()
        if (stage := whole.stages.get(key)) is not None
    ]


def _stages(whole: ProjectWhole) -> str:
    """Say how many are in pilot and in broad use, and of how many nobody has said."""
    found = list(whole.stages.values())
    if not any(found):
        return ""
    counted = [
        f"{found.count(stage)} {_(words.STAGE_WORDS[stage]).lower()}"
        for stage in UseStage
        if stage in found
    ]
    unsaid = found.count("")
    if unsaid:
        counted.append(
            ngettext("not stated for one", "not stated for %(count)d", unsaid) % {"count": unsaid}
        )
    return ", ".join(counted)


def _risk_tag(state: str) -> Tag:
    if not state:
        return Tag(_("Not stated whether it is dealt with"), Kind.OPEN)
    kind = Kind.OK if state == RiskState.HANDLED else Kind.WARM
    return Tag(_(words.RISK_WORDS[RiskState(state)]), kind)


def _moment(one: StatusRow) -> Moment:
    state = ProjectState(one.state)
    return Moment(
        when=time_words(one.as_of),
        text=_(words.STATE_WORDS[state]),
        below=format_html('<span lang="sv">{}</span>', one.comment) if one.comment else "",
        ahead=state is ProjectState.PLANNED,
    )


def csv_rows(rows: Sequence[ProjectRow], names: Names) -> list[Sequence[object]]:
    """Give the list as a file: the same rows, unknown written as unknown."""
    head = (
        _("year"), _("key"), _("project"), _("sort"), _("leads"), _("participants"),
        _("what is known of participants"), _("activity"), _("state"), _("as of"), _("source"),
        _("made up"),
    )  # fmt: skip
    return [
        head,
        *(
            (
                row.year,
                row.key,
                row.name,
                _(words.KIND_WORDS[ProjectKind(row.kind)]),
                names.body(row.lead_id),
                participants_text(row, names),
                _(words.KNOWN_WORDS[ParticipantsKnown(row.participants_known)]),
                names.activities.get(row.activity_key, row.activity_key),
                _(words.STATE_WORDS[ProjectState(row.status.state)]) if row.status else "",
                row.status.as_of if row.status else "",
                shown.source_name(row.source) if row.source else "",
                _("yes") if row.is_synthetic else _("no"),
            )
            for row in rows
        ),
    ]
