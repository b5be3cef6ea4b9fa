"""What an operator does, step by step, for each kind of alarm.

The steps are ours and general: a centre's own routine and the municipality's agreement go before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from gemensam.alarms.kinds import QueueLane


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    key: str
    message: str

    @property
    def text(self) -> str:
        """Say it in the reader's language."""
        return gettext(self.message)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps for one kind of alarm."""

    message: str
    steps: Sequence[Step]

    @property
    def title(self) -> str:
        """Say for what it is, in the reader's language."""
        return gettext(self.message)


_GREET: Final = Step("greet", _("Say who you are. Ask what has happened"))
_STAY: Final = Step("stay", _("Stay on the line until somebody is there, if the person wishes"))
_SEND: Final = Step("send", _("Send the one who is to go"))

_CALL: Final = Checklist(
    _("What to do when somebody has pressed"),
    (
        _GREET,
        Step("hurt", _("Ask whether the person has fallen, is hurt or finds it hard to breathe")),
        Step("danger", _("Danger to life, or not sure: call 112")),
        _SEND,
        _STAY,
    ),
)
_FALL: Final = Checklist(
    _("What to do after a fall"),
    (
        _GREET,
        Step("head", _("Ask whether the person hit their head or is in pain")),
        Step("danger", _("Yes, no answer, or not sure: call 112")),
        _SEND,
        _STAY,
    ),
)
_FIRE: Final = Checklist(
    _("What to do about fire, gas or carbon monoxide"),
    (
        Step("danger", _("Call 112 now. Give the address and say that a person lives there")),
        Step("out", _("Tell the person to go out if possible")),
        _SEND,
        _STAY,
    ),
)
_SENSOR: Final = Checklist(
    _("What to do about door and sensor alarms"),
    (
        Step("speak", _("Speak through the alarm unit. Ask whether all is well")),
        Step("read", _("Read what applies to the person")),
        Step("send", _("No answer, or the person may be outdoors: send the one who is to go")),
    ),
)
_UNKNOWN: Final = Checklist(
    _("What to do when nobody knows whose alarm unit it is"),
    (
        Step(
            "speak", _("Speak through the alarm unit. Ask for name, address and what has happened")
        ),
        Step("danger", _("Danger to life, or not sure: call 112")),
        Step("owner", _("Call the municipality's duty line with the alarm unit's number")),
        Step("report", _("Note whose alarm unit it is, so that it can be registered")),
    ),
)
_TECHNICAL: Final = Checklist(
    _("What to do about a technical alarm"),
    (
        Step("test", _("Ask for a test alarm, or call the alarm unit")),
        Step("repair", _("If it does not work: tell the municipality's technician")),
        Step("tell", _("Make sure that the person knows how to get help meanwhile")),
    ),
)

_BY_DEVICE: Final = {
    "0005": _FALL,
    "0021": _FIRE,
    "0023": _FIRE,
    "0025": _FIRE,
    "0026": _FIRE,
    "0037": _FIRE,
    "0047": _FIRE,
}


def checklist_for(lane: QueueLane, device_type: str, *, is_sensor: bool) -> Checklist:
    """Give the steps for an alarm."""
    if lane is QueueLane.UNKNOWN:
        return _UNKNOWN
    if lane is QueueLane.TECHNICAL:
        return _TECHNICAL
    if device_type in _BY_DEVICE:
        return _BY_DEVICE[device_type]
    return _SENSOR if is_sensor else _CALL
