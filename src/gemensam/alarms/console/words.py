"""What the console calls things, in the reader's language: groups, events, times."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_noop as _

from gemensam.alarms.actions.handling import TAKEN_FROM
from gemensam.alarms.actions.silence import HEARD_AGAIN
from gemensam.alarms.console.checklists import Checklist
from gemensam.alarms.console.lanes import Group
from gemensam.alarms.console.marks import CALLED, DONE, EMERGENCY, HOME, UNDONE, mark_of
from gemensam.alarms.kinds import EndedBecause, EventKind
from scaip import codes

GROUPS: Final = {
    Group.PERSON: _("Alarm from a person"),
    Group.UNKNOWN: _("Unknown alarm unit"),
    Group.SENSOR: _("Door, passive and sensor"),
    Group.TECHNICAL: _("Technical alarms"),
    Group.UNDER_WAY: _("Help is sent"),
    Group.TEST: _("Test alarms"),
}

ENDINGS: Final = {
    EndedBecause.HELPED: _("Help has been on site"),
    EndedBecause.BY_VOICE: _("Settled in conversation"),
    EndedBecause.MISTAKE: _("Pressed by mistake"),
    EndedBecause.TECHNICAL: _("Technical fault, left to a technician"),
}

# %(who)s and %(what)s are the event's own; a sentence without them needs neither.
_EVENTS: Final = {
    EventKind.RAISED: _("The alarm came"),
    EventKind.PRESSED_AGAIN: _("Pressed again"),
    EventKind.UNIT_SAID: _("The alarm unit said: %(what)s"),
    EventKind.CLAIMED: _("%(who)s took the alarm"),
    EventKind.TAKEN_OVER: _("%(who)s took over the alarm from %(what)s"),
    EventKind.RELEASED: _("%(who)s gave the alarm back to the queue"),
    EventKind.LEASE_LOST: _("The alarm went back to the queue: the console stopped answering"),
    EventKind.DISCLOSED: _("The information was shown to %(who)s"),
    EventKind.DISPATCHED: _("%(who)s sent %(what)s"),
    EventKind.ACCEPTED: _("%(who)s is on the way"),
    EventKind.ARRIVED: _("%(who)s is on site"),
    EventKind.DONE: _("%(who)s is done"),
    EventKind.ESCALATED: _("A reminder went out"),
    EventKind.CLOSED: _("%(who)s ended it: %(what)s"),
}
# Technical alarms are told by what has failed; others by what called.
_PLAIN_STATUSES: Final = frozenset({"0009", "0010", "0011", "0000", "0001", "0006", "0007"})
# Seconds are counted while they matter; after that, minutes.
_COUNT_SECONDS: Final = timedelta(minutes=5)
_HOUR: Final = timedelta(hours=1)


def _language() -> codes.Language:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def group_name(group: Group) -> str:
    """Name a group of the queue."""
    return gettext(GROUPS[group])


def ending(because: EndedBecause) -> str:
    """Say why an alarm was ended."""
    return gettext(ENDINGS[because]) if because in ENDINGS else because


def alarm_unit(cid: str) -> str:
    """Name an alarm by its unit's number, when nothing else is known."""
    return gettext("Alarm unit %(number)s") % {"number": cid}


def sentence(kind: EventKind, who: str, what: str) -> str:
    """Say what happened."""
    if kind is EventKind.NOTED:
        return what
    if kind is EventKind.CLOSED and what in set(EndedBecause):
        what = ending(EndedBecause(what))
    if what == HEARD_AGAIN:
        what = gettext("The alarm unit is heard again")
    who = who or gettext("The system")
    return gettext(_EVENTS[kind]) % {"who": who, "what": what.removeprefix(TAKEN_FROM)}


def marked(what: str, checklist: Checklist) -> str:
    """Say what a button noted; anything else is given back as it is."""
    verb, about = mark_of(what)
    step = next((one.text for one in checklist.steps if one.key == about), about)
    if verb == DONE:
        return gettext("Done: %(step)s") % {"step": step}
    if verb == UNDONE:
        return gettext("Undone: %(step)s") % {"step": step}
    if verb != CALLED:
        return what
    if about == EMERGENCY:
        return gettext("Called 112")
    if about == HOME:
        return gettext("Called the person's home")
    return gettext("Called next of kin no. %(number)s") % {"number": about}


def title(*, device_type: str, status_code: str) -> str:
    """Name an alarm by what called, and by its status when that says more."""
    device = codes.device_name(device_type, _language())
    device = device[:1].upper() + device[1:]
    if status_code in _PLAIN_STATUSES:
        return device
    return f"{device}: {codes.status_name(status_code, _language())}"


def _separator() -> str:
    return ":" if _language() == "en" else "."


def hour_minute(at: datetime) -> str:
    """Write the time of day: `02.05`, in English `02:05`."""
    return f"{timezone.localtime(at):%H{_separator()}%M}"


def to_the_second(at: datetime) -> str:
    """Write the time of day with seconds: `02.05.09`, in English `02:05:09`."""
    return f"{hour_minute(at)}{_separator()}{timezone.localtime(at):%S}"


def duration(gone: timedelta) -> str:
    """Write how long: `1.08`, `6 min`, `1 h 5 min`. The script on the page writes the same."""
    gone = max(gone, timedelta(0))
    seconds = int(gone.total_seconds())
    if gone < _COUNT_SECONDS:
        return f"{seconds // 60}{_separator()}{seconds % 60:02}"
    if gone < _HOUR:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"


def announced(wait: timedelta | None) -> str:
    """Write the announced waiting time: `42 s`, `1 min 5 s`, `12 min`."""
    if wait is None:
        return pgettext("waiting time", "none")
    seconds = int(wait.total_seconds())
    if seconds < 60:  # noqa: PLR2004 -- seconds of a minute
        return f"{seconds} s"
    if wait < _COUNT_SECONDS:
        return f"{seconds // 60} min {seconds % 60} s"
    return duration(wait)
