"""What is made of something that is there: a copy of a part, many choices at once. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.looking import lookers
from gemensam.questionnaires.rules.renaming import renamed
from gemensam.questionnaires.rules.trees import Data, Element, Part, Ref

# More than anybody chooses from; what stands after it is left out.
MOST_CHOICES: Final = 200
_COPIED: Final = frozenset({Part.PAGE, Part.GROUP, Part.FIELD})


def first_choices() -> list[str]:
    """Give what stands in a new question until somebody has said what is chosen from."""
    return [_("First choice"), _("Second choice")]


def copied(data: Data, ref: Ref, new: Ref, *, taken: Collection[str]) -> dict[str, Any]:
    """Give the form with a copy of a page, group or question after it, as `new`.

    What stands in it has ids of its own, and rules within the copy speak of the copy.
    """
    found = trees.elements(data)
    own = {one: element for one, element in found.items() if one in trees.under(found, ref)}
    used = {new.id, *taken, *(one.id for one in found)}
    names = {ref: new.id}
    for one in own:
        if one.kind in _COPIED and one != ref:
            names[one] = trees.unused(one.id, used, one.kind)
            used.add(names[one])
    copy = trees.assembled(renamed(own, names).values(), new)
    over = found[ref].parent
    assert over is not None
    return trees.added(data, over, ref.kind, copy, after=ref)


def with_choices(data: Data, ref: Ref, made: Iterator[Data]) -> Data:
    """Give the form with more choices of a question, but for those whose words are there.

    Those that a new question began with make room for them.
    """
    several = list(made)[:MOST_CHOICES]
    for one in _choices(data, ref) if several else ():
        if _words(one) in first_choices() and not lookers(trees.elements(data), {one.ref}):
            data = trees.removed(data, one.ref)
    for choice in several:
        there = {_words(one).casefold() for one in _choices(data, ref)}
        words = str(choice["label"].get("sv") or next(iter(choice["label"].values())))
        if words.casefold() not in there:
            id_ = trees.new_id(data, choice.get("id", words), Part.CHOICE, of=ref.id)
            data = trees.added(data, ref, Part.CHOICE, {**choice, "id": id_})
    return data


def lines_as_choices(text: str, language: str) -> Iterator[Data]:
    """Read one choice a line."""
    for line in text.splitlines():
        if words := " ".join(line.split()):
            yield {"label": {language: words}}


def choices_of(data: Data, field_id: str) -> Iterator[Data]:
    """Give another question's choices, with their ids and all their words."""
    for one in _choices(data, Ref(Part.FIELD, field_id)):
        if one.attributes.get("label"):
            yield {"id": one.ref.id, **one.attributes}


def with_own_choices(data: Data, ref: Ref) -> Mapping[str, str]:
    """Give the other questions that are chosen in, by id, in their own words."""
    found = trees.elements(data)
    return {
        one.ref.id: str((one.attributes.get("label") or {}).get("sv") or one.ref.id)
        for one in found.values()
        if one.ref.kind is Part.FIELD and one.ref != ref and _choices(data, one.ref)
    }


def _choices(data: Data, ref: Ref) -> list[Element]:
    found = trees.elements(data)
    return [one for one in found.values() if one.parent == ref and one.ref.kind is Part.CHOICE]


def _words(choice: Element) -> str:
    return str((choice.attributes.get("label") or {}).get("sv", ""))
