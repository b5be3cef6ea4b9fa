"""What municipalities hand in: hours, and what an hour costs."""

from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import HoursState, choices_of
from gemensam.tenancy.models import TenantForeignKey, TenantModel

MOST_MINUTES = 24 * 60


class HourlyRate(TenantModel):
    """What an hour costs the municipality from a day on, and what that is worked out from."""

    starts_on = models.DateField()
    per_hour = models.DecimalField(max_digits=9, decimal_places=2)
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "starts_on"], name="programme_rate_once"),
            models.CheckConstraint(
                condition=Q(per_hour__gte=0), name="programme_rate_not_negative"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="programme_rate_has_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.per_hour} {self.starts_on}"


class HourReport(TenantModel):
    """Tidrapport: what one person of the municipality worked on one activity on one day.

    The rate is copied when the time is reported: a later rate changes nothing behind us.
    """

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    unit = TenantForeignKey("organisations.Unit", related_name="+", null=True)
    plan_key = models.CharField(max_length=40)
    activity_key = models.CharField(max_length=40)
    worked_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    rate_per_hour = models.DecimalField(max_digits=9, decimal_places=2)
    rate_basis = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=choices_of(HoursState))
    version = models.PositiveIntegerField(default=1)
    # What was reported with one press, so that it can be taken back with one.
    batch_id = models.UUIDField(null=True)
    reported_at = models.DateTimeField()
    attested_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    attested_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
                name="programme_hourreport_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(rate_per_hour__gte=0), name="programme_hourreport_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["ATTESTED", "LOCKED"],
                    attested_by__isnull=False,
                    attested_at__isnull=False,
                )
                | Q(
                    state__in=["REPORTED", "WITHDRAWN"],
                    attested_by__isnull=True,
                    attested_at__isnull=True,
                ),
                name="programme_hourreport_one_attestation",
            ),
            # Two pairs of eyes: nobody attests their own time.
            models.CheckConstraint(
                condition=Q(attested_by__isnull=True) | ~Q(attested_by=F("person")),
                name="programme_hourreport_not_ones_own",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "person", "-worked_on"], name="programme_hourreport_person"
            ),
            models.Index(
                fields=["tenant", "worked_on"],
                condition=Q(state="REPORTED"),
                name="programme_hourreport_waiting",
            ),
            models.Index(
                fields=["tenant", "batch_id"],
                condition=Q(batch_id__isnull=False),
                name="programme_hourreport_batch",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
