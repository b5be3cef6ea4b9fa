"""Write down projects: who leads and takes part, what is to come of them, how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Max, Model, QuerySet
from django.utils.text import slugify

from gemensam.kernel.actor import Activity, Actor
from gemensam.programme import policy
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
from gemensam.programme.models import (
    Project,
    ProjectDelivery,
    ProjectNote,
    ProjectParticipant,
    ProjectRisk,
    ProjectStakeholder,
    ProjectStatus,
)
from gemensam.programme.rules.projects import read_time
from gemensam.tenancy.context import tenant_context

# Room for a year and a number after the name's words.
LONGEST_SLUG = 48


class ProjectRefused(Exception):
    """The project cannot be written down as asked."""


class ProjectChangedMeanwhile(ProjectRefused):
    """Somebody else has changed the project first."""


class ParticipantsContradict(ProjectRefused):
    """Participants are listed, or not known: not both and not neither."""


class NoSuchProject(LookupError):
    """The county body has no project by that key."""


@dataclass(frozen=True, slots=True)
class ProjectWords:
    """What a project is; an empty lead is not known."""

    name: str
    year: int
    kind: ProjectKind
    lead_organisation_id: UUID | None
    activity_key: str
    summary: str
    source: str
    participants_known: ParticipantsKnown
    participants: Sequence[UUID]
    parent_key: str = ""
    continues_key: str = ""


def _check(words: ProjectWords) -> None:
    is_listed = words.participants_known is ParticipantsKnown.LISTED
    if is_listed != bool(words.participants):
        raise ParticipantsContradict(words.participants_known)


def _by_key(key: str) -> Project:
    row = Project.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NoSuchProject(key)
    return row


def free_key(name: str, year: int) -> str:
    base = f"{slugify(name)[:LONGEST_SLUG].strip('-') or 'projekt'}-{year}"
    taken = set(Project.objects.filter(key__startswith=base).values_list("key", flat=True))
    number = 1
    while (key := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return key


def add_project(*, actor: Actor, words: ProjectWords, plan_key: str, now: datetime) -> str:
    """Write down a new project; give its key. Raises authority.Refused, ParticipantsContradict."""
    owner = policy.ensure_projects(actor, Activity.WRITE, now=now)
    _check(words)
    with tenant_context(owner):
        row = Project(key=free_key(words.name, words.year), plan_key=plan_key)
        _put(row, words)
        row.save(force_insert=True)
        _name(row, words.participants)
    return row.key


def change_project(
    *, actor: Actor, key: str, version: int, words: ProjectWords, now: datetime
) -> None:
    """Change what a project is.

    Raises authority.Refused, NoSuchProject, ProjectChangedMeanwhile, ParticipantsContradict.
    """
    owner = policy.ensure_projects(actor, Activity.WRITE, now=now)
    _check(words)
    with tenant_context(owner):
        row = _by_key(key)
        if row.version != version:
            raise ProjectChangedMeanwhile(key)
        _put(row, words)
        row.version += 1
        row.save()
        ProjectParticipant.objects.filter(project=row).exclude(
            participant_municipality_id__in=words.participants
        ).delete()
        _name(row, words.participants)


def _put(row: Project, words: ProjectWords) -> None:
    row.name = words.name
    row.year = words.year
    row.kind = words.kind
    row.lead_organisation_id = words.lead_organisation_id
    row.activity_key = words.activity_key
    row.summary = words.summary
    row.source = words.source
    row.participants_known = words.participants_known
    row.parent_id = _id_of(words.parent_key, row)
    row.continues_id = _id_of(words.continues_key, row)


def _id_of(key: str, row: Project) -> UUID | None:
    if not key or key == row.key:
        return None
    found = Project.objects.filter(key=key).values_list("id", flat=True).first()
    if found is None:
        raise NoSuchProject(key)
    return found


def _name(row: Project, participants: Sequence[UUID]) -> None:
    known = set(
        ProjectParticipant.objects.filter(project=row).values_list(
            "participant_municipality_id", flat=True
        )
    )
    ProjectParticipant.objects.bulk_create(
        ProjectParticipant(project=row, participant_municipality_id=one)
        for one in participants
        if one not in known
    )


@dataclass(frozen=True, slots=True)
class Addition:
    """Something to write down under a project; which fields count depends on what it is."""

    text: str
    municipality_id: UUID | None = None
    when: str = ""
    more: str = ""
    link: str = ""


def _under(actor: Actor, now: datetime) -> UUID:
    return policy.ensure_projects(actor, Activity.WRITE, now=now)


def add_note(*, actor: Actor, key: str, kind: NoteKind, said: Addition, now: datetime) -> None:
    """Say what it is for, what a municipality does, or what was found. Raises NoSuchProject."""
    with tenant_context(_under(actor, now)):
        row = _by_key(key)
        last = ProjectNote.objects.filter(project=row).aggregate(last=Max("order"))["last"]
        ProjectNote.objects.create(
            project=row,
            kind=kind,
            order=(last or 0) + 1,
            about_municipality_id=said.municipality_id,
            text=said.text,
        )


def add_delivery(
    *, actor: Actor, key: str, kind: DeliveryKind, said: Addition, now: datetime
) -> UUID:
    """Say what is to be handed over or passed, and when. Raises NoSuchProject, NotATime."""
    if said.when:
        read_time(said.when)
    with tenant_context(_under(actor, now)):
        row = ProjectDelivery.objects.create(
            project=_by_key(key),
            kind=kind,
            text=said.text,
            due=said.when,
            shared_at=said.more,
            link=said.link,
        )
    delivery_id: UUID = row.id
    return delivery_id


def mark_delivered(
    *, actor: Actor, key: str, delivery_id: UUID, delivered_on: date | None, now: datetime
) -> bool:
    """Say that it has been delivered, or, without a day, that it has not; say if it was found."""
    with tenant_context(_under(actor, now)):
        rows = ProjectDelivery.objects.filter(project=_by_key(key), id=delivery_id)
        return bool(rows.update(delivered_on=delivered_on))


def add_risk(*, actor: Actor, key: str, said: Addition, now: datetime) -> None:
    """Say what may go wrong and what is done about it. Raises NoSuchProject."""
    with tenant_context(_under(actor, now)):
        ProjectRisk.objects.create(
            project=_by_key(key), text=said.text, measure=said.more, state=RiskState.OPEN
        )


def mark_risk(*, actor: Actor, key: str, risk_id: UUID, state: RiskState, now: datetime) -> bool:
    """Say whether a risk still has to be watched; say whether it was found."""
    with tenant_context(_under(actor, now)):
        return bool(
            ProjectRisk.objects.filter(project=_by_key(key), id=risk_id).update(state=state)
        )


def add_stakeholder(
    *, actor: Actor, key: str, group: StakeholderGroup, said: Addition, now: datetime
) -> None:
    """Say which group has a part in it. Raises NoSuchProject."""
    with tenant_context(_under(actor, now)):
        ProjectStakeholder.objects.create(
            project=_by_key(key),
            group=group,
            about_municipality_id=said.municipality_id,
            text=said.text,
        )


def say_status(
    *, actor: Actor, key: str, state: ProjectState, said: Addition, now: datetime
) -> None:
    """Say how far it has come; what was said before stays. Raises NoSuchProject, NotATime."""
    read_time(said.when)
    with tenant_context(_under(actor, now)):
        ProjectStatus.objects.create(
            project=_by_key(key), state=state, as_of=said.when, comment=said.text, said_at=now
        )


def set_stage(
    *, actor: Actor, key: str, municipality_id: UUID, stage: UseStage | None, now: datetime
) -> bool:
    """Say how far a participant has taken it into use; say whether it takes part."""
    with tenant_context(_under(actor, now)):
        rows = ProjectParticipant.objects.filter(
            project=_by_key(key), participant_municipality_id=municipality_id
        )
        return bool(rows.update(stage=stage or ""))


# What stands under a project and may be taken away again, by its word in addresses.
REMOVABLE = frozenset({"text", "leverans", "risk", "intressent"})


def _rows_under(row: Project, what: str, row_id: UUID) -> QuerySet[Model]:
    found: dict[str, QuerySet[Model]] = {
        "text": ProjectNote.objects.filter(project=row),
        "leverans": ProjectDelivery.objects.filter(project=row),
        "risk": ProjectRisk.objects.filter(project=row),
        "intressent": ProjectStakeholder.objects.filter(project=row),
    }
    return found[what].filter(pk=row_id)


def remove(*, actor: Actor, key: str, what: str, row_id: UUID, now: datetime) -> bool:
    """Take away something that was written down by mistake; say whether it was there."""
    with tenant_context(_under(actor, now)):
        gone, _kinds = _rows_under(_by_key(key), what, row_id).delete()
    return bool(gone)


def continue_project(*, actor: Actor, key: str, now: datetime) -> str:
    """Let a project go on the next year as a new one with the same lead and participants.

    Raises authority.Refused, NoSuchProject.
    """
    with tenant_context(_under(actor, now)):
        old = _by_key(key)
        new = Project.objects.create(
            key=free_key(old.name, old.year + 1),
            name=old.name,
            year=old.year + 1,
            kind=old.kind,
            continues=old,
            plan_key=old.plan_key,
            activity_key=old.activity_key,
            lead_organisation_id=old.lead_organisation_id,
            participants_known=ParticipantsKnown(old.participants_known)
            if old.participants_known != ParticipantsKnown.IN_PARTS
            else ParticipantsKnown.UNKNOWN,
            is_synthetic=old.is_synthetic,
        )
        rows = ProjectParticipant.objects.filter(project=old)
        _name(new, list(rows.values_list("participant_municipality_id", flat=True)))
        ProjectStatus.objects.create(
            project=new, state=ProjectState.PLANNED, as_of=str(new.year), said_at=now
        )
        Project.objects.filter(id=old.id).update(version=F("version") + 1)
    return new.key
