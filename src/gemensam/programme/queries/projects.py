"""Read projects in the running tenant: the list, one with everything under it, and the lens."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Model, Prefetch, Q, QuerySet

from gemensam.programme.kinds_projects import ParticipantsKnown
from gemensam.programme.models import (
    Project,
    ProjectDelivery,
    ProjectNote,
    ProjectParticipant,
    ProjectRisk,
    ProjectStakeholder,
    ProjectStatus,
)
from gemensam.programme.rules.projects import ProjectFacts
from gemensam.ui.paging import Order, Page, page_of

# Newest year first, and within a year as they were written down.
ORDER = (Order("year", descending=True), Order("order"))


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What the list is narrowed to; empty is everything."""

    year: int | None = None
    activity_key: str = ""
    municipality_id: UUID | None = None
    lead_id: UUID | None = None
    only_portfolio: bool = False


@dataclass(frozen=True, slots=True)
class StatusRow:
    """How far it had come at a time; nobody here said it when `said_at` is empty."""

    state: str
    as_of: str
    comment: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a list."""

    id: UUID
    key: str
    name: str
    year: int
    kind: str
    activity_key: str
    lead_id: UUID | None
    participants_known: str
    participants: tuple[UUID, ...]
    status: StatusRow | None
    source: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Another project that this one belongs to, continues or contains."""

    key: str
    name: str
    year: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A sentence about a project."""

    id: UUID
    kind: str
    number: int | None
    municipality_id: UUID | None
    text: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """Something to hand over or pass."""

    id: UUID
    kind: str
    text: str
    due: str
    is_due_inferred: bool
    delivered_on: date | None
    shared_at: str
    link: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """What may go wrong."""

    id: UUID
    text: str
    measure: str
    state: str


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """A group that has a part in it."""

    id: UUID
    group: str
    municipality_id: UUID | None
    text: str


@dataclass(frozen=True, slots=True)
class ProjectWhole:
    """A project with everything under it."""

    row: ProjectRow
    version: int
    summary: str
    parent: Named | None
    continues: Named | None
    sub_projects: tuple[Named, ...]
    continuations: tuple[Named, ...]
    stages: dict[UUID, str]
    # Who the sub-projects name, where only they do.
    in_parts: tuple[UUID, ...]
    notes: tuple[NoteRow, ...]
    deliveries: tuple[DeliveryRow, ...]
    risks: tuple[RiskRow, ...]
    stakeholders: tuple[StakeholderRow, ...]
    statuses: tuple[StatusRow, ...]


def _narrowed(chosen: ProjectFilter) -> QuerySet[Project]:
    rows = Project.objects.all()
    if chosen.year is not None:
        rows = rows.filter(year=chosen.year)
    if chosen.activity_key:
        rows = rows.filter(activity_key=chosen.activity_key)
    if chosen.only_portfolio:
        rows = rows.filter(application__isnull=False)
    if chosen.lead_id is not None:
        rows = rows.filter(lead_organisation_id=chosen.lead_id)
    if chosen.municipality_id is not None:
        named = ProjectParticipant.objects.filter(
            participant_municipality_id=chosen.municipality_id
        )
        rows = rows.filter(id__in=named.values("project_id"))
    return rows


def _with_lists(rows: QuerySet[Project]) -> QuerySet[Project]:
    return rows.prefetch_related(
        Prefetch("participants", ProjectParticipant.objects.order_by("id")),
        Prefetch("statuses", ProjectStatus.objects.order_by("-id")),
    )


def listed(chosen: ProjectFilter, *, after: str = "") -> Page[Project]:
    """Give a page of projects, newest year first; `row_of` makes plain rows of them."""
    return page_of(_with_lists(_narrowed(chosen)), order=ORDER, after=after)


def every(chosen: ProjectFilter | None = None) -> Sequence[ProjectRow]:
    """Give every project as a plain row: for files and for choosing from."""
    rows = _with_lists(_narrowed(chosen or ProjectFilter())).order_by("-year", "order", "id")
    return [row_of(row) for row in rows]


def row_of(row: Project) -> ProjectRow:
    """Make a plain row of a project whose participants and statuses have been fetched."""
    statuses = _statuses(row)
    return ProjectRow(
        id=row.id,
        key=row.key,
        name=row.name,
        year=row.year,
        kind=row.kind,
        activity_key=row.activity_key,
        lead_id=row.lead_organisation_id,
        participants_known=row.participants_known,
        participants=tuple(one.participant_municipality_id for one in row.participants.all()),
        status=statuses[0] if statuses else None,
        source=row.source,
        is_synthetic=row.is_synthetic,
    )


def _statuses(row: Project) -> tuple[StatusRow, ...]:
    return tuple(
        StatusRow(one.state, one.as_of, one.comment, one.said_at) for one in row.statuses.all()
    )


def years() -> Sequence[int]:
    """List the years that have projects, newest first."""
    return list(Project.objects.order_by("-year").values_list("year", flat=True).distinct())


def activity_keys() -> frozenset[str]:
    """Give the activities that projects are about."""
    return frozenset(
        Project.objects.exclude(activity_key="").values_list("activity_key", flat=True)
    )


def leads() -> Sequence[UUID]:
    """List the organisations that lead projects."""
    rows = Project.objects.exclude(lead_organisation_id=None)
    return list(rows.values_list("lead_organisation_id", flat=True).distinct())  # type: ignore[arg-type] # not null here


def unknown_in(chosen: ProjectFilter) -> int:
    """Count the projects of a filter whose participants are unknown, whatever municipality."""
    everywhere = ProjectFilter(chosen.year, chosen.activity_key, None, chosen.lead_id)
    return _narrowed(everywhere).filter(participants_known=ParticipantsKnown.UNKNOWN).count()


def one(key: str) -> ProjectWhole | None:
    """Give a project with everything under it, or nothing."""
    rows = _with_lists(Project.objects.filter(key=key)).select_related("parent", "continues")
    row = rows.prefetch_related(
        Prefetch("notes", ProjectNote.objects.order_by("order")),
        Prefetch("deliveries", ProjectDelivery.objects.order_by("id")),
        Prefetch("risks", ProjectRisk.objects.order_by("id")),
        Prefetch("stakeholders", ProjectStakeholder.objects.order_by("id")),
    ).first()
    if row is None:
        return None
    related = list(Project.objects.filter(Q(parent=row) | Q(continues=row)).order_by("order"))
    subs = [each for each in related if each.parent_id == row.id]
    return ProjectWhole(
        row=row_of(row),
        version=row.version,
        summary=row.summary,
        parent=_named(row.parent),
        continues=_named(row.continues),
        sub_projects=_names(subs),
        continuations=_names(each for each in related if each.continues_id == row.id),
        stages={one.participant_municipality_id: one.stage for one in row.participants.all()},
        in_parts=_in_parts(subs),
        notes=tuple(map(_note, row.notes.all())),
        deliveries=tuple(map(_delivery, row.deliveries.all())),
        risks=tuple(RiskRow(r.id, r.text, r.measure, r.state) for r in row.risks.all()),
        stakeholders=tuple(
            StakeholderRow(s.id, s.group, s.about_municipality_id, s.text)
            for s in row.stakeholders.all()
        ),
        statuses=_statuses(row),
    )


def _named(row: Project | None) -> Named | None:
    return None if row is None else Named(row.key, row.name, row.year)


def _names(rows: Iterable[Project]) -> tuple[Named, ...]:
    return tuple(Named(row.key, row.name, row.year) for row in rows)


def _in_parts(subs: Sequence[Model]) -> tuple[UUID, ...]:
    ids = [row.pk for row in subs]
    found = ProjectParticipant.objects.filter(project_id__in=ids).order_by("id") if ids else []
    return tuple(dict.fromkeys(each.participant_municipality_id for each in found))


def _note(row: ProjectNote) -> NoteRow:
    return NoteRow(row.id, row.kind, row.number, row.about_municipality_id, row.text)


def _delivery(row: ProjectDelivery) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        kind=row.kind,
        text=row.text,
        due=row.due,
        is_due_inferred=row.is_due_inferred,
        delivered_on=row.delivered_on,
        shared_at=row.shared_at,
        link=row.link,
    )


def facts(*, year: int | None = None) -> Sequence[ProjectFacts]:
    """Give what the lens needs of every project, or of a year's, in two queries."""
    rows = Project.objects.all() if year is None else Project.objects.filter(year=year)
    named: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for project_id, place in ProjectParticipant.objects.filter(
        project_id__in=rows.values("id")
    ).values_list("project_id", "participant_municipality_id"):
        named[project_id].add(place)
    return [
        ProjectFacts(
            id=project_id,
            year=of_year,
            participants_known=ParticipantsKnown(known),
            participants=frozenset(named[project_id]),
        )
        for project_id, of_year, known in rows.order_by("-year", "order").values_list(
            "id", "year", "participants_known"
        )
    ]


def names() -> dict[UUID, Named]:
    """Give every project's name by id."""
    rows = Project.objects.values_list("id", "key", "name", "year")
    return {project_id: Named(key, name, year) for project_id, key, name, year in rows}
