"""A meeting in words, and as a file for a calendar. Pure, but for the language of the page."""

from datetime import UTC, datetime
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from gemensam.cases.meeting_models import Meeting, MeetingKind, MeetingState
from gemensam.cases.meeting_rows import MeetingRow
from gemensam.ui import formats
from gemensam.ui.parts import Kind, Tag

# A line of a calendar file holds so many bytes; what is longer goes on after a space (RFC 5545, 3.1).
_LINE: Final = 74
_STATUS: Final = {MeetingState.BOOKED: "CONFIRMED", MeetingState.CANCELLED: "CANCELLED"}


def hours(row: Meeting | MeetingRow) -> str:
    """Write `tisdag 1 december 2026 kl. 10.00–11.00`, in the reader's own time zone."""
    return f"{formats.long_moment(row.starts_at)}–{formats.clock(row.ends_at)}"


def kind_name(kind: str) -> str:
    """Name how people meet."""
    return {
        MeetingKind.HOME: _("Home visit"),
        MeetingKind.OFFICE: _("Meeting at the office"),
        MeetingKind.PHONE: _("Telephone meeting"),
        MeetingKind.VIDEO: _("Video meeting"),
    }[MeetingKind(kind)]


def state_tag(row: MeetingRow) -> Tag:
    """Say how it stands, for both sides."""
    return {
        MeetingState.PROPOSED: Tag(_("Proposed: waits for an answer"), Kind.ASK),
        MeetingState.BOOKED: Tag(_("Booked"), Kind.OK),
        MeetingState.OTHER_TIME: Tag(_("Another time is wanted"), Kind.WARM),
        MeetingState.DECLINED: Tag(_("Declined"), Kind.WARM),
        MeetingState.CANCELLED: Tag(_("Called off"), Kind.OFF),
        MeetingState.OVER: Tag(_("Has been"), Kind.OFF),
    }[MeetingState(row.state)]


# What stands in the thread is Swedish whatever the page's language: the case is handled in Swedish.


def _what(row: MeetingRow) -> str:
    with translation.override("sv"):
        return f"{MeetingKind(row.kind).label} {hours(row)}"


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?" else f"{text}."


def booked(row: MeetingRow, before: MeetingRow | None) -> str:
    """Say what is proposed or booked, and which time it is instead of."""
    moved = before is not None and (before.starts_at, before.ends_at) != (
        row.starts_at,
        row.ends_at,
    )
    head = {
        (True, True): "Ny tid",
        (True, False): "Förslag på ny tid",
        (False, True): "Bokat",
        (False, False): "Förslag",
    }[moved, row.is_booked]
    with translation.override("sv"):
        instead = f" Tidigare: {hours(before)}." if before is not None and moved else ""
    details = [
        f"{label}: {_sentence(text)}"
        for label, text in (
            ("Plats", row.place or ("hemma" if row.kind == MeetingKind.HOME else "")),
            ("Med", row.with_whom),
            ("Ta med", row.bring),
            ("Tolk", row.interpreter),
        )
        if text
    ]
    return " ".join([f"{head}: {_what(row)}.{instead}", *details])


def called_off(row: MeetingRow, reason: str) -> str:
    """Say that it does not take place, and why."""
    return f"Inställt: {_what(row)}. Skäl: {_sentence(reason)}"


def answered(row: MeetingRow, says: str, text: str) -> str:
    """Say what the applicant's side says to the time."""
    head = {
        "ja": f"Tackar ja till {_what(row)}.",
        "annan-tid": f"Vill ha en annan tid än {_what(row)}.",
        "nej": f"Tackar nej till {_what(row)}.",
    }[says]
    interpreter = f"Tolk: {row.interpreter}." if says == "ja" and row.interpreter else ""
    return " ".join(part for part in (head, text and _sentence(text), interpreter) if part)


def calendar_file(
    row: MeetingRow, *, title: str, place: str = "", text: str = "", now: datetime
) -> bytes:
    """Write a meeting as an iCalendar file (RFC 5545). Times are in UTC: no rule of summer time is
    needed to read them. What a calendar shares with others is up to its owner, so nothing of the
    matter is in it.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Gemensam//SV",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{row.id}",
        f"DTSTAMP:{_instant(now)}",
        f"LAST-MODIFIED:{_instant(row.changed_at)}",
        f"SEQUENCE:{row.version}",
        f"DTSTART:{_instant(row.starts_at)}",
        f"DTEND:{_instant(row.ends_at)}",
        f"STATUS:{_STATUS.get(MeetingState(row.state), 'TENTATIVE')}",
        "CLASS:PRIVATE",
        f"SUMMARY:{_escaped(title)}",
        *([f"LOCATION:{_escaped(place)}"] if place else []),
        *([f"DESCRIPTION:{_escaped(text)}"] if text else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(one) for one in lines)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """Break a line where it is too long, never inside a character."""
    parts, part = [], b""
    for sign in line:
        data = sign.encode()
        if len(part) + len(data) > _LINE:
            parts.append(part)
            part = b" "
        part += data
    return b"\r\n".join([*parts, part]) + b"\r\n"
