"""A form's data as elements that are found by their ids, and edits that give new data. Pure.

The data is what `schema_json.write` gives, or a draft on its way there: nothing here needs it to
be readable as a form. Nothing is mutated; what is given back shares its parts with what came in.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self

from gemensam.questionnaires.rules.language import WORDS

type Data = Mapping[str, Any]

LONGEST_ID: Final = 40
_NOT_IN_ID: Final = re.compile(r"[^a-z0-9]+")
# What has no letter of its own under its accent.
_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d"})
# A question of this name could not be spoken of in a rule.
_RESERVED: Final = WORDS | {"today"}


class Part(StrEnum):
    """What an element of a form is."""

    FORM = "form"
    PAGE = "page"
    GROUP = "group"
    FIELD = "field"
    CHOICE = "choice"
    CHECK = "check"
    TABLE = "table"
    TEST = "test"


# What stands in what, under which key, in reading order.
LISTS: Final[Mapping[Part, Mapping[str, Part]]] = {
    Part.FORM: {"pages": Part.PAGE, "tables": Part.TABLE, "tests": Part.TEST},
    Part.PAGE: {"groups": Part.GROUP},
    Part.GROUP: {"fields": Part.FIELD},
    Part.FIELD: {"choices": Part.CHOICE, "checks": Part.CHECK},
    Part.CHOICE: {},
    Part.CHECK: {},
    Part.TABLE: {},
    Part.TEST: {},
}
STANDS_IN: Final = {kind: over for over, lists in LISTS.items() for kind in lists.values()}


class NoSuchElement(LookupError):
    """The form has no such element, or no longer."""


class WrongPlace(ValueError):
    """The element cannot stand there, or cannot be moved or removed at all."""


class NotAnAttribute(ValueError):
    """Ids never change, and what stands in an element has edits of its own."""


class IdTaken(ValueError):
    """Another element has the id."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Which element: what it is and its id; for choices and checks, `of` which field.

    A check without an id is known by its number among the field's checks without, from 1.
    """

    kind: Part
    id: str = ""
    of: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.kind.value, self.of, self.id)))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `str` wrote. Raises NoSuchElement: it is no such text."""
        kind, *names = text.split(":")
        in_field = kind in {Part.CHOICE, Part.CHECK}
        wanted = 0 if kind == Part.FORM else 1 + in_field
        if kind not in Part or len(names) != wanted or not all(names):
            raise NoSuchElement(text)
        return cls(Part(kind), names[-1] if names else "", names[0] if in_field else "")


FORM: Final = Ref(Part.FORM)


