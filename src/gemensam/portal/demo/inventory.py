"""E-services that two municipalities have beside the platform: invented, with what is missing in each."""

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
        eservices.list_service(
            actor=lena, told=_OWN, stage="operation", reason="Finns sedan tidigare", now=at
        )
        eservices.say_stage(
            actor=lena, key=str(joint), stage="pre_study", reason="Vi prövar att gå med", now=at
        )
