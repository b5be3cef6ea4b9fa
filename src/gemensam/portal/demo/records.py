"""Home health care's part of the demo: whom Hanna's unit cares for, who said yes, who said no.

Margit is enrolled from the start, so the care relation is there; her consent is not. In the story
Hanna first meets the refusal that says why, asks Margit, writes the answer down, and then reads.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from gemensam.consents import api as consents
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.people import api as people
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, Cast
from gemensam.tenancy.context import tenant_context

ENROLLED_FOR = timedelta(days=90)
ASKED_AGO = timedelta(days=30)
# Home care's neighbours by date of birth: Birgit lets Hanna read, Sven too, Gunnar has a block.
BIRGIT, SVEN, GUNNAR = date(1941, 9, 30), date(1947, 4, 22), date(1938, 2, 4)


def _neighbour(born: date) -> UUID:
    found = people.resident_by_number(number_for_tests(born, 0))
    assert found is not None  # home care's part of the demo comes first
    return found.id


def load(cast: Cast, *, now: datetime) -> None:
    """Enrol Margit and three neighbours; two consents, and one consent with a block."""
    at = now - ASKED_AGO
    hanna = replace(cast.actor("hanna"), authenticated_at=at)
    home_health_care = cast.units[HOME_MUNICIPALITY, "Hemsjukvården"]
    north = cast.units[HOME_MUNICIPALITY, "Hemtjänst Norr"]
    with tenant_context(cast.home):
        neighbours = {born: _neighbour(born) for born in (BIRGIT, SVEN, GUNNAR)}
        for resident_id in (cast.residents["margit"], *neighbours.values()):
            people.relate(
                resident_id=resident_id,
                unit_id=home_health_care,
                basis=people.CareRelationBasis.HEALTH_CARE,
                now=now - ENROLLED_FOR,
            )
        for resident_id in neighbours.values():
            consents.register_consent(
                actor=hanna,
                resident_id=resident_id,
                evidence="Muntligt vid hembesöket.",
                now=at,
            )
        consents.register_block(
            actor=hanna,
            resident_id=neighbours[GUNNAR],
            over=consents.BlockOver(consents.BlockLevel.INNER, unit_id=north),
            now=at,
        )
