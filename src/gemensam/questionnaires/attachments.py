"""Files that come with answers: taken in, listed, opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.files import api as files
from gemensam.kernel.actor import Actor
from gemensam.questionnaires.models import Attachment, Response
from gemensam.questionnaires.queries import NoSuchResponse
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Accept, Field

_PICTURES: Final = frozenset({"image/png", "image/jpeg"})
_TYPES: Final = {Accept.PICTURE: _PICTURES, Accept.PDF: frozenset({"application/pdf"})}


class NoSuchAttachment(LookupError):
    """The response has no such file."""


class NotTakenIn(Exception):
    """A file was not kept; `text` says why and what to do, without the question's name."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.sv)
        self.text = text


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One file of a response. It can be opened once it has been scanned."""

    file_id: UUID
    key: str
    name: str
    at: datetime
    can_be_opened: bool
    is_infected: bool


_WHY: Final[Mapping[type[Exception], Text]] = {
    files.Empty: Text("Filen är tom. Välj en annan", "The file is empty. Choose another"),
    files.TooLarge: Text(
        "Filen är större än 20 MB. Ta en ny bild eller dela upp den",
        "The file is larger than 20 MB. Take a new picture or split it",
    ),
    files.TooManyPixels: Text(
        "Bilden är för stor. Ta en ny bild med lägre upplösning",
        "The picture is too large. Take a new one with lower resolution",
    ),
    files.NotAPicture: Text(
        "Bilden går inte att läsa. Ta en ny bild", "The picture cannot be read. Take a new one"
    ),
    files.Infected: Text(
        "I filen finns något som kan skada. Den är inte sparad. Välj en annan",
        "Something harmful is in the file. It is not saved. Choose another",
    ),
    files.NoRoomForFile: Text(
        "Filen gick inte att spara just nu. Försök igen om en stund",
        "The file could not be saved just now. Try again in a while",
    ),
}


def attach(  # noqa: PLR0917
    response_id: UUID, key: str, field: Field, name: str, data: bytes, actor: Actor, now: datetime
) -> UUID:
    """Keep a file for an answer; which files the answer has, `save_answers` is then told.

    Raises NotTakenIn, NoSuchResponse.
    """
    row = Response.objects.filter(id=response_id).first()
    if row is None:
        raise NoSuchResponse(response_id)
    try:
        with transaction.atomic():
            return _store(row, key, field, name, data, actor, now)
    except tuple(_WHY) as error:
        raise NotTakenIn(_WHY[type(error)]) from error
    except files.NotWhatItSays as error:
        raise NotTakenIn(_wanted(field)) from error


def _store(  # noqa: PLR0917
    row: Response, key: str, field: Field, name: str, data: bytes, actor: Actor, now: datetime
) -> UUID:
    stored = files.store(
        actor=actor,
        name=name,
        data=data,
        resident_id=row.resident_id,
        purpose=files.FilePurpose.ATTACHMENT,
        now=now,
    )
    if not any(stored.content_type in _TYPES[one] for one in field.accept):
        raise files.NotWhatItSays(stored.content_type)
    Attachment.objects.create(response=row, key=key, file_id=stored.id, name=stored.name, at=now)
    return stored.id


def _wanted(field: Field) -> Text:
    if Accept.PDF not in field.accept:
        return Text("Välj en bild", "Choose a picture")
    if Accept.PICTURE not in field.accept:
        return Text("Välj en PDF-fil", "Choose a PDF file")
    return Text("Välj en bild eller en PDF-fil", "Choose a picture or a PDF file")


def attachments_of(response_id: UUID) -> dict[str, AttachmentRow]:
    """Give a response's files by their ids, those that were taken away again too."""
    rows = list(Attachment.objects.filter(response_id=response_id).order_by("at", "id"))
    states = files.state_of([row.file_id for row in rows])
    return {
        str(row.file_id): AttachmentRow(
            file_id=row.file_id,
            key=row.key,
            name=row.name,
            at=row.at,
            can_be_opened=states[row.file_id].can_be_opened,
            is_infected=states[row.file_id].state == files.ScanState.INFECTED,
        )
        for row in rows
    }


def open_attachment(response_id: UUID, file_id: UUID) -> files.OpenedFile:
    """Give a response's file. Whether it may be read, the caller has asked before.

    Raises NoSuchAttachment; NotYetScanned, Infected, FileIsDamaged as `files.open_file` does.
    """
    if not Attachment.objects.filter(response_id=response_id, file_id=file_id).exists():
        raise NoSuchAttachment(file_id)
    return files.open_file(file_id)
