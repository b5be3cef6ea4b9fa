"""What the pages of a form show, as values for their templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gemensam.questionnaires.actions import Clash
from gemensam.questionnaires.attachments import AttachmentRow
from gemensam.questionnaires.queries import RebaseRow, label_of
from gemensam.questionnaires.reusing import as_part, sent_before
from gemensam.questionnaires.rules.answering import Entry, Filled
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.schema import Page, Prefill
from gemensam.questionnaires.rules.values import Parts, Value, is_answered, many, to_json
from gemensam.questionnaires.rules.wording import in_words
from gemensam.questionnaires.runner.draft import Draft, Frame
from gemensam.questionnaires.runner.forms import PageForm, ShownFile
from gemensam.ui import formats
from gemensam.ui.parts import Fact, File, Link

type ChangeLink = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which revision of an answer a page was shown, as a hidden input; the field is on the page."""

    key: str
    revision: int


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page."""

    title: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class TwoAnswers:
    """One question with the two answers to choose between."""

    key: str
    label: str
    saved: str
    saved_when: str
    typed: str


@dataclass(frozen=True, slots=True)
class HiddenInput:
    """Something typed that goes along through a page in between."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person is told when the form was changed while they filled it in."""

    has_moved: bool
    when: str
    # The questions that are new, or those whose answers would have been lost.
    questions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that was just removed, and the button that brings it back."""

    group: str
    restore: str


def dropped(words: str) -> Dropped | None:
    """Read which row was removed, from the address; nothing when it names none."""
    group, _colon, row = words.partition(":")
    return Dropped(group, f"restore:{group}:{row}") if group and row else None


def page_head(draft: Draft, frame: Frame, page: Page, language: str) -> dict[str, object]:
    """Give the head of a page of questions."""
    pages = draft.filled.pages
    position = pages.index(page) + 1 if page in pages else 1
    return {
        "form_title": frame.title,
        "title": page.title.within(language),
        "intro": page.intro.within(language),
        "step": step(position, len(pages) + 1),
        "name": frame.name,
        "notice": notice(draft.rebased, language),
    }


def check_head(draft: Draft, frame: Frame, language: str) -> dict[str, object]:
    """Give the head of the page where everything is checked."""
    count = len(draft.filled.pages) + 1
    return {
        "form_title": frame.title,
        "step": step(count, count),
        "name": frame.name,
        "notice": notice(draft.rebased, language),
        "later_href": frame.later_href,
    }


def step(position: int, count: int) -> str:
    """Say how far one has come."""
    return _("Step %(position)s of %(count)s") % {"position": position, "count": count}


def notice(rebased: RebaseRow | None, language: str) -> Notice | None:
    """Say what became of the draft when a newer version came; nothing when none did."""
    if rebased is None:
        return None
    changes = rebased.comparison.news if rebased.has_moved else rebased.comparison.losses
    return Notice(
        rebased.has_moved,
        formats.moment(rebased.at),
        [change.label.within(language) for change in changes],
    )


def filled_in(draft: Draft) -> dict[str, str]:
    """Say of each answer that was filled in beforehand, and that nobody has changed, where from."""
    known = _("Taken from your details at the municipality. Change it if it is not right.")
    before = _("Taken from your answer last time. Change it if it is not right.")
    return {
        field.id: before if field.prefill is Prefill.PREVIOUS else known
        for field in draft.form.schema.fields()
        if field.prefill
        and (saved := draft.saved.get(field.id))
        # The first revision of all, written with the draft.
        and (saved.revision, saved.written_at) == (1, draft.row.started_at)
    }


def marks(draft: Draft, form: PageForm) -> list[Mark]:
    """Give the revisions of the answers on a page, hidden ones too: script may show them."""
    return [
        Mark(entry.key, draft.revision_of(entry.key))
        for entry in form.entries
        if entry.field.is_asked
    ]


def saved_text(draft: Draft) -> str:
    """Say when the draft was saved last."""
    if not draft.saved:
        return ""
    last = max(saved.written_at for saved in draft.saved.values())
    return _("Saved %(when)s") % {"when": formats.moment(last)}


def sections(
    draft: Draft, frame: Frame, language: str, link: ChangeLink | None = None
) -> list[Section]:
    """Give the answers page by page, each with its way back; hidden questions are left out."""
    filled = frame.carried.filled if frame.carried else draft.filled
    asks = frame.carried.asks if frame.carried else ()
    return [
        Section(
            page.title.within(language),
            [
                _fact(draft, frame, filled, entry, language, link)
                for entry in filled.on(page)
                if _is_an_answer(entry) and entry.key not in asks
            ],
        )
        for page in filled.pages
    ]


def _fact(  # noqa: PLR0917
    draft: Draft,
    frame: Frame,
    filled: Filled,
    entry: Entry,
    language: str,
    link: ChangeLink | None,
) -> Fact:
    is_file = entry.field.kind is FieldKind.FILE
    opener = frame.carried.opened_by.get(entry.field.id) if frame.carried else None
    source = frame.carried.sources.get(entry.key, "") if frame.carried else ""
    asked = draft.filled.entries.get(opener, entry) if opener else entry
    page = next(one for one in draft.form.schema.pages if asked.group in one.groups)
    return Fact(
        term=label_of(filled, entry, language),
        value="" if is_file else filled.in_words(entry.key, language),
        change_href=link(draft.number_of(page), target(asked))
        if link and entry.field.is_asked
        else "",
        below=source or (filled_in(draft).get(entry.key, "") if link else ""),
        files=_files_of(draft, frame, entry),
    )


def _files_of(draft: Draft, frame: Frame, entry: Entry) -> list[File]:
    """Give an answer's files, those that were sent instead of harmful ones beside them."""
    if entry.field.kind is not FieldKind.FILE:
        return []
    named = many(draft.answers.get(entry.key))
    return [
        as_part(row, href=frame.file_href(row.file_id))
        for file_id, row in draft.files.items()
        if row.key == entry.key and (file_id in named or row.instead_of is not None)
    ]


