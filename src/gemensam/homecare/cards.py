"""What pages and phones show of visits and notes: text only, the same for both.

A phone keeps these values and draws the same page from them when there is no connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.homecare import words
from gemensam.homecare.models import Visit, VisitKind
from gemensam.homecare.queries import HeldRow, NoteRow
from gemensam.homecare.rules import Reason
from gemensam.people import api as people
from gemensam.ui import formats

# A note that came longer than this after it was written says when it came.
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NoteCard:
    """A note as it is read."""

    id: str = ""
    visit: str = ""
    who: str = ""
    when: str = ""
    created_at: str = ""
    body: str = ""
    # A correction says so; the original says that it has been corrected. Both stay readable.
    is_correction: bool = False
    is_corrected: bool = False
    late: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class NoticeCard:
    label: str = ""
    text: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class KinCard:
    name: str = ""
    relation: str = ""
    phone: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class VisitCard:
    """A visit with what matters at the door."""

    id: str = ""
    href: str = ""
    version: int = 0
    is_alarm: bool = False
    state: str = ""
    assigned: str = "nobody"
    assigned_name: str = ""
    resident: str = ""
    name: str = ""
    heading: str = ""
    day: str = ""
    starts: str = ""
    window: str = ""
    summary: str = ""
    alarm_text: str = ""
    accepted: str = ""
    arrived: str = ""
    done: str = ""
    address: str = ""
    directions: str = ""
    key: str = ""
    phone: str = ""
    phone_href: str = ""
    tasks: Sequence[str] = ()
    notices: Sequence[NoticeCard] = ()
    kin: Sequence[KinCard] = ()
    notes: Sequence[NoteCard] = ()


@dataclass(frozen=True, slots=True)
class HeldCard:
    """Something held, as the unit manager reads it."""

    id: str
    who: str
    about: str
    reason: str
    received: str
    body: str
    may_admit: bool
    settled: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """What other domains know of the residents of a round, fetched for all at once."""

    residents: Mapping[UUID, people.ResidentRow]
    homes: Mapping[UUID, people.HomeRow]
    kin: Mapping[UUID, Sequence[people.KinRow]]
    notices: Mapping[UUID, Sequence[people.NoticeRow]]


def details_of(resident_ids: Sequence[UUID]) -> Details:
    """Fetch what matters of several residents, four queries however many they are."""
    return Details(
        people.residents(resident_ids),
        people.homes(resident_ids),
        people.kin_of(resident_ids),
        people.notices_of(resident_ids),
    )


def _clock(at: datetime | None) -> str:
    return formats.clock(at) if at else ""


def note_card(row: NoteRow) -> NoteCard:
    """Make the card of a note."""
    waited = row.received_at - row.created_at
    return NoteCard(
        id=str(row.id),
        visit=str(row.visit_id or ""),
        who=", ".join(part for part in (row.author_name, row.author_title) if part),
        when=formats.short_moment(row.created_at),
        created_at=row.created_at.isoformat(),
        body=row.body,
        is_correction=row.corrects is not None,
        is_corrected=row.corrected_by is not None,
        late=formats.short_moment(row.received_at) if waited > LATE else "",
        href=f"/hemtjanst/anteckning/{row.id}/ratta/",
    )


def visit_card(
    visit: Visit,
    details: Details,
    notes: Sequence[NoteRow],
    *,
    person_id: UUID | None,
    now: datetime,
) -> VisitCard:
    """Make the card of a visit whose unit, resident and assigned person were fetched."""
    resident = details.residents[visit.resident_id]
    mine = visit.assigned_person_id == person_id
    other = visit.assigned_person.display_name if visit.assigned_person and not mine else ""
    start, end = formats.clock(visit.window_starts_at), formats.clock(visit.window_ends_at)
    card = VisitCard(
        id=str(visit.id),
        href=f"/hemtjanst/besok/{visit.id}/",
        version=visit.version,
        is_alarm=visit.kind == VisitKind.ALARM,
        state=visit.state,
        assigned="nobody" if visit.assigned_person_id is None else "me" if mine else "other",
        assigned_name=other,
        resident=str(visit.resident_id),
        name=resident.name,
        heading=_("%(name)s, aged %(age)d")
        % {"name": resident.name, "age": resident.age(formats.local_day(now))},
        day=formats.local_day(visit.window_starts_at).isoformat(),
        starts=start,
        window=_("Alarm at %(time)s") % {"time": start}
        if visit.kind == VisitKind.ALARM
        else f"{start}–{end}",
        summary=", ".join(visit.tasks) or visit.alarm_text,
        alarm_text=visit.alarm_text,
        accepted=_clock(visit.accepted_at),
        arrived=_clock(visit.arrived_at),
        done=_clock(visit.done_at),
        tasks=tuple(visit.tasks),
        notes=tuple(note_card(row) for row in notes),
    )
    return _at_the_door(card, details, visit.resident_id)


def _at_the_door(card: VisitCard, details: Details, resident_id: UUID) -> VisitCard:
    """Add how to find and get in, what to think of and whom to call."""
    home = details.homes.get(resident_id)
    return replace(
        card,
        address=f"{home.street_address}, {home.postal_code} {home.town}" if home else "",
        directions=home.directions if home else "",
        key=home.key if home else "",
        phone=home.phone if home else "",
        phone_href=formats.telephone(home.phone) if home else "",
        notices=tuple(
            NoticeCard(row.label, row.text, row.is_urgent)
            for row in details.notices.get(resident_id, ())
        ),
        kin=tuple(
            KinCard(row.name, row.relation, row.phone, formats.telephone(row.phone))
            for row in details.kin.get(resident_id, ())
        ),
    )


def held_card(
    row: HeldRow, *, author_name: str, about: str, body: str, may_admit: bool
) -> HeldCard:
    """Make the card of something held."""
    return HeldCard(
        id=str(row.id),
        who=author_name,
        about=about,
        reason=words.reason_text(Reason(row.reason)),
        received=formats.short_moment(row.received_at),
        body=body,
        may_admit=may_admit and not row.settlement,
        settled=words.settlement_text(row.settlement) if row.settlement else "",
        because=row.settled_because,
    )
