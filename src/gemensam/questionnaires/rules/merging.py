"""Three-way merge of a form's data: what both sides did is kept, or is in a clash. Pure.

Theory of operation. Base, theirs and mine are taken apart into elements by their ids, so that
nothing hangs on where in the file it stands. What each side did to base is then laid together:
which elements there are, each one's attributes, what it stands in, and last the order of siblings.
Where the two did different things to the same attribute theirs stays, and a clash carries all
three, so that a person can choose. An element is never half removed: if one side removed it and
the other changed anything in it, all of it stays.

The same serves two who edit at once; undo, which is the step backwards
(`merge(after_step, now, before_step)`); and a shared form's new version laid into an adapted one
(`merge(shared_old, adapted, shared_new)`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from gemensam.questionnaires.rules.differences import place_data, place_from, siblings, steady
from gemensam.questionnaires.rules.kinds import KINDS, FieldKind
from gemensam.questionnaires.rules.renaming import renamed
from gemensam.questionnaires.rules.trees import (
    FORM,
    Data,
    Element,
    Elements,
    Part,
    Ref,
    added,
    assembled,
    elements,
    find,
    moved,
    parent,
    place_in,
    removed,
    under,
    unused,
    with_attribute,
)

# What a form cannot be without, by what it stands in.
_NEEDED: Final = {
    Part.FORM: Part.PAGE,
    Part.PAGE: Part.GROUP,
    Part.GROUP: Part.FIELD,
    Part.FIELD: Part.CHOICE,
}
_OF_SOME_KINDS: Final = frozenset().union(*(kind.attributes for kind in KINDS.values()))


class Why(StrEnum):
    """What the two sides do not agree on."""

    # The same attribute, changed to different values: theirs stands in the data.
    CHANGED = "changed"
    # Removed on one side and changed on the other: it stands in the data as it was changed.
    REMOVED = "removed"
    # Moved into different elements: it stands where they put it.
    MOVED = "moved"
    # Both added another element with the same id: mine got the one in `mine`.
    SAME_ID = "same_id"
    # Between them the two took everything out of it; nothing to choose, but it needs something.
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Clash:
    """What a person has to choose between.

    `base`, `theirs` and `mine` are the attribute's values, the whole element as data (None where it
    is not), a place as data or an id; None where there is nothing.
    """

    why: Why
    ref: Ref
    attribute: str = ""
    base: Any = None
    theirs: Any = None
    mine: Any = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What the two come to together, and what a person has to look at."""

    data: dict[str, Any]
    clashes: tuple[Clash, ...]


@dataclass(slots=True)
class _Three:
    """The three versions, and what is found out on the way."""

    base: Elements
    theirs: Elements
    mine: Elements
    clashes: list[Clash] = field(default_factory=list)


def merge(base: Data, theirs: Data, mine: Data) -> Merged:
    """Lay what theirs and mine did to base together. Raises IdTaken: an id stands twice in one."""
    three = _Three(elements(base), elements(theirs), elements(mine))
    _give_own_ids(three)
    found = {ref: _laid_together(three, ref) for ref in _kept(three)}
    _drop_what_does_not_fit(three, found)
    three.clashes += _emptied(three, found)
    ordered = {one.ref: one for one in _in_order(three, found)}
    return Merged(assembled(_with_unique_ids(three, ordered).values()), tuple(three.clashes))


def chosen(data: Data, clash: Clash, *, mine: bool) -> dict[str, Any]:
    """Give the data with one side of a clash: theirs or mine.

    Of SAME_ID and EMPTIED there is nothing to choose: a person removes or fills what is there.
    Raises NoSuchElement, WrongPlace: the data is another one by now.
    """
    wanted = clash.mine if mine else clash.theirs
    match clash.why:
        case Why.CHANGED:
            return with_attribute(data, clash.ref, clash.attribute, wanted)
        case Why.MOVED:
            to = place_from(wanted)
            is_there = to.after == to.parent or parent(data, to.after) == to.parent
            return moved(data, clash.ref, to.parent, to.after if is_there else None)
        case Why.REMOVED if wanted is None and find(data, clash.ref) is not None:
            return removed(data, clash.ref)
        case Why.REMOVED if wanted is not None and find(data, clash.ref) is None:
            # Only answers to a field that takes none now are left out of the data.
            return added(data, Ref(Part.FIELD, clash.ref.of), clash.ref.kind, wanted)
    return dict(data)