def _is_an_answer(entry: Entry) -> bool:
    return entry.field.is_asked or bool(entry.field.value)


def unfinished(
    draft: Draft, problems: Sequence[Problem], language: str, link: ChangeLink
) -> list[Link]:
    """Give what is left to answer, each with the way there."""
    numbers = {
        key: number
        for number, page in enumerate(draft.form.schema.pages, 1)
        for key in (
            *(entry.key for entry in draft.filled.on(page)),
            *(group.id for group in page.groups),
        )
    }
    entries = draft.filled.entries
    return [
        Link(
            problem.text.within(language),
            link(
                numbers[problem.key],
                target(entries[problem.key]) if problem.key in entries else f"group-{problem.key}",
            ),
        )
        for problem in problems
    ]


def target(entry: Entry) -> str:
    """Give the id of a question's first control."""
    return f"id_{entry.key}.{entry.field.parts[0]}" if entry.field.parts else f"id_{entry.key}"


def clashes(draft: Draft, found: Sequence[Clash], language: str) -> list[TwoAnswers]:
    """Give both answers of every question that two pages changed."""
    return [
        TwoAnswers(
            key=clash.key,
            label=_label(draft.filled, clash.key, language),
            saved=_in_words(draft.filled, clash.key, clash.saved.value, language),
            saved_when=formats.moment(clash.saved.written_at),
            typed=_in_words(draft.filled, clash.key, clash.typed, language),
        )
        for clash in found
    ]


def _label(filled: Filled, key: str, language: str) -> str:
    entry = filled.entries.get(key)
    if entry is not None:
        return label_of(filled, entry, language)
    field = filled.schema.field(key.partition("@")[0])
    return field.label.within(language) if field else key


def _in_words(filled: Filled, key: str, value: Value, language: str) -> str:
    field = filled.schema.field(key.partition("@")[0])
    if field is None or not is_answered(value):
        return _("Not answered")
    return in_words(field, value, language)


def hidden_inputs(typed: Mapping[str, Value]) -> list[HiddenInput]:
    """Give everything that was typed, to be sent once more."""
    found = []
    for key, value in typed.items():
        if isinstance(value, Parts):
            found += [HiddenInput(f"{key}.{part}", text) for part, text in value.items]
        else:
            words = [value] if isinstance(value, str) else value
            found += [HiddenInput(key, word) for word in words]
    return found


def shown_files(draft: Draft, frame: Frame) -> dict[str, ShownFile]:
    """Give the response's files as pages show them."""
    return {
        file_id: ShownFile(
            name=row.name,
            href=frame.file_href(row.file_id) if row.can_be_opened else "",
            state=" ".join(filter(None, (sent_before(row), _state(row)))),
            remove=f"remove:{row.key}:{file_id}",
        )
        for file_id, row in draft.files.items()
    }


def _state(row: AttachmentRow) -> str:
    if row.is_infected:
        return _("Something harmful was found in the file. Remove it and add another.")
    return "" if row.can_be_opened else _("Being checked for viruses. You can go on meanwhile.")


def answers_elsewhere(draft: Draft, form: PageForm) -> dict[str, object]:
    """Give the answers that are not on this page, for the rules that the browser runs."""
    here = {entry.key for entry in form.entries}
    return {key: to_json(value) for key, value in draft.answers.items() if key not in here}
