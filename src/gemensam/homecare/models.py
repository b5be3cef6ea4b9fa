"""Visits, notes that are only added to, what phones reported, and what had to be held."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gemensam.homecare.rules import IntentKind, VisitState
from gemensam.kernel.actor import InformationClass, Regime
from gemensam.tenancy.models import TenantForeignKey, TenantModel

# SHA-256 written in hexadecimal.
HASH_LENGTH = 64
LONGEST_TASK = 120


class VisitKind(models.TextChoices):
    """Why somebody goes there."""

    PLANNED = "PLANNED", "planerat besök"
    ALARM = "ALARM", "larm"


class Visit(TenantModel):
    """Besök: a unit is to go to a resident within a window of time, planned or after an alarm."""

    resident = TenantForeignKey("people.Resident", related_name="+")
    unit = TenantForeignKey("organisations.Unit", related_name="+")
    kind = models.CharField(max_length=10, choices=VisitKind)
    window_starts_at = models.DateTimeField()
    window_ends_at = models.DateTimeField()
    tasks = ArrayField(models.CharField(max_length=LONGEST_TASK), default=list)
    # What the operator told the patrol; the alarm itself belongs to the receiving centre.
    alarm_text = models.TextField(blank=True)
    alarm_id = models.UUIDField(null=True)
    centre_tenant_id = models.UUIDField(null=True)
    # The granted care service that a first visit is of; it belongs to casework.
    care_service_id = models.UUIDField(null=True)
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in VisitState],
        default=VisitState.PLANNED.value,
    )
    assigned_person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(window_ends_at__gt=F("window_starts_at")), name="homecare_visit_window"
            ),
            models.CheckConstraint(
                condition=Q(kind="ALARM", alarm_id__isnull=False, centre_tenant_id__isnull=False)
                | Q(kind="PLANNED", alarm_id__isnull=True, centre_tenant_id__isnull=True),
                name="homecare_visit_alarm",
            ),
            models.CheckConstraint(
                condition=Q(state="PLANNED") | Q(assigned_person__isnull=False),
                name="homecare_visit_somebody",
            ),
            # Of one care service there is one first visit.
            models.UniqueConstraint(
                fields=["tenant", "care_service_id"],
                condition=Q(care_service_id__isnull=False),
                name="homecare_visit_care_service_once",
            ),
            # The same alarm may be sent to one more unit, but never twice to the same.
            models.UniqueConstraint(
                fields=["tenant", "alarm_id", "unit"],
                condition=Q(alarm_id__isnull=False),
                name="homecare_visit_alarm_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "unit", "window_starts_at"], name="homecare_visit_round"
            ),
            models.Index(fields=["tenant", "resident"], name="homecare_visit_resident"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Stream(TenantModel):
    """The tenant's one line of notes: numbers them in the order they are committed.

    `epoch` changes after a restore from backup, so that phones offer again what they still have.
    """

    epoch = models.UUIDField()
    last_sequence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="homecare_stream_once")]

    def __str__(self) -> str:
        return str(self.id)


class Device(TenantModel):
    """One person's writing place under one commission: a phone, or the server for plain pages.

    The commission stands here so that a late note can be judged by the one it was written under.
    """

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    commission_id = models.UUIDField()
    unit = TenantForeignKey("organisations.Unit", related_name="+")
    is_server_side = models.BooleanField(default=False)
    enrolled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "commission_id"],
                condition=Q(is_server_side=True),
                name="homecare_device_server_side_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Note(TenantModel):
    """Anteckning: append-only. A correction is a new note; the original stays and is marked."""

    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    author_title = models.CharField(max_length=120, blank=True)
    device = TenantForeignKey(Device, related_name="+")
    device_sequence = models.PositiveIntegerField()
    resident = TenantForeignKey("people.Resident", related_name="+")
    unit = TenantForeignKey("organisations.Unit", related_name="+")
    visit = TenantForeignKey(Visit, related_name="+", null=True)
    regime = models.CharField(max_length=3, choices=[(one.value, one.value) for one in Regime])
    information_class = models.CharField(
        max_length=20, choices=[(one.name, one.name) for one in InformationClass]
    )
    form_version = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField()
    server_sequence = models.BigIntegerField()
    based_on = models.BigIntegerField()
    prev_hash = models.CharField(max_length=HASH_LENGTH)
    hash = models.CharField(max_length=HASH_LENGTH)
    body = models.TextField()
    corrects = TenantForeignKey("self", related_name="+", null=True)
    signature = models.BinaryField(null=True)
    countersigned_at = models.DateTimeField(null=True)
    countersignature = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "server_sequence"], name="homecare_note_server_sequence"
            ),
            models.UniqueConstraint(
                fields=["tenant", "device", "device_sequence"], name="homecare_note_device_sequence"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="homecare_note_body"),
            models.CheckConstraint(
                condition=Q(device_sequence__gte=1), name="homecare_note_sequence_from_one"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "resident", "-server_sequence"], name="homecare_note_resident"
            ),
            models.Index(fields=["tenant", "corrects"], name="homecare_note_corrects"),
            models.Index(fields=["tenant", "author", "created_at"], name="homecare_note_author"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Verdict(models.TextChoices):
    """What became of something a phone reported."""

    ACCEPTED = "ACCEPTED", "mottagen"
    HELD = "HELD", "kvarhållen"


class Intent(TenantModel):
    """What somebody reported of a visit: append-only. The visit's state follows from it."""

    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in IntentKind])
    visit = TenantForeignKey(Visit, related_name="+")
    at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    device = TenantForeignKey(Device, related_name="+", null=True)
    received_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "visit", "at"], name="homecare_intent_visit")]

    def __str__(self) -> str:
        return str(self.id)


