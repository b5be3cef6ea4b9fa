"""A form as it is answered with a pen: numbered questions, boxes, lines, and which to pass over. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from gemensam.questionnaires.rules.conditions import ANSWERED, NOT_ANSWERED, Mode, Row, as_simple
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Field, FormSchema, Group, Page
from gemensam.questionnaires.rules.wording import in_words

_AND: Final = Text(" och ", " and ")
_OR: Final = Text(" eller ", " or ")
_ONLY: Final = Text("Svara bara om {rows}.", "Answer only if {rows}.")
_UNSURE: Final = Text(
    "Hoppa över frågan om den inte gäller dig.", "Pass over this if it is not about you."
)
_SIGNS: Final[Mapping[str, Text]] = {
    "=": Text("du svarade {value} på fråga {number}", "you answered {value} to question {number}"),
    "includes": Text(
        "du kryssade {value} i fråga {number}", "you ticked {value} in question {number}"
    ),
    "!=": Text(
        "du inte svarade {value} på fråga {number}",
        "you did not answer {value} to question {number}",
    ),
    ANSWERED: Text("du svarade på fråga {number}", "you answered question {number}"),
    NOT_ANSWERED: Text("du inte svarade på fråga {number}", "you did not answer question {number}"),
}
# Answers that take more than one line by hand.
_LONG: Final = frozenset({FieldKind.LONG_TEXT, FieldKind.ADDRESS, FieldKind.PERSON})
LINES: Final = 4


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question on paper; a statement has no number."""

    number: int | None
    label: str
    help: str
    # To be ticked: one, or several.
    options: tuple[str, ...] = ()
    takes_several: bool = False
    # Lines to write on.
    lines: int = 0
    unit: str = ""
    # When to pass it over; empty when everybody answers it.
    only_if: str = ""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What stands under one heading."""

    title: str
    intro: str
    questions: tuple[PaperQuestion, ...]


def on_paper(form: FormSchema, language: str) -> list[PaperPage]:
    """Write a form out; what is calculated is left out, and so are files."""
    asked = [one for one in form.fields() if one.is_asked and one.kind is not FieldKind.FILE]
    numbers = {one.id: number for number, one in enumerate(asked, start=1)}
    return [
        PaperPage(
            page.title.within(language),
            page.intro.within(language),
            tuple(_questions(form, page, numbers, language)),
        )
        for page in form.pages
    ]


def _questions(
    form: FormSchema, page: Page, numbers: Mapping[str, int], language: str
) -> Iterator[PaperQuestion]:
    for group in page.groups:
        for field in group.fields:
            if field.id in numbers or field.kind is FieldKind.STATEMENT:
                yield _question(form, page, group, field, numbers, language)


def _question(  # noqa: PLR0917
    form: FormSchema,
    page: Page,
    group: Group,
    field: Field,
    numbers: Mapping[str, int],
    language: str,
) -> PaperQuestion:
    several = field.kind is FieldKind.MANY_CHOICE
    options = tuple(in_words(field, (one,) if several else one, language) for one in field.options)
    conditions = [page.show_when, group.show_when, field.show_when]
    lines = 0 if options or field.id not in numbers else LINES if field.kind in _LONG else 1
    return PaperQuestion(
        number=numbers.get(field.id),
        label=field.label.within(language),
        help=field.help.within(language),
        options=options,
        takes_several=several,
        lines=lines,
        unit=field.unit.within(language),
        only_if=_only_if(form, [one for one in conditions if one], numbers, language),
    )


def _only_if(
    form: FormSchema, conditions: list[str], numbers: Mapping[str, int], language: str
) -> str:
    """Say in words when a question is asked; of a rule that words cannot say, to use one's sense."""
    told = []
    for condition in conditions:
        simple = as_simple(condition)
        rows = [_row(form, row, numbers, language) for row in simple.rows] if simple else [""]
        if simple is None or "" in rows:
            return _UNSURE.within(language)
        told.append((_OR if simple.mode is Mode.ANY else _AND).within(language).join(rows))
    if not told:
        return ""
    return _ONLY.within(language).format(rows=_AND.within(language).join(told))


def _row(form: FormSchema, row: Row, numbers: Mapping[str, int], language: str) -> str:
    field, sign = form.field(row.field), _SIGNS.get(row.sign)
    if field is None or sign is None or field.id not in numbers:
        return ""
    several = field.kind is FieldKind.MANY_CHOICE
    value = row.value
    if row.value in field.options:
        value = f"”{in_words(field, (value,) if several else value, language)}”"
    return sign.within(language).format(value=value, number=numbers[field.id])
