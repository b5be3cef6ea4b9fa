"""A month's calculations in a case, version after version."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel


class CalculationVersion(TenantModel):
    """Normberäkning: everything that went in, every row with its steps, by whom. Never changed.

    A later version replaces an earlier one; what a decision was made from stays as it was.
    """

    case = TenantForeignKey("cases.Case", related_name="+")
    resident = TenantForeignKey("people.Resident", related_name="+")
    number = models.PositiveIntegerField()
    month = models.DateField()
    # `keeping.py` writes and reads both.
    sheet = models.JSONField()
    calculation = models.JSONField()
    norm = models.CharField(max_length=80)
    is_invented = models.BooleanField()
    granted_ore = models.BigIntegerField()
    # What was changed and why.
    said = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    made_by_name = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "case", "number"], name="assistance_calculationversion_number"
            ),
            models.CheckConstraint(
                condition=Q(granted_ore__gte=0) & Q(number__gte=1),
                name="assistance_calculationversion_amount",
            ),
        ]
        indexes = [
            # Last month's, to see what has changed.
            models.Index(
                fields=["tenant", "resident", "-month", "-made_at"],
                name="assistance_calculation_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number}"