@dataclass(frozen=True, slots=True)
class Element:
    """One element by itself: without what stands in it."""

    ref: Ref
    parent: Ref | None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: in what, after which sibling, or after the parent when it is first."""

    parent: Ref
    after: Ref


type Elements = dict[Ref, Element]


def elements(data: Data) -> Elements:
    """Give the form and every element of it in reading order. Raises IdTaken: an id stands twice."""
    return _by_ref(_grown(FORM, None, data))


def assembled(found: Iterable[Element], ref: Ref = FORM) -> dict[str, Any]:
    """Put a form, or one element of it, together; siblings stand in the order they are given in."""
    own: Elements = {}
    inside: dict[Ref | None, list[Ref]] = {}
    for one in found:
        own[one.ref] = one
        inside.setdefault(one.parent, []).append(one.ref)

    def data_of(ref: Ref) -> dict[str, Any]:
        is_named = ref.id and not (ref.kind is Part.CHECK and ref.id.isdigit())
        data: dict[str, Any] = {"id": ref.id} if is_named else {}
        data |= own[ref].attributes
        for key, kind in LISTS[ref.kind].items():
            items = [data_of(one) for one in inside.get(ref, ()) if one.kind is kind]
            if items:
                data[key] = items
        return data

    return data_of(ref)


def find(data: Data, ref: Ref) -> dict[str, Any] | None:
    """Give an element with all that stands in it; None when there is none."""
    found = elements(data)
    return assembled(found.values(), ref) if ref in found else None


def walk(data: Data) -> tuple[Ref, ...]:
    """Give every element in reading order, the form itself first."""
    return tuple(elements(data))


def parent(data: Data, ref: Ref) -> Ref | None:
    """Give what an element stands in; None for the form. Raises NoSuchElement."""
    return _found(elements(data), ref).parent


def children(data: Data, ref: Ref) -> tuple[Ref, ...]:
    """Give what stands in an element, in order; none when there is no such element."""
    return tuple(one.ref for one in elements(data).values() if one.parent == ref)


def place(data: Data, ref: Ref) -> Place:
    """Give where an element stands. Raises NoSuchElement; WrongPlace: the form stands nowhere."""
    return place_in(elements(data), ref)


def place_in(found: Elements, ref: Ref) -> Place:
    """Give where an element stands, among elements in reading order."""
    over = _found(found, ref).parent
    if over is None:
        raise WrongPlace(str(ref))
    after = over
    for one in found.values():
        if one.ref == ref:
            break
        if one.parent == over and one.ref.kind is ref.kind:
            after = one.ref
    return Place(over, after)


def with_attribute(data: Data, ref: Ref, name: str, value: Any) -> dict[str, Any]:
    """Give the form with an attribute set; a language of a text, or any part, is `label.sv`.

    None and the empty text remove it, and a text that is left without any language goes too.
    Raises NoSuchElement, NotAnAttribute.
    """
    found = elements(data)
    element = _found(found, ref)
    if name == "id" or name in LISTS[ref.kind]:
        raise NotAnAttribute(name)
    found[ref] = replace(element, attributes=_set(element.attributes, name.split("."), value))
    return assembled(found.values())


def added(
    data: Data, over: Ref, kind: Part, element: Data, *, after: Ref | None = None
) -> dict[str, Any]:
    """Give the form with a new element, with all that stands in it: last, or after a sibling.

    `after=over` puts it first. Raises NoSuchElement, WrongPlace, IdTaken.
    """
    found = elements(data)
    new = list(_grown(_ref(kind, element, 0, over), over, element))
    names = {_name(one) for one in found}
    if any(_name(one.ref) in names for one in new) or len(_by_ref(new)) < len(new):
        raise IdTaken(str(new[0].ref))
    return assembled([*_placed(found, new[0], over, after), *new[1:]])


def moved(data: Data, ref: Ref, over: Ref, after: Ref | None = None) -> dict[str, Any]:
    """Give the form with an element, and all that stands in it, last in `over` or after a sibling.

    `after=over` puts it first. Raises NoSuchElement, WrongPlace.
    """
    found = elements(data)
    element = _found(found, ref)
    if after == ref:
        after = place_in(found, ref).after
    del found[ref]
    return assembled(_placed(found, replace(element, parent=over), over, after))


def removed(data: Data, ref: Ref) -> dict[str, Any]:
    """Give the form without an element and what stands in it. Raises NoSuchElement, WrongPlace."""
    found = elements(data)
    if _found(found, ref).parent is None:
        raise WrongPlace(str(ref))
    gone = under(found, ref)
    return assembled(one for one in found.values() if one.ref not in gone)


def under(found: Elements, ref: Ref) -> frozenset[Ref]:
    """Give an element and what stands in it, among elements in reading order."""
    inside = {ref}
    for one in found.values():
        if one.parent in inside:
            inside.add(one.ref)
    return frozenset(inside)


def new_id(
    data: Data, words: str, kind: Part = Part.FIELD, *, of: str = "", taken: Iterable[str] = ()
) -> str:
    """Give a readable id that no element has: "Bor du ensam?" is `bor_du_ensam`, then `bor_du_ensam_2`.

    Choices and checks (`of` a field) need only differ within it. `taken` are ids that must not
    come back, such as those of earlier versions: answers are stored under them.
    """
    like = _name(Ref(kind, "", of))[:2]
    names = {ref.id for ref in elements(data) if _name(ref)[:2] == like} | _RESERVED | set(taken)
    return unused(words, names, kind)


def unused(words: str, names: Iterable[str], kind: Part = Part.FIELD) -> str:
    """Give a readable id that is not among some names."""
    letters = unicodedata.normalize("NFKD", words.lower().translate(_LETTERS))
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    stem = _shortened(_NOT_IN_ID.sub("_", plain).lstrip("_0123456789"), LONGEST_ID) or kind.value
    used, number, one = frozenset(names), 1, stem
    while one in used:
        number += 1
        one = f"{_shortened(stem, LONGEST_ID - len(str(number)) - 1)}_{number}"
    return one


def _shortened(stem: str, most: int) -> str:
    """Cut between words where there are several."""
    if len(stem) > most:
        cut = stem[: most + 1]
        stem = cut.rpartition("_")[0] or stem[:most]
    return stem.strip("_")


def _name(ref: Ref) -> tuple[str, str, str]:
    """Give what must be unique: fields and groups share their names, since rules see both."""
    kind = Part.FIELD if ref.kind is Part.GROUP else ref.kind
    return kind.value, ref.of, ref.id


def _ref(kind: Part, item: Data, number: int, over: Ref) -> Ref:
    if STANDS_IN.get(kind) is not over.kind:
        raise WrongPlace(f"{kind} in {over}")
    return Ref(kind, str(item.get("id", number)), over.id if over.kind is Part.FIELD else "")


def _grown(ref: Ref, over: Ref | None, data: Data) -> Iterator[Element]:
    lists = {key: kind for key, kind in LISTS[ref.kind].items() if _is_list(data.get(key), kind)}
    own = {key: v for key, v in data.items() if key not in lists and key != "id" and v is not None}
    yield Element(ref, over, own)
    for key, kind in lists.items():
        number = 0
        for item in data[key]:
            number += "id" not in item
            yield from _grown(_ref(kind, item, number, ref), ref, item)


def _is_list(items: object, kind: Part) -> bool:
    """Say whether something is a list of elements; what else stands there is kept as it is."""
    return isinstance(items, list | tuple) and all(
        isinstance(one, Mapping) and (kind is Part.CHECK or isinstance(one.get("id"), str))
        for one in items
    )


def _by_ref(found: Iterable[Element]) -> Elements:
    by_ref: Elements = {}
    for one in found:
        if one.ref in by_ref:
            raise IdTaken(str(one.ref))
        by_ref[one.ref] = one
    return by_ref


def _found(found: Elements, ref: Ref) -> Element:
    if ref not in found:
        raise NoSuchElement(str(ref))
    return found[ref]


def _placed(found: Elements, element: Element, over: Ref, after: Ref | None) -> list[Element]:
    """Give the elements with one more among them; only the order of siblings means anything."""
    _found(found, over)
    ref = element.ref
    in_field = over.kind is Part.FIELD
    if STANDS_IN.get(ref.kind) is not over.kind or (in_field and ref.of != over.id):
        raise WrongPlace(f"{ref} in {over}")
    if after is None:
        return [*found.values(), element]
    sibling = _found(found, after)
    if after != over and (sibling.parent != over or after.kind is not ref.kind):
        raise WrongPlace(f"{ref} after {after}")
    order = list(found.values())
    order.insert(order.index(sibling) + 1, element)
    return order


def _set(attributes: Mapping[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    first, *rest = path
    if rest:
        inner = attributes.get(first)
        value = _set(inner if isinstance(inner, Mapping) else {}, rest, value) or None
    if value is None or value == "":
        return {key: one for key, one in attributes.items() if key != first}
    return {**attributes, first: value}
