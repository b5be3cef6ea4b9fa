"""Write revisions of plans and sign them, in the county body's tenant."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.programme import county, policy
from gemensam.programme.actions import resources
from gemensam.programme.kinds import RevisionOrigin
from gemensam.programme.models import Plan, PlanRevision, PlanSignOff
from gemensam.programme.rules import plans
from gemensam.programme.rules.plans_kept import plan_of
from gemensam.programme.rules.plans_reading import read
from gemensam.programme.rules.plans_writing import canonical
from gemensam.programme.rules.plans_yaml import Fault


class PlanRefused(Exception):
    """The plan cannot be written or signed as asked."""


class PlanChangedMeanwhile(PlanRefused):
    """Somebody else has made a revision since this one was begun."""


class NothingChanged(PlanRefused):
    """The plan says what it already says."""


class KeyIsTaken(PlanRefused):
    """There is a plan by that key."""


class PlanHasFaults(PlanRefused):
    """The plan does not hold together; the faults say where."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class AlreadySigned(PlanRefused):
    """The revision is signed: a change is a new revision."""


class NotYetDecided(PlanRefused):
    """A decision is dated on the day it was made, not ahead."""


def save(
    *,
    actor: Actor,
    plan: plans.Plan,
    base: int | None,
    origin: RevisionOrigin,
    note: str,
    now: datetime,
) -> int:
    """Write the plan as its next revision, begun from revision `base`, and give its number.

    `base` None is a new plan. Raises authority.Refused, PlanChangedMeanwhile, NothingChanged,
    KeyIsTaken, PlanHasFaults.
    """
    policy.ensure_plan(actor, Activity.WRITE, now=now)
    with transaction.atomic(), county.context():
        return _write(plan, base, _Made(origin, note, actor.person_id, actor.display_name, now))


def import_text(*, actor: Actor, text: str, base: int | None, note: str, now: datetime) -> int:
    """Write a plan given as YAML as its next revision, and give its number.

    Raises as `save` does.
    """
    found = read(text)
    if found.plan is None:
        raise PlanHasFaults(tuple(found.faults))
    return save(
        actor=actor,
        plan=found.plan,
        base=base,
        origin=RevisionOrigin.IMPORTED,
        note=note,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """How a revision came about; nobody made a shipped one."""

    origin: RevisionOrigin
    note: str
    by_id: UUID | None = None
    by_name: str = ""
    at: datetime | None = None


def load(plan: plans.Plan, *, note: str) -> bool:
    """Write a plan that ships with the product, unless it is there; say whether it was written.

    Whoever calls runs in the county body's tenant.
    """
    if Plan.objects.filter(key=plan.key).exists():
        return False
    _write(plan, None, _Made(RevisionOrigin.SHIPPED, note))
    return True


def _write(plan: plans.Plan, base: int | None, made: _Made) -> int:
    document = canonical(plan)
    found = read(document.text)
    if found.plan is None:
        raise PlanHasFaults(tuple(found.faults))
    row, before = _row_of(plan, base, document.digest)
    PlanRevision.objects.create(
        plan=row,
        number=row.revision,
        document=document.text,
        digest=document.digest,
        origin=made.origin,
        note=made.note,
        made_by_id=made.by_id,
        made_by_name=made.by_name,
        made_at=made.at,
    )
    _write_resources(before, plan)
    return row.revision


def _row_of(plan: plans.Plan, base: int | None, digest: str) -> tuple[Plan, plans.Plan | None]:
    """Give the plan's row, already counted up to the new revision, and the plan as it was."""
    if base is None:
        return _new_row(plan), None
    row = Plan.objects.select_for_update().filter(key=plan.key).first()
    if row is None or row.revision != base:
        raise PlanChangedMeanwhile(plan.key)
    last = PlanRevision.objects.get(plan=row, number=base)
    if last.digest == digest:
        raise NothingChanged(plan.key)
    row.revision = base + 1
    row.title, row.subtitle = plan.title, plan.subtitle
    row.first_year, row.last_year = plan.first_year, plan.last_year
    row.save()
    return row, plan_of(last.document)


def _new_row(plan: plans.Plan) -> Plan:
    try:
        with transaction.atomic():
            return Plan.objects.create(
                key=plan.key,
                title=plan.title,
                subtitle=plan.subtitle,
                first_year=plan.first_year,
                last_year=plan.last_year,
                revision=1,
            )
    except IntegrityError:
        raise KeyIsTaken(plan.key) from None


def _write_resources(before: plans.Plan | None, plan: plans.Plan) -> None:
    """Let the resource plan follow, where this revision changes it."""
    if plan.resources != (before.resources if before else ()):
        resources.replace_lines(plan.key, plan.resources)
    if plan.posts != (before.posts if before else ()):
        resources.replace_pools(plan.key, plan.posts)


def restore(*, actor: Actor, key: str, number: int, base: int, note: str, now: datetime) -> int:
    """Make an earlier revision hold again, as a new one, and give its number.

    Raises authority.Refused, PlanChangedMeanwhile, NothingChanged.
    """
    policy.ensure_plan(actor, Activity.WRITE, now=now)
    with county.context():
        row = PlanRevision.objects.filter(plan__key=key, number=number).first()
    if row is None:
        raise PlanChangedMeanwhile(key)
    return save(
        actor=actor,
        plan=replace(plan_of(row.document), key=key),
        base=base,
        origin=RevisionOrigin.RESTORED,
        note=note,
        now=now,
    )


def sign(
    *,
    actor: Actor,
    key: str,
    number: int,
    decided_by: str,
    decided_on: date,
    place: str,
    now: datetime,
) -> None:
    """Write down that the current revision was decided; from then on it is only read.

    Raises authority.Refused, PlanChangedMeanwhile, AlreadySigned, NotYetDecided.
    """
    policy.ensure_plan(actor, Activity.DECIDE, now=now)
    assert actor.person_id is not None
    if decided_on > timezone.localdate(now):
        raise NotYetDecided(decided_on)
    with transaction.atomic(), county.context():
        row = Plan.objects.select_for_update().filter(key=key).first()
        if row is None or row.revision != number:
            raise PlanChangedMeanwhile(key)
        revision = PlanRevision.objects.get(plan=row, number=number)
        if PlanSignOff.objects.filter(revision=revision).exists():
            raise AlreadySigned(key)
        PlanSignOff.objects.create(
            revision=revision,
            decided_by=decided_by,
            decided_on=decided_on,
            place=place,
            signed_by_id=actor.person_id,
            signed_by_name=actor.display_name,
            signed_by_title=actor.title,
            signed_at=now,
        )
