"""The state's grant with its parts, and what meets it: booked money and attested hours."""

from django.db import models
from django.db.models import Q

from gemensam.programme.kinds import CofundingKind, CofundingState, choices_of
from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Grant(TenantModel):
    """Bidrag: what the state gives for a year. The matching rule stands in its own words."""

    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    agreement = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    matching_rule = models.TextField()
    matching_source = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="programme_grant_key"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="programme_grant_not_negative"),
        ]

    def __str__(self) -> str:
        return self.key


class GrantComponent(TenantModel):
    """A part of a grant. One that is taken not to need matching must say on what assumption."""

    grant = TenantForeignKey(Grant, related_name="components")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=160)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    is_matchable = models.BooleanField()
    assumption = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "grant", "key"], name="programme_grantcomponent_key"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="programme_grantcomponent_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(is_matchable=True) | ~Q(assumption=""),
                name="programme_grantcomponent_exempt_by_assumption",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class CofundingLine(TenantModel):
    """Medfinansiering, a row: money that is booked, or hours that a municipality has reported.

    Hours arrive by event and name no person: who worked is the municipality's business.
    """

    kind = models.CharField(max_length=6, choices=choices_of(CofundingKind))
    state = models.CharField(max_length=9, choices=choices_of(CofundingState))
    # Booked money of a grant; hours meet whatever grant their year has.
    grant = TenantForeignKey(Grant, related_name="cofunding", null=True)
    source = models.CharField(max_length=40, blank=True)
    is_estimate = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    # The municipality's organisation: a plain id, since its rows lie in another tenant.
    reporting_municipality_id = models.UUIDField(null=True)
    hours_id = models.UUIDField(null=True)
    plan_key = models.CharField(max_length=40, blank=True)
    activity_key = models.CharField(max_length=40, blank=True)
    worked_on = models.DateField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    rate_per_hour = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    rate_basis = models.CharField(max_length=200, blank=True)
    attested_at = models.DateTimeField(null=True)
    # Which change of the report this row has heard of last: older news changes nothing.
    report_version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "hours_id"],
                condition=Q(hours_id__isnull=False),
                name="programme_cofundingline_hours_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="HOURS",
                    hours_id__isnull=False,
                    reporting_municipality_id__isnull=False,
                    minutes__gte=1,
                    rate_per_hour__gte=0,
                    worked_on__isnull=False,
                    worked_on__year=models.F("year"),
                    grant__isnull=True,
                )
                | Q(kind="BOOKED", hours_id__isnull=True, grant__isnull=False),
                name="programme_cofundingline_kind",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="programme_cofundingline_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(kind="BOOKED") | (Q(state="ATTESTED") ^ Q(attested_at__isnull=True)),
                name="programme_cofundingline_attested",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "year", "kind"], name="programme_cofunding_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"
