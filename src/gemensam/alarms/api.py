"""What other domains may ask of alarms."""

from gemensam.alarms.actions.counting import recount
from gemensam.alarms.actions.handling import Command, NoSuchAlarm, claim, close
from gemensam.alarms.actions.intake import Arrived, note_life, take_batch
from gemensam.alarms.actions.registering import (
    NoSuchSafetyAlarm,
    UnitDetails,
    enrol,
    order_safety_alarm,
    register_analogue,
)
from gemensam.alarms.actions.responding import (
    NotDispatched,
    NotTheOwner,
    responder_accepted,
    responder_arrived,
    responder_done,
)
from gemensam.alarms.kinds import EndedBecause, Function, Line, Status, Technology
from gemensam.alarms.queries import CountRow, county_counts
from gemensam.alarms.reach import reach_of
from gemensam.alarms.register import SafetyAlarmRow, UnitRow, safety_alarms_of

__all__ = [
    "Arrived",
    "Command",
    "CountRow",
    "EndedBecause",
    "Function",
    "Line",
    "NoSuchAlarm",
    "NoSuchSafetyAlarm",
    "NotDispatched",
    "NotTheOwner",
    "SafetyAlarmRow",
    "Status",
    "Technology",
    "UnitDetails",
    "UnitRow",
    "claim",
    "close",
    "county_counts",
    "enrol",
    "note_life",
    "order_safety_alarm",
    "reach_of",
    "recount",
    "register_analogue",
    "responder_accepted",
    "responder_arrived",
    "responder_done",
    "safety_alarms_of",
    "take_batch",
]
