"""Write a decision's letter and store it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.cases import letter, queries, rules
from gemensam.cases.basis import Basis
from gemensam.cases.models import Case
from gemensam.files import api as files
from gemensam.kernel.actor import Actor
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui import formats


@dataclass(frozen=True, slots=True)
class Said:
    """What a decision says, in Swedish."""

    service: str
    plain_words: str
    decision: str
    motivation: str
    law: str
    delegation_point: str
    appeal: str
    basis: Basis | None


def store(
    actor: Actor, case: Case, resident: people.ResidentRow, said: Said, *, now: datetime
) -> UUID:
    """Set the letter and store it; give the file's id. Raises NoRoomForFile."""
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    number = rules.written_number(case.year, case.number)
    units = {one.id: one.name for one in queries.casework_units()}
    with letter.in_swedish():
        written = letter.Letter(
            title=f"Beslut om {said.service}",
            description=f"Beslut i ärende {number}",
            sender=body.name,
            unit=units.get(case.unit_id, ""),
            number=number,
            receiver=_receiver(resident),
            decided_on=formats.day(formats.local_day(now)),
            decided_at=formats.moment(now),
            plain_words=said.plain_words,
            decision=said.decision,
            motivation=said.motivation,
            law=said.law,
            decided_by=actor.display_name,
            decided_by_title=actor.title,
            delegation_point=said.delegation_point,
            appeal=said.appeal,
            basis=said.basis,
        )
    return files.store(
        actor=actor,
        name=f"Beslut {number}.pdf",
        content_type="application/pdf",
        data=letter.to_pdf(written, now=now),
        resident_id=case.resident_id,
        purpose=files.FilePurpose.DECISION,
        now=now,
    ).id


def _receiver(resident: people.ResidentRow) -> tuple[str, ...]:
    """Name and address; a protected address is never printed."""
    home = people.homes([resident.id]).get(resident.id)
    if home is None or resident.is_protected:
        return (resident.name,)
    return (resident.name, home.street_address, f"{home.postal_code} {home.town}")
