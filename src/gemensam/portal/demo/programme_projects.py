"""A portfolio alive: a call, an invitation that waits, an application to decide, a project that runs.

Everything here is invented and marked so. What goes between municipalities and county is carried at
once, as the worker would.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from gemensam.kernel.actor import Actor
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import (
    ASSOCIATION,
    COUNTY_BODY,
    HOME_MUNICIPALITY,
    OTHER_MUNICIPALITY,
    Cast,
)
from gemensam.programme import api as programme
from gemensam.tenancy.context import tenant_context

# The invented frame of the demo's year is as large as the plan's of 2018.
FRAME_MONEY = Money.from_kronor(1_000_000)
FRAME_PERCENT = 60
PROJECTS_WANTED = 3
MODEL_AGO, OPENED_AGO, CLOSES_IN = timedelta(120), timedelta(45), timedelta(30)
SUBMITTED_AGO, DECIDED_AGO, SHARED_AGO = timedelta(35), timedelta(20), timedelta(3)

type ActorOf = Callable[[str], Actor]


@dataclass(frozen=True, slots=True)
class Invented:
    """An application: who leads, what it says and what it asks for."""

    lead: str
    home: str
    title: str
    purpose: str
    cooperation: str
    transparency: str
    reuse: str
    activity: str
    support: programme.Support


WAITING = Invented(
    "lena", HOME_MUNICIPALITY, "En väg in för larm i två kommuner",
    "Invånare nära kommungränsen ska möta samma rutin, vem som än svarar på larmet.",
    "Vi skriver rutinerna tillsammans och övar på varandras nätter.",
    "Utkast och mötesanteckningar läggs ut varje månad.",
    "Rutinerna skrivs så att vilken kommun som helst kan ta dem rakt av.",
    "trygghetslarm", programme.Support(percent=20),
)  # fmt: skip
TO_DECIDE = Invented(
    "lena", HOME_MUNICIPALITY, "Gemensam introduktion till nattillsyn på distans",
    "Personal och anhöriga ska förstå tillsynen innan den börjar.",
    "En arbetsgrupp med båda kommunernas nattpersonal, och gemensamma träffar.",
    "Filmerna och frågorna efteråt publiceras öppet.",
    "Allt material är fritt att använda och ändra.",
    "etjanster", programme.Support(percent=15, money=Money.from_kronor(180_000)),
)  # fmt: skip
GRANTED = Invented(
    "tove", OTHER_MUNICIPALITY, "Digital handledning för äldre, hemma och i grupp",
    "Äldre ska få hjälp med sin egen teknik där de är.",
    "Kommunerna delar handledare och lånar varandras lokaler.",
    "Vi berättar på nätverksträffar och lägger ut en lägesrapport varje kvartal.",
    "Handledarnas material och schema kan användas av alla.",
    "etjanster",
    programme.Support(percent=20, exchange=True, money=Money.from_kronor(250_000)),
)  # fmt: skip


def load(cast: Cast, *, now: datetime) -> None:
    """Write down the model, the year's frame, a call, and three applications as far as they are."""

    def actor(key: str) -> Actor:
        return replace(cast.actor(key), authenticated_at=now)

    call_id = _call(actor("karin"), now)
    waiting = _start(cast, actor, WAITING, call_id, now)
    _ask(cast, actor, WAITING, waiting, now)
    for one in (GRANTED, TO_DECIDE):
        application_id = _submit(cast, actor, one, call_id, now)
        _score(cast, actor, application_id, now)
        if one is GRANTED:
            _grant(actor("karin"), application_id, now)


def _model(karin: Actor, decided_on: date, now: datetime) -> None:
    programme.record_model(
        actor=karin,
        words=programme.ModelWords(
            decided_by="SSVIT",
            decided_on=decided_on,
            reference=f"Påhittat protokoll {decided_on.year} § 4",
            text="Påhittat beslut: ansökningar bedöms på samverkan, öppenhet och om andra kan"
            " använda resultatet. Samverkan väger dubbelt.",
            model=programme.Model(
                {
                    programme.Criterion.COOPERATION: 2,
                    programme.Criterion.TRANSPARENCY: 1,
                    programme.Criterion.REUSE: 1,
                },
                highest=4,
            ),
        ),
        now=now - MODEL_AGO,
        is_synthetic=True,
    )


