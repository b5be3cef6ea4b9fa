"""What time does to meetings, done by the worker: reminders the day before, and over when it has passed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.cases import notices
from gemensam.cases.meeting_models import STANDING, Meeting, MeetingState
from gemensam.cases.meetings import note_on_case
from gemensam.cases.models import Case
from gemensam.delivery import api as delivery
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context

# The applicant is reminded so long before, of what was agreed before that.
REMINDED_BEFORE: Final = timedelta(hours=24)


def remind_due(*, now: datetime) -> int:
    """Remind of the meetings of the next day in every tenant, once each; the worker does this."""
    count = 0
    for body in organisations.bodies():
        with tenant_context(body.tenant_id):
            end_passed(now=now)
            due = Meeting.objects.filter(
                state=MeetingState.BOOKED,
                reminded_at=None,
                starts_at__gt=now,
                starts_at__lte=now + REMINDED_BEFORE,
            )
            for meeting_id in list(due.order_by("starts_at", "id").values_list("id", flat=True)):
                count += _remind(meeting_id, now=now)
    return count


@transaction.atomic
def _remind(meeting_id: UUID, *, now: datetime) -> bool:
    row = (
        Meeting.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("case")
        .filter(id=meeting_id, state=MeetingState.BOOKED, reminded_at=None)
        .first()
    )
    if row is None:
        return False
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    # Whoever was told within the same day needs no second notice.
    if row.changed_at > row.starts_at - REMINDED_BEFORE:
        return False
    person = people.resident(row.case.resident_id)
    notices.tell_resident(row.case, person, kind=delivery.MessageKind.MEETING_REMINDER, now=now)
    return True


def end_passed(*, now: datetime) -> int:
    """Let what has been be over, so that the case tells of its next meeting; say how many were."""
    passed = Meeting.objects.filter(state__in=STANDING, ends_at__lte=now)
    cases = set(passed.values_list("case_id", flat=True))
    return sum(_end_in(case_id, now) for case_id in sorted(cases))


@transaction.atomic
def _end_in(case_id: UUID, now: datetime) -> int:
    case = Case.objects.select_for_update(skip_locked=True).filter(id=case_id).first()
    if case is None:
        return 0
    before = case.meeting_at
    ended = Meeting.objects.filter(case_id=case_id, state__in=STANDING, ends_at__lte=now)
    count = ended.update(state=MeetingState.OVER)
    note_on_case(case, now)
    # The list of today's meetings keeps one that has been; nobody who has the page open is told.
    case.meeting_at = case.meeting_at or before
    case.save(update_fields=["meeting_at", "meeting_asks"])
    return count
