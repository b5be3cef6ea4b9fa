"""A response while it is filled in, and what surrounds its pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from gemensam.questionnaires import actions, queries
from gemensam.questionnaires.attachments import AttachmentRow, attachments_of
from gemensam.questionnaires.queries import PublishedForm, RebaseRow, ResponseRow, SavedAnswer
from gemensam.questionnaires.rules.answering import Filled
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.schema import Page
from gemensam.questionnaires.rules.values import Value
from gemensam.ui.parts import Fact


class NoSuchPage(LookupError):
    """The form has no page of that number."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes along from an earlier response although this one does not ask it."""

    # The form with everything that counts, what goes along too.
    filled: Filled
    # By field: the question that would open it. And all those questions, which are no answers.
    opened_by: Mapping[str, str]
    asks: frozenset[str]
    # By answer: since when it is so, or what it was before, in words.
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the pages of a form: where they lie, what they are called, for whom."""

    title: str
    page_href: Callable[[int], str]
    check_href: str
    # Where "save and go on later" leads, and the way back from the first page.
    later_href: str
    out_href: str
    # Whom it is filled in for, when that is somebody else.
    name: str = ""
    # Where a file of the response lies; empty words where nobody can open one.
    file_href: Callable[[UUID], str] = lambda _id: ""
    # Where a question's files are chosen among those sent before; empty where there are none.
    reuse_href: Callable[[str], str] = lambda _key: ""
    check_template: str = "questionnaires/check.html"
    # What the owner's check template needs beside the answers.
    check_more: Mapping[str, object] = field(default_factory=dict)
    carried: Carried | None = None
    # What is told at the head of a group, by the group's id: how it was the last time.
    before: Mapping[str, Sequence[Fact]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A response with its form and answers, as on the day it is looked at."""

    row: ResponseRow
    form: PublishedForm
    saved: Mapping[str, SavedAnswer]
    filled: Filled
    # What became of the draft when the form was changed meanwhile.
    rebased: RebaseRow | None
    # The files that came with it, by their ids.
    files: Mapping[str, AttachmentRow]

    @property
    def answers(self) -> dict[str, Value]:
        """Give the saved answers as plain values."""
        return {key: saved.value for key, saved in self.saved.items()}

    def page(self, number: int) -> Page:
        """Give a page by its number in the form, from 1. Raises NoSuchPage."""
        if not 1 <= number <= len(self.form.schema.pages):
            raise NoSuchPage(number)
        return self.form.schema.pages[number - 1]

    def page_or_last(self, number: int) -> Page:
        """Give a page that something is sent to: the form may have fewer since it was shown."""
        return self.page(max(1, min(number, len(self.form.schema.pages))))

    def number_of(self, page: Page) -> int:
        """Give a page's number."""
        return self.form.schema.pages.index(page) + 1

    def next_after(self, page: Page) -> int | None:
        """Give the number of the next page that has anything to ask; None after the last."""
        numbers = [self.number_of(one) for one in self.filled.pages]
        return next((n for n in numbers if n > self.number_of(page)), None)

    def before(self, page: Page) -> int | None:
        """Give the number of the page before; None before the first."""
        numbers = [self.number_of(one) for one in self.filled.pages]
        return next((n for n in reversed(numbers) if n < self.number_of(page)), None)

    def first_unfinished(self) -> int | None:
        """Give the first page where something needs mending; None when all is well."""
        for page in self.filled.pages:
            if self.filled.problems(page):
                return self.number_of(page)
        return None

    def revision_of(self, key: str) -> int:
        """Give the revision that an answer has now."""
        return self.saved[key].revision if key in self.saved else 0


def open_draft(response_id: UUID, *, now: datetime, may_move: bool = True) -> Draft:
    """Give a response to fill in or look at; a draft moves to a newer version that it fits.

    Not before a page is saved, though: what was typed is read by the version that it was typed in,
    and then it, too, has its say on whether the draft can move. Raises NoSuchResponse.
    """
    row = queries.response(response_id)
    if (
        may_move
        and not row.is_submitted
        and queries.newer_version(row.version_id, now=now) is not None
    ):
        actions.rebase(response_id=response_id, now=now)
        row = queries.response(response_id)
    form = queries.version(row.version_id)
    saved = queries.saved_answers(response_id)
    answers = {key: one.value for key, one in saved.items()}
    day = timezone.localdate(row.submitted_at or now)
    told = queries.rebases(response_id)
    has_files = any(one.kind is FieldKind.FILE for one in form.schema.fields())
    return Draft(
        row=row,
        form=form,
        saved=saved,
        filled=form.fill(answers, day),
        rebased=told[0] if told else None,
        files=attachments_of(response_id) if has_files else {},
    )
