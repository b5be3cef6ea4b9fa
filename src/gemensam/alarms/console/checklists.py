"""What an operator does, step by step, for each kind of alarm. Pure.

The steps are ours and general: a centre's own routine and the municipality's agreement go before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gemensam.alarms.kinds import QueueLane


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps for one kind of alarm."""

    title: str
    steps: Sequence[Step]


_GREET: Final = Step("greet", "Säg vem du är. Fråga vad som har hänt")
_STAY: Final = Step("stay", "Stanna i samtalet tills någon är framme, om personen vill")
_SEND: Final = Step("send", "Skicka den som ska åka")

_CALL: Final = Checklist(
    "Gör så här när någon har tryckt",
    (
        _GREET,
        Step("hurt", "Fråga om personen har fallit, slagit sig eller har svårt att andas"),
        Step("danger", "Fara för liv eller osäkert: ring 112"),
        _SEND,
        _STAY,
    ),
)
_FALL: Final = Checklist(
    "Gör så här vid fall",
    (
        _GREET,
        Step("head", "Fråga om personen slog i huvudet eller har ont"),
        Step("danger", "Ja, inget svar eller osäkert: ring 112"),
        _SEND,
        _STAY,
    ),
)
_FIRE: Final = Checklist(
    "Gör så här vid brand, gas eller kolmonoxid",
    (
        Step("danger", "Ring 112 nu. Säg adressen och att en person bor där"),
        Step("out", "Säg åt personen att gå ut om det går"),
        _SEND,
        _STAY,
    ),
)
_SENSOR: Final = Checklist(
    "Gör så här vid dörr- och sensorlarm",
    (
        Step("speak", "Tala i larmenheten. Fråga om allt är bra"),
        Step("read", "Läs vad som gäller för personen"),
        Step("send", "Inget svar, eller personen kan vara ute: skicka den som ska åka"),
    ),
)
_UNKNOWN: Final = Checklist(
    "Gör så här när ingen vet vems larmenheten är",
    (
        Step("speak", "Tala i larmenheten. Fråga namn, adress och vad som har hänt"),
        Step("danger", "Fara för liv eller osäkert: ring 112"),
        Step("owner", "Ring kommunens jour med enhetens nummer"),
        Step("report", "Anteckna vems enheten är, så att den kan registreras"),
    ),
)
_TECHNICAL: Final = Checklist(
    "Gör så här vid tekniskt larm",
    (
        Step("test", "Be om ett provlarm, eller ring upp larmenheten"),
        Step("repair", "Fungerar den inte: meddela kommunens tekniker"),
        Step("tell", "Se till att personen vet hur hjälp nås under tiden"),
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
