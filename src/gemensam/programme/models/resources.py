"""The resource plan: who works how much with which activity, and how many posts there are."""

from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import ResourcePool, choices_of
from gemensam.programme.rules.resources import MONTHS, MOST_PERCENT
from gemensam.tenancy.models import TenantModel


class Pool(TenantModel):
    """How many posts a plan's work is taken from; the capacity is posts times per cent of each."""

    plan_key = models.CharField(max_length=40)
    pool = models.CharField(max_length=14, choices=choices_of(ResourcePool))
    posts = models.PositiveSmallIntegerField()
    percent_each = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=40, blank=True)
    # What no document states, and we have taken it to be.
    assumption = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "plan_key", "pool"], name="programme_pool_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_key} {self.pool}"

    @property
    def capacity(self) -> int:
        """Per cent of full posts in all."""
        return self.posts * self.percent_each


class ResourceLine(TenantModel):
    """One role's share of one activity. No per cent is one that the plan does not state."""

    plan_key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    activity_key = models.CharField(max_length=40)
    part = models.CharField(max_length=160, blank=True)
    role = models.CharField(max_length=120)
    percent = models.PositiveSmallIntegerField(null=True)
    pool = models.CharField(max_length=14, choices=choices_of(ResourcePool))
    first_month = models.PositiveSmallIntegerField(default=1)
    last_month = models.PositiveSmallIntegerField(default=MONTHS)
    shared_with = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "plan_key", "order"], name="programme_resourceline_order"
            ),
            models.CheckConstraint(
                condition=Q(first_month__gte=1)
                & Q(last_month__gte=F("first_month"))
                & Q(last_month__lte=MONTHS),
                name="programme_resourceline_months",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=MOST_PERCENT),
                name="programme_resourceline_percent",
            ),
            models.CheckConstraint(condition=~Q(role=""), name="programme_resourceline_role"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_key} {self.role}"
