"""Files that come with answers: taken in, listed, opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from gemensam.files import api as files
from gemensam.kernel.actor import Actor
from gemensam.questionnaires import queries
from gemensam.questionnaires.models import Attachment, Response
from gemensam.questionnaires.queries import NoSuchResponse
from gemensam.questionnaires.rules.answering import Filled
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Accept, Field
from gemensam.questionnaires.rules.values import Value, many, split_key

_PICTURES: Final = frozenset({"image/png", "image/jpeg"})
_TYPES: Final = {Accept.PICTURE: _PICTURES, Accept.PDF: frozenset({"application/pdf"})}


class NoSuchAttachment(LookupError):
    """The response has no such file."""


class NotMissed(Exception):
    """Nothing harmful was found in the file, or another was sent instead of it already."""


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
    state: files.FileState
    # The file that it was sent instead of, since something harmful was found in that.
    instead_of: UUID | None = None
    # When it first came in, if it was sent before with something else.
    first_sent_at: datetime | None = None

    @property
    def can_be_opened(self) -> bool:
        """Say whether it has been scanned and is clean."""
        return self.state.can_be_opened

    @property
    def is_infected(self) -> bool:
        """Say whether something harmful was found in it."""
        return self.state.state == files.ScanState.INFECTED


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
_REFUSED: Final[tuple[type[Exception], ...]] = (*_WHY, files.NotWhatItSays)


def attach(  # noqa: PLR0917
    response_id: UUID, key: str, field: Field, name: str, data: bytes, actor: Actor, now: datetime
) -> UUID:
    """Keep a file for an answer; which files the answer has, `save_answers` is then told.

    Raises NotTakenIn, NoSuchResponse.
    """
    row = Response.objects.filter(id=response_id).first()
    if row is None:
        raise NoSuchResponse(response_id)
    return _take_in(row, key, field, name, data, actor, now)


def send_again(
    *, response_id: UUID, file_id: UUID, name: str, data: bytes, actor: Actor, now: datetime
) -> str:
    """Keep a file instead of one that something harmful was found in; give the name it is kept by.

    What was answered stays as it is: the new file lies beside it. Whoever calls has asked whether
    the actor may. Raises NotTakenIn, NoSuchAttachment, NotMissed: nothing is to be sent again.
    """
    rows = [row for some in sent_files(response_id, now=now).values() for row in some]
    harmful = next((row for row in rows if row.file_id == file_id), None)
    if harmful is None:
        raise NoSuchAttachment(file_id)
    # Two clicks at once: the second waits here and finds what the first has sent.
    response = Response.objects.select_for_update().get(id=response_id)
    instead = Attachment.objects.filter(response=response, instead_of__file_id=file_id)
    if not harmful.is_infected or instead.exists():
        raise NotMissed(file_id)
    field = queries.version(response.version_id).schema.field(split_key(harmful.key)[0])
    assert field is not None
    old = Attachment.objects.get(response=response, file_id=file_id)
    new_id = _take_in(response, harmful.key, field, name, data, actor, now, instead_of=old)
    return Attachment.objects.get(file_id=new_id).name


def _take_in(  # noqa: PLR0917
    row: Response,
    key: str,
    field: Field,
    name: str,
    data: bytes,
    actor: Actor,
    now: datetime,
    *,
    instead_of: Attachment | None = None,
) -> UUID:
    try:
        with transaction.atomic():
            stored = _store(row, field, name, data, actor, now)
            Attachment.objects.create(
                response=row,
                key=key,
                file_id=stored.id,
                name=stored.name,
                at=now,
                instead_of=instead_of,
            )
    except _REFUSED as error:
        raise NotTakenIn(why_not(error, field)) from error
    return stored.id


def why_not(error: Exception, field: Field) -> Text:
    """Say why a file was not kept for an answer, and what to do."""
    return _WHY.get(type(error)) or wanted(field)


def _store(  # noqa: PLR0917
    row: Response, field: Field, name: str, data: bytes, actor: Actor, now: datetime
) -> files.StoredFile:
    stored = files.store(
        actor=actor,
        name=name,
        data=data,
        resident_id=row.resident_id,
        purpose=files.FilePurpose.ATTACHMENT,
        now=now,
    )
    if not takes(field, stored.content_type):
        raise files.NotWhatItSays(stored.content_type)
    return stored


def takes(field: Field, content_type: str) -> bool:
    """Say whether a question takes files of a kind."""
    return any(content_type in _TYPES[one] for one in field.accept)


def wanted(field: Field) -> Text:
    """Say which kinds of files a question takes."""
    if Accept.PDF not in field.accept:
        return Text("Välj en bild", "Choose a picture")
    if Accept.PICTURE not in field.accept:
        return Text("Välj en PDF-fil", "Choose a PDF file")
    return Text("Välj en bild eller en PDF-fil", "Choose a picture or a PDF file")


def attachments_of(response_id: UUID) -> dict[str, AttachmentRow]:
    """Give a response's files by their ids, those that were taken away again too."""
    return _with_states(list(_attachments(response_id)))


def _attachments(response_id: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(response_id=response_id).order_by("at", "id")


def _with_states(rows: Sequence[Attachment]) -> dict[str, AttachmentRow]:
    states = files.state_of([row.file_id for row in rows])
    by_id = {row.id: row for row in rows}
    return {
        str(row.file_id): AttachmentRow(
            file_id=row.file_id,
            key=row.key,
            name=row.name,
            at=row.at,
            state=states[row.file_id],
            instead_of=row.instead_of_id and by_id[row.instead_of_id].file_id,
            first_sent_at=row.first_sent_at,
        )
        for row in rows
    }


def sent_files(
    response_id: UUID, *, now: datetime, saved: Mapping[str, Value] | None = None
) -> dict[str, list[AttachmentRow]]:
    """Give the files that a submitted response came in with, by the key of their answer.

    Those that were taken away again before, or whose question was hidden, are not among them; what
    was sent instead of a harmful one is. `saved`: what `answers` gave, if asked already.
    """
    rows = list(_attachments(response_id).select_related("response"))
    if not rows:
        return {}
    counting = queries.filled(queries.to_row(rows[0].response), now=now, saved=saved).counting
    named = {one for key, value in counting.items() for one in many(value)}
    sent: dict[str, list[AttachmentRow]] = {}
    for file_id, row in _with_states(rows).items():
        if file_id in named or row.instead_of is not None:
            sent.setdefault(row.key, []).append(row)
    return sent


def harmful(sheet: Filled, rows: Mapping[str, AttachmentRow]) -> list[Problem]:
    """Ask for another file wherever something harmful was found in one that counts."""
    return [
        Problem(
            key,
            Text(
                f"Ta bort filen och välj en annan, något skadligt hittades i den: {rows[one].name}",
                f"Remove the file and choose another, something harmful was found: {rows[one].name}",
            ),
        )
        for key, value in sheet.counting.items()
        for one in many(value)
        if one in rows and rows[one].is_infected
    ]


def open_attachment(response_id: UUID, file_id: UUID, *, now: datetime) -> files.OpenedFile:
    """Give a response's file; of one that is submitted, those that it came in with.

    Whether it may be read, the caller has asked before.
    Raises NoSuchAttachment; NotYetScanned, Infected, FileIsDamaged as `files.open_file` does.
    """
    if queries.response(response_id).is_submitted:
        known = {row.file_id for rows in sent_files(response_id, now=now).values() for row in rows}
    else:
        rows = Attachment.objects.filter(response_id=response_id).values_list("file_id", flat=True)
        known = set(rows)
    if file_id not in known:
        raise NoSuchAttachment(file_id)
    return files.open_file(file_id)
