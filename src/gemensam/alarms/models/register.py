"""Which alarms are granted, with which alarm unit, and who receives them."""

from django.db import models
from django.db.models import F, Q

from gemensam.alarms.kinds import GrantEnded, Line, Status, Technology, choices_of
from gemensam.tenancy.models import GlobalModel, Tenant, TenantForeignKey, TenantModel


class SafetyAlarm(TenantModel):
    """Trygghetslarm: every alarm that is granted, analogue ones too."""

    resident = TenantForeignKey("people.Resident", related_name="+")
    # The decision that grants it belongs to a domain above: its id only.
    care_service_id = models.UUIDField(null=True)
    unit = TenantForeignKey("organisations.Unit", related_name="+", null=True)
    technology = models.CharField(max_length=10, choices=choices_of(Technology))
    supplier = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=choices_of(Status))
    ordered_at = models.DateTimeField()
    installed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_because = models.CharField(
        max_length=10, choices=choices_of(GrantEnded), blank=True, default="", db_default=""
    )
    # When an analogue alarm is to become a digital one.
    switch_over_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "care_service_id"],
                condition=Q(care_service_id__isnull=False),
                name="alarms_safetyalarm_care_service",
            ),
            models.CheckConstraint(
                condition=Q(status="ENDED") ^ Q(ended_at__isnull=True),
                name="alarms_safetyalarm_ended",
            ),
            models.CheckConstraint(
                condition=Q(status="ENDED") ^ Q(ended_because=""),
                name="alarms_safetyalarm_ended_because",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("ordered_at")),
                name="alarms_safetyalarm_period",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "resident"], name="alarms_safetyalarm_resident"),
            models.Index(fields=["tenant", "unit"], name="alarms_safetyalarm_unit"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AlarmUnit(TenantModel):
    """Larmenhet: the box at the resident's home. One alarm has one at a time."""

    safety_alarm = TenantForeignKey(SafetyAlarm, related_name="alarm_units")
    cid = models.CharField(max_length=32)
    model = models.CharField(max_length=60)
    line = models.CharField(max_length=15, choices=choices_of(Line))
    place = models.CharField(max_length=80)
    key = models.CharField(max_length=120, blank=True)
    instructions = models.CharField(max_length=400, blank=True)
    heartbeat_seconds = models.PositiveIntegerField()
    enrolled_at = models.DateTimeField()
    enrolled_by = models.UUIDField(null=True)
    test_passed_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "safety_alarm"],
                condition=Q(retired_at__isnull=True),
                name="alarms_alarmunit_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(heartbeat_seconds__gte=30), name="alarms_alarmunit_heartbeat"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "cid"], name="alarms_alarmunit_cid")]

    def __str__(self) -> str:
        return str(self.id)


class Route(GlobalModel):
    """Whose alarm unit a number is and which centre receives it; looked up before any tenant."""

    cid = models.CharField(max_length=32)
    alarm_unit_id = models.UUIDField(unique=True)
    safety_alarm_id = models.UUIDField()
    resident_id = models.UUIDField()
    owner_tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    centre_tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    heartbeat_seconds = models.PositiveIntegerField()
    enrolled_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cid"], condition=Q(is_active=True), name="alarms_route_cid"
            )
        ]

    def __str__(self) -> str:
        return self.cid


class LastSeen(models.Model):
    """When an alarm unit was last heard. Narrow and written in bulk; `seen_at` has no index."""

    alarm_unit_id = models.UUIDField(primary_key=True)
    seen_at = models.DateTimeField()
    heartbeats = models.BigIntegerField(db_default=0)
    silent_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.alarm_unit_id)


class AlarmCount(TenantModel):
    """A municipality's figures: what the county may see of its alarms."""

    granted = models.PositiveIntegerField()
    digital = models.PositiveIntegerField()
    working = models.PositiveIntegerField()
    by_function = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="alarms_alarmcount_once"),
            models.CheckConstraint(
                condition=Q(working__lte=F("digital")) & Q(digital__lte=F("granted")),
                name="alarms_alarmcount_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.working}/{self.digital}/{self.granted}"
