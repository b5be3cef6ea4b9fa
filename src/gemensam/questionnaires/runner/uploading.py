"""Files that a page sends, and files that are taken away again."""

from collections.abc import Callable, Mapping
from uuid import UUID

from gemensam.files import api as files
from gemensam.identity.api import Request
from gemensam.questionnaires.actions import Typed
from gemensam.questionnaires.attachments import NotTakenIn, attach
from gemensam.questionnaires.rules.answering import Entry
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Page
from gemensam.questionnaires.rules.values import many
from gemensam.questionnaires.runner.draft import Draft
from gemensam.questionnaires.runner.posted import Pressed

# Saves what is given, or raises AlreadySubmitted or AnswerChangedElsewhere.
type Save = Callable[[Mapping[str, Typed], UUID | None], None]


def take_in(
    request: Request, draft: Draft, page: Page, press: Pressed, save: Save
) -> list[Problem]:
    """Keep the files that came, take away the one whose button was pressed; give what was refused.

    The page's other answers have been saved before: whoever may not write has been refused there.
    """
    refused: list[Problem] = []
    for entry in draft.filled.on(page):
        if entry.field.kind is FieldKind.FILE:
            refused += _of_field(request, draft, entry, press, save)
    return refused


def _of_field(
    request: Request, draft: Draft, entry: Entry, press: Pressed, save: Save
) -> list[Problem]:
    before = many(draft.answers.get(entry.key))
    kept = list(before)
    refused: list[Problem] = []
    if press.what == "remove" and press.key == entry.key:
        kept = [one for one in kept if one != press.detail]
    for sent in request.FILES.getlist(f"{entry.key}.new"):
        if len(kept) >= entry.field.files:
            most = entry.field.files
            text = Text(f"Det får vara högst {most} filer", f"At most {most} files can be sent")
            refused.append(_problem(entry, sent.name or "", text))
            break
        try:
            file_id = attach(
                draft.row.id,
                entry.key,
                entry.field,
                sent.name or "",
                # One byte too many is enough to refuse it.
                sent.read(files.LARGEST_FILE + 1),
                request.actor,
                request.now,
            )
        except NotTakenIn as why:
            refused.append(_problem(entry, sent.name or "", why.text))
        else:
            kept.append(str(file_id))
    if tuple(kept) != before:
        save({entry.key: Typed(tuple(kept), draft.revision_of(entry.key))}, None)
    return refused


def _problem(entry: Entry, name: str, text: Text) -> Problem:
    return Problem(entry.key, Text(f"{text.sv}: {name}", f"{text.within('en')}: {name}"))
