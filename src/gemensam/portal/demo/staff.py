"""Munkedal's e-ids, commissions with something wrong, and systems, beside the HR files: all invented."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from gemensam.employees import api as employees
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity as A  # noqa: N817 -- a table of rights reads by letters
from gemensam.kernel.actor import InformationClass as I
from gemensam.kernel.actor import Purpose, Regime, Right, Scope
from gemensam.kernel.periods import Period
from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, STAFF, Cast
from gemensam.portal.demo.programme import chance
from gemensam.portal.demo.rights import HOME_CARE, rights_in
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import local_day

C, K = employees.Category, employees.Carrier
REASON = "Anställd i enheten, beslut av enhetschefen (påhittat)"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the HR system's employees or none of them: e-id, commission and what is wrong with it."""

    hsa: str
    given_name: str
    family_name: str
    title: str
    category: employees.Category
    # Days until the e-id stops working; none without one.
    card_days: int | None = None
    carrier: employees.Carrier = K.SITHS_CARD
    unit: str = ""
    purpose: Purpose = Purpose.QUALITY
    rights: tuple[Right, ...] = rights_in(Scope.TENANT, (A.REVIEW, I.ACCESS_LOG))
    regime: Regime | None = None
    # Days since the last log-in.
    used_ago: int = 2
    ended_ago: int | None = None


PARTS: Sequence[Part] = (
    Part("P704", "Elin", "Åström", "undersköterska", C.SOCIAL_CARE, 6, K.SITHS_CARD,
         "Nattpatrullen", Purpose.HOME_CARE, rights_in(Scope.TENANT, (A.READ, I.VISIT))),
    Part("P706", "Gunilla", "Ärlig", "sjuksköterska", C.LICENSED, 25, K.EFOS_CARD,
         "Hemsjukvården", Purpose.CARE,
         rights_in(Scope.UNIT, (A.READ, I.NOTE_HSL), (A.WRITE, I.NOTE_HSL)), Regime.HSL),
    Part("P706", "Gunilla", "Ärlig", "undersköterska", C.LICENSED, None, K.EFOS_CARD,
         "Nattpatrullen", Purpose.HOME_CARE, HOME_CARE, Regime.SOL),
    Part("P703", "Dragan", "Petrović", "systemförvaltare", C.SOCIAL_CARE, 200, K.EFOS_CERTIFICATE,
         "Nattpatrullen", Purpose.ALARM_RECEIVING, rights_in(Scope.UNIT, (A.READ, I.SAFETY_ALARM))),
    Part("P104", "Bengt", "Zetterberg", "kvalitetscontroller", C.MANAGER, 80, K.SITHS_CARD,
         "Administrationen", ended_ago=12),
    Part("P105", "Inga", "Ask", "konsult", C.MANAGER, unit="Administrationen",
         rights=rights_in(Scope.TENANT, (A.REVIEW, I.ACCESS_LOG), (A.DECIDE, I.DECISION))),
    Part("P710", "Kerstin", "Wik", "enhetschef", C.MANAGER, 400, K.MOBILE,
         "Administrationen", used_ago=140),
    Part("P714", "Olle", "Grahn", "skolsköterska", C.SCHOOL_HEALTH, 300),
    Part("P705", "Fatima", "Hassan", "undersköterska", C.SOCIAL_CARE, -4),
)  # fmt: skip

SYSTEMS = (
    ("Aktvalvet", "Påhittade Program AB", "YES", -400, "Genom kommunens inloggningstjänst"),
    ("Områdesplaneraren", "Åmåns Data", "PLANNED", 120, "Upphandlas"),
    ("Tidboken", "Påhittade Program AB", "NO", None, "Lösenord än så länge"),
    ("Ärendehyllan", "Åmåns Data", "YES", -90, ""),
)


def load(cast: Cast, *, now: datetime) -> None:
    """Write down who works where, what they log in with, and what is not as it should be."""
    today = local_day(now)
    with tenant_context(cast.home):
        _former(now)
        _commission(cast, now)
        for key, _hsa in _at_home():
            identity.note_use(cast.commissions[key], now - timedelta(days=1))
        visit = employees.Visit(replace(cast.actor("henrik"), authenticated_at=now), now)
        employees.write_credentials_down(visit, _cards(today))
        for name, supplier, accepts, days, note in SYSTEMS:
            since = None if days is None else today + timedelta(days=days)
            employees.write_system(employees.SystemTold(name, supplier, accepts, since, note))
    _say_issued(today, now)
    _log_ins(today)
    employees.look_through_everywhere(now=now)


