"""Indicators: definitions as they were saved, reported values, targets, and raw rows with their roll-up."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import choices_of
from gemensam.programme.rules.indicators_figures import Origin, Stage
from gemensam.programme.rules.indicators_targets import Comparison
from gemensam.tenancy.models import TenantField, TenantForeignKey, TenantModel

KEY_LENGTH = 60


class IndicatorDefinitionVersion(TenantModel):
    """A definition as it was saved: never changed, only followed by the next version."""

    key = models.CharField(max_length=KEY_LENGTH)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    # Empty for what ships with the project.
    saved_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key", "version"], name="programme_definition_version"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="programme_definition_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class IndicatorValue(TenantModel):
    """A reported value: two whole numbers for a period, under one version of the definition.

    No row is no report. A zero is a row. A row without numbers says why nothing can be assessed.
    """

    indicator = models.CharField(max_length=KEY_LENGTH)
    definition_version = models.PositiveSmallIntegerField()
    # Which of the indicator's named denominators; empty for its own.
    among = models.CharField(max_length=40, blank=True)
    # The municipality, or the county body for what only the county has.
    reporting_municipality_id = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    numerator = models.PositiveIntegerField(null=True)
    # Empty for counts, which are of nothing.
    denominator = models.PositiveIntegerField(null=True)
    not_assessable_because = models.CharField(max_length=200, blank=True)
    # Nought for the first report; a correction of a locked value is the next number.
    correction = models.PositiveSmallIntegerField(default=0)
    corrected_because = models.CharField(max_length=200, blank=True)
    is_synthetic = models.BooleanField()
    origin = models.CharField(max_length=5, choices=choices_of(Origin))
    stage = models.CharField(max_length=8, choices=choices_of(Stage))
    version = models.PositiveIntegerField(default=1)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "tenant",
                    "indicator",
                    "definition_version",
                    "among",
                    "reporting_municipality_id",
                    "starts_on",
                    "ends_on",
                    "correction",
                ],
                name="programme_indicatorvalue_once",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(numerator__lte=F("denominator")),
                name="programme_indicatorvalue_share",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="programme_indicatorvalue_period"
            ),
            # Nothing is silently empty: a number, or the reason why there is none.
            models.CheckConstraint(
                condition=Q(numerator__isnull=False, not_assessable_because="")
                | (
                    Q(numerator__isnull=True, denominator__isnull=True)
                    & ~Q(not_assessable_because="")
                ),
                name="programme_indicatorvalue_number_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(stage="DRAFT", approved_at__isnull=True, locked_at__isnull=True)
                | Q(stage="APPROVED", approved_at__isnull=False, locked_at__isnull=True)
                | Q(stage="LOCKED", approved_at__isnull=False, locked_at__isnull=False),
                name="programme_indicatorvalue_stage",
            ),
            models.CheckConstraint(
                condition=Q(correction=0, corrected_because="")
                | (Q(correction__gte=1) & ~Q(corrected_because="")),
                name="programme_indicatorvalue_correction",
            ),
        ]
        indexes = [
            # The newest of a municipality is one step down the index, however many there are.
            models.Index(
                fields=["tenant", "indicator", "reporting_municipality_id", "among", "-ends_on"],
                name="programme_indicatorvalue_of",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.numerator}/{self.denominator}"


class IndicatorValuePart(TenantModel):
    """A part of a reported value, by the parts that the definition names."""

    value = TenantForeignKey(IndicatorValue, related_name="parts")
    part = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "value", "part"], name="programme_part_once"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(numerator__lte=F("denominator")),
                name="programme_part_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.numerator}/{self.denominator}"


class IndicatorTarget(TenantModel):
    """What a plan wants of an indicator in a period, and the second condition that it words."""

    key = models.CharField(max_length=KEY_LENGTH)
    indicator = models.CharField(max_length=KEY_LENGTH)
    plan_key = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=40)
    # Which denominator, and which part of the value; empty for the indicator's own and all of it.
    among = models.CharField(max_length=40, blank=True)
    part = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    comparison = models.CharField(max_length=9, choices=choices_of(Comparison))
    # The least that is wanted: a number, or a share as two whole numbers.
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    # Where our reading goes beyond the printed words.
    assumption = models.CharField(max_length=300, blank=True)
    # The qualifier as it is worded, and what would measure it; no document says.
    second_condition = models.CharField(max_length=120, blank=True)
    second_indicator = models.CharField(max_length=KEY_LENGTH, blank=True)
    second_numerator = models.PositiveIntegerField(null=True)
    second_denominator = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="programme_target_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="programme_target_period"
            ),
            models.CheckConstraint(
                condition=Q(comparison__in=["AT_LEAST", "MORE_THAN"], numerator__isnull=False)
                | Q(comparison__in=["INCREASE", "NARRATIVE"], numerator__isnull=True),
                name="programme_target_number",
            ),
            models.CheckConstraint(
                condition=Q(second_indicator="") | ~Q(second_condition=""),
                name="programme_target_second",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class IndicatorObservation(TenantModel):
    """A raw row: what somebody counted on a day. Append-only; a correction is a new row.

    A trigger keeps `IndicatorMonth` in the same statement: the sums are never rebuilt.
    """

    indicator = models.CharField(max_length=KEY_LENGTH)
    observed_municipality_id = models.UUIDField()
    day = models.DateField()
    # A correction takes away by a negative number.
    numerator = models.IntegerField()
    denominator = models.IntegerField(null=True)
    source = models.CharField(max_length=40)

    class Meta:
        indexes = [BrinIndex(fields=["day"], name="programme_observation_day", autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.indicator} {self.day} {self.numerator}/{self.denominator}"


class IndicatorMonth(models.Model):
    """The sums of raw rows per indicator, municipality and month, written by the trigger alone."""

    pk = models.CompositePrimaryKey("tenant_id", "indicator", "month", "observed_municipality_id")
    tenant = TenantField()
    indicator = models.CharField(max_length=KEY_LENGTH)
    month = models.DateField()
    observed_municipality_id = models.UUIDField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    rows = models.BigIntegerField()
    # The days there are rows of: a month that lies wholly inside a period need not be read by day.
    first_day = models.DateField()
    last_day = models.DateField()

    def __str__(self) -> str:
        return f"{self.indicator} {self.month} {self.numerator}/{self.denominator}"
