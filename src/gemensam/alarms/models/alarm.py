"""Alarms as the receiving centre works with them: state, history, and what must happen next."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gemensam.alarms.kinds import EndedBecause, EventKind, QueueLane, State, Step, choices_of
from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Alarm(TenantModel):
    """Larm: one call for help, whatever number of presses and operators it takes."""

    cid = models.CharField(max_length=32)
    ref = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    lane = models.CharField(max_length=12, choices=choices_of(QueueLane))
    state = models.CharField(max_length=10, choices=choices_of(State))
    version = models.PositiveIntegerField(db_default=1)
    press_count = models.PositiveIntegerField(db_default=1)
    received_at = models.DateTimeField()
    # What sorts the queue: the latest press, or when the alarm came back to it.
    raised_at = models.DateTimeField()
    # As the unit wrote it; codes are explained when shown.
    device_type = models.CharField(max_length=4)
    device_number = models.CharField(max_length=256, db_default="")
    status_code = models.CharField(max_length=4)
    location_code = models.CharField(max_length=3, db_default="000")
    location_text = models.CharField(max_length=256, db_default="")
    unit_text = models.CharField(max_length=256, db_default="")
    call_back = models.CharField(max_length=256, db_default="")
    oddities = ArrayField(models.CharField(max_length=300), db_default=[])
    # The same (cid, ref) came before with another meaning, or long ago.
    linked = TenantForeignKey("self", related_name="+", null=True)
    # Ids in the municipality's tenant; all empty when nobody knows whose unit it is.
    owner_tenant_id = models.UUIDField(null=True)
    alarm_unit_id = models.UUIDField(null=True)
    safety_alarm_id = models.UUIDField(null=True)
    resident_id = models.UUIDField(null=True)
    is_unknown = models.BooleanField(db_default=False)

    claimed_by = models.UUIDField(null=True)
    claimed_name = models.CharField(max_length=120, db_default="")
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    responder_unit_id = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=10, choices=choices_of(EndedBecause), db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="CLOSED") ^ Q(closed_at__isnull=True),
                name="alarms_alarm_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="CLAIMED")
                | Q(claimed_by__isnull=False, lease_until__isnull=False),
                name="alarms_alarm_claimed",
            ),
            models.CheckConstraint(condition=Q(press_count__gte=1), name="alarms_alarm_presses"),
            models.CheckConstraint(
                condition=Q(is_unknown=True) ^ Q(owner_tenant_id__isnull=False),
                name="alarms_alarm_owner",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "cid"],
                condition=~Q(state="CLOSED"),
                name="alarms_alarm_open",
            ),
            models.Index(fields=["tenant", "alarm_unit_id"], name="alarms_alarm_unit"),
            models.Index(fields=["tenant", "received_at"], name="alarms_alarm_received"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Incoming(TenantModel):
    """A message that was kept, so that the same one again is answered and not kept twice.

    The key cannot carry a window of 24 hours by itself, hence the day it was first seen: a lookup
    asks for today's and yesterday's.
    """

    cid = models.CharField(max_length=32)
    ref = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    day = models.DateField()
    received_at = models.DateTimeField()
    # The reply as it was sent, to be sent again.
    mrs = models.TextField()
    alarm = TenantForeignKey(Alarm, related_name="incoming")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "cid", "ref", "digest", "day"], name="alarms_incoming_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class AlarmEvent(TenantModel):
    """Something that happened to an alarm. Rows are only added; a command's row comes once."""

    alarm = TenantForeignKey(Alarm, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=15, choices=choices_of(EventKind))
    # Made by whoever gives the command: giving it again changes nothing.
    command_id = models.UUIDField(null=True)
    actor_person_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, db_default="")
    what = models.CharField(max_length=400, db_default="")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "command_id"],
                condition=Q(command_id__isnull=False),
                name="alarms_alarmevent_command",
            )
        ]
        indexes = [models.Index(fields=["tenant", "alarm", "at"], name="alarms_alarmevent_alarm")]

    def __str__(self) -> str:
        return str(self.id)


class Unsequenced(models.Model):
    """An event that waits for its number: the work list of the feed's one writer."""

    event_id = models.UUIDField(primary_key=True)
    centre_tenant_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.event_id)


class FeedEntry(TenantModel):
    """An event's number in the console's feed: without gaps, given after the event's commit."""

    sequence = models.BigIntegerField()
    event = TenantForeignKey(AlarmEvent, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "sequence"], name="alarms_feedentry_order"),
            models.UniqueConstraint(fields=["tenant", "event"], name="alarms_feedentry_once"),
        ]

    def __str__(self) -> str:
        return str(self.sequence)


class Escalation(TenantModel):
    """What happens next to an open alarm if nobody does anything, and when."""

    alarm = TenantForeignKey(Alarm, related_name="escalations")
    step = models.CharField(max_length=15, choices=choices_of(Step))
    attempt = models.PositiveSmallIntegerField(db_default=0)
    # Empty once the alarm is closed.
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "alarm"], name="alarms_escalation_once")
        ]
        indexes = [
            models.Index(
                fields=["tenant", "next_at"],
                condition=Q(next_at__isnull=False),
                name="alarms_escalation_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.attempt}"