def _give_own_ids(three: _Three) -> None:
    """Give mine another id for what both added, if it is not the same thing.

    Choices and checks with the same id are the same: the id is made of their words.
    """
    names: dict[Ref, str] = {}
    base, theirs, mine = (_names(one) for one in (three.base, three.theirs, three.mine))
    used = {name[1] for name in (*base, *theirs, *mine)}
    for ref, element in three.mine.items():
        other = theirs.get(_name(ref))
        if other is None or _name(ref) in base or ref.of:
            continue
        stands_alike = element.parent == three.theirs[other].parent and element.parent not in names
        if stands_alike and ref == other and _tree(three.mine, ref) == _tree(three.theirs, ref):
            continue
        names[ref] = unused(ref.id, used)
        used.add(names[ref])
        three.clashes.append(Clash(Why.SAME_ID, other, "id", None, ref.id, names[ref]))
    three.mine = renamed(three.mine, names)


def _name(ref: Ref) -> tuple[str, str, str]:
    """Give what must be unique: fields and groups share their names."""
    return (Part.FIELD if ref.kind is Part.GROUP else ref.kind).value, ref.id, ref.of


def _names(found: Elements) -> dict[tuple[str, str, str], Ref]:
    return {_name(ref): ref for ref in found}


def _tree(found: Elements, ref: Ref) -> dict[str, Any] | None:
    return assembled(found.values(), ref) if ref in found else None


def _kept(three: _Three) -> list[Ref]:
    """Give what stays: what one side removed goes, unless the other did something to it."""
    gone: set[Ref] = set()
    for side, other in ((three.theirs, three.mine), (three.mine, three.theirs)):
        missing = {ref for ref in three.base if ref not in other}
        # Each missing element that is still on this side, by what it would go together with.
        roots: dict[Ref | None, Ref] = {}
        touched: dict[Ref, None] = {}
        for ref, element in side.items():
            if ref in missing:
                roots[ref] = roots.get(element.parent, ref)
            root = roots.get(ref) or roots.get(element.parent)
            if root is not None and three.base.get(ref) != element:
                touched[root] = None
        gone |= {ref for ref in missing if roots.get(ref) not in touched}
        for root in touched:
            trees = (_tree(one, root) for one in (three.base, three.theirs, three.mine))
            three.clashes.append(Clash(Why.REMOVED, root, "", *trees))
    return [ref for ref in dict.fromkeys((*three.theirs, *three.mine)) if ref not in gone]


def _laid_together(three: _Three, ref: Ref) -> Element:
    base, theirs, mine = (one.get(ref) for one in (three.base, three.theirs, three.mine))
    if theirs is None or mine is None:
        only = theirs or mine
        assert only is not None
        return only
    before = base.attributes if base else {}
    attributes = _mapping(three, ref, "", before, theirs.attributes, mine.attributes)
    was = base.parent if base else None
    over = theirs.parent if mine.parent in {was, theirs.parent} else mine.parent
    if theirs.parent not in {was, over}:
        over = theirs.parent
        places = (place_data(place_in(o, ref)) for o in (three.base, three.theirs, three.mine))
        three.clashes.append(Clash(Why.MOVED, ref, "", *places))
    return Element(ref, over, attributes)


def _mapping(  # noqa: PLR0917
    three: _Three,
    ref: Ref,
    before: str,
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
) -> dict[str, Any]:
    merged = {
        key: _value(three, ref, f"{before}{key}", base.get(key), theirs.get(key), mine.get(key))
        for key in dict.fromkeys((*theirs, *mine))
    }
    return {key: value for key, value in merged.items() if value is not None}


def _value(  # noqa: PLR0917
    three: _Three, ref: Ref, name: str, base: Any, theirs: Any, mine: Any
) -> Any:
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    if isinstance(theirs, Mapping) and isinstance(mine, Mapping):
        parts = base if isinstance(base, Mapping) else {}
        merged = _mapping(three, ref, f"{name}.", parts, theirs, mine)
        if name != "repeat" or _is_repeat(merged):
            return merged
    elif _is_set(theirs) and _is_set(mine) and (base is None or _is_set(base)):
        some = _order(base or (), theirs, mine, _either(base or (), theirs, mine))
        if some:
            return some
    three.clashes.append(Clash(Why.CHANGED, ref, name, base, theirs, mine))
    return theirs


def _is_repeat(repeat: Mapping[str, Any]) -> bool:
    """Say whether the bounds that two sides came to together leave anything between them."""
    least, most = repeat.get("least", 0), repeat.get("most", 0)
    return isinstance(least, int) and isinstance(most, int) and least <= most


