"""Approvals of private performers, and the presentation of each performer that can be chosen."""

from django.db import models
from django.db.models import F, Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel

LONGEST_REASON = 300
LONGEST_DISH = 120
# So many dishes a day there are to choose among at the most.
MOST_DISHES = 3


class Approval(TenantModel):
    """Godkännande (LOV 2008:962): a unit of a private company may give a kind of care for a time."""

    unit = TenantForeignKey("organisations.Unit", related_name="+")
    # The kind of care service, by the word that cases know it by.
    kind = models.CharField(max_length=40)
    starts_on = models.DateField()
    # The last day.
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="performers_approval_period",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="performers_approval_reason"),
            # Whoever ends it says why, and stands there by name.
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, ended_at__isnull=True, ended_by__isnull=True)
                | (
                    Q(ends_on__isnull=False, ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(end_reason="")
                ),
                name="performers_approval_ended",
            ),
            models.UniqueConstraint(
                fields=["tenant", "unit", "kind"],
                condition=Q(ends_on__isnull=True),
                name="performers_approval_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class Presentation(TenantModel):
    """What a performer says of itself, in the same four parts for all."""

    unit = TenantForeignKey("organisations.Unit", related_name="+")
    what = models.CharField(max_length=400)
    where = models.CharField(max_length=200)
    languages = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "unit"], name="performers_presentation_unit")
        ]

    def __str__(self) -> str:
        return self.what[:40]


class MenuDish(TenantModel):
    """Rätt på matsedeln: what a unit brings on a day; number 1 comes to whoever has not chosen."""

    unit = TenantForeignKey("organisations.Unit", related_name="+")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_DISH)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unit", "day", "number"], name="performers_menudish_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_DISHES),
                name="performers_menudish_number",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="performers_menudish_text"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