def _call(karin: Actor, now: datetime) -> UUID:
    today = timezone.localdate(now)
    _model(karin, today - MODEL_AGO, now)
    frame_id = programme.add_frame(
        actor=karin,
        year=today.year,
        money=FRAME_MONEY,
        percent=FRAME_PERCENT,
        projects_wanted=PROJECTS_WANTED,
        source="Påhittad ram, lika stor som planens för 2018",
        now=now - MODEL_AGO,
        is_synthetic=True,
    )
    return programme.open_call(
        actor=karin,
        frame_id=frame_id,
        title=f"Sök tillsammans hösten {today.year}",
        text="Påhittad utlysning: två eller flera kommuner söker projektledning, erfarenhetsutbyte"
        " eller pengar.",
        opens_on=today - OPENED_AGO,
        closes_on=today + CLOSES_IN,
        now=now - OPENED_AGO,
        is_synthetic=True,
    )


def _start(cast: Cast, actor: ActorOf, one: Invented, call_id: UUID, now: datetime) -> UUID:
    with tenant_context(cast.tenants[one.home]):
        return programme.start_draft(
            actor=actor(one.lead),
            call_id=call_id,
            words=programme.ApplicationWords(
                title=one.title,
                purpose=one.purpose,
                cooperation=one.cooperation,
                transparency=one.transparency,
                reuse=one.reuse,
                activity_key=one.activity,
                support=one.support,
            ),
            now=now - SUBMITTED_AGO,
            is_synthetic=True,
        )


def _other(one: Invented) -> tuple[str, str]:
    """Give who answers for the municipality that is asked."""
    if one.home == HOME_MUNICIPALITY:
        return "tove", OTHER_MUNICIPALITY
    return "lena", HOME_MUNICIPALITY


def _ask(cast: Cast, actor: ActorOf, one: Invented, draft_id: UUID, now: datetime) -> None:
    asked = organisations.municipality_by_slug(_other(one)[1])
    assert asked is not None
    with tenant_context(cast.tenants[one.home]):
        told = programme.invite(
            actor=actor(one.lead),
            draft_id=draft_id,
            municipality_ids=[asked.organisation_id],
            now=now - SUBMITTED_AGO,
        )
    for event in told:
        programme.hear(event, now)


def _submit(cast: Cast, actor: ActorOf, one: Invented, call_id: UUID, now: datetime) -> UUID:
    draft_id = _start(cast, actor, one, call_id, now)
    _ask(cast, actor, one, draft_id, now)
    who, where = _other(one)
    with tenant_context(cast.tenants[where]):
        confirmed = programme.answer(
            actor=actor(who),
            application_id=draft_id,
            version=1,
            confirms=True,
            now=now - SUBMITTED_AGO,
        )
    programme.hear(confirmed, now)
    with tenant_context(cast.tenants[one.home]):
        submitted = programme.submit(
            actor=actor(one.lead), draft_id=draft_id, version=1, now=now - SUBMITTED_AGO
        )
    programme.hear(submitted, now)
    return draft_id


def _score(cast: Cast, actor: ActorOf, application_id: UUID, now: datetime) -> None:
    for who, at_home, given, why in (
        ("karin", COUNTY_BODY, (4, 3, 3), "Påhittat: tydlig arbetsgrupp och fritt material."),
        ("sara", ASSOCIATION, (3, 3, 4), "Påhittat: lätt för andra att ta efter."),
    ):
        with tenant_context(cast.tenants[at_home]):
            programme.score(
                actor=actor(who),
                application_id=application_id,
                scores=dict(zip(programme.Criterion, given, strict=True)),
                reason=why,
                now=now - DECIDED_AGO,
            )


def _grant(karin: Actor, application_id: UUID, now: datetime) -> None:
    decided = programme.decide(
        actor=karin,
        application_id=application_id,
        version=1,
        words=programme.DecisionWords(
            outcome=programme.Outcome.GRANTED,
            decided_on=timezone.localdate(now - DECIDED_AGO),
            reference="Påhittat beslut 1",
            reason="Påhittat: hög poäng, och båda kommunerna är små.",
            support=GRANTED.support,
        ),
        now=now - DECIDED_AGO,
    )
    programme.hear(decided, now)
    _share(karin, decided.project_key, now)


def _share(karin: Actor, key: str, now: datetime) -> None:
    month = f"{timezone.localdate(now):%Y-%m}"
    programme.say_status(
        actor=karin,
        key=key,
        state=programme.ProjectState.RUNNING,
        said=programme.Addition("Påhittat: de första träffarna är hållna.", when=month),
        now=now - SHARED_AGO,
    )
    delivery_id = programme.add_delivery(
        actor=karin,
        key=key,
        kind=programme.DeliveryKind.DELIVERY,
        said=programme.Addition(
            "Påhittat: handledarnas material", when=month, more="VästKoms webbplats"
        ),
        now=now - SHARED_AGO,
    )
    programme.mark_delivered(
        actor=karin,
        key=key,
        delivery_id=delivery_id,
        delivered_on=timezone.localdate(now - SHARED_AGO),
        now=now - SHARED_AGO,
    )
