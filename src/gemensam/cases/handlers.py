"""What casework does when something has happened, here or elsewhere."""

from datetime import datetime
from uuid import UUID

from gemensam.cases import approval_endings, reworded_dishes, sent_files
from gemensam.cases.events import CareServiceGranted, CaseChanged
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.performers.api import ApprovalEnded, MenuWritten
from gemensam.questionnaires.api import AttachmentFoundInfected
from gemensam.webhooks import api as webhooks


@outbox.handles(AttachmentFoundInfected, name="cases.attachment_found_infected")
def attachment_found_infected(event: AttachmentFoundInfected, now: datetime) -> None:
    """Say it in the case, and ask for the file again."""
    sent_files.tell_of_harmful(response_id=event.response_id, file_id=event.file_id, now=now)


@outbox.handles(MenuWritten, name="cases.tell_dishes_reworded")
def tell_dishes_reworded(event: MenuWritten, now: datetime) -> None:
    """Tell whoever chose a dish that says something else now."""
    reworded_dishes.tell_of_reworded(unit_id=event.unit_id, monday=event.monday, now=now)


@outbox.handles(ApprovalEnded, name="cases.tell_approval_ended")
def tell_approval_ended(event: ApprovalEnded, now: datetime) -> None:
    """Ask those whom the performer helps, or who wish for it, to choose anew."""
    approval_endings.tell_concerned(
        unit_id=event.unit_id, kind=event.kind, ends_on=event.ends_on, now=now
    )


@outbox.handles(CaseChanged, name="cases.tell_case_changed")
def tell_case_changed(event: CaseChanged, now: datetime) -> None:
    """Tell the municipality's own systems."""
    webhooks.tell(
        kind=webhooks.Kind(f"case.{event.what.lower()}"),
        source_id=event.event_id,
        about={"case_id": event.case_id, "event_id": event.event_id},
        is_guarded=_is_guarded(event.resident_id),
        at=event.at,
        now=now,
    )


@outbox.handles(CareServiceGranted, name="cases.tell_care_service_granted")
def tell_care_service_granted(event: CareServiceGranted, now: datetime) -> None:
    """Tell the municipality's own systems."""
    webhooks.tell(
        kind=webhooks.Kind.CARE_SERVICE_GRANTED,
        source_id=event.care_service_id,
        about={"case_id": event.case_id, "care_service_id": event.care_service_id},
        is_guarded=_is_guarded(event.resident_id),
        at=event.at,
        now=now,
    )


def _is_guarded(resident_id: UUID) -> bool:
    return people.resident(resident_id).is_protected
