"""Two invented grants: last year's, closed and then corrected, and this year's, in full use."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import Cast
from gemensam.programme import api as programme
from gemensam.programme.api import CostForm, HourlyRate, LineKind, NewLine
from gemensam.tenancy.context import tenant_context

PLAN = "plan_2013_2015"
EXEMPT = "Påhittat antagande: samordnardelen behöver inte matchas."
RULE = "Påhittat villkor: länet tillför minst lika mycket som det får."
ACTIVITIES, COORDINATOR = "aktiviteter", "samordnare"
BASIS = "Påhittad schablon: 34 000 kr i månaden, 40 % påslag, 165 timmar"
CONDITIONS = (
    ("Kommunen har utsett en kontaktperson (påhittat)", 4),
    ("Kommunen har beslutat om en egen handlingsplan (påhittat)", 7),
)


class _Book:
    """Writes in one grant, as the county's coordinator."""

    def __init__(self, cast: Cast, key: str, *, now: datetime) -> None:
        self.actor = replace(cast.actor("karin"), authenticated_at=now)
        self.key, self.now = key, now

    def write(self, line: NewLine) -> UUID:
        return programme.add_line(
            actor=self.actor,
            grant_key=self.key,
            line=replace(line, is_synthetic=True),
            now=self.now,
        )


def load(cast: Cast, *, now: datetime) -> None:
    """Register both grants and write in them."""
    today = timezone.localdate(now)
    with tenant_context(cast.home):
        _last_year(cast, today.year - 1, now=now)
        _this_year(cast, today, now=now)


def _grant(cast: Cast, year: int, plan: str, kronor: tuple[int, int], *, now: datetime) -> _Book:
    actor = replace(cast.actor("karin"), authenticated_at=now)
    parts = (
        programme.NewPart("Aktiviteter", Money.from_kronor(kronor[0]), is_matchable=True),
        programme.NewPart(
            "Samordnare", Money.from_kronor(kronor[1]), is_matchable=False, assumption=EXEMPT
        ),
    )
    grant = programme.NewGrant(
        title=f"Stimulansmedel {year} (påhittat)",
        year=year,
        parts=parts,
        plan_key=plan,
        matching_rule=RULE,
        is_synthetic=True,
    )
    return _Book(cast, programme.register_grant(actor=actor, grant=grant, now=now), now=now)


def _last_year(cast: Cast, year: int, *, now: datetime) -> None:
    book = _grant(cast, year, "", (4_200_000, 900_000), now=now)
    wrong = book.write(
        NewLine(
            LineKind.COST,
            ACTIVITIES,
            date(year, 5, 12),
            "Gemensam upphandling av mobila enheter",
            Money.from_kronor(1_860_500),
            "Faktura 40117",
            cost_form=CostForm.INVOICE,
        )
    )
    for line in (
        NewLine(
            LineKind.COST, ACTIVITIES, date(year, 9, 3), "Införandestöd till kommunerna",
            Money.from_kronor(2_140_000), "Faktura 40288", cost_form=CostForm.INVOICE,
        ),
        NewLine(
            LineKind.COST, COORDINATOR, date(year, 12, 20), "Länssamordnarens lön",
            Money.from_kronor(900_000), "Konto 5011", cost_form=CostForm.INVOICE,
        ),
        NewLine(
            LineKind.BOOKED, ACTIVITIES, date(year, 11, 30), "Regionala medel, beslut i oktober",
            Money.from_kronor(3_750_000), "Konto 3511",
        ),
    ):  # fmt: skip
        book.write(line)
    programme.close_year(actor=book.actor, grant_key=book.key, year=year, seen=4, now=now)
    programme.correct_line(
        actor=book.actor,
        line_id=wrong,
        correction=programme.Correction(
            Money.from_kronor(-60_500), "Leverantören krediterade två enheter", seen=0
        ),
        now=now,
    )


def _this_year(cast: Cast, today: date, *, now: datetime) -> None:
    book = _grant(cast, today.year, PLAN, (3_600_000, 800_000), now=now)
    # The only day that is never ahead, whatever day the demo is made.
    first = today.replace(month=1, day=1)
    skara = next(place for place in organisations.municipalities() if place.slug == "skara")
    alarms = book.write(
        NewLine(
            LineKind.ALLOCATION,
            ACTIVITIES,
            first,
            "Digitala larm i alla kommuner",
            Money.from_kronor(2_000_000),
            activity_key="trygghetslarm",
        )
    )
    own = book.write(
        NewLine(
            LineKind.ALLOCATION,
            ACTIVITIES,
            first,
            "Skaras egen ansökan: mobil dokumentation",
            Money.from_kronor(450_000),
            activity_key="mobilitet",
            municipality_id=skara.organisation_id,
        )
    )
    for line in _costs(first, skara.organisation_id, alarms, own):
        book.write(line)
    book.write(
        NewLine(
            LineKind.BOOKED,
            ACTIVITIES,
            first,
            "Regionala medel, första halvåret",
            Money.from_kronor(1_920_000),
            "Konto 3511",
        )
    )
    _conditions(book)


def _costs(first: date, skara_id: UUID, alarms: UUID, own: UUID) -> tuple[NewLine, ...]:
    """Give an invoice, somebody who stood in, and hours."""
    rate = HourlyRate(Money.from_kronor(288), BASIS)
    return (
        NewLine(
            LineKind.COST,
            ACTIVITIES,
            first,
            "Provutrustning för larm",
            Money(41_237_550),
            "Faktura 51002",
            activity_key="trygghetslarm",
            allocation_id=alarms,
            cost_form=CostForm.INVOICE,
        ),
        NewLine(
            LineKind.COST,
            ACTIVITIES,
            first,
            "Vikarie när en nyckelperson deltog",
            activity_key="mobilitet",
            municipality_id=skara_id,
            allocation_id=own,
            cost_form=CostForm.REPLACEMENT,
            minutes=64 * 60,
            rate=rate,
        ),
        NewLine(
            LineKind.COST,
            COORDINATOR,
            first,
            "Samordnare, timmar",
            cost_form=CostForm.HOURS,
            minutes=120 * 60 + 30,
            rate=rate,
        ),
    )


def _conditions(book: _Book) -> None:
    """Say of most municipalities how they stand; the rest is unknown."""
    places = sorted(organisations.municipalities(), key=lambda place: place.code)
    for text, every in CONDITIONS:
        condition = programme.add_condition(
            actor=book.actor, grant_key=book.key, text=text, now=book.now
        )
        for state, rest in (
            (programme.ConditionState.MET, range(1, every - 1)),
            (programme.ConditionState.NOT_MET, range(every - 1, every)),
        ):
            chosen = [p.organisation_id for n, p in enumerate(places) if n % every in rest]
            programme.set_condition(
                actor=book.actor,
                condition_id=condition,
                municipality_ids=chosen,
                state=state,
                basis="Påhittat besked från kommunen",
                is_synthetic=True,
                now=book.now,
            )
