"""What makes a form hard to use or to understand, as far as its data shows. Pure.

Remarks stop nothing: a person decides. Whether the form reads and compiles is not asked here, so
that half a draft has remarks as well.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeGuard

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.conditions import Mode, Row, as_simple
from gemensam.questionnaires.rules.kinds import FieldKind, Sort
from gemensam.questionnaires.rules.language import gettext_noop
from gemensam.questionnaires.rules.looking import RULES
from gemensam.questionnaires.rules.readability import (
    is_negated,
    lix,
    long_words,
    says_click_here,
    shouted,
)
from gemensam.questionnaires.rules.schema_json import COLUMNS
from gemensam.questionnaires.rules.trees import FORM, Data, Element, Elements, Part, Ref, elements
from gemensam.questionnaires.rules.values import DONT_KNOW, NO, YES

LONGEST_LABEL: Final = 120
LONGEST_HELP: Final = 300
LONGEST_STATEMENT: Final = 1000
MOST_FIELDS: Final = 8
MOST_REQUIRED: Final = 5
MOST_CHOICES: Final = 12
HARD_LIX: Final = 45
# A heading has no more words than this; a question has.
_HEADING_WORDS: Final = 2
_TEXTS: Final = ("title", "intro", "label", "help", "purpose", "message", "accept_label")
_ASKS_TO: Final = re.compile(r"(?i)(?:välj|ange|kryssa|markera|fyll|skriv|berätta)\b")
# What people write of themselves when asked for this is sensitive (GDPR article 9), or identifies
# them beyond doubt.
_SENSITIVE: Final = re.compile(
    r"(?i)personnummer|samordningsnummer|\bo?hälsa|hälsotillstånd|sjukdom|diagnos|medicin"
    r"|funktionsnedsättning|funktionshinder|missbruk|demens|psykisk"
)
# What somebody is told not to write is not asked for, as far as the sentence or its "but" goes.
_NOT: Final = r"(?:inte(?! bara)|aldrig|ingen|inget|inga)"
_TO_WRITE: Final = r"(?:skriv|ange|lämna|uppge|fyll|nämn)"
_TOLD_NOT_TO: Final = re.compile(
    rf"(?i)\b(?:{_TO_WRITE}\w*(?: \w+)? {_NOT}|{_NOT} (?:\w+ )?{_TO_WRITE})\b(?:(?! men | utan )[^.!?\n])*"
)
_FREE_TEXT: Final = frozenset({FieldKind.TEXT.value, FieldKind.LONG_TEXT.value})
_PICKS: Final = frozenset({FieldKind.CHOICE.value, FieldKind.MANY_CHOICE.value})
_ONE_OF: Final = frozenset({FieldKind.CHOICE.value, FieldKind.YES_NO.value})
_TOLD: Final = frozenset({FieldKind.STATEMENT.value, FieldKind.CALCULATED.value})
_YES_NO_WORDS: Final = frozenset({"ja", "nej"})
_DONT_KNOW_WORDS: Final = frozenset({"vet inte", "jag vet inte"})


class Severity(StrEnum):
    """How much it matters: somebody is shut out or misled, or it could be easier."""

    MUST = "must"
    SHOULD = "should"


@dataclass(frozen=True, slots=True)
class Remark:
    """What could be better and where: a message id with the words that it needs."""

    ref: Ref
    severity: Severity
    text: str
    words: tuple[tuple[str, str], ...] = ()
    # Such as label.sv; empty when it is about the whole element.
    attribute: str = ""

    def __str__(self) -> str:
        return self.text % dict(self.words)


def lint(data: Data) -> tuple[Remark, ...]:
    """Give the remarks on a form in its reading order. Raises IdTaken: an id stands twice."""
    form = _Form(elements(data))
    return tuple(
        remark
        for element in form.found.values()
        for rule in (*_RULES.get(element.ref.kind, ()), _languages, _hard_words)
        for remark in rule(element, form)
    )


class _Form:
    """A form's elements, and what stands in each."""

    def __init__(self, found: Elements) -> None:
        self.found = found
        self._inside: dict[Ref | None, list[Element]] = {}
        for one in found.values():
            self._inside.setdefault(one.parent, []).append(one)
        self.fields = {ref.id: one for ref, one in found.items() if ref.kind is Part.FIELD}

    @property
    def languages(self) -> Sequence[str]:
        written = self.found[FORM].attributes.get("languages")
        return [str(one) for one in written] if isinstance(written, list | tuple) else ["sv"]

    def has_band(self, table: str) -> bool:
        """Say whether a rule looks for bands in a table."""
        looks = re.compile(rf"\bband\(\s*{re.escape(table)}\b")
        return any(
            looks.search(str(one.attributes.get(rule, "")))
            for one in self.found.values()
            for rule in RULES
        )

    def inside(self, ref: Ref, kind: Part) -> list[Element]:
        return [one for one in self._inside.get(ref, ()) if one.ref.kind is kind]

    def fields_on(self, page: Element) -> list[Element]:
        groups = self.inside(page.ref, Part.GROUP)
        return [one for group in groups for one in self.inside(group.ref, Part.FIELD)]

    def options(self, field_id: str) -> frozenset[str] | None:
        """Give what a field can be answered with; None where that is anything."""
        element = self.fields.get(field_id)
        if element is None:
            return None
        if _kind(element) == FieldKind.YES_NO:
            return frozenset(
                {YES, NO, *([DONT_KNOW] if element.attributes.get("dont_know") else [])}
            )
        if _kind(element) not in _PICKS:
            return None
        return frozenset(one.ref.id for one in self.inside(element.ref, Part.CHOICE))


