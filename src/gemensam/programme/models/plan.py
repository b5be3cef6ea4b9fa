"""The action plan as its document states it: areas with costs, activities with goals."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import FundingKind, SentenceColumn, choices_of
from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Plan(TenantModel):
    """Handlingsplan. `printed_total` is the document's own sum, kept to be compared with ours."""

    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    subtitle = models.CharField(max_length=200)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=40)
    printed_total = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="programme_plan_key"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="programme_plan_years"
            ),
            models.CheckConstraint(
                condition=Q(printed_total__gte=0), name="programme_plan_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Funding(TenantModel):
    """Where the plan's money comes from, as printed: the state's grant and the co-funding."""

    plan = TenantForeignKey(Plan, related_name="fundings")
    kind = models.CharField(max_length=10, choices=choices_of(FundingKind))
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    is_estimate = models.BooleanField()
    source = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    printed_total = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "plan", "kind"], name="programme_funding_kind"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(printed_total__gte=0),
                name="programme_funding_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Area(TenantModel):
    """An overall area of the plan, the only level at which it states costs."""

    plan = TenantForeignKey(Plan, related_name="areas")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    source = models.CharField(max_length=40)
    printed_total = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "plan", "key"], name="programme_area_key"),
            models.CheckConstraint(
                condition=Q(printed_total__gte=0), name="programme_area_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Activity(TenantModel):
    """A numbered activity. An empty cost is one that the plan does not state."""

    plan = TenantForeignKey(Plan, related_name="activities")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=4)
    name = models.CharField(max_length=160)
    source = models.CharField(max_length=40)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    indicators = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "plan", "key"], name="programme_activity_key"
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="programme_activity_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Sentence(TenantModel):
    """One sentence of the plan, in our words, under the column of the document it stands in."""

    area = TenantForeignKey(Area, related_name="sentences", null=True)
    activity = TenantForeignKey(Activity, related_name="sentences", null=True)
    column = models.CharField(max_length=12, choices=choices_of(SentenceColumn))
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    # Goals and target pictures are for a year.
    year = models.PositiveSmallIntegerField(null=True)
    # The document's text is cut off here; what is missing is not guessed.
    is_fragment = models.BooleanField(default=False)
    # Our remark, not the document's.
    is_ours = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(area__isnull=True) ^ Q(activity__isnull=True),
                name="programme_sentence_one_owner",
            ),
            models.UniqueConstraint(
                fields=["tenant", "area", "activity", "column", "order"],
                nulls_distinct=False,
                name="programme_sentence_order",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ActivityCost(TenantModel):
    """A cost row under an area; no share means that the plan does not say how it divides."""

    area = TenantForeignKey(Area, related_name="costs")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    share_numerator = models.PositiveIntegerField(null=True)
    share_denominator = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "area", "key"], name="programme_cost_key"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="programme_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(share_numerator__isnull=True, share_denominator__isnull=True)
                | Q(share_denominator__gte=1, share_numerator__lte=F("share_denominator")),
                name="programme_cost_share",
            ),
        ]

    def __str__(self) -> str:
        return self.key
