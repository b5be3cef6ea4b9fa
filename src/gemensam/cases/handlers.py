"""What casework does when something has happened elsewhere."""

from datetime import datetime

from gemensam.cases import sent_files
from gemensam.outbox import api as outbox
from gemensam.questionnaires.api import AttachmentFoundInfected


@outbox.handles(AttachmentFoundInfected, name="cases.attachment_found_infected")
def attachment_found_infected(event: AttachmentFoundInfected, now: datetime) -> None:
    """Say it in the case, and ask for the file again."""
    sent_files.tell_of_harmful(response_id=event.response_id, file_id=event.file_id, now=now)
