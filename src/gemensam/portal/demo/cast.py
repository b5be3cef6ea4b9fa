"""The cast: the same invented people in the demo, the tests, the docs and the pictures.

Every name and number is invented; the personal identity numbers are test numbers (980–999).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity as A  # noqa: N817 -- a table of rights reads by letters
from gemensam.kernel.actor import Actor, ActorKind, Assurance, Purpose, Regime, Right, Scope
from gemensam.kernel.actor import InformationClass as I
from gemensam.kernel.periods import Period
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber, number_for_tests
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.portal.demo import ombud
from gemensam.portal.demo.rights import (
    CASEWORK,
    COUNTY_PROGRAMME,
    FORMS,
    HOME_CARE,
    NIGHT_PATROL,
    OWN_PROGRAMME,
    PROGRAMME,
    UNIT_MANAGER,
    rights_in,
)
from gemensam.tenancy.context import tenant_context

HOME_MUNICIPALITY = "munkedal"
OTHER_MUNICIPALITY = "skara"
ALARM_CENTRE = "larmcentralen-vast"
COUNTY_BODY = "vastkom"
ASSOCIATION = "fyrbodal"
# Commissions began well before the demo's present, so that history has somebody to have made it.
EMPLOYED_FOR = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class StaffPart:
    """Somebody of the cast who works: where, as what, for which purpose, with which rights."""

    key: str
    given_name: str
    family_name: str
    tenant: str
    unit: str
    title: str
    commission: str
    purpose: Purpose
    regime: Regime | None
    rights: tuple[Right, ...]
    does: str
    start_path: str
    is_offered: bool = True


STAFF: Sequence[StaffPart] = (
    StaffPart(
        "cecilia", "Cecilia", "Nyberg", HOME_MUNICIPALITY, "Biståndsenheten",
        "biståndshandläggare", "Handläggning äldre", Purpose.CASEWORK, Regime.SOL, CASEWORK,
        "läser ansökan, ställer en fråga och beslutar", "/arbeta/",
    ),
    StaffPart(
        "olga", "Olga", "Persson", ALARM_CENTRE, "Larmmottagningen", "larmoperatör",
        "Larmmottagning", Purpose.ALARM_RECEIVING, None,
        rights_in(
            Scope.TENANT,
            (A.READ, I.SAFETY_ALARM), (A.RECEIVE, I.SAFETY_ALARM), (A.DISPATCH, I.SAFETY_ALARM),
            (A.WRITE, I.SAFETY_ALARM), (A.READ, I.RESIDENT),
        ),
        "tar emot larmet och skickar nattpatrullen", "/larm/",
    ),
    StaffPart(
        "anna", "Anna", "Berg", HOME_MUNICIPALITY, "Hemtjänst Norr", "undersköterska",
        "Hemtjänst Norr", Purpose.HOME_CARE, Regime.SOL, HOME_CARE,
        "gör besöket och skriver anteckningen i mobilen", "/hemtjanst/",
    ),
    StaffPart(
        "nils", "Nils", "Strand", HOME_MUNICIPALITY, "Nattpatrullen", "undersköterska",
        "Nattpatrull", Purpose.HOME_CARE, Regime.SOL, NIGHT_PATROL,
        "åker på larmet om natten", "/hemtjanst/",
    ),
    StaffPart(
        "hanna", "Hanna", "Öberg", HOME_MUNICIPALITY, "Hemsjukvården", "sjuksköterska",
        "Hemsjukvård", Purpose.CARE, Regime.HSL,
        rights_in(
            Scope.SHARED,
            (A.READ, I.NOTE_SOL), (A.READ, I.NOTE_HSL), (A.WRITE, I.NOTE_HSL),
            (A.READ, I.RESIDENT), (A.READ, I.CARE_SERVICE),
        ),
        "läser anteckningen med rätt uppdrag", "/journal/",
    ),
    StaffPart(
        "bo", "Bo", "Hallberg", HOME_MUNICIPALITY, "Hemtjänst Norr", "enhetschef",
        "Enhetschef Norr", Purpose.HOME_CARE, Regime.SOL,
        (*HOME_CARE, *rights_in(Scope.UNIT, (A.WRITE, I.SAFETY_ALARM), (A.ATTEST, I.VISIT)),
         *rights_in(Scope.TENANT, (A.ATTEST, I.HOURS), (A.WRITE, I.HOURS), (A.READ, I.HOURS))),
        "beställer larmenheten och attesterar timmar", "/larmenheter/",
    ),
    StaffPart(
        "henrik", "Henrik", "Falk", HOME_MUNICIPALITY, "Administrationen", "HSA-administratör",
        "HSA-administration", Purpose.ADMINISTRATION, None,
        rights_in(Scope.TENANT, (A.READ, I.DIRECTORY), (A.ADMINISTER, I.DIRECTORY)),
        "ser till att rätt person har rätt uppdrag", "/personal/",
    ),
    StaffPart(
        "karin", "Karin", "Ek", COUNTY_BODY, "Kansliet", "länssamordnare", "Programarbete",
        Purpose.PROGRAMME, None, COUNTY_PROGRAMME,
        "följer planen, pengarna och målen", "/program/",
    ),
    StaffPart(
        "sara", "Sara", "Lind", ASSOCIATION, "Kansliet", "eSamordnare", "Programarbete",
        Purpose.PROGRAMME, None, PROGRAMME,
        "samordnar Fyrbodals kommuner", "/program/",
    ),
    StaffPart(
        "farid", "Farid", "Amini", HOME_MUNICIPALITY, "Hemtjänst Söder", "undersköterska",
        "Hemtjänst Söder", Purpose.HOME_CARE, Regime.SOL, HOME_CARE,
        "arbetar i en annan grupp och ska inte se något av detta", "/hemtjanst/",
    ),
    StaffPart(
        "ulla", "Ulla", "Kvist", OTHER_MUNICIPALITY, "Biståndsenheten", "biståndshandläggare",
        "Handläggning äldre", Purpose.CASEWORK, Regime.SOL, CASEWORK,
        "arbetar i en annan kommun och ska inte se något av detta", "/arbeta/",
    ),
    StaffPart(
        "sven", "Sven", "Dahl", HOME_MUNICIPALITY, "Administrationen", "systemadministratör",
        "Systemdrift", Purpose.ADMINISTRATION, None,
        rights_in(Scope.TENANT, (A.READ, I.DIRECTORY)),
        "sköter systemet och ser inga invånares uppgifter", "/",
    ),
    StaffPart(
        "lena", "Lena", "Åberg", HOME_MUNICIPALITY, "Administrationen", "digitaliseringsstrateg",
        "Programarbete", Purpose.PROGRAMME, None, (*OWN_PROGRAMME, *FORMS),
        "gör kommunens formulär och söker stöd till ett projekt tillsammans med andra kommuner", "/program/ansokan/",
    ),
    StaffPart(
        "tove", "Tove", "Ström", OTHER_MUNICIPALITY, "Kommunledningen", "digitaliseringsstrateg",
        "Programarbete", Purpose.PROGRAMME, None, (*OWN_PROGRAMME, *FORMS),
        "svarar på en inbjudan att delta i en annan kommuns projekt", "/program/ansokan/",
    ),
    StaffPart(
        "petra", "Petra", "Wallin", HOME_MUNICIPALITY, "Biståndsenheten", "socialsekreterare",
        "Handläggning ekonomi", Purpose.CASEWORK, Regime.SOL, CASEWORK,
        "är ny och föreslår avslag om försörjningsstöd, som en kollega bekräftar", "/arbeta/",
    ),
    *(StaffPart(
        key, given, family, HOME_MUNICIPALITY, "Biståndsenheten", "biståndshandläggare",
        "Handläggning äldre", Purpose.CASEWORK, Regime.SOL, CASEWORK,
        "är Cecilias kollega", "/arbeta/",
    ) for key, given, family in (("johan", "Johan", "Lilja"), ("maria", "Maria", "Sjöberg"))),
    StaffPart(
        "gerd", "Gerd", "Lund", HOME_MUNICIPALITY, "Biståndsenheten", "enhetschef",
        "Enhetschef bistånd", Purpose.CASEWORK, Regime.SOL, UNIT_MANAGER,
        "fördelar enhetens ärenden och ser vad som är försenat", "/arbeta/enheten/",
    ),
    # Two pairs of eyes: a reserve key is confirmed by somebody else than whoever has it.
    StaffPart(
        "ada", "Ada", "Ask", HOME_MUNICIPALITY, "Administrationen", "HSA-administratör",
        "HSA-administration", Purpose.ADMINISTRATION, None,
        rights_in(Scope.TENANT, (A.READ, I.DIRECTORY), (A.ADMINISTER, I.DIRECTORY)),
        "bekräftar Henriks reservnycklar och granskar när de används", "/reservnycklar/",
    ),
)  # fmt: skip

_UNITS = {
    HOME_MUNICIPALITY: (
        ("Biståndsenheten", organisations.UnitKind.CASEWORK, Regime.SOL),
        ("Hemtjänst Norr", organisations.UnitKind.HOME_CARE, Regime.SOL),
        ("Hemtjänst Söder", organisations.UnitKind.HOME_CARE, Regime.SOL),
        ("Nattpatrullen", organisations.UnitKind.NIGHT_PATROL, Regime.SOL),
        ("Hemsjukvården", organisations.UnitKind.HOME_HEALTH_CARE, Regime.HSL),
        ("Administrationen", organisations.UnitKind.ADMINISTRATION, None),
    ),
    OTHER_MUNICIPALITY: (
        ("Biståndsenheten", organisations.UnitKind.CASEWORK, Regime.SOL),
        ("Kommunledningen", organisations.UnitKind.ADMINISTRATION, None),
    ),
    ALARM_CENTRE: (("Larmmottagningen", organisations.UnitKind.ALARM_RECEIVING, None),),
    COUNTY_BODY: (("Kansliet", organisations.UnitKind.ADMINISTRATION, None),),
    ASSOCIATION: (("Kansliet", organisations.UnitKind.ADMINISTRATION, None),),
}


@dataclass(slots=True)
class Cast:
    """Who is who once they are written down: ids by key."""

    tenants: dict[str, UUID]
    units: dict[tuple[str, str], UUID]
    persons: dict[str, UUID]
    commissions: dict[str, UUID]
    residents: dict[str, UUID]

    def actor(self, key: str) -> Actor:
        """Give somebody as an actor, as a log-in would."""
        return identity.actor_for(
            person_id=self.persons[key],
            tenant_id=self._tenant_of(key),
            commission_id=self.commissions.get(key),
            kind=ActorKind.STAFF if key in self.commissions else ActorKind.RESIDENT,
            assurance=Assurance.LOA3,
        )

    def _tenant_of(self, key: str) -> UUID | None:
        part = next((one for one in STAFF if one.key == key), None)
        return self.tenants[part.tenant] if part else None

    @property
    def home(self) -> UUID:
        """The tenant where the story plays."""
        return self.tenants[HOME_MUNICIPALITY]


def register_alarm_centre() -> None:
    """Write down the alarm receiving centre. Needs the migrator, as every new tenant does."""
    if organisations.body_by_slug(ALARM_CENTRE) is None:
        organisations.register_organisation(
            slug=ALARM_CENTRE,
            kind=organisations.OrganisationKind.ALARM_CENTRE,
            name="Larmcentralen Väst",
        )


def _tenants() -> dict[str, UUID]:
    bodies = {body.slug: body.tenant_id for body in organisations.bodies()}
    return {slug: bodies[slug] for slug in _UNITS}


def _register_units(
    tenants: dict[str, UUID],
) -> tuple[dict[tuple[str, str], UUID], dict[str, UUID]]:
    units: dict[tuple[str, str], UUID] = {}
    providers: dict[str, UUID] = {}
    for n, (slug, rows) in enumerate(_UNITS.items(), start=1):
        with tenant_context(tenants[slug]):
            providers[slug] = organisations.register_care_provider(
                hsa_id=f"SE212000000{n}-VG01",
                name=next(b.name for b in organisations.bodies() if b.slug == slug),
                organisation_number=organisations.organisation_number(tenants[slug])
                or f"212000-000{n}",
            )
            for m, (name, kind, regime) in enumerate(rows, start=1):
                units[slug, name] = organisations.register_unit(
                    name=name,
                    kind=kind,
                    hsa_id=f"SE212000000{n}-E{m:03d}",
                    regime=regime,
                    care_provider_id=providers[slug],
                )
    return units, providers


def _employ(cast: Cast, providers: dict[str, UUID], *, now: datetime) -> None:
    for order, part in enumerate(STAFF, start=10):
        tenant_id = cast.tenants[part.tenant]
        person_id = identity.register_person(
            given_name=part.given_name,
            family_name=part.family_name,
            issuer=identity.DEMO_ISSUER,
            subject=part.key,
        )
        with tenant_context(tenant_id):
            commission_id = identity.grant_commission(
                person_id=person_id,
                hsa_id=f"SE2120000001-U{order:03d}",
                employee_hsa_id=f"SE2120000001-P{order:03d}",
                name=part.commission,
                title=part.title,
                purpose=part.purpose,
                rights=part.rights,
                valid=Period(now - EMPLOYED_FOR),
                unit_id=cast.units[part.tenant, part.unit],
                care_provider_id=providers[part.tenant],
                regime=part.regime,
            )
        cast.persons[part.key] = person_id
        cast.commissions[part.key] = commission_id
        identity.offer_persona(
            key=part.key,
            person_id=person_id,
            place=next(b.short_name for b in organisations.bodies() if b.slug == part.tenant),
            role=part.title,
            does=part.does,
            start_path=part.start_path,
            order=order,
            tenant_id=tenant_id,
            commission_id=commission_id,
        )


@dataclass(frozen=True, slots=True)
class ResidentPart:
    """Somebody of the cast who lives in the municipality."""

    key: str
    given_name: str
    family_name: str
    born: date
    role: str
    does: str
    is_protected: bool = False
    home: people.HomeRow | None = None
    kin: tuple[people.KinRow, ...] = ()
    notices: tuple[people.NoticeRow, ...] = ()


RESIDENTS: Sequence[ResidentPart] = (
    ResidentPart(
        "eva", "Eva", "Lindgren", date(1966, 5, 14), "ombud för sin mamma",
        "ansöker om trygghetslarm åt Margit",
        home=people.HomeRow("Bruksvägen 3", "455 30", "Munkedal", "", "070-174 06 05", ""),
    ),
    ResidentPart(
        "margit", "Margit", "Lindgren", date(1940, 3, 12), "invånare",
        "får larmet, trycker på knappen och ser vem som har läst",
        home=people.HomeRow(
            "Strandvägen 14", "455 93", "Dingle", "Gult hus, infart bakom kapellet",
            "070-174 06 04", "Nyckelskåp 212, höger om dörren",
        ),
        kin=(
            people.KinRow("Eva Lindgren", "dotter", "070-174 06 05"),
            people.KinRow("Nils-Erik Lindgren", "son", "070-174 06 06"),
        ),
        notices=(
            people.NoticeRow("Hör", "Dåligt på höger öra. Tala långsamt.", is_urgent=True),
            people.NoticeRow("Risk", "Föll två gånger i oktober. Blodförtunnande.", is_urgent=True),
            people.NoticeRow("Sover", "Nedre våningen, till vänster.", is_urgent=False),
        ),
    ),
    ResidentPart(
        "david", "David", "Holm", date(1958, 11, 2), "invånare",
        "har inget med de andra att göra och ska inte se något av detta",
        home=people.HomeRow("Kyrkogatan 8", "455 30", "Munkedal", "", "070-174 06 07", ""),
    ),
    ResidentPart(
        "greta", "Greta", "Sundin", date(1951, 7, 23), "invånare med skyddade uppgifter",
        "syns inte i listor, utskick eller statistik", is_protected=True,
        home=people.HomeRow("Skyddad adress 1", "455 00", "Munkedal", "", "070-174 06 08", ""),
    ),
)  # fmt: skip


def _settle(cast: Cast) -> None:
    for order, part in enumerate(RESIDENTS):
        number: PersonalIdentityNumber = number_for_tests(part.born, 0)
        person_id = identity.register_person(
            given_name=part.given_name,
            family_name=part.family_name,
            identity_number=number,
            is_protected=part.is_protected,
            issuer=identity.DEMO_ISSUER,
            subject=part.key,
        )
        cast.persons[part.key] = person_id
        with tenant_context(cast.home):
            cast.residents[part.key] = people.register_resident(
                identity_number=number,
                given_name=part.given_name,
                family_name=part.family_name,
                is_protected=part.is_protected,
                person_id=person_id,
                home=part.home,
                kin=part.kin,
                notices=part.notices,
            )
        identity.offer_persona(
            key=part.key,
            person_id=person_id,
            place="Munkedal",
            role=part.role,
            does=part.does,
            start_path=f"/{HOME_MUNICIPALITY}/mina-sidor/",
            order=order,
        )


def load(*, now: datetime) -> Cast:
    """Write down the whole cast and Eva's mandate for her mother."""
    tenants = _tenants()
    units, providers = _register_units(tenants)
    cast = Cast(tenants, units, {}, {}, {})
    _employ(cast, providers, now=now)
    _settle(cast)
    with tenant_context(cast.home):
        people.give_mandate(
            actor=cast.actor("margit"),
            resident_id=cast.residents["margit"],
            representative_id=cast.persons["eva"],
            basis=people.MandateBasis.MANDATE,
            scopes=[("safety_alarm", A.READ), ("safety_alarm", A.WRITE)],
            evidence="Fullmakt på papper, registrerad av kommunen",
            now=now,
        )
        ombud.register(cast.actor("cecilia"), works_there=cast.persons["david"], now=now)
    return cast
