"""What the console calls things, in Swedish: groups, events, durations. Pure."""

from datetime import timedelta
from typing import Final

from gemensam.alarms.console.lanes import Group
from gemensam.alarms.kinds import EndedBecause, EventKind
from scaip import codes

GROUPS: Final = {
    Group.PERSON: "Larm från person",
    Group.UNKNOWN: "Okänd larmenhet",
    Group.SENSOR: "Dörr, passiv och givare",
    Group.TECHNICAL: "Tekniska larm",
    Group.UNDER_WAY: "Hjälp är skickad",
    Group.TEST: "Provlarm",
}

ENDINGS: Final = {
    EndedBecause.HELPED: "Hjälp har varit på plats",
    EndedBecause.BY_VOICE: "Löst i samtal",
    EndedBecause.MISTAKE: "Tryckt av misstag",
    EndedBecause.TECHNICAL: "Tekniskt fel, lämnat till tekniker",
}

# {who} and {what} are the event's own; a sentence without them needs neither.
_EVENTS: Final = {
    EventKind.RAISED: "Larmet kom",
    EventKind.PRESSED_AGAIN: "Tryckte igen",
    EventKind.UNIT_SAID: "Larmenheten meddelade: {what}",
    EventKind.CLAIMED: "{who} tog larmet",
    EventKind.TAKEN_OVER: "{who} tog över larmet {what}",
    EventKind.RELEASED: "{who} lämnade tillbaka larmet till kön",
    EventKind.LEASE_LOST: "Larmet gick tillbaka till kön: konsolen slutade svara",
    EventKind.DISCLOSED: "Uppgifterna visades för {who}",
    EventKind.DISPATCHED: "{who} skickade {what}",
    EventKind.ACCEPTED: "{who} är på väg",
    EventKind.ARRIVED: "{who} är framme",
    EventKind.DONE: "{who} är klar",
    EventKind.ESCALATED: "Påminnelse gick ut",
    EventKind.NOTED: "{what}",
    EventKind.CLOSED: "{who} avslutade: {what}",
}
# Technical alarms are told by what has failed; others by what called.
_PLAIN_STATUSES: Final = frozenset({"0009", "0010", "0011", "0000", "0001", "0006", "0007"})
# Seconds are counted while they matter; after that, minutes.
_COUNT_SECONDS: Final = timedelta(minutes=5)
_HOUR: Final = timedelta(hours=1)


def sentence(kind: EventKind, who: str, what: str) -> str:
    """Say what happened."""
    if kind is EventKind.CLOSED and what in set(EndedBecause):
        what = ENDINGS.get(EndedBecause(what), what)
    return _EVENTS[kind].format(who=who or "Systemet", what=what.removeprefix("· ")).strip()


def title(*, device_type: str, status_code: str) -> str:
    """Name an alarm by what called, and by its status when that says more."""
    device = codes.device_name(device_type)
    device = device[:1].upper() + device[1:]
    if status_code in _PLAIN_STATUSES:
        return device
    return f"{device}: {codes.status_name(status_code)}"


def duration(gone: timedelta) -> str:
    """Write how long: `1.08`, `6 min`, `1 h 5 min`. The script on the page writes the same."""
    gone = max(gone, timedelta(0))
    seconds = int(gone.total_seconds())
    if gone < _COUNT_SECONDS:
        return f"{seconds // 60}.{seconds % 60:02}"
    if gone < _HOUR:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"


def announced(wait: timedelta | None) -> str:
    """Write the announced waiting time: `42 s`, `1 min 5 s`, `12 min`."""
    if wait is None:
        return "ingen"
    seconds = int(wait.total_seconds())
    if seconds < 60:  # noqa: PLR2004 -- seconds of a minute
        return f"{seconds} s"
    if wait < _COUNT_SECONDS:
        return f"{seconds // 60} min {seconds % 60} s"
    return duration(wait)
