"""Employees as HR knows them. What they may do follows their commissions, never this."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from gemensam.kernel.hsa_ids import LONGEST, NO_SMALL_LETTERS
from gemensam.tenancy.models import TenantModel


class Category(models.TextChoices):
    """Personalkategori: the sorts of staff whose access the programme follows."""

    LICENSED = "LICENSED", "legitimerad personal"
    MANAGER = "MANAGER", "chefer"
    CASEWORKER = "CASEWORKER", "handläggare"
    SOCIAL_CARE = "SOCIAL_CARE", "övrig socialtjänst"
    SCHOOL_HEALTH = "SCHOOL_HEALTH", "elevhälsa"
    # Works for the municipality, but not with what asks for a secure log-in.
    NOT_CONCERNED = "NOT_CONCERNED", "övriga"


class Employee(TenantModel):
    """Anställd: one employment, by the number that the municipality's HR system knows it by."""

    hr_number = models.CharField(max_length=40)
    # Empty until HSA has given one. Two employments of a person may share it.
    hsa_id = models.CharField(max_length=LONGEST, blank=True)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=59)
    is_protected = models.BooleanField(default=False)
    category = models.CharField(max_length=20, choices=Category)
    title = models.CharField(max_length=80, blank=True)
    # The workplace in the HR system's words; which unit of ours it is, a mapping says.
    workplace = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    # The last day of work.
    ends_on = models.DateField(null=True)
    # When the employment was taken to be over: its last day had passed, or HR no longer had it.
    left_at = models.DateTimeField(null=True)
    # When the HR system ceased to have it at all.
    removed_at = models.DateTimeField(null=True)
    # What the HR system itself calls the employment by SCIM, if it has another name for it.
    external_id = models.CharField(max_length=120, db_default="")
    # Counts each change, so that whoever changes an old state is told.
    version = models.PositiveIntegerField(db_default=1)
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "hr_number"], name="employees_employee_hr_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="employees_employee_period",
            ),
            models.CheckConstraint(
                condition=models.Q(hsa_id__regex=NO_SMALL_LETTERS),
                name="employees_employee_capitals",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "hsa_id"],
                condition=~Q(hsa_id=""),
                name="employees_employee_hsa_id",
            ),
            # The last days that the worker looks for each minute.
            models.Index(
                fields=["tenant", "ends_on"],
                condition=Q(left_at__isnull=True, ends_on__isnull=False),
                name="employees_employee_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.hr_number


# Django looks for tables in this module.
from gemensam.employees import feed_models, register  # noqa: E402, F401