type _Rule = Callable[[Element, _Form], Iterator[Remark]]


def _words(element: Element, name: str, language: str = "sv") -> str:
    text = element.attributes.get(name)
    return str(text.get(language) or "").strip() if isinstance(text, Mapping) else ""


def _kind(element: Element) -> str:
    return str(element.attributes.get("kind", ""))


def _must(element: Element, text: str, attribute: str = "", **words: Any) -> Remark:
    return _remark(element, Severity.MUST, text, attribute, words)


def _should(element: Element, text: str, attribute: str = "", **words: Any) -> Remark:
    return _remark(element, Severity.SHOULD, text, attribute, words)


def _remark(
    element: Element, severity: Severity, text: str, attribute: str, words: Mapping[str, Any]
) -> Remark:
    named = tuple(sorted((name, str(word)) for name, word in words.items()))
    return Remark(element.ref, severity, text, named, attribute)


def _languages(element: Element, form: _Form) -> Iterator[Remark]:
    for name in _TEXTS:
        for language in form.languages if _words(element, name) else ():
            if not _words(element, name, language):
                text = gettext_noop("The words are missing in one of the form's languages.")
                yield _must(element, text, f"{name}.{language}")


def _hard_words(element: Element, _form: _Form) -> Iterator[Remark]:
    for name in _TEXTS:
        text = _words(element, name)
        if long := long_words(text):
            message = gettext_noop("Long words are hard to read: %(found)s.")
            yield _should(element, message, f"{name}.sv", found=", ".join(long))
        if loud := shouted(text):
            message = gettext_noop("Words in capitals are hard to read: %(found)s.")
            yield _should(element, message, f"{name}.sv", found=", ".join(loud))
        for language in ("sv", "en"):
            if says_click_here(_words(element, name, language)):
                message = gettext_noop("Say where the link leads instead of “click here”.")
                yield _should(element, message, f"{name}.{language}")


def _title(element: Element, _form: _Form) -> Iterator[Remark]:
    if not _words(element, "title"):
        yield _must(element, gettext_noop("The page has no title."), "title.sv")


def _many_questions(page: Element, form: _Form) -> Iterator[Remark]:
    asked = [one for one in form.fields_on(page) if _kind(one) not in _TOLD]
    count = len(asked)
    if count > MOST_FIELDS:
        text = gettext_noop("%(count)s questions on one page: ask of one thing at a time.")
        yield _should(page, text, count=count)
    needs_all = all(
        one.attributes.get("required", True) and not one.attributes.get("required_when")
        for one in asked
    )
    if count > MOST_REQUIRED and needs_all:
        text = gettext_noop("All %(count)s questions on the page must be answered.")
        yield _should(page, text, count=count)


