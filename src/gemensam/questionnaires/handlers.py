"""What questionnaires does when something has happened elsewhere."""

from datetime import datetime

from gemensam.files.api import FileFoundInfected
from gemensam.outbox import api as outbox
from gemensam.questionnaires.events import AttachmentFoundInfected
from gemensam.questionnaires.models import Attachment, Response
from gemensam.tenancy.context import current_tenant_id


@outbox.handles(FileFoundInfected, name="questionnaires.file_found_infected")
def file_found_infected(event: FileFoundInfected, now: datetime) -> None:
    """Say whose response the file came with: its owner knows whom to tell."""
    row = Attachment.objects.filter(file_id=event.file_id).values_list("response_id").first()
    if row is None:
        return
    # Somebody may be submitting it with the file this very moment: then that comes first, and if not,
    # it is refused for this (`harmful`). Either way the one who sent it is told.
    Response.objects.select_for_update().get(id=row[0])
    outbox.publish(
        AttachmentFoundInfected(response_id=row[0], file_id=event.file_id, at=event.at),
        key=str(row[0]),
        tenant_id=current_tenant_id(),
        now=now,
    )
