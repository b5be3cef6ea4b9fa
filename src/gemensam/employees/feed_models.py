"""What came from the HR system, row by row, what it changed, and what somebody has to look at.

`models.py` has the employee. Nothing here gives anybody a right: suspensions lie in `identity`.
"""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel

LONGEST_NAME = 120
LONGEST_REASON = 400


class Source(models.TextChoices):
    """The way that a delivery came."""

    FILE = "FILE", "fil"
    SCIM = "SCIM", "SCIM"


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "WAITING", "väntar på granskning"
    # Came by SCIM, and would end more employments than the brake lets through.
    HELD = "HELD", "stoppad"
    APPLIED = "APPLIED", "genomförd"
    DISCARDED = "DISCARDED", "kastad"


class ChangeKind(models.TextChoices):
    """What happened to an employment."""

    JOINED = "JOINED", "ny"
    CHANGED = "CHANGED", "ändrad"
    LEFT = "LEFT", "slutat"
    RETURNED = "RETURNED", "tillbaka"


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    OPEN = "OPEN", "att göra"
    DONE = "DONE", "gjort"
    DECLINED = "DECLINED", "behövs inte"
    # Something later happened to the same employment.
    OVERTAKEN = "OVERTAKEN", "inaktuell"


class FeedMapping(TenantModel):
    """How the HR system's columns and words become ours, and when to stop. The newest counts."""

    # Our field: the heading of their column.
    columns = models.JSONField()
    # Their word for a category: ours.
    categories = models.JSONField()
    # Percent of those employed, and the number that is always let through.
    most_leavers = models.PositiveSmallIntegerField()
    most_changes = models.PositiveSmallIntegerField()
    floor = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(most_leavers__range=(1, 50), most_changes__range=(1, 90)),
                name="employees_feedmapping_brake",
            )
        ]
        indexes = [models.Index(fields=["tenant", "-made_at"], name="employees_feedmapping_newest")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class Delivery(TenantModel):
    """HR-leverans: a file, or one request by SCIM, as it came and what became of it."""

    source = models.CharField(max_length=4, choices=Source)
    # The file's name, or what was asked.
    name = models.CharField(max_length=200)
    # SHA-256 of all that came, also of the columns that were not kept.
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    # Whoever is not in it has left.
    is_whole = models.BooleanField()
    state = models.CharField(max_length=9, choices=DeliveryState)
    came_at = models.DateTimeField()
    came_by = models.CharField(max_length=LONGEST_NAME)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=LONGEST_NAME, blank=True)
    # Why it went on although the brake stopped it, or was thrown away.
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # How many of each kind, once it is applied.
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-came_at"], name="employees_delivery_newest"),
            models.Index(
                fields=["tenant", "state"],
                condition=Q(state__in=["WAITING", "HELD"]),
                name="employees_delivery_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["WAITING", "HELD"], settled_at__isnull=True)
                | Q(state__in=["APPLIED", "DISCARDED"], settled_at__isnull=False),
                name="employees_delivery_settled",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryRow(TenantModel):
    """One row of a delivery as it came, by our fields' names. Never changed."""

    delivery = TenantForeignKey(Delivery, related_name="rows")
    # The line in the file; its head is line 1.
    number = models.PositiveIntegerField()
    cells = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "delivery", "number"], name="employees_deliveryrow_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class EmployeeChange(TenantModel):
    """What a delivery, or a last day that passed, did to an employment. Never changed."""

    employee = TenantForeignKey("employees.Employee", related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind)
    # None: the last day passed.
    delivery = TenantForeignKey(Delivery, related_name="changes", null=True)
    # None too where somebody stood in no row of a whole delivery.
    row = TenantForeignKey(DeliveryRow, related_name="+", null=True)
    # Only the fields that differ: {field: [before, after]}.
    values = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "employee", "at"], name="employees_change_employee"),
            models.Index(fields=["tenant", "kind", "at"], name="employees_change_kind"),
        ]

    def __str__(self) -> str:
        return self.kind


class Proposal(TenantModel):
    """Förslag: what the HSA administrator should look at after a change. It grants nothing."""

    change = TenantForeignKey(EmployeeChange, related_name="+")
    employee = TenantForeignKey("employees.Employee", related_name="proposals")
    state = models.CharField(max_length=9, choices=ProposalState)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=LONGEST_NAME, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant", "made_at"],
                condition=Q(state="OPEN"),
                name="employees_proposal_open",
            ),
            models.Index(fields=["tenant", "employee"], name="employees_proposal_employee"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", settled_at__isnull=True)
                | (~Q(state="OPEN") & Q(settled_at__isnull=False)),
                name="employees_proposal_settled",
            )
        ]

    def __str__(self) -> str:
        return self.state
