"""Who may not log in for the time being, although a commission of theirs counts."""

from django.db import models

from gemensam.kernel.hsa_ids import NO_SMALL_LETTERS
from gemensam.tenancy.models import TenantModel

LONGEST_REASON = 400


class Suspension(TenantModel):
    """Spärr: an employee's commissions in this tenant count for nothing until it is lifted.

    Made by what ends employments; lifted only by a person who gives a reason. It grants nothing.
    """

    employee_hsa_id = models.CharField(max_length=31)
    since = models.DateTimeField()
    reason = models.CharField(max_length=LONGEST_REASON)
    # What it came of, in words and by id, such as a delivery from the HR system.
    source = models.CharField(max_length=200)
    source_id = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=120, blank=True)
    lift_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = [
            # Also what each request looks in.
            models.UniqueConstraint(
                fields=["tenant", "employee_hsa_id"],
                condition=models.Q(lifted_at__isnull=True),
                name="identity_suspension_running",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True) | ~models.Q(lift_reason=""),
                name="identity_suspension_lifted",
            ),
            models.CheckConstraint(
                condition=models.Q(employee_hsa_id__regex=NO_SMALL_LETTERS),
                name="identity_suspension_capitals",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "employee_hsa_id"], name="identity_suspension_of"),
            models.Index(fields=["tenant", "source_id"], name="identity_suspension_source"),
        ]

    def __str__(self) -> str:
        return self.employee_hsa_id
