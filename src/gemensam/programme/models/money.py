"""The state's grant with its parts and purposes, and the hours that come in to meet it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import CofundingState, choices_of
from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Grant(TenantModel):
    """Bidrag: what the state gives for a year. The matching rule stands in its own words.

    Its amount is the sum of its parts; `printed_total` is what a document says, to compare with.
    Hours on `plan_key` in its year meet it; no plan means that it takes no hours.
    """

    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    agreement = models.CharField(max_length=200)
    plan_key = models.CharField(max_length=40, blank=True)
    printed_total = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    matching_rule = models.TextField(blank=True)
    matching_source = models.CharField(max_length=40, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="programme_grant_key"),
            # An hour is co-funding once, so only one grant of a year takes a plan's hours.
            models.UniqueConstraint(
                fields=["tenant", "year", "plan_key"],
                condition=~Q(plan_key=""),
                name="programme_grant_hours_once",
            ),
            models.CheckConstraint(
                condition=Q(printed_total__isnull=True) | Q(printed_total__gte=0),
                name="programme_grant_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class GrantComponent(TenantModel):
    """A part of a grant. One that is taken not to need matching must say on what assumption.

    Hours on the activities that it names count here; no names means every activity.
    """

    grant = TenantForeignKey(Grant, related_name="components")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=160)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    is_matchable = models.BooleanField()
    assumption = models.TextField(blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    # Empty: no document says when the money may be used.
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    activity_keys = ArrayField(models.CharField(max_length=40), default=list)

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
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="programme_grantcomponent_period",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class GrantPurpose(TenantModel):
    """What the grant is for, a line; its use is shown by the activities that serve it."""

    grant = TenantForeignKey(Grant, related_name="purposes")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    activity_keys = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "grant", "key"], name="programme_grantpurpose_key"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class CofundingLine(TenantModel):
    """Medfinansiering i timmar, a row: hours that a municipality has reported.

    They arrive by event and name no person: who worked is the municipality's business. Money that
    is booked as co-funding is a line of the ledger. After the year is closed a row stays as it was.
    """

    state = models.CharField(max_length=9, choices=choices_of(CofundingState))
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    # The municipality's organisation: a plain id, since its rows lie in another tenant.
    reporting_municipality_id = models.UUIDField()
    hours_id = models.UUIDField()
    plan_key = models.CharField(max_length=40)
    activity_key = models.CharField(max_length=40)
    worked_on = models.DateField()
    minutes = models.PositiveIntegerField()
    rate_per_hour = models.DecimalField(max_digits=9, decimal_places=2)
    rate_basis = models.CharField(max_length=200)
    attested_at = models.DateTimeField(null=True)
    # Which change of the report this row has heard of last: older news changes nothing.
    report_version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "hours_id"], name="programme_cofundingline_hours_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    minutes__gte=1,
                    rate_per_hour__gte=0,
                    amount__gte=0,
                    worked_on__year=models.F("year"),
                ),
                name="programme_cofundingline_figures",
            ),
            models.CheckConstraint(
                condition=Q(state="ATTESTED") ^ Q(attested_at__isnull=True),
                name="programme_cofundingline_attested",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "year"], name="programme_cofunding_year")]

    def __str__(self) -> str:
        return f"{self.hours_id} {self.year}"


class LateHours(TenantModel):
    """News of hours that came after their year was closed: kept, and counted nowhere.

    `amount_change` is what it would change of the attested sum; a correction line may take it in.
    """

    hours_id = models.UUIDField()
    report_version = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=choices_of(CofundingState))
    year = models.PositiveSmallIntegerField()
    plan_key = models.CharField(max_length=40)
    activity_key = models.CharField(max_length=40)
    reporting_municipality_id = models.UUIDField()
    worked_on = models.DateField()
    minutes = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    amount_change = models.DecimalField(max_digits=14, decimal_places=2)
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="programme_latehours_not_negative"
            ),
            models.UniqueConstraint(
                fields=["tenant", "hours_id", "report_version"], name="programme_latehours_once"
            ),
            models.CheckConstraint(
                condition=Q(worked_on__year=models.F("year")), name="programme_latehours_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_id} {self.report_version}"
