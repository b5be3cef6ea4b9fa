"""Tables of a unit's manager: who was given which case, and why a case was opened."""

from django.db import models
from django.db.models import F, Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Allotment(TenantModel):
    """Fördelning: one case given to a caseworker, or to the unit's list, in one press among others."""

    case = TenantForeignKey("cases.Case", related_name="+")
    # What was given in one press, which can be undone in one.
    batch_id = models.UUIDField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # Null: nobody by name.
    was = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    to = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", null=True)
    # The case's version right after, to know whether anybody has done something in it since.
    version = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "batch_id", "case"], name="cases_allotment_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "made_by", "-made_at"],
                condition=Q(undone_at__isnull=True),
                name="cases_allotment_latest",
            )
        ]

    def __str__(self) -> str:
        return str(self.batch_id)


class Insight(TenantModel):
    """Insyn: why a unit's manager opened a case that somebody else handles, and until when she may."""

    case = TenantForeignKey("cases.Case", related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")), name="cases_insight_period"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "case", "until"], name="cases_insight_whose")
        ]

    def __str__(self) -> str:
        return self.reason
