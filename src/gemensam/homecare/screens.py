"""Compose what a page or a phone is shown, and log every person in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.homecare import policy, queries
from gemensam.homecare.cards import VisitCard, details_of, visit_card
from gemensam.homecare.kitchen import DishRow, KitchenRow
from gemensam.homecare.models import ShownOnPhone, Visit
from gemensam.homecare.rules import VisitState
from gemensam.identity.api import Request
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose, Regime
from gemensam.tenancy.context import current_tenant_id
from gemensam.tenancy.models import new_id
from gemensam.ui import formats
from gemensam.ui.parts import Column, Num, Row, Table


@dataclass(frozen=True, slots=True)
class Round:
    """A day's visits: the alarms first, then by time."""

    alarms: Sequence[VisitCard]
    visits: Sequence[VisitCard]
    next_href: str
    next_name: str

    @property
    def count(self) -> int:
        return len(self.alarms) + len(self.visits)


def ensure_home_care(actor: Actor, *, now: datetime) -> None:
    """Refuse whoever has no commission to read a unit's visits, before any list is made.

    Raises authority.Refused: it would be refused whatever unit or resident it were.
    """
    commission = actor.commission
    obj = authority.ObjRef(
        kind="homecare.visit",
        tenant_id=actor.tenant_id or current_tenant_id(),
        information_class=InformationClass.VISIT,
        unit_id=commission.unit_id if commission else None,
        care_provider_id=policy.provider_of(actor),
        regime=Regime.SOL,
        is_protected=False,
    )
    request = authority.Request(actor, Purpose.HOME_CARE, Activity.READ, obj, now)
    authority.ensure(request, authority.Facts(assigned=True))


def is_casework(actor: Actor) -> bool:
    """Say whether somebody's phone holds cases for home visits, and no visits of home care."""
    return policy.purpose_of(actor) is Purpose.CASEWORK


def home_visits_area() -> dict[str, str]:
    """Name the part of the phone app that caseworkers have, and its first page."""
    return {"name": _("Home visits"), "home": reverse("home_visits:list")}


def ensure_phone(actor: Actor, *, now: datetime) -> None:
    """Refuse whoever has nothing to do with the phone. Raises authority.Refused."""
    if is_casework(actor):
        cases.ensure_casework(actor, now=now)
    else:
        ensure_home_care(actor, now=now)


def log_shown(actor: Actor, visits: Iterable[Visit], *, now: datetime, request_id: str) -> None:
    """Log each resident of a list once, in one statement."""
    accesses = {}
    for visit in visits:
        if visit.resident_id not in accesses:
            request, facts = policy.visit_request(actor, visit, Activity.READ, at=now)
            accesses[visit.resident_id] = authority.access_of(
                request, authority.ensure(request, facts)
            )
    audit.record(actor=actor, accesses=accesses.values(), now=now, request_id=request_id)


def log_held(
    request: Request,
    asked: authority.Request,
    facts: authority.Facts,
    rows: Sequence[queries.HeldRow],
) -> None:
    """Log each resident whose held entries the unit manager is shown."""
    decision = authority.ensure(asked, facts)
    of = authority.access_of(asked, decision)
    residents = dict.fromkeys(row.resident_id for row in rows if row.resident_id is not None)
    audit.record(
        actor=request.actor,
        accesses=[replace(of, resident_id=resident_id) for resident_id in residents],
        now=request.now,
        request_id=request.request_id,
    )


def _cards(
    actor: Actor, visits: Sequence[Visit], *, now: datetime, with_notes: bool
) -> list[VisitCard]:
    resident_ids = [visit.resident_id for visit in visits]
    details = details_of(resident_ids)
    notes = queries.latest_notes(actor, resident_ids, now=now) if with_notes else {}
    return [
        visit_card(
            visit, details, notes.get(visit.resident_id, ()), person_id=actor.person_id, now=now
        )
        for visit in visits
    ]


