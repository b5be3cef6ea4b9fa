"""What surrounds a municipality's hour reports: a running timer, closed years, reminders sent."""

from django.db import models
from django.db.models import Q

from gemensam.programme.kinds import choices_of
from gemensam.programme.kinds_hours import Reminder
from gemensam.tenancy.models import TenantModel


class HoursTimer(TenantModel):
    """A clock that a person has started: one at a time. It becomes a report when it is stopped."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    plan_key = models.CharField(max_length=40)
    activity_key = models.CharField(max_length=40)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person"], name="programme_hourstimer_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_key} {self.started_at}"


class LockedYear(TenantModel):
    """A year that the municipality has closed: the database takes no time in it any more."""

    year = models.PositiveSmallIntegerField()
    reports = models.PositiveIntegerField()
    locked_at = models.DateTimeField()
    locked_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "year"], name="programme_lockedyear_once")
        ]

    def __str__(self) -> str:
        return str(self.year)


class ReminderRound(TenantModel):
    """That those of a municipality whom a reminder concerned have been reminded, for a period."""

    kind = models.CharField(max_length=10, choices=choices_of(Reminder))
    # The first day of the week or month that it is about.
    period = models.DateField()
    persons = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "period"], name="programme_reminderround_once"
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="programme_reminderround_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"
