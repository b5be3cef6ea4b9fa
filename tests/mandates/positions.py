"""The positions that a representative can be in, each a change of the one mandate there is."""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from gemensam.cases.tests.acting import World, the_world
from gemensam.eservices import mandate_scopes
from gemensam.eservices.mandate_scopes import Duty
from gemensam.identity.models import DemoPersona
from gemensam.people import api as people
from gemensam.people.models import Appointee, Mandate

DAY = timedelta(days=1)
ALARM, MEALS, HOME_CARE = "safety_alarm", "meals", "home_care"
REPRESENTATIVE = "eva"
Basis = people.MandateBasis


class Held(Protocol):
    """What there is to hold: the mandate, and the organisation that it may be given."""

    @property
    def mandate_id(self) -> UUID: ...
    @property
    def organisation_id(self) -> UUID: ...


def organisation(world: World, number: str) -> UUID:
    """Register an organisation for which somebody else than the representative acts."""
    made = people.register_organisation(
        actor=world.actor("cecilia"),
        organisation_number=f"559900-{number[-4:]}",
        name=f"Ombudshjälpen {number}",
        now=world.now,
    )
    appoint(made, "anna", world.now - 2 * DAY)
    return made


def appoint(organisation_id: UUID, key: str, now: datetime) -> UUID:
    return people.appoint(
        actor=the_world().actor("cecilia"),
        organisation_id=organisation_id,
        person_id=DemoPersona.objects.get(key=key).person_id,
        evidence="Protokoll",
        now=now,
    )


ALL = mandate_scopes.chosen(["*"], "sign")
RIGHTS, PROPERTY = (mandate_scopes.of_order([one]) for one in (Duty.RIGHTS, Duty.PROPERTY))


def position(who: str, affairs: Held, service: str) -> None:
    """Put the representative in a position: change the one mandate there is."""
    now = datetime.now(UTC)
    one = {activity.name: {(service, activity)} for activity in mandate_scopes.MAY["sign"]}
    changes: dict[str, dict[str, Any]] = {
        "read": {"scopes": one["READ"]},
        "write": {"scopes": one["WRITE"]},
        "sign": {"scopes": one["SIGN"]},
        "other": {
            "scopes": mandate_scopes.chosen([MEALS if service == HOME_CARE else HOME_CARE], "sign")
        },
        "early": {"starts_at": now + DAY},
        "over": {"ends_at": now - DAY},
        "revoked": {"revoked_at": now - DAY},
        "trustee": {"basis": Basis.TRUSTEE, "scopes": RIGHTS},
        "trustee-out": {"basis": Basis.TRUSTEE, "scopes": PROPERTY},
        "conserv": {"basis": Basis.CONSERVATOR, "scopes": RIGHTS},
        "conserv-out": {"basis": Basis.CONSERVATOR, "scopes": PROPERTY},
        "custodian": {"basis": Basis.CUSTODIAN},
    }
    change = {"scopes": ALL, **changes.get(who, {})}
    if who in {"nobody", "there"}:
        change["representative_id"] = DemoPersona.objects.get(key="anna").person_id
    if who.startswith("org"):
        change |= {"representative_id": None, "organisation_id": affairs.organisation_id}
        elsewhere = organisation(the_world(), "1200") if who == "org-other" else None
        appointed = appoint(elsewhere or affairs.organisation_id, REPRESENTATIVE, now - DAY)
        if who == "org-ended":
            Appointee.objects.filter(id=appointed).update(ended_at=now, ended_why="Slutat.")
    change["scopes"] = sorted(f"{key}:{activity}" for key, activity in change["scopes"])
    Mandate.objects.filter(id=affairs.mandate_id).update(**change)
