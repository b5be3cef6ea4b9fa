"""Write the shipped projects and the portfolio's shipped frame into the running tenant, once."""

from collections.abc import Iterable
from uuid import UUID

from gemensam.organisations import api as organisations
from gemensam.programme.models import (
    PortfolioFrame,
    Project,
    ProjectDelivery,
    ProjectNote,
    ProjectParticipant,
    ProjectRisk,
    ProjectStakeholder,
    ProjectStatus,
)
from gemensam.programme.shipped_projects import ShippedFrame, ShippedProject, projects


def load_projects() -> bool:
    """Write what is not there already; say whether anything was written."""
    shipped = projects()
    known = dict(Project.objects.values_list("key", "id"))
    lacking = [one for one in shipped.projects if one.key not in known]
    if lacking:
        ids = {body.slug: body.id for body in organisations.bodies()}
        for order, one in enumerate(shipped.projects, start=1):
            if one in lacking:
                known[one.key] = _load(one, order, known, ids)
    wrote_frame = _load_frame(shipped.frame)
    return bool(lacking) or wrote_frame


def _load_frame(frame: ShippedFrame) -> bool:
    _row, is_new = PortfolioFrame.objects.get_or_create(
        year=frame.year,
        defaults={
            "plan_key": frame.plan,
            "money": frame.money.kronor,
            "percent": frame.percent,
            "projects_wanted": frame.projects_wanted,
            "source": frame.source,
        },
    )
    return is_new


def _load(
    one: ShippedProject,
    order: int,
    known: dict[str, UUID],
    ids: dict[str, UUID],
) -> UUID:
    row = Project.objects.create(
        key=one.key,
        name=one.name,
        year=one.year,
        order=order,
        kind=one.kind,
        parent_id=known[one.parent] if one.parent else None,
        continues_id=known[one.continues] if one.continues else None,
        plan_key=projects().plan,
        activity_key=one.activity,
        lead_organisation_id=ids[one.lead] if one.lead else None,
        participants_known=one.participants_known,
        source=projects().source,
    )
    ProjectParticipant.objects.bulk_create(
        ProjectParticipant(project=row, participant_municipality_id=ids[slug], stage=stage or "")
        for slug, stage in one.participants
    )
    _load_told(row, one, ids)
    state, as_of, comment = one.status
    ProjectStatus.objects.create(project=row, state=state, as_of=as_of, comment=comment)
    key: UUID = row.id
    return key


def _load_told(row: Project, one: ShippedProject, ids: dict[str, UUID]) -> None:
    ProjectNote.objects.bulk_create(_notes(row, one, ids))
    ProjectDelivery.objects.bulk_create(
        ProjectDelivery(
            project=row,
            kind=each.kind,
            text=each.text,
            due=each.due,
            is_due_inferred=each.is_due_inferred,
            shared_at=each.shared_at,
        )
        for each in one.deliveries
    )
    ProjectRisk.objects.bulk_create(
        ProjectRisk(project=row, text=text, measure=measure) for text, measure in one.risks
    )
    ProjectStakeholder.objects.bulk_create(
        ProjectStakeholder(
            project=row,
            group=group,
            about_municipality_id=ids[slug] if slug else None,
            text=text,
        )
        for group, slug, text in one.stakeholders
    )


def _notes(row: Project, one: ShippedProject, ids: dict[str, UUID]) -> Iterable[ProjectNote]:
    for order, note in enumerate(one.notes, start=1):
        yield ProjectNote(
            project=row,
            kind=note.kind,
            order=order,
            number=note.number,
            about_municipality_id=ids[note.municipality] if note.municipality else None,
            text=note.text,
        )