class Settlement(models.TextChoices):
    """What the unit manager did with something held."""

    ADMITTED = "ADMITTED", "införd i journalen"
    LEFT = "LEFT", "lämnad utanför"


class HeldEntry(TenantModel):
    """Kvarhållen: something a phone sent that could not be taken in. It is never dropped."""

    entry_id = models.UUIDField()
    entry_kind = models.CharField(
        max_length=10, choices=[(one, one) for one in ("note", "case_note", "intent")]
    )
    # As it came, as JSON text: it may hold what a text or jsonb column cannot.
    payload = models.TextField()
    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    unit = TenantForeignKey("organisations.Unit", related_name="+")
    device_id = models.UUIDField(null=True)
    device_sequence = models.PositiveIntegerField(null=True)
    hash = models.CharField(max_length=HASH_LENGTH, blank=True)
    # Null when the resident is not one of this tenant's.
    resident = TenantForeignKey("people.Resident", related_name="+", null=True)
    reason = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    settlement = models.CharField(max_length=10, choices=Settlement, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    settled_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "author", "entry_id"], name="homecare_heldentry_once"
            ),
            models.CheckConstraint(
                condition=Q(settlement="", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(settlement="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="homecare_heldentry_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "unit", "settlement", "received_at"],
                name="homecare_heldentry_waiting",
            ),
            models.Index(fields=["tenant", "device_id"], name="homecare_heldentry_device"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ShownOnPhone(TenantModel):
    """That a resident's details lay in somebody's round one day: read once, logged once.

    The phone fetches its round over and over; one row per person and day keeps the access log to
    one row per access (one access = person × actor × purpose).
    """

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    resident = TenantForeignKey("people.Resident", related_name="+")
    on_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "resident", "on_date"],
                name="homecare_shownonphone_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class HomeVisit(TenantModel):
    """Hembesök: a case that a caseworker has taken along, and so what lies on that person's phone.

    It also says that the caseworker had the right to the case when it was taken along.
    """

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    case = TenantForeignKey("cases.Case", related_name="+")
    resident = TenantForeignKey("people.Resident", related_name="+")
    # Whose case it was then.
    unit = TenantForeignKey("organisations.Unit", related_name="+")
    taken_at = models.DateTimeField()
    # Put back, or forgotten, from then on.
    until = models.DateTimeField()
    # The phone fetches over and over: one log row per person and day.
    logged_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "case"], name="homecare_homevisit_once"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("taken_at")), name="homecare_homevisit_period"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
