"""What a decision says, and its letter: written, set and stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gemensam.cases import letter, queries, rules, words
from gemensam.cases.basis import Basis
from gemensam.cases.kinds import CaseKind, decision_text
from gemensam.cases.models import Case, Outcome
from gemensam.files import api as files
from gemensam.kernel.actor import Actor
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui import formats


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who decides, as the letter names them."""

    person_id: UUID
    name: str
    title: str

    @classmethod
    def of(cls, actor: Actor) -> "Officer":
        """Name an actor; only persons decide."""
        assert actor.person_id is not None
        return cls(actor.person_id, actor.display_name, actor.title)


@dataclass(frozen=True, slots=True)
class Officers:
    """Who decides, and who confirms it where the order of delegation asks for two."""

    decides: Officer
    confirms: Officer | None = None


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
    officers: Officers

    @property
    def in_thread(self) -> str:
        """Give it as the dialogue has it: what was decided, and by which two where there are two."""
        two = self.officers.confirms
        if two is None:
            return self.plain_words
        one = self.officers.decides
        return f"{self.plain_words}\nBeslutet är fattat av {one.name} och bekräftat av {two.name}."


def said(
    case: Case,
    kind: CaseKind,
    *,
    outcome: Outcome,
    motivation: str,
    performer: performers.PerformerRow | None,
    starts_on: date | None,
    terms: Mapping[str, Sequence[str]],
    basis: Basis | None,
    delegation_point: str,
    officers: Officers,
) -> Said:
    """Put a decision into words."""
    name = words.performer_name(performer) if performer else ""
    with letter.in_swedish():
        return Said(
            service=kind.service,
            plain_words=words.decision_in_plain_words(
                outcome, service=kind.service, starts_on=starts_on, performer=name, basis=basis
            ),
            decision=decision_text(
                kind,
                terms,
                outcome=outcome,
                starts_on=formats.day(starts_on) if starts_on else "",
                performer=name,
                basis=basis,
            ),
            motivation=motivation,
            law=kind.law,
            delegation_point=delegation_point,
            appeal=letter.appeal_text(
                board=_body().name, number=rules.written_number(case.year, case.number)
            ),
            basis=basis,
            officers=officers,
        )


def _body() -> organisations.Body:
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    return body


def write(
    case: Case, resident: people.ResidentRow, said: Said, *, now: datetime, is_draft: bool = False
) -> letter.Letter:
    """Write the letter of a decision that is made now, or of one that is only proposed."""
    number = rules.written_number(case.year, case.number)
    units = {one.id: one.name for one in queries.casework_units()}
    with letter.in_swedish():
        return letter.Letter(
            title=f"Beslut om {said.service}",
            description=f"Beslut i ärende {number}",
            sender=_body().name,
            unit=units.get(case.unit_id, ""),
            number=number,
            receiver=_receiver(resident),
            decided_on=formats.day(formats.local_day(now)),
            decided_at=formats.moment(now),
            plain_words=said.plain_words,
            decision=said.decision,
            motivation=said.motivation,
            law=said.law,
            decided_by=_named(said.officers.decides),
            confirmed_by=_named(said.officers.confirms) if said.officers.confirms else "",
            delegation_point=said.delegation_point,
            appeal=said.appeal,
            basis=said.basis,
            is_draft=is_draft,
        )


def _named(officer: Officer) -> str:
    return f"{officer.name}, {officer.title}"


def store(
    actor: Actor, case: Case, resident: people.ResidentRow, said: Said, *, now: datetime
) -> UUID:
    """Set the letter and store it; give the file's id. Raises NoRoomForFile."""
    written = write(case, resident, said, now=now)
    return files.store(
        actor=actor,
        name=f"Beslut {written.number}.pdf",
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
