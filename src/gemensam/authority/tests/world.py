"""The cast with their commissions, and what is true of them, for the decision table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from gemensam.authority.facts import (
    DisclosureBasis,
    DisclosureFacts,
    Facts,
    MandateFacts,
    MandateScope,
    ObjRef,
)
from gemensam.kernel.actor import (
    ANONYMOUS,
    Activity,
    Actor,
    ActorKind,
    Assurance,
    Commission,
    InformationClass,
    Purpose,
    Regime,
    Right,
)
from gemensam.kernel.periods import Period

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ALWAYS = Period(NOW - timedelta(days=365), NOW + timedelta(days=365))
_NAMESPACE = UUID("5d3b5f0e-6b7e-4c3a-9b53-0d6f1d0a7c11")


def named(name: str) -> UUID:
    """Give the same id for the same name in every run."""
    return uuid5(_NAMESPACE, name)


def staff(
    name: str,
    tenant: str,
    purpose: Purpose,
    place: tuple[str | None, str | None, Regime | None],
    *rights: str,
) -> Actor:
    unit, provider, regime = place
    return Actor(
        kind=ActorKind.STAFF,
        person_id=named(name),
        display_name=name.title(),
        tenant_id=named(tenant),
        commission=Commission(
            id=named(f"commission of {name}"),
            hsa_id=f"SE2120000000-{name.upper()}",
            name=f"Uppdrag för {name.title()}",
            purpose=purpose,
            rights=frozenset(map(Right.parse, rights)),
            unit_id=named(unit) if unit else None,
            care_provider_id=named(provider) if provider else None,
            regime=regime,
            valid=ALWAYS,
        ),
        assurance=Assurance.LOA3,
        authenticated_at=NOW - timedelta(minutes=1),
    )


def resident(name: str) -> Actor:
    return Actor(
        kind=ActorKind.RESIDENT,
        person_id=named(name),
        display_name=name.title(),
        tenant_id=named("home"),
        assurance=Assurance.LOA3,
        authenticated_at=NOW - timedelta(minutes=1),
    )


_HOMECARE = (
    *("Läsa;alla;VE", "Läsa;invånare;kommun", "Skriva;alla;VE", "Signera;alla;VE"),
    "Ta emot;trygghetslarm;VE",
)
_CASEWORK = (
    *("Läsa;alla;kommun", "Skriva;alla;kommun", "Signera;beslut;kommun", "Besluta;alla;kommun"),
)
_PROGRAMME = ("Läsa;alla;kommun", "Skriva;timmar;kommun")

CAST: dict[str, Actor] = {
    "anonymous": ANONYMOUS,
    "margit": resident("margit"),
    "eva": resident("eva"),
    "david": resident("david"),
    "greta": resident("greta"),
    "anna": staff("anna", "home", Purpose.HOME_CARE, ("north", "social", Regime.SOL), *_HOMECARE),
    "bo": staff(
        "bo",
        "home",
        Purpose.HOME_CARE,
        ("north", "social", Regime.SOL),
        *(*_HOMECARE, "Attestera;alla;VE"),
    ),
    "farid": staff("farid", "home", Purpose.HOME_CARE, ("south", "social", Regime.SOL), *_HOMECARE),
    "nils": staff(
        "nils",
        "home",
        Purpose.HOME_CARE,
        ("night", "social", Regime.SOL),
        *("Läsa;alla;VG", "Läsa;invånare;kommun", "Skriva;besök;VG", "Ta emot;trygghetslarm;VG"),
    ),
    "cecilia": staff(
        "cecilia", "home", Purpose.CASEWORK, ("office", "social", Regime.SOL), *_CASEWORK
    ),
    # The unit's manager, who sees and gives out its work without reading the cases.
    "gerd": staff(
        "gerd",
        "home",
        Purpose.CASEWORK,
        ("office", "social", Regime.SOL),
        *("Administrera;ärende;VE", "Läsa;ärende;VE", "Skriva;ärende;VE", "Läsa;ansökan;VE"),
        *("Läsa;beslut;VE", "Besluta;beslut;VE"),
    ),
    "ulla": staff("ulla", "other", Purpose.CASEWORK, ("abroad", "away", Regime.SOL), *_CASEWORK),
    "hanna": staff(
        "hanna",
        "home",
        Purpose.CARE,
        ("nursing", "health", Regime.HSL),
        *("Läsa;alla;VE", "Läsa;alla;SJF", "Läsa;invånare;kommun", "Läsa;trygghetslarm;kommun"),
        *("Skriva;alla;VE", "Signera;alla;VE"),
    ),
    "olga": staff(
        "olga",
        "centre",
        Purpose.ALARM_RECEIVING,
        ("consoles", None, None),
        *("Läsa;alla;VE", "Läsa;invånare;SJF", "Skriva;alla;VE", "Ta emot;alla;VE"),
        "Skicka;alla;VE",
    ),
    "henrik": staff(
        "henrik",
        "home",
        Purpose.ADMINISTRATION,
        (None, None, None),
        *("Läsa;katalog;kommun", "Skriva;katalog;kommun", "Administrera;katalog;kommun"),
    ),
    # As many rights as can be written: the purpose alone keeps him from care data.
    "sven": staff(
        "sven",
        "home",
        Purpose.ADMINISTRATION,
        (None, None, None),
        *(f"{activity};alla;kommun" for activity in Activity),
    ),
    "karin": staff(
        "karin",
        "county",
        Purpose.PROGRAMME,
        (None, None, None),
        *(*_PROGRAMME, "Skriva;program;kommun", "Besluta;alla;kommun", "Attestera;alla;kommun"),
        "Skriva;formulär;kommun",
        "Skriva;enkät;kommun",
        "Administrera;program;kommun",
    ),
    "sara": staff("sara", "county", Purpose.PROGRAMME, (None, None, None), *_PROGRAMME),
}

# Who cares for whom, or has them in the unit's work list.
RELATED = {
    *(("anna", "margit"), ("bo", "margit"), ("nils", "margit"), ("hanna", "margit")),
    *(("anna", "greta"), ("cecilia", "margit"), ("cecilia", "greta"), ("hanna", "greta")),
}
MAY_HANDLE_PROTECTED = {"cecilia", "olga"}
# Margit consents to shared records; Greta does not.
CONSENTING = {"margit"}
DELEGATED = {"cecilia", "ulla", "gerd"}
LICENSED = {"hanna"}
EVAS_MANDATE = MandateFacts(
    scopes=frozenset(
        MandateScope("trygghetslarm", activity)
        for activity in (Activity.READ, Activity.WRITE, Activity.SIGN)
    ),
    valid=ALWAYS,
)
OLGAS_DISCLOSURE = DisclosureFacts(
    basis=DisclosureBasis.ON_BEHALF,
    purpose=Purpose.ALARM_RECEIVING,
    classes=frozenset({InformationClass.RESIDENT}),
    valid=Period(NOW - timedelta(minutes=3), NOW + timedelta(hours=1)),
)


def thing(text: dict[str, str], *, name: str) -> ObjRef:
    """Read a thing of the decision table."""
    who, author = text.get("resident"), text.get("author")
    return ObjRef(
        kind=name,
        tenant_id=named(text["tenant"]),
        information_class=InformationClass[text["class"]],
        unit_id=named(text["unit"]) if "unit" in text else None,
        care_provider_id=named(text["provider"]) if "provider" in text else None,
        regime=Regime[text["regime"]] if "regime" in text else None,
        resident_id=named(who) if who else None,
        service=text.get("service", ""),
        author_person_id=named(author) if author else None,
        is_protected=who == "greta",
    )


def facts_of(
    role: str,
    who: str | None,
    co_applicant: str | None = None,
    consulted: str = "",
    assigned: str = "",
) -> Facts:
    """What is true when somebody of the cast turns to something about a resident."""
    known = Facts(
        blocks_known=True,
        care_relation=(role, who) in RELATED,
        consent=who in CONSENTING,
        may_handle_protected=role in MAY_HANDLE_PROTECTED,
        delegated=role in DELEGATED,
        has_licence=role in LICENSED,
        is_subject=role == who,
        is_co_applicant=role == co_applicant,
        is_consulted=role in consulted.split(),
        assigned=role in assigned.split(),
    )
    if (role, who) == ("eva", "margit"):
        return replace(known, mandates=(EVAS_MANDATE,))
    if (role, who) == ("olga", "margit"):
        return replace(known, disclosure=OLGAS_DISCLOSURE)
    return known


def purpose_of(role: str) -> Purpose:
    commission = CAST[role].commission
    return commission.purpose if commission else Purpose.OWN_AFFAIRS
