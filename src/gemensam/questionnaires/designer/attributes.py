"""What can be said of each part of a form: names, words and ways to type it. Data only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext_lazy

from gemensam.questionnaires.rules.kinds import KINDS, FieldKind
from gemensam.questionnaires.rules.schema import Accept, Prefill, Retention
from gemensam.questionnaires.rules.trees import Data, Part, Ref

# Languages that a form can be made in: those most asked for in the county's social services.
LANGUAGES: Final = {
    "sv": gettext_lazy("Swedish"),
    "en": gettext_lazy("English"),
    "fi": gettext_lazy("Finnish"),
    "ar": gettext_lazy("Arabic"),
    "so": gettext_lazy("Somali"),
    "uk": gettext_lazy("Ukrainian"),
}
KIND_WORDS: Final = {
    FieldKind.TEXT: gettext_lazy("Short text"),
    FieldKind.LONG_TEXT: gettext_lazy("Long text"),
    FieldKind.NUMBER: gettext_lazy("Number"),
    FieldKind.MONEY: gettext_lazy("Amount of money"),
    FieldKind.DATE: gettext_lazy("Date"),
    FieldKind.PERIOD: gettext_lazy("Period"),
    FieldKind.TIME: gettext_lazy("Time of day"),
    FieldKind.CHOICE: gettext_lazy("One choice"),
    FieldKind.MANY_CHOICE: gettext_lazy("Several choices"),
    FieldKind.YES_NO: gettext_lazy("Yes or no"),
    FieldKind.FILE: gettext_lazy("File or photo"),
    FieldKind.PHONE: gettext_lazy("Phone number"),
    FieldKind.EMAIL: gettext_lazy("E-mail address"),
    FieldKind.PERSONAL_NUMBER: gettext_lazy("Personal identity number"),
    FieldKind.PERSON: gettext_lazy("Person to reach"),
    FieldKind.ADDRESS: gettext_lazy("Address"),
    FieldKind.SIGNATURE: gettext_lazy("Signature"),
    FieldKind.STATEMENT: gettext_lazy("Text to read"),
    FieldKind.CALCULATED: gettext_lazy("Calculated value"),
}
_RETENTIONS: Final[Mapping[str, Any]] = {
    Retention.FIVE_YEARS_AFTER_LAST_NOTE: gettext_lazy("Five years after the last note"),
    Retention.UNTIL_CASE_CLOSED: gettext_lazy("Until the case is closed"),
    Retention.UNTIL_REPORTED: gettext_lazy("Until the report has been made"),
}
_PREFILLS: Final[Mapping[str, Any]] = {
    Prefill.NAME: gettext_lazy("The resident's name"),
    Prefill.PERSONAL_NUMBER: gettext_lazy("The resident's personal identity number"),
    Prefill.ADDRESS: gettext_lazy("The resident's address"),
    Prefill.PHONE: gettext_lazy("The resident's phone"),
    Prefill.EMAIL: gettext_lazy("The resident's e-mail"),
    Prefill.PREVIOUS: gettext_lazy("The answer of last time"),
}
_ACCEPTS: Final[Mapping[str, Any]] = {
    Accept.PICTURE: gettext_lazy("Pictures"),
    Accept.PDF: gettext_lazy("PDF files"),
}
_RESULTS: Final = {
    "number": gettext_lazy("A figure"),
    "date": gettext_lazy("A date"),
    "truth": gettext_lazy("Yes or no"),
    "text": gettext_lazy("A text"),
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that can be said: its name in the form's data, how it is typed, in which words."""

    name: str
    # text, long, rule, words, long_words, yes (unless said otherwise), no, whole, pick, many
    typed: str
    label: Any
    hint: Any = ""
    options: Mapping[str, Any] | None = None
    # Among what is seldom needed.
    is_further: bool = False


_RULE_HINT: Final = gettext_lazy('A rule, such as: spare_key = "no" and age(born) >= 65')
_SHOW_WHEN: Final = Attribute("show_when", "rule", gettext_lazy("Shown only when"), _RULE_HINT)
_TITLE: Final = Attribute("title", "words", gettext_lazy("Heading"))
_RETENTION: Final = Attribute(
    "retention", "pick", gettext_lazy("Kept"), options={"": "", **_RETENTIONS}, is_further=True
)
_PURPOSE: Final = Attribute(
    "purpose", "long_words", gettext_lazy("Why we ask"),
    gettext_lazy("Shown to whoever wonders; the law asks for it (GDPR art. 5)."), is_further=True,
)  # fmt: skip