def _same_questions(page: Element, form: _Form) -> Iterator[Remark]:
    seen: set[str] = set()
    for one in form.fields_on(page):
        label = _words(one, "label").casefold()
        if label and label in seen:
            text = gettext_noop("Another question on the page has the same words.")
            yield _should(one, text, "label.sv")
        seen.add(label)


def _reading_level(page: Element, form: _Form) -> Iterator[Remark]:
    texts = [_words(page, "intro")]
    for one in form.fields_on(page):
        texts += [_words(one, "label"), _words(one, "help")]
    level = lix("\n".join(filter(None, texts)))
    if level is not None and level >= HARD_LIX:
        text = gettext_noop(
            "The page is hard to read: LIX is %(lix)s, and should be under %(most)s."
        )
        yield _should(page, text, lix=round(level), most=HARD_LIX)


def _label(field: Element, _form: _Form) -> Iterator[Remark]:
    label = _words(field, "label")
    is_told = _kind(field) == FieldKind.STATEMENT
    if not label:
        yield _must(field, gettext_noop("The question has no words."), "label.sv")
    if len(label) > LONGEST_LABEL and not is_told:
        text = gettext_noop("The question is longer than %(most)s letters.")
        yield _should(field, text, "label.sv", most=LONGEST_LABEL)
    if label.endswith(":"):
        yield _should(field, gettext_noop("A question needs no colon."), "label.sv")
    if len(_words(field, "help")) > LONGEST_HELP and not is_told:
        text = gettext_noop("The help is longer than %(most)s letters.")
        yield _should(field, text, "help.sv", most=LONGEST_HELP)
    if is_told and len(label) + len(_words(field, "help")) > LONGEST_STATEMENT:
        text = gettext_noop("The text is longer than %(most)s letters.")
        yield _should(field, text, "help.sv", most=LONGEST_STATEMENT)


def _question(field: Element, _form: _Form) -> Iterator[Remark]:
    label = _words(field, "label")
    is_heading = "?" not in label and len(label.split()) <= _HEADING_WORDS
    if label and _kind(field) in _PICKS and is_heading and not _ASKS_TO.match(label):
        text = gettext_noop("Ask a whole question, such as “How do you live?”.")
        yield _should(field, text, "label.sv")
    if _kind(field) == FieldKind.YES_NO and is_negated(label):
        text = gettext_noop("Ask without “not”: it is unclear what yes and no mean.")
        yield _should(field, text, "label.sv")


def _sensitive(field: Element, _form: _Form) -> Iterator[Remark]:
    """Every question is sensitive unless it says otherwise: only what evidently is has to say why."""
    asks = f"{_words(field, 'label')}\n{_words(field, 'help')}"
    found = _SENSITIVE.search(_TOLD_NOT_TO.sub("", asks))
    if not found or _kind(field) in _TOLD:
        return
    asked = found[0].lower()
    if field.attributes.get("sensitive", True):
        if not _words(field, "purpose"):
            text = gettext_noop("The question asks of “%(found)s” without saying why we ask.")
            yield _should(field, text, "purpose.sv", found=asked)
    elif _kind(field) in _FREE_TEXT:
        text = gettext_noop("The question asks of “%(found)s” but is not marked sensitive.")
        yield _must(field, text, "sensitive", found=asked)


def _choices(field: Element, form: _Form) -> Iterator[Remark]:
    if _kind(field) not in _PICKS:
        return
    choices = form.inside(field.ref, Part.CHOICE)
    labels = [_words(one, "label").strip(".!").casefold() for one in choices]
    if len(choices) <= 1:
        yield _must(field, gettext_noop("A choice needs at least two answers."))
    if len(choices) > MOST_CHOICES:
        text = gettext_noop("%(count)s answers are many to choose from.")
        yield _should(field, text, count=len(choices))
    if _YES_NO_WORDS <= set(labels) <= _YES_NO_WORDS | _DONT_KNOW_WORDS:
        text = gettext_noop("Ask this as a yes-or-no question.")
        yield _should(field, text, "kind")
    for at, one in enumerate(choices):
        if not labels[at]:
            yield _must(one, gettext_noop("The answer has no words."), "label.sv")
        elif labels[at] in labels[:at]:
            yield _must(one, gettext_noop("Two answers have the same words."), "label.sv")


