"""What the pages and the phone show of a case on a home visit: text only, the same for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.cases import api as cases
from gemensam.homecare.cards import LATE, NoticeCard
from gemensam.homecare.home_visits import along
from gemensam.homecare.home_visits.maps import map_href
from gemensam.identity.api import Request
from gemensam.ui import formats


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """A line of the application."""

    label: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question that the applicant has not answered."""

    label: str = ""
    text: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class CaseNoteCard:
    """A note within the municipality."""

    id: str = ""
    who: str = ""
    when: str = ""
    body: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case with what one needs at the door."""

    id: str = ""
    href: str = ""
    case_href: str = ""
    number: str = ""
    title: str = ""
    name: str = ""
    heading: str = ""
    address: str = ""
    directions: str = ""
    map_href: str = ""
    phone: str = ""
    phone_href: str = ""
    interpreter: str = ""
    representative: str = ""
    decided: str = ""
    meeting: str = ""
    notices: Sequence[NoticeCard] = ()
    prompts: Sequence[str] = ()
    questions: Sequence[QuestionCard] = ()
    answers: Sequence[AnswerCard] = ()
    notes: Sequence[CaseNoteCard] = ()


def _note_card(event: cases.ThreadEvent) -> CaseNoteCard:
    written = event.written_at or event.at
    return CaseNoteCard(
        id=str(event.id),
        who=", ".join(part for part in (event.who, event.title) if part),
        when=formats.short_moment(written),
        body=event.text,
        late=formats.short_moment(event.at) if event.at - written > LATE else "",
    )


def _meeting(found: cases.CaseAtHome, now: datetime) -> str:
    """Say when the home visit is booked, and with whom; empty where none is to come."""
    rows = cases.meetings_to_come(found.meeting, now)
    row = next((one for one in rows if one.kind == cases.MeetingKind.HOME and not one.asks), None)
    if row is None:
        return ""
    booked = _("Booked: %(when)s.") if row.is_booked else _("Proposed: %(when)s.")
    said = [booked % {"when": cases.meeting_hours(row)}]
    said += [f"{_('With:')} {row.with_whom}."] if row.with_whom else []
    said += [f"{_('Interpreter:')} {row.interpreter}."] if row.interpreter else []
    return " ".join(said)


def case_card(found: cases.CaseAtHome, *, now: datetime, browser: str = "") -> CaseCard:
    """Make the card of a case, for the phone that `browser` says."""
    resident, home = found.resident, found.home
    address = f"{home.street_address}, {home.postal_code} {home.town}" if home else ""
    return CaseCard(
        id=str(found.id),
        href=reverse("home_visits:visit", args=[found.id]),
        case_href=reverse("cases:case", args=[found.id]),
        number=found.number,
        title=found.title,
        name=resident.name,
        heading=_("%(name)s, aged %(age)d")
        % {"name": resident.name, "age": resident.age(formats.local_day(now))},
        address=address,
        directions=home.directions if home else "",
        map_href=map_href(address, browser=browser),
        phone=home.phone if home else "",
        phone_href=formats.telephone(home.phone) if home else "",
        interpreter=resident.language if resident.needs_interpreter else "",
        representative=found.representative_name,
        decided=_("The case is decided. What you write is still entered into it.")
        if found.is_decided
        else "",
        meeting=_meeting(found, now),
        notices=[NoticeCard(row.label, row.text, row.is_urgent) for row in found.notices],
        prompts=list(found.prompts),
        questions=[
            QuestionCard(one.field_label, one.text, formats.day(one.due_on))
            for one in found.open_questions
        ],
        answers=[AnswerCard(one.label, one.text) for one in found.answers],
        notes=[_note_card(one) for one in found.notes],
    )


def case_cards(request: Request) -> list[CaseCard]:
    """Compose what the actor's phone keeps: the cases along, each person logged once a day."""
    found = along.cases_along(request.actor, now=request.now, request_id=request.request_id)
    return [
        case_card(one, now=request.now, browser=request.headers.get("User-Agent", ""))
        for one in found
    ]
