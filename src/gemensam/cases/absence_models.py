"""Tables of absence: the days a caseworker is away, and what became of each of her cases."""

from django.db import models
from django.db.models import F, Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel


class HandOverState(models.TextChoices):
    """How far a case's way to another caseworker, and back, has come."""

    PLANNED = "PLANNED", "planerad"
    MOVED = "MOVED", "flyttad"
    NOT_MOVED = "NOT_MOVED", "inte flyttad"
    RETURNED = "RETURNED", "tillbaka"
    STAYED = "STAYED", "kvar"


class WhyNot(models.TextChoices):
    """Why a case was not moved, or did not come back."""

    DECIDED = "DECIDED", "beslutat"
    TAKEN = "TAKEN", "någon annan handlägger det"
    NOT_ALLOWED = "NOT_ALLOWED", "kollegan får inte ha det"
    WITHDRAWN = "WITHDRAWN", "ångrat"


class Absence(TenantModel):
    """Frånvaro: the days that a caseworker is away, both of them counted."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    # What was handed over is hers again when she is back.
    comes_back = models.BooleanField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person"],
                condition=Q(ended_at__isnull=True),
                name="cases_absence_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="cases_absence_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"


class HandOver(TenantModel):
    """Överlämning: one case of somebody absent, to whom it goes and how that went."""

    absence = TenantForeignKey(Absence, related_name="hand_overs")
    case = TenantForeignKey("cases.Case", related_name="+")
    # Nobody: back to the unit's list.
    to = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=HandOverState, default=HandOverState.PLANNED)
    why = models.CharField(max_length=12, choices=WhyNot, blank=True)
    # The case's version once it was moved: what has been written since, the other has written.
    version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "absence", "case"], name="cases_handover_once"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | ~Q(state__in=["MOVED", "RETURNED", "STAYED"]),
                name="cases_handover_version",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "case"], condition=Q(state="MOVED"), name="cases_handover_moved"
            ),
            models.Index(
                fields=["tenant", "absence"],
                condition=Q(state="PLANNED"),
                name="cases_handover_planned",
            ),
        ]

    def __str__(self) -> str:
        return self.state