def round_of_day(request: Request, day: date) -> Round:
    """Compose the round page of a day."""
    starts_at, ends_at = queries.day_bounds(day)
    rows = queries.round_for(request.actor, starts_at=starts_at, ends_at=ends_at, now=request.now)
    log_shown(request.actor, rows, now=request.now, request_id=request.request_id)
    cards = _cards(request.actor, rows, now=request.now, with_notes=False)
    alarms = [card for card in cards if card.is_alarm]
    visits = [card for card in cards if not card.is_alarm]
    waiting = [card for card in (*alarms, *visits) if card.state != VisitState.DONE]
    first = next((card for card in waiting if card.assigned != "other"), None)
    return Round(alarms, visits, first.href if first else "", first.name if first else "")


def visit_to_read(request: Request, visit: Visit) -> VisitCard:
    """Compose the page of a visit. Raises authority.Refused."""
    asked, facts = policy.visit_request(request.actor, visit, Activity.READ, at=request.now)
    authority.ensure_and_log(asked, facts, now=request.now, request_id=request.request_id)
    return _cards(request.actor, [visit], now=request.now, with_notes=True)[0]


def _newly_shown(actor: Actor, resident_ids: Iterable[UUID], day: date) -> set[UUID]:
    """Note who lies on the phone today; give those who did not already."""
    wanted = sorted(set(resident_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO homecare_shownonphone (id, tenant_id, person_id, resident_id, on_date)
            SELECT unnest(%s::uuid[]), %s, %s, unnest(%s::uuid[]), %s
            ON CONFLICT (tenant_id, person_id, resident_id, on_date) DO NOTHING
            RETURNING resident_id
            """,
            [[new_id() for _ in wanted], current_tenant_id(), actor.person_id, wanted, day],
        )
        return {row[0] for row in cursor.fetchall()}


def on_phone(actor: Actor, *, day: date) -> list[UUID]:
    """List the residents that lie on the worker's phone today: shown, and logged."""
    rows = ShownOnPhone.objects.filter(person_id=policy.worker_of(actor).person_id, on_date=day)
    return list(rows.values_list("resident_id", flat=True))


def bundle_for_phone(request: Request) -> list[VisitCard]:
    """Compose what a phone keeps: the visits of yesterday, today and tomorrow.

    Polling repeats no log row: each person is logged once per worker and day.
    """
    today = formats.local_day(request.now)
    starts_at, _ = queries.day_bounds(today - queries.DAYS_AROUND)
    _, ends_at = queries.day_bounds(today + queries.DAYS_AROUND)
    rows = queries.round_for(request.actor, starts_at=starts_at, ends_at=ends_at, now=request.now)
    fresh = _newly_shown(request.actor, [row.resident_id for row in rows], today)
    log_shown(
        request.actor,
        [row for row in rows if row.resident_id in fresh],
        now=request.now,
        request_id=request.request_id,
    )
    return _cards(request.actor, rows, now=request.now, with_notes=True)


def kitchen_table(rows: Sequence[KitchenRow], days: Sequence[date]) -> Table:
    """Draw the kitchen list: a row for each sort of food, a column for each day."""
    by_day = zip(*(one.portions for one in rows), strict=True)
    return Table(
        caption=_("Portions each day"),
        columns=[
            Column(_("Food")),
            *(Column(formats.day(day, weekday=True, year=False), num=True) for day in days),
        ],
        rows=[Row([one.food, *(Num(str(n)) for n in one.portions)]) for one in rows],
        foot=[_("In all"), *(Num(str(sum(one))) for one in by_day)],
    )


def dish_table(rows: Sequence[DishRow]) -> Table:
    """Draw how many want which dish: a row for each day, dish and sort of food."""
    return Table(
        caption=_("Dishes each day"),
        columns=[
            Column(_("Dish")),
            Column(_("Food")),
            Column(_("Portions"), num=True),
        ],
        rows=[Row([_dish(one), one.food or "–", Num(str(one.portions))]) for one in rows],
        show_caption=True,
    )


def _dish(one: DishRow) -> str:
    day = formats.day(one.day, weekday=True, year=False)
    # Dishes are written in Swedish, whatever the page speaks.
    return format_html('{}: <span lang="sv">{}</span>', day, one.dish)
