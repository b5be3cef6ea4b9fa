"""What the application's pages show, as values for their templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.eservices.filling import Filling
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import Clash, Field, FieldKind, Page, PersonAnswer, Problem, Value
from gemensam.ui import formats
from gemensam.ui.parts import Fact, Link, Step

type ChangeLink = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which revision of an answer a page was shown, as a hidden input; the field is on the page."""

    field_id: str
    revision: int
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page."""

    title: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class TwoAnswers:
    """One question with the two answers to choose between."""

    field_id: str
    label: str
    saved: str
    saved_when: str
    typed: str


@dataclass(frozen=True, slots=True)
class HiddenInput:
    """Something typed that goes along through a page in between."""

    name: str
    value: str


def page_head(filling: Filling, page: Page, language: str) -> dict[str, object]:
    """Give the head of a page of questions."""
    pages = filling.pages
    position = pages.index(page) + 1 if page in pages else 1
    return {
        "service_title": filling.offered.verb.within(language),
        "title": page.title.within(language),
        "intro": page.intro.within(language),
        "step": _step(position, len(pages) + 1),
        "name": filling.resident.name if filling.is_on_behalf else "",
        "is_first": position == 1,
        "is_last": position == len(pages),
    }


def check_head(filling: Filling, language: str) -> dict[str, object]:
    """Give the head of the page where everything is checked."""
    count = len(filling.pages) + 1
    return {
        "service_title": filling.offered.verb.within(language),
        "step": _step(count, count),
        "name": filling.resident.name if filling.is_on_behalf else "",
    }


def _step(position: int, count: int) -> str:
    return _("Step %(position)s of %(count)s") % {"position": position, "count": count}


def marks(filling: Filling, page: Page) -> list[Mark]:
    """Give the revisions of the answers on a page; fields that are hidden now are not asked."""
    return [
        Mark(
            field.id,
            filling.saved[field.id].revision if field.id in filling.saved else 0,
        )
        for field in page.fields()
        if field.id in filling.shown
    ]


def saved_text(filling: Filling) -> str:
    """Say when the draft was saved last."""
    if not filling.saved:
        return ""
    last = max(saved.written_at for saved in filling.saved.values())
    return _("Saved %(when)s") % {"when": formats.moment(last)}


def sections(filling: Filling, language: str, link: ChangeLink | None) -> list[Section]:
    """Give the answers page by page, each with its way back; hidden questions are left out."""
    return [
        Section(
            page.title.within(language),
            [
                Fact(
                    term=field.label.within(language),
                    value=_in_words(field, filling.answers.get(field.id), language),
                    change_href=link(filling.number_of(page), _target(field)) if link else "",
                )
                for field in page.fields()
                if field.id in filling.shown
            ],
        )
        for page in filling.pages
    ]


def unfinished(
    filling: Filling, problems: Sequence[Problem], language: str, link: ChangeLink
) -> list[Link]:
    """Give what is left to answer, each with the way there."""
    fields = {
        field.id: (filling.number_of(page), field)
        for page in filling.schema.pages
        for field in page.fields()
    }
    return [
        Link(problem.text.within(language), link(number, _target(field)))
        for problem in problems
        for number, field in (fields[problem.field_id],)
    ]


def unfinished_title(count: int) -> str:
    """Say how much is left."""
    return ngettext("%(count)s answer is missing", "%(count)s answers are missing", count) % {
        "count": count
    }


def clashes(filling: Filling, found: Sequence[Clash], language: str) -> list[TwoAnswers]:
    """Give both answers of every question that two pages changed."""
    answers = []
    for clash in found:
        field = filling.schema.field(clash.field_id)
        assert field is not None
        answers.append(
            TwoAnswers(
                field_id=field.id,
                label=field.label.within(language),
                saved=_in_words(field, clash.saved.value, language) or _("Not answered"),
                saved_when=formats.moment(clash.saved.written_at),
                typed=_in_words(field, clash.typed, language) or _("Not answered"),
            )
        )
    return answers


def hidden_inputs(typed: Mapping[str, Value]) -> list[HiddenInput]:
    """Give everything that was typed, to be sent once more."""
    found = []
    for field_id, value in typed.items():
        if isinstance(value, PersonAnswer):
            found += [
                HiddenInput(f"{field_id}.name", value.name),
                HiddenInput(f"{field_id}.relation", value.relation),
                HiddenInput(f"{field_id}.phone", value.phone),
            ]
        else:
            words = [value] if isinstance(value, str) else value
            found += [HiddenInput(field_id, word) for word in words]
    return found


def what_happens_next(submitted_at: datetime) -> list[Step]:
    """Say what happens once an application has come in."""
    return [
        Step(_("Your application has come in"), "done", formats.moment(submitted_at)),
        Step(_("A caseworker reads it"), "now", _("We get in touch if we wonder about something.")),
        Step(_("You get a decision"), "ahead", _("You read it on My pages.")),
    ]


def _target(field: Field) -> str:
    return f"id_{field.id}.name" if field.kind is FieldKind.PERSON else f"id_{field.id}"


def _in_words(field: Field, value: Value | None, language: str) -> str:
    if value is None or not questionnaires.is_answered(value):
        return ""
    return questionnaires.in_words(field, value, language)
