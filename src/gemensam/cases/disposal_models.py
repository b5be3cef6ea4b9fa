"""Tables of disposal: the register of what is gone, a municipality's own plan, and what is to be kept."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Disposal(TenantModel):
    """Gallring: that a case was disposed of, by which rule. Nothing of persons; never changed."""

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    disposed_on = models.DateField()
    rule = models.TextField()
    # How many rows of each sort, by the table's name.
    counts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="cases_disposal_number")
        ]
        indexes = [models.Index(fields=["tenant", "-disposed_on"], name="cases_disposal_day")]

    def __str__(self) -> str:
        return self.number


class DisposalPlan(TenantModel):
    """Dokumenthanteringsplan: how long the municipality itself has decided to keep a kind of case."""

    # Empty: every kind.
    kind = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    years = models.PositiveSmallIntegerField()
    at_year_end = models.BooleanField(default=True)
    sample_days = ArrayField(models.PositiveSmallIntegerField())
    keeps_all = models.BooleanField(default=False)
    source = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=200) & ~Q(source=""),
                name="cases_disposalplan_years",
            )
        ]

    def __str__(self) -> str:
        return self.source


class HoldReason(models.TextChoices):
    """Why a case is to be kept for now."""

    ORDER = "ORDER", "beslut om att bevara"
    REQUEST = "REQUEST", "begäran om att få ut handlingar"


class Hold(TenantModel):
    """Bevarande: a case that is not disposed of until this is lifted."""

    case = TenantForeignKey("cases.Case", related_name="+")
    reason = models.CharField(max_length=10, choices=HoldReason)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=160)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "case", "reason"],
                condition=Q(lifted_at__isnull=True),
                name="cases_hold_once",
            )
        ]

    def __str__(self) -> str:
        return self.reason
