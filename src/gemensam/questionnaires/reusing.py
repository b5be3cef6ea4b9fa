"""A file that was sent before, with an answer of now; and which of earlier responses hold files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from gemensam.files import api as files
from gemensam.kernel.actor import Actor
from gemensam.questionnaires import actions, queries
from gemensam.questionnaires.attachments import AttachmentRow, NotTakenIn, takes, wanted, why_not
from gemensam.questionnaires.models import Attachment, Response
from gemensam.questionnaires.queries import NoSuchResponse
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Field
from gemensam.questionnaires.rules.values import many
from gemensam.ui import formats
from gemensam.ui.parts import File


@dataclass(frozen=True, slots=True)
class SentBefore:
    """A file that came in with an earlier response, opened, and the day that it first came."""

    file: files.OpenedFile
    first_sent_at: datetime


def with_files(response_ids: Iterable[UUID]) -> set[UUID]:
    """Give those of some responses that files came with, in one query."""
    rows = Attachment.objects.filter(response_id__in=response_ids)
    return set(rows.values_list("response_id", flat=True))


@transaction.atomic
def attach_again(
    *,
    response_id: UUID,
    key: str,
    field: Field,
    chosen: Sequence[SentBefore],
    actor: Actor,
    now: datetime,
) -> None:
    """Add files that were sent before to an answer, all or none; what is there already is left.

    Whoever calls has asked whether the actor may read them, and whether they are the same resident's.
    Raises NotTakenIn: one will not do here, or they are too many. AlreadySubmitted, NoSuchResponse.
    """
    # Two clicks at once: the second waits here and finds what the first has added.
    response = Response.objects.select_for_update().filter(id=response_id).first()
    if response is None:
        raise NoSuchResponse(response_id)
    saved = queries.saved_answers(response_id).get(key)
    before = many(saved.value) if saved else ()
    mine = Attachment.objects.filter(response=response, key=key, copy_of__isnull=False)
    copies = {row.copy_of: str(row.file_id) for row in mine}
    new = [one for one in chosen if copies.get(one.file.id) not in before]
    if len(before) + len(new) > field.files:
        most = field.files
        raise NotTakenIn(
            Text(f"Det får vara högst {most} filer", f"At most {most} files can be sent")
        )
    # What was taken away again lies here still, and is named once more.
    added = [
        copies.get(one.file.id) or str(_copied(response, key, field, one, actor, now))
        for one in new
    ]
    if added:
        value = actions.Typed((*before, *added), saved.revision if saved else 0)
        actions.save_answers(response_id=response_id, typed={key: value}, actor=actor, now=now)


def _copied(  # noqa: PLR0917
    response: Response, key: str, field: Field, one: SentBefore, actor: Actor, now: datetime
) -> UUID:
    if not takes(field, one.file.content_type):
        raise NotTakenIn(_named(wanted(field), one.file.name))
    try:
        stored = files.copy(one.file, actor=actor, now=now)
    except (files.TooLarge, files.Infected, files.NoRoomForFile) as error:
        raise NotTakenIn(_named(why_not(error, field), one.file.name)) from error
    Attachment.objects.create(
        response=response,
        key=key,
        file_id=stored.id,
        name=stored.name,
        at=now,
        copy_of=one.file.id,
        first_sent_at=one.first_sent_at,
    )
    return stored.id


def _named(why: Text, name: str) -> Text:
    return Text(f"{why.sv}: {name}", f"{why.within('en')}: {name}")


def sent_before(row: AttachmentRow) -> str:
    """Say of a file that it was sent before, and when it first came; nothing of all others."""
    if row.first_sent_at is None:
        return ""
    return _("Sent before, %(day)s.") % {"day": formats.day(formats.local_day(row.first_sent_at))}


def as_part(row: AttachmentRow, *, href: str) -> File:
    """Draw a file of an answer; `href` is where its owner gives it to this reader."""
    return files.as_part(row.name, row.state, href=href, note=sent_before(row))
