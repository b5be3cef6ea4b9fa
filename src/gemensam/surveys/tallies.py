"""The results of a survey: its answers, turned into what can be counted, and counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import Field, FieldKind
from gemensam.surveys import queries
from gemensam.surveys.queries import State, SurveyRow
from gemensam.surveys.rules.suppression import counted_while_open
from gemensam.surveys.rules.tallying import Asked, Given, Question, Sheet, Sort, tally

_WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
type _Reader = Callable[[questionnaires.Value], Given | None]
# Decimals that a middle is given with, beside those of the answers themselves.
MORE_DECIMALS = 1


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a survey so far."""

    questions: Sequence[Question]
    answered: int
    # How many of them are counted here: fewer while an anonymous survey is open.
    counted: int
    codes: Sequence[str]


def results(survey: SurveyRow, *, language: str) -> Results:
    """Count a survey's answers."""
    answered = queries.answered(survey.id)
    is_live = survey.hides_few and survey.state is State.OPEN
    most = counted_while_open(answered) if is_live else answered
    form = questionnaires.version(survey.version_id).schema
    fields = [one for one in form.fields() if one.is_asked or one.kind is FieldKind.CALCULATED]
    codes = queries.codes(survey.id)
    readers = {field.id: _reader(field) for field in fields}
    sheets = [_sheet(one, readers) for one in queries.counted(survey.id, most=most)]
    asked = [_asked(field, language) for field in fields]
    return Results(tally(asked, sheets, codes, hides=survey.hides_few), answered, most, codes)


def _asked(field: Field, language: str) -> Asked:
    is_calculated = field.kind is FieldKind.CALCULATED
    choices = [
        (option, questionnaires.in_words(field, _picked(field, option), language))
        for option in field.options
    ]
    return Asked(
        id=field.id,
        label=field.label.within(language),
        sort=_sort(field),
        choices=tuple(choices),
        unit=field.unit.within(language),
        decimals=field.decimals + (0 if is_calculated else MORE_DECIMALS),
        is_calculated=is_calculated,
    )


def _picked(field: Field, option: str) -> questionnaires.Value:
    return (option,) if field.kind is FieldKind.MANY_CHOICE else option


def _sort(field: Field) -> Sort:
    if field.kind is FieldKind.MANY_CHOICE:
        return Sort.PICKS
    if field.options:
        return Sort.PICK
    if field.is_number:
        return Sort.NUMBER
    return Sort.WORDS if field.kind in _WORDS else Sort.OTHER


def _sheet(counted: queries.Counted, readers: Mapping[str, _Reader]) -> Sheet:
    given: dict[str, list[Given]] = {}
    for key, value in counted.answers.items():
        # In a group with rows a question is answered once for each.
        field_id = key.partition("@")[0]
        reader = readers.get(field_id)
        one = reader(value) if reader else None
        if one is not None:
            given.setdefault(field_id, []).append(one)
    return Sheet(counted.code, given)


def _reader(field: Field) -> _Reader:
    """Give what turns an answer to a question into what is counted."""
    sort = _sort(field)
    if sort in {Sort.PICK, Sort.PICKS}:
        return lambda value: value if isinstance(value, tuple) else (str(value),)
    if sort is Sort.NUMBER:
        return questionnaires.number_of
    return lambda value: questionnaires.in_words(field, value, "sv")


def earlier(survey: SurveyRow, others: Sequence[SurveyRow]) -> list[SurveyRow]:
    """Give the surveys that asked an earlier or the same version of the form before, latest first."""
    key = questionnaires.version(survey.version_id).schema.key
    return [
        one
        for one in others
        if one.opened_at is not None
        and survey.opened_at is not None
        and one.opened_at < survey.opened_at
        and questionnaires.version(one.version_id).schema.key == key
    ]


def by_id(found: Results | None) -> Mapping[str, Question]:
    """Give the questions by their ids."""
    return {one.asked.id: one for one in found.questions} if found else {}
