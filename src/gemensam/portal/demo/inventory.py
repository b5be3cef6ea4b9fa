"""What two municipalities tell of themselves, invented: e-services beside the platform, whom to call."""

from dataclasses import replace
from datetime import datetime, timedelta

from gemensam.eservices import api as eservices
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, OTHER_MUNICIPALITY, Cast
from gemensam.tenancy.context import tenant_context

TOLD_BEFORE = timedelta(days=30)
_ONE_WAY = tuple(part for part in eservices.PARTS if part != "is_dialogue")
_JOINT = eservices.ToldOfService(
    title="Familjerådgivning på distans",
    about="Boka samtal och skriv till familjerådgivaren.",
    area="family_law",
    href="https://familj.example/",
    hosting="joint",
    parts=eservices.PARTS,
)
_OWN = eservices.ToldOfService(
    title="Anmäl oro för ett barn",
    about="Ett formulär som går till socialtjänstens mottagning.",
    area="children",
    href="https://munkedal.example/oro/",
    hosting="own",
    parts=_ONE_WAY,
)
_WEEKDAYS = "8.30–12, 13–16.30"
# The numbers are of those that no subscriber has.
_HOME_CONTACT = eservices.Contact(
    phone="031-390 06 10",
    week=tuple(map(eservices.read_hours, (*[_WEEKDAYS] * 4, "8.30–12, 13–15", "", ""))),
    urgent_phone="031-390 06 11",
    urgent_about="Kvällar, nätter och helger: socialjouren",
    address="Exempelgatan 1, ingång B",
)


def load(cast: Cast, *, now: datetime) -> None:
    """Let the officers tell of one joint service and one that goes one way only."""
    at = now - TOLD_BEFORE
    tove = replace(cast.actor("tove"), authenticated_at=at)
    lena = replace(cast.actor("lena"), authenticated_at=at)
    with tenant_context(cast.tenants[OTHER_MUNICIPALITY]):
        joint = eservices.list_service(
            actor=tove, told=_JOINT, stage="pilot", reason="Startade som pilot i våras", now=at
        )
    with tenant_context(cast.tenants[HOME_MUNICIPALITY]):
        eservices.tell_contact(actor=lena, contact=_HOME_CONTACT, now=at)
        eservices.list_service(
            actor=lena, told=_OWN, stage="operation", reason="Finns sedan tidigare", now=at
        )
        eservices.say_stage(
            actor=lena, key=str(joint), stage="pre_study", reason="Vi prövar att gå med", now=at
        )