def _never_shown(element: Element, form: _Form) -> Iterator[Remark]:
    """Find what is shown by no answer: a choice that is not there, or two at once."""
    simple = as_simple(str(element.attributes.get("show_when", "")))
    if simple is None or not simple.rows:
        return
    wrong = [row for row in simple.rows if _is_impossible(row, form)]
    if wrong and (simple.mode is Mode.ALL or len(wrong) == len(simple.rows)):
        text = gettext_noop("No answer shows this: “%(field)s” is never “%(value)s”.")
        yield _must(element, text, "show_when", field=wrong[0].field, value=wrong[0].value)
    elif simple.mode is Mode.ALL and (twice := _both_at_once(simple.rows, form)):
        text = gettext_noop("No answer shows this: “%(field)s” is never two things at once.")
        yield _must(element, text, "show_when", field=twice)


def _is_impossible(row: Row, form: _Form) -> bool:
    options = form.options(row.field) if row.sign in {"=", "includes"} else None
    return options is not None and row.value not in options


def _both_at_once(rows: Sequence[Row], form: _Form) -> str:
    values: dict[str, str] = {}
    for row in rows:
        field = form.fields.get(row.field)
        is_one_of = row.sign == "=" and field is not None and _kind(field) in _ONE_OF
        if is_one_of and values.setdefault(row.field, row.value) != row.value:
            return row.field
    return ""


def _cells(table: Element, _form: _Form) -> Iterator[Remark]:
    """Find cells that cannot be read as what their column says: a rule does not know them."""
    columns, rows = _table_of(table)
    for number, row in enumerate(rows, 1):
        for column, cell in zip(columns, row, strict=False):
            name = str(column.get("sort") or "number")
            if cell and amounts.parsed(COLUMNS.get(name, Sort.TEXT), cell) is None:
                text = _NOT_READ.get(name, _NOT_READ["number"])
                yield _must(table, text, "rows", row=number, column=column.get("id"), cell=cell)


def _keys(table: Element, form: _Form) -> Iterator[Remark]:
    """Find rows that no rule finds, by what stands first in them."""
    columns, rows = _table_of(table)
    keys = [row[0] if row else "" for row in rows]
    for number, row in enumerate(rows, 1):
        if any(row) and not row[0]:
            text = gettext_noop("Row %(row)s has nothing in its first column: it is never found.")
            yield _should(table, text, "rows", row=number)
    for key in dict.fromkeys(one for one in keys if one and keys.count(one) > 1):
        text = gettext_noop("Several rows begin with “%(key)s”: only the last of them is found.")
        yield _should(table, text, "rows", key=key)
    sort = COLUMNS.get(str(columns[0].get("sort") or "number"), Sort.TEXT) if columns else Sort.TEXT
    read: list[Any] = [one for key in keys if (one := amounts.parsed(sort, key)) is not None]
    if form.has_band(table.ref.id) and read != sorted(read):
        text = gettext_noop("The first column does not rise: band() takes the last row not above.")
        yield _must(table, text, "rows")


def _table_of(table: Element) -> tuple[list[Mapping[str, Any]], list[list[str]]]:
    """Give the columns and the rows of a table, as far as they are such."""
    columns, rows = (table.attributes.get(name) for name in ("columns", "rows"))
    return (
        [one for one in columns if isinstance(one, Mapping)] if _is_list(columns) else [],
        [[str(one) for one in row] for row in rows if _is_list(row)] if _is_list(rows) else [],
    )


_NOT_READ: Final = {
    "number": gettext_noop("Row %(row)s, %(column)s: “%(cell)s” is no number."),
    "date": gettext_noop("Row %(row)s, %(column)s: “%(cell)s” is no date, such as 2026-01-31."),
}


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, list | tuple)


_RULES: Final[Mapping[Part, tuple[_Rule, ...]]] = {
    Part.PAGE: (
        _title,
        _many_questions,
        _same_questions,
        _reading_level,
        _never_shown,
    ),
    Part.GROUP: (_never_shown,),
    Part.TABLE: (_cells, _keys),
    Part.FIELD: (_label, _question, _sensitive, _choices, _never_shown),
}