def _is_set(value: Any) -> bool:
    """Say whether it is a list of words, each once, such as languages: they can be laid together."""
    is_words = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    return is_words and len(set(value)) == len(value)


def _either[T](base: Sequence[T], theirs: Sequence[T], mine: Sequence[T]) -> frozenset[T]:
    """Give what is in both, and what either put there."""
    was, one, other = frozenset(base), frozenset(theirs), frozenset(mine)
    return (one & other) | ((one | other) - was)


def _drop_what_does_not_fit(three: _Three, found: Elements) -> None:
    """Take out what one side gave a field of a kind that the other has changed."""
    for ref, element in list(found.items()):
        if ref not in three.theirs or ref not in three.mine or ref.kind is not Part.FIELD:
            continue
        sides = [one[ref].attributes.get("kind") for one in (three.theirs, three.mine)]
        kind = str(element.attributes.get("kind"))
        if sides[0] == sides[1] or kind not in FieldKind:
            continue
        wrong = _OF_SOME_KINDS - KINDS[FieldKind(kind)].attributes
        fits = {key: value for key, value in element.attributes.items() if key not in wrong}
        found[ref] = replace(element, attributes=fits)
        for name in sorted(element.attributes.keys() - fits.keys()):
            _clash_once(three, Why.CHANGED, ref, name)
        for choice in under(found, ref) if "choices" in wrong else ():
            if choice.kind is Part.CHOICE:
                del found[choice]
                _clash_once(three, Why.REMOVED, choice)


def _clash_once(three: _Three, why: Why, ref: Ref, name: str = "") -> None:
    if any((one.why, one.ref, one.attribute) == (why, ref, name) for one in three.clashes):
        return
    versions = (three.base, three.theirs, three.mine)
    values = [_tree(one, ref) for one in versions]
    if name:
        values = [value and value.get(name) for value in values]
    three.clashes.append(Clash(why, ref, name, *values))


def _emptied(three: _Three, found: Elements) -> Iterator[Clash]:
    lists = [siblings(one) for one in (three.base, three.theirs, three.mine)]
    now = siblings(found)
    for ref in found:
        key = (ref, _NEEDED.get(ref.kind, ""))
        had = [one.get(key) for one in lists]
        sides = (three.theirs, three.mine)
        was_full = all(some for some, side in zip(had[1:], sides, strict=True) if ref in side)
        if ref.kind in _NEEDED and key not in now and was_full:
            ids = ([one.id for one in some or ()] for some in had)
            yield Clash(Why.EMPTIED, ref, key[1], *ids)


def _in_order(three: _Three, found: Elements) -> Iterator[Element]:
    lists = [siblings(one) for one in (three.base, three.theirs, three.mine)]
    yield found[FORM]
    for key, some in siblings(found).items():
        base, theirs, mine = (one.get(key, ()) for one in lists)
        for ref in _order(base, theirs, mine, frozenset(some)):
            yield found[ref]


def _order[T](
    base: Sequence[T], theirs: Sequence[T], mine: Sequence[T], members: frozenset[T]
) -> list[T]:
    """Lay two orders together: theirs, and in it what mine moved or put there.

    What both moved stays where theirs has it.
    """
    lifted = (frozenset(base) - steady(base, mine)) & (steady(base, theirs))
    order = [one for one in theirs if one in members and not (one in lifted and one in mine)]
    here, there = frozenset(mine), frozenset(order)
    at = 0
    for one in mine:
        if one in there:
            at = order.index(one) + 1
        elif one in members:
            # After what mine has before it, and after what theirs put in the same place.
            while at < len(order) and order[at] not in here:
                at += 1
            order.insert(at, one)
            at += 1
    return order


def _with_unique_ids(three: _Three, found: Elements) -> Elements:
    """Give another id to what stays although theirs or mine used its id for something else."""
    names: dict[Ref, str] = {}
    by_name: dict[tuple[str, str, str], Ref] = {}
    used = {ref.id for ref in found}
    for ref in sorted(found, key=lambda one: one not in three.theirs):
        other = by_name.setdefault(_name(ref), ref)
        if other != ref:
            names[ref] = unused(ref.id, used | set(names.values()))
            three.clashes.append(Clash(Why.SAME_ID, other, "id", None, ref.id, names[ref]))
    return renamed(found, names, in_rules=False)
