"""Tables: the register in the municipality's tenant, alarms in the receiving centre's."""

from gemensam.alarms.models.alarm import (
    Alarm,
    AlarmEvent,
    EndedBecause,
    Escalation,
    EventKind,
    FeedEntry,
    Incoming,
    QueueLane,
    State,
    Unsequenced,
)
from gemensam.alarms.models.register import (
    AlarmCount,
    AlarmUnit,
    LastSeen,
    Line,
    Route,
    SafetyAlarm,
    Status,
    Technology,
)

__all__ = [
    "Alarm",
    "AlarmCount",
    "AlarmEvent",
    "AlarmUnit",
    "EndedBecause",
    "Escalation",
    "EventKind",
    "FeedEntry",
    "Incoming",
    "LastSeen",
    "Line",
    "QueueLane",
    "Route",
    "SafetyAlarm",
    "State",
    "Status",
    "Technology",
    "Unsequenced",
]