_OF_PART: Final[Mapping[Part, Sequence[Attribute]]] = {
    Part.FORM: (
        Attribute("title", "words", gettext_lazy("The form's name")),
        replace(_PURPOSE, is_further=False),
        replace(_RETENTION, options=_RETENTIONS, is_further=False),
        Attribute("languages", "many", gettext_lazy("Languages"), options=LANGUAGES),
    ),
    Part.PAGE: (
        _TITLE,
        Attribute("intro", "long_words", gettext_lazy("Introduction")),
        replace(_SHOW_WHEN, is_further=True),
    ),
    Part.GROUP: (
        _TITLE,
        Attribute(
            "repeat.one", "words", gettext_lazy("Asked several times: what is one called?"),
            gettext_lazy("Such as “cost” or “child”. Leave empty to ask once."),
        ),
        Attribute("repeat.least", "whole", gettext_lazy("At least"), is_further=True),
        Attribute("repeat.most", "whole", gettext_lazy("At most"), is_further=True),
        replace(_SHOW_WHEN, is_further=True),
    ),
}  # fmt: skip
_OF_FIELD: Final[Sequence[Attribute]] = (
    Attribute("label", "words", gettext_lazy("Question")),
    Attribute("help", "long_words", gettext_lazy("Help text")),
    Attribute("required", "yes", gettext_lazy("Must be answered")),
)
_OF_KIND: Final[Mapping[str, Attribute]] = {
    "value": Attribute(
        "value", "rule", gettext_lazy("Calculated as"), gettext_lazy("Such as: sum(costs, amount)")
    ),
    "result": Attribute("result", "pick", gettext_lazy("What comes out"), options=_RESULTS),
    "unit": Attribute("unit", "words", gettext_lazy("Unit")),
    "decimals": Attribute("decimals", "whole", gettext_lazy("Decimals")),
    "least": Attribute(
        "least", "text", gettext_lazy("Least or earliest"),
        gettext_lazy("A number, a date such as 2026-01-01, a time, or today."), is_further=True,
    ),
    "most": Attribute("most", "text", gettext_lazy("Most or latest"), is_further=True),
    "longest": Attribute(
        "longest", "whole", gettext_lazy("Longest, in letters"), is_further=True
    ),
    "dont_know": Attribute("dont_know", "no", gettext_lazy("May answer “Don't know”")),
    "accept": Attribute("accept", "many", gettext_lazy("Takes"), options=_ACCEPTS),
    "files": Attribute("files", "whole", gettext_lazy("How many files at most")),
    "accept_label": Attribute(
        "accept_label", "words", gettext_lazy("Box to tick"),
        gettext_lazy("Such as “I have read this”. Leave empty for a text only."),
    ),
}  # fmt: skip
_OF_EVERY_FIELD: Final[Sequence[Attribute]] = (
    _SHOW_WHEN,
    Attribute("required_when", "rule", gettext_lazy("Must be answered only when"), is_further=True),
    Attribute(
        "sensitive", "yes", gettext_lazy("Sensitive: never in mail, logs or lists"),
        is_further=True,
    ),
    _PURPOSE,
    _RETENTION,
    Attribute(
        "prefill", "pick", gettext_lazy("Filled in beforehand with"),
        options={"": "", **_PREFILLS}, is_further=True,
    ),
)  # fmt: skip


# What each attribute is called, by its name in the data.
WORDS_OF: Final[Mapping[str, Any]] = {
    one.name: one.label
    for one in (
        *(one for some in _OF_PART.values() for one in some),
        *_OF_FIELD,
        *_OF_KIND.values(),
        *_OF_EVERY_FIELD,
    )
}


def attributes_of(ref: Ref, element: Data) -> list[Attribute]:
    """Give what can be said of an element."""
    if ref.kind is not Part.FIELD:
        return list(_OF_PART.get(ref.kind, ()))
    kind = FieldKind(str(element.get("kind", FieldKind.TEXT)))
    own = [one for name, one in _OF_KIND.items() if name in KINDS[kind].attributes]
    rest = _OF_EVERY_FIELD
    if kind in {FieldKind.CALCULATED, FieldKind.STATEMENT}:
        return [*_OF_FIELD[:2], *own, *rest[:1]]
    return [*_OF_FIELD, *own, *rest]


def in_language(label: str, language: str, languages: Sequence[str]) -> str:
    """Say in which language something is written, where there are several."""
    if len(languages) == 1:
        return label
    return f"{label} ({LANGUAGES.get(language, language)})"
