"""Figures that others have worked out and Kolada publishes: kept as they came, apart from ours."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel


class KoladaKpi(TenantModel):
    """A key figure as Kolada describes it."""

    kpi = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    # Who makes the figure; Kolada passes it on.
    auspice = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True)
    # The title that it had when it was first fetched: another one may mean another figure.
    first_title = models.CharField(max_length=300)
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kpi"], name="programme_koladakpi_once")
        ]

    def __str__(self) -> str:
        return self.kpi


class KoladaValue(TenantModel):
    """A municipality's value for a year, unrounded. Empty where Kolada has none: not nought."""

    kpi = TenantForeignKey(KoladaKpi, related_name="values")
    measured_municipality_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    # T all, K women, M men.
    gender = models.CharField(max_length=1)
    value = models.DecimalField(max_digits=24, decimal_places=8, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kpi", "measured_municipality_id", "year", "gender"],
                name="programme_koladavalue_once",
            ),
            models.CheckConstraint(
                condition=Q(gender__in=["T", "K", "M"]), name="programme_koladavalue_gender"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measured_municipality_id} {self.year} {self.gender}"
