"""What differs between two versions of a form's data, element by element. Pure."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gemensam.questionnaires.rules.trees import (
    FORM,
    Data,
    Elements,
    Part,
    Place,
    Ref,
    elements,
    find,
    place_in,
)


class What(StrEnum):
    """What was done to an element."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `attribute` is named by its parts, such as `label.sv`; `old` and `new` are its values, None
    where there is none. Of what was added or removed they are the whole element as data, of what
    was moved a `Place` as data (see `place_data`).
    """

    what: What
    ref: Ref
    attribute: str = ""
    old: Any = None
    new: Any = None


class State(StrEnum):
    """How an adapted form's element, or one of its attributes, stands beside the shared form's."""

    SHARED = "shared"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an element comes from, and each attribute that is another one here."""

    state: State
    attributes: Mapping[str, State]
    is_moved: bool = False


def difference(old: Data, new: Data) -> tuple[Change, ...]:
    """Say what was done to get from one to the other, in the newer one's reading order.

    What was added or removed together is one change, of the element that all of it stands in.
    Raises IdTaken: an id stands twice in one of them.
    """
    was, now = elements(old), elements(new)
    strayed, gone = _strayed(was, now), _gone_after(was, now)
    inside: dict[Ref | None, list[Ref]] = {}
    for element in now.values():
        inside.setdefault(element.parent, []).append(element.ref)

    def told(ref: Ref) -> Iterator[Change]:
        element = now[ref]
        if ref not in was and element.parent in was:
            yield Change(What.ADDED, ref, new=find(new, ref))
        if ref in strayed:
            places = (place_data(place_in(one, ref)) for one in (was, now))
            yield Change(What.MOVED, ref, "", *places)
        if ref in was:
            for name, *values in differing(was[ref].attributes, element.attributes):
                yield Change(What.CHANGED, ref, name, *values)
        yield from _removals(old, gone.get(Place(ref, ref), ()))
        for child in inside.get(ref, ()):
            yield from told(child)
            yield from _removals(old, gone.get(Place(ref, child), ()))

    return tuple(told(FORM))


def origin(shared: Data, adapted: Data) -> dict[Ref, Origin]:
    """Say of every element of either form what of it is as shared and what is done here.

    In the adapted form's reading order, with what was removed here last.
    """
    was, now = elements(shared), elements(adapted)
    strayed = _strayed(was, now)
    found: dict[Ref, Origin] = {}
    for ref, element in now.items():
        if ref not in was:
            found[ref] = Origin(State.ADDED, {})
            continue
        states = {
            name: State.ADDED if old is None else State.REMOVED if new is None else State.CHANGED
            for name, old, new in differing(was[ref].attributes, element.attributes)
        }
        is_same = not states and ref not in strayed
        found[ref] = Origin(State.SHARED if is_same else State.CHANGED, states, ref in strayed)
    return found | {ref: Origin(State.REMOVED, {}) for ref in was if ref not in now}


def differing(
    old: Mapping[str, Any], new: Mapping[str, Any], before: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Give each attribute that differs, by the names of its parts, with its old and new value."""
    for key in dict.fromkeys((*old, *new)):
        name, was, now = f"{before}{key}", old.get(key), new.get(key)
        if was == now:
            continue
        parts = [{} if one is None else one for one in (was, now)]
        if all(isinstance(one, Mapping) for one in parts) and any(parts):
            yield from differing(parts[0], parts[1], f"{name}.")
        else:
            yield name, was, now


def place_data(place: Place) -> dict[str, str]:
    """Write a place: what it is in, and after which sibling, or after the parent when first."""
    return {"in": str(place.parent), "after": str(place.after)}


def place_from(data: Mapping[str, str]) -> Place:
    """Read what `place_data` wrote."""
    return Place(Ref.read(data["in"]), Ref.read(data["after"]))


def steady[T: Hashable](old: Sequence[T], new: Sequence[T]) -> frozenset[T]:
    """Give the most of what is in both that keep their order: the rest were moved past them."""
    at = {one: number for number, one in enumerate(old)}
    both = [one for one in new if one in at]
    # The longest rising run that ends at each place, by its length and what comes before.
    best: list[tuple[int, int]] = []
    for end, one in enumerate(both):
        before = [(best[n][0], -n) for n, other in enumerate(both[:end]) if at[other] < at[one]]
        length, start = max(before, default=(0, 1))
        best.append((length + 1, -start))
    kept: set[T] = set()
    end = max(range(len(both)), key=lambda n: (best[n][0], -n), default=-1)
    while end >= 0:
        kept.add(both[end])
        end = best[end][1]
    return frozenset(kept)


def siblings(found: Elements) -> dict[tuple[Ref, str], list[Ref]]:
    """Give what stands in each element, by what it is, in order."""
    lists: dict[tuple[Ref, str], list[Ref]] = {}
    for one in found.values():
        if one.parent is not None:
            lists.setdefault((one.parent, one.ref.kind), []).append(one.ref)
    return lists


def _strayed(was: Elements, now: Elements) -> frozenset[Ref]:
    """Give what is in both and stands in something else, or in another order."""
    before, after = siblings(was), siblings(now)
    kept = {ref for key, some in after.items() for ref in steady(before.get(key, ()), some)}
    return frozenset(ref for ref in now if ref in was and ref not in kept and now[ref].parent)


def _gone_after(was: Elements, now: Elements) -> dict[Place, list[Ref]]:
    """Give what was removed, each time all of it, by the place that is still there before it."""
    gone: dict[Place, list[Ref]] = {}
    last: dict[tuple[Ref, Part], Ref] = {}
    for ref, element in was.items():
        over = element.parent
        if over is None or over not in now:
            continue
        if ref in now and now[ref].parent == over:
            last[over, ref.kind] = ref
        elif ref not in now:
            gone.setdefault(Place(over, last.get((over, ref.kind), over)), []).append(ref)
    return gone


def _removals(old: Data, refs: Sequence[Ref]) -> Iterator[Change]:
    return (Change(What.REMOVED, ref, old=find(old, ref)) for ref in refs)
