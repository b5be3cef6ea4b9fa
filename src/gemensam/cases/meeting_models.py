"""The table of booked meetings: one row a meeting, as it stands; what happened to it is in the thread."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel


class MeetingKind(models.TextChoices):
    """How people meet."""

    HOME = "HOME", "hembesök"
    OFFICE = "OFFICE", "möte på kontoret"
    PHONE = "PHONE", "telefonmöte"
    VIDEO = "VIDEO", "videomöte"


class MeetingState(models.TextChoices):
    """How a meeting stands."""

    PROPOSED = "PROPOSED", "föreslaget"
    BOOKED = "BOOKED", "bokat"
    OTHER_TIME = "OTHER_TIME", "en annan tid önskas"
    DECLINED = "DECLINED", "tackat nej"
    CANCELLED = "CANCELLED", "inställt"
    # It has been: the worker says so when its time has passed.
    OVER = "OVER", "har varit"


# What takes up its time in a calendar.
STANDING: Final = (MeetingState.PROPOSED, MeetingState.BOOKED)
# What the resident's side has answered, and the caseworker has to do something about.
ASKING: Final = (MeetingState.OTHER_TIME, MeetingState.DECLINED)
OPEN: Final = (*STANDING, *ASKING)


class Meeting(TenantModel):
    """Möte: when, where and how the applicant and the caseworker meet. A case may have several."""

    case = TenantForeignKey("cases.Case", related_name="meetings")
    # Whoever booked it, or moved it last, holds it.
    held_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    held_by_name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=MeetingKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # An address, a number or a link; of a home visit nothing, since the address stands in the case.
    place = models.CharField(max_length=300, blank=True)
    with_whom = models.CharField(max_length=200, blank=True)
    bring = models.CharField(max_length=500, blank=True)
    # Which language is interpreted; empty: none is needed.
    interpreter = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState)
    # Counted up when it is moved or cancelled, so that nobody answers to another time.
    version = models.PositiveSmallIntegerField(default=1)
    changed_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="cases_meeting_period"
            ),
        ]
        indexes = [
            # A case's own.
            models.Index(
                fields=["tenant", "case"], condition=Q(state__in=OPEN), name="cases_meeting_open"
            ),
            # Those whose time has passed.
            models.Index(
                fields=["tenant", "ends_at"],
                condition=Q(state__in=STANDING),
                name="cases_meeting_to_end",
            ),
            # What else somebody has at the time.
            models.Index(
                fields=["tenant", "held_by", "starts_at"],
                condition=Q(state__in=STANDING),
                name="cases_meeting_calendar",
            ),
            # Those to remind of.
            models.Index(
                fields=["tenant", "starts_at"],
                condition=Q(state="BOOKED", reminded_at__isnull=True),
                name="cases_meeting_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return self.state
