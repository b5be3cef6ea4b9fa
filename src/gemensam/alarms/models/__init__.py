"""Tables: the register in the municipality's tenant, alarms in the receiving centre's."""

from gemensam.alarms.models.alarm import (
    Alarm,
    AlarmEvent,
    Escalation,
    FeedEntry,
    Incoming,
    Unsequenced,
)
from gemensam.alarms.models.register import (
    AlarmCount,
    AlarmUnit,
    LastSeen,
    Route,
    SafetyAlarm,
)

__all__ = [
    "Alarm",
    "AlarmCount",
    "AlarmEvent",
    "AlarmUnit",
    "Escalation",
    "FeedEntry",
    "Incoming",
    "LastSeen",
    "Route",
    "SafetyAlarm",
    "Unsequenced",
]
