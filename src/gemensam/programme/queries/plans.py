"""Read plans and their revisions, in the running tenant: the county body's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet

from gemensam.kernel.money import Money
from gemensam.programme.kinds import RevisionOrigin
from gemensam.programme.models import Plan, PlanRevision, PlanSignOff
from gemensam.programme.rules import plans as rules
from gemensam.programme.rules.plans_kept import plan_of


class NoSuchPlan(LookupError):
    """The running tenant has no plan by that key, or the plan no such revision."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who decided a revision, when, and who wrote that down."""

    decided_by: str
    decided_on: date
    place: str
    signed_by_name: str
    signed_by_title: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """What is known of a revision beside what it says. Nobody made a shipped one."""

    number: int
    digest: str
    origin: RevisionOrigin
    note: str
    made_by_name: str
    made_at: datetime | None
    sign_off: SignOff | None


@dataclass(frozen=True, slots=True)
class PlanWithRevision:
    """A plan as a revision has it."""

    plan: rules.Plan
    revision: Revision
    current: int

    @property
    def is_current(self) -> bool:
        return self.revision.number == self.current


@dataclass(frozen=True, slots=True)
class PlanHead:
    """One plan of the list."""

    key: str
    title: str
    subtitle: str
    first_year: int
    last_year: int
    revision: int
    is_signed: bool
    activities: int
    total: Money
    has_costs: bool


@dataclass(frozen=True, slots=True)
class ActivityName:
    """An activity to report time on."""

    key: str
    number: str
    name: str


def _current() -> QuerySet[PlanRevision]:
    rows = PlanRevision.objects.filter(number=F("plan__revision"))
    return rows.select_related("plan").prefetch_related("sign_offs")


def plans() -> Sequence[PlanHead]:
    """List every plan, the latest first, in two queries."""
    rows = _current().order_by("-plan__first_year", "plan__key")
    return [_head(row, plan_of(row.document)) for row in rows]


def _head(row: PlanRevision, plan: rules.Plan) -> PlanHead:
    totals = rules.plan_totals(plan)
    return PlanHead(
        key=plan.key,
        title=plan.title,
        subtitle=plan.subtitle,
        first_year=plan.first_year,
        last_year=plan.last_year,
        revision=row.number,
        is_signed=bool(row.sign_offs.all()),
        activities=len(plan.activities),
        total=totals.whole.added,
        has_costs=bool(plan.cost_rows),
    )


def plan(key: str) -> rules.Plan:
    """Give a plan as it holds now, in one query. Raises NoSuchPlan."""
    document = (
        PlanRevision.objects.filter(plan__key=key, number=F("plan__revision"))
        .values_list("document", flat=True)
        .first()
    )
    if document is None:
        raise NoSuchPlan(key)
    return plan_of(document)


def activities(plan_key: str) -> Sequence[ActivityName]:
    """List a plan's activities in order; a plan that is not there has none."""
    try:
        found = plan(plan_key)
    except NoSuchPlan:
        return []
    return [ActivityName(one.key, one.number, one.name) for one in found.activities]


def at_revision(key: str, number: int | None = None) -> PlanWithRevision:
    """Give a plan as a revision has it, the current one without number. Raises NoSuchPlan."""
    rows = PlanRevision.objects.filter(plan__key=key).select_related("plan")
    rows = rows.filter(number=F("plan__revision") if number is None else number)
    row = rows.prefetch_related("sign_offs").first()
    if row is None:
        raise NoSuchPlan(key)
    return PlanWithRevision(plan_of(row.document), _revision(row), row.plan.revision)


def revisions(key: str) -> Sequence[Revision]:
    """List a plan's revisions, the latest first; their documents are not read."""
    rows = PlanRevision.objects.filter(plan__key=key).defer("document")
    return [_revision(row) for row in rows.prefetch_related("sign_offs").order_by("-number")]


def _revision(row: PlanRevision) -> Revision:
    return Revision(
        number=row.number,
        digest=row.digest,
        origin=RevisionOrigin(row.origin),
        note=row.note,
        made_by_name=row.made_by_name,
        made_at=row.made_at,
        sign_off=next((_sign_off(one) for one in row.sign_offs.all()), None),
    )


def _sign_off(row: PlanSignOff) -> SignOff:
    return SignOff(
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        place=row.place,
        signed_by_name=row.signed_by_name,
        signed_by_title=row.signed_by_title,
        signed_at=row.signed_at,
    )


def exists(key: str) -> bool:
    """Say whether there is a plan by that key."""
    return Plan.objects.filter(key=key).exists()