def _hsa_id(number: str) -> str:
    return f"SE2120000001-{number}" if number else ""


def _at_home() -> list[tuple[str, str]]:
    """Give the cast's people at Munkedal: key and HSA-id."""
    return [
        (part.key, _hsa_id(f"P{order:03d}"))
        for order, part in enumerate(STAFF, start=10)
        if part.tenant == HOME_MUNICIPALITY
    ]


def _former(now: datetime) -> None:
    """Write down whose employment is over though the commission is not."""
    today = local_day(now)
    for number, part in enumerate(PARTS, start=201):
        if part.ended_ago is not None:
            employees.register_former_employee(
                hr_number=f"M{number}",
                hsa_id=_hsa_id(part.hsa),
                given_name=part.given_name,
                family_name=part.family_name,
                category=part.category,
                title=part.title,
                workplace=part.unit,
                starts_on=today - timedelta(days=3 * 365),
                ends_on=today - timedelta(days=part.ended_ago),
                now=now,
            )


def _commission(cast: Cast, now: datetime) -> None:
    units = {one.id: one for one in organisations.units()}
    for number, part in enumerate(PARTS, start=101):
        if not part.unit:
            continue
        hsa_id, unit = _hsa_id(part.hsa), units[cast.units[HOME_MUNICIPALITY, part.unit]]
        person_id = identity.person_of_employee(hsa_id) or identity.register_person(
            given_name=part.given_name, family_name=part.family_name
        )
        commission_id = identity.grant_commission(
            person_id=person_id,
            hsa_id=_hsa_id(f"U{number}"),
            employee_hsa_id=hsa_id,
            name=f"{part.title.capitalize()} {part.unit}",
            title=part.title,
            purpose=part.purpose,
            rights=part.rights,
            valid=Period(now - timedelta(days=500)),
            unit_id=unit.id,
            care_provider_id=unit.care_provider_id,
            regime=part.regime or (Regime(unit.regime) if unit.regime else None),
            because=identity.Because(reason=REASON, source="HSA"),
        )
        identity.note_use(commission_id, now - timedelta(days=part.used_ago))


def _log_ins(today: date) -> None:
    """Write down how many logged in on each of the last days, in most municipalities."""
    days = [today - timedelta(days=ago) for ago in range(1, 121)]
    for place in organisations.municipalities():
        if chance(place.code, "counts log-ins", 3):
            with tenant_context(place.tenant_id):
                around = 20 + chance(place.code, "log-ins", 300)
                employees.write_log_ins(
                    {day: around + chance(f"{place.code}{day}", "", 15) for day in days}
                )


def _cards(today: date) -> list[employees.CredentialTold]:
    """Give an e-id to each who has one: the cast's last long, but Anna's soon stops working."""
    lasts = {hsa_id: 500 + chance(hsa_id, "card", 700) for _key, hsa_id in _at_home()}
    lasts |= {hsa_id: 20 for key, hsa_id in _at_home() if key == "anna"}
    sorts = dict.fromkeys(lasts, K.SITHS_CARD)
    for part in PARTS:
        if part.card_days is not None:
            lasts[_hsa_id(part.hsa)] = part.card_days
            sorts[_hsa_id(part.hsa)] = part.carrier
    return [
        employees.CredentialTold(
            hsa_id=hsa_id,
            carrier=sorts[hsa_id],
            serial=f"5E00{chance(hsa_id, 'serial', 999_999):06d}",
            assurance=3,
            issued_on=today + timedelta(days=days - 5 * 365),
            expires_on=today + timedelta(days=days),
        )
        for hsa_id, days in lasts.items()
    ]


def _say_issued(today: date, now: datetime) -> None:
    states = tuple(employees.IssuingState)
    for place in organisations.municipalities():
        with tenant_context(place.tenant_id):
            for carrier in (K.EFOS_CARD, K.EFOS_CERTIFICATE, K.MOBILE):
                lot = chance(place.code, carrier.value, 10)
                # Some have said nothing.
                if lot < 9 or place.slug == HOME_MUNICIPALITY:  # noqa: PLR2004
                    state = states[lot // 3 % 3]
                    employees.set_issuing(
                        carrier=carrier,
                        state=state,
                        since=today - timedelta(days=lot * 60)
                        if state is employees.IssuingState.ISSUED
                        else None,
                        note="Påhittat",
                        now=now,
                    )
