"""What goes along from last month's application: the parts where nothing has changed.

A renewal's form asks "has anything changed?" in fields whose ids end in `_changed`; the groups and
pages that `… = "yes"` opens are that question's part. Where the answer is no, the whole part is as
it was in the application before, and counts as such.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from gemensam.eservices import queries
from gemensam.eservices.queries import ApplicationRow
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import Filled, FormSchema, Value
from gemensam.ui.formats import local_day

ASKS: Final = "_changed"
YES: Final = "yes"
_GONE: Final = "Finns inte längre"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as it reaches the case, whole: since when it is so, or what it was before."""

    key: str
    label: str
    text: str
    # As it is stored: what is signed is the words and this.
    value: object = None
    since: date | None = None
    is_changed: bool = False
    before: str = ""


def parts(schema: FormSchema) -> Mapping[str, frozenset[str]]:
    """Give the fields and groups that each question of change opens."""
    found: dict[str, set[str]] = {one.id: set() for one in schema.fields() if one.id.endswith(ASKS)}
    for page in schema.pages:
        for group in page.groups:
            for asked, names in found.items():
                if f'{asked} = "{YES}"' in (page.show_when, *group.show_when.split(" and ")):
                    names |= {group.id, *(one.id for one in group.fields)}
    return {asked: frozenset(names) for asked, names in found.items()}


def of_part(answers: Mapping[str, Value], names: frozenset[str]) -> dict[str, Value]:
    """Give the answers of one part, those of rows too."""
    return {key: value for key, value in answers.items() if key.partition("@")[0] in names}


def earlier_answers(row: ApplicationRow) -> Mapping[str, Value]:
    """Give the saved answers of the application that this one goes on from; none of a first one."""
    if row.previous_id is None:
        return {}
    return questionnaires.answers(queries.application(row.previous_id).response_id)


def settled(
    schema: FormSchema, saved: Mapping[str, Value], earlier: Mapping[str, Value]
) -> dict[str, Value]:
    """Give the answers with every part that has not changed as it was before."""
    found = dict(saved)
    for asked, names in parts(schema).items():
        if saved.get(asked) != YES:
            found = {key: one for key, one in found.items() if key not in of_part(saved, names)}
            found |= of_part(earlier, names)
    return found


def to_carry(schema: FormSchema, earlier: ApplicationRow) -> dict[str, Value]:
    """Give what a new renewal begins with: every part as it was."""
    answers = questionnaires.answers(earlier.response_id)
    names = frozenset[str]().union(*parts(schema).values())
    return of_part(answers, names)


def whole(form: questionnaires.PublishedForm, answers: Mapping[str, Value], day: date) -> Filled:
    """Lay settled answers into the form with every part open, so that all of them count."""
    return form.fill({**answers, **dict.fromkeys(parts(form.schema), YES)}, day)


def sheet_of(row: ApplicationRow, *, now: datetime) -> Filled:
    """Give an application whole, as the case gets it. Raises NoSuchResponse."""
    response = questionnaires.response(row.response_id)
    form = questionnaires.version(response.version_id)
    answers = settled(form.schema, questionnaires.answers(row.response_id), earlier_answers(row))
    return whole(form, answers, local_day(response.submitted_at or now))


def carried(form: FormSchema, saved: Mapping[str, Value]) -> dict[str, str]:
    """Give each key that goes along unchanged, with the question that would open it."""
    return {
        name: asked
        for asked, names in parts(form).items()
        if saved.get(asked) != YES
        for name in names
    }


def lines_of(row: ApplicationRow, *, now: datetime) -> list[Line]:
    """Give the application's answers in Swedish, compared part by part with those of before."""
    sheet = sheet_of(row, now=now)
    earlier = queries.application(row.previous_id) if row.previous_id else None
    before = sheet_of(earlier, now=now) if earlier else None
    compared = frozenset[str]().union(*parts(sheet.schema).values())
    found = [
        _line(sheet, key, row, earlier, before if key.partition("@")[0] in compared else None)
        for key in sheet.counting
        if not key.endswith(ASKS)
    ]
    return [*found, *(_gone(sheet, before, compared) if before else ())]


def _line(
    sheet: Filled,
    key: str,
    row: ApplicationRow,
    earlier: ApplicationRow | None,
    before: Filled | None,
) -> Line:
    label = questionnaires.label_of(sheet, sheet.entries[key], "sv")
    text, value = sheet.in_words(key, "sv"), questionnaires.to_json(sheet.counting[key])
    if before is None or earlier is None:
        return Line(key, label, text, value)
    was = before.in_words(key, "sv") if key in before.entries else ""
    if was != text:
        return Line(key, label, text, value, row.month, is_changed=True, before=was)
    known = earlier.since.get(key)
    return Line(key, label, text, value, date.fromisoformat(known) if known else earlier.month)


def _gone(sheet: Filled, before: Filled, compared: frozenset[str]) -> Iterator[Line]:
    for key, entry in before.entries.items():
        is_answered = key in before.counting and key.partition("@")[0] in compared
        if is_answered and key not in sheet.counting:
            label = questionnaires.label_of(before, entry, "sv")
            was = before.in_words(key, "sv")
            yield Line(key, label, _GONE, is_changed=True, before=was)
