"""Whether a draft can go on in a newer version of its form, and what the person is told. Pure.

The rule: a draft moves to the new version unless something that has been answered would be lost. An
answered question must still be there, take the same kind of answer, stand in the same repeated
group or in none, and still have the choices that were picked. What is new, worded otherwise or
stands on another page moves along. A draft that does not fit is finished in its own version.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.schema import Field, FormSchema
from gemensam.questionnaires.rules.values import Answers, Value, is_answered, split_key


class Why(StrEnum):
    """What stands in the way of moving an answer, or what is new."""

    REMOVED = "removed"
    OTHER_KIND = "other_kind"
    OTHER_GROUP = "other_group"
    CHOICE_GONE = "choice_gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """One question that differs, in its own words."""

    field_id: str
    label: Text
    why: Why


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a newer version means for a draft."""

    # Answers that would be lost: with any, the draft stays where it is.
    losses: tuple[Change, ...]
    # Questions that the newer version asks besides.
    news: tuple[Change, ...]

    @property
    def fits(self) -> bool:
        """Say whether the draft moves."""
        return not self.losses


def compare(old: FormSchema, new: FormSchema, answers: Answers) -> Comparison:
    """Lay a draft's answers into a newer version of its form."""
    news = tuple(
        Change(field.id, field.label, Why.ADDED)
        for field in new.fields()
        if field.is_asked and old.field(field.id) is None
    )
    return Comparison(tuple(_losses(old, new, answers)), news)


def _losses(old: FormSchema, new: FormSchema, answers: Answers) -> Iterator[Change]:
    seen: set[str] = set()
    for key, value in answers.items():
        field_id, _row = split_key(key)
        field = old.field(field_id)
        if field is None or field_id in seen or not is_answered(value):
            continue
        why = why_lost(field, value, old, new)
        if why is not None:
            seen.add(field_id)
            yield Change(field_id, field.label, why)


def why_lost(field: Field, value: Value, old: FormSchema, new: FormSchema) -> Why | None:
    """Say why another version cannot take an answer; None when it can."""
    now = new.field(field.id)
    if now is None:
        return Why.REMOVED
    if now.kind is not field.kind:
        return Why.OTHER_KIND
    if _repeated_in(old, field.id) != _repeated_in(new, field.id):
        return Why.OTHER_GROUP
    if field.options:
        picked = value if isinstance(value, tuple) else (value,)
        if not set(picked) <= set(now.options):
            return Why.CHOICE_GONE
    return None


def _repeated_in(form: FormSchema, field_id: str) -> str:
    group = form.group_of[field_id]
    return group.id if group.repeat else ""
