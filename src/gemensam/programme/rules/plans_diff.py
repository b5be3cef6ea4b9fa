"""What differs between two plans, side by side: by part, column, sentence and amount. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from gemensam.kernel.money import Money
from gemensam.programme.rules import plans
from gemensam.programme.rules.plans_lines import Line, Part, Speech, parts_of


class Change(Enum):
    """What happened to a part or a line."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before and after; an amount's change is given too."""

    change: Change
    column: str
    before: str
    after: str
    difference: Money | None = None


@dataclass(frozen=True, slots=True)
class PartChange:
    """An area, an activity or the whole plan, with the lines that differ."""

    change: Change
    kind: str
    key: str
    title: str
    lines: tuple[LineChange, ...]


def compare(before: plans.Plan, after: plans.Plan, speech: Speech) -> tuple[PartChange, ...]:
    """Give every part that differs, in the order of the newer plan; what is gone stands last."""
    old = {(part.kind, part.key): part for part in parts_of(before, speech)}
    new = {(part.kind, part.key): part for part in parts_of(after, speech)}
    found = [_part(old.get(name), part) for name, part in new.items()]
    gone = [_part(part, None) for name, part in old.items() if name not in new]
    return tuple(one for one in (*found, *gone) if one is not None)


def count(changes: Sequence[PartChange]) -> dict[Change, int]:
    """Count the lines by what happened to them."""
    lines = [line.change for part in changes for line in part.lines]
    return {change: lines.count(change) for change in Change}


def _part(before: Part | None, after: Part | None) -> PartChange | None:
    lines = tuple(_lines(before.lines if before else (), after.lines if after else ()))
    if not lines:
        return None
    change = Change.CHANGED
    if before is None:
        change = Change.ADDED
    elif after is None:
        change = Change.REMOVED
    shown = after or before
    assert shown is not None
    return PartChange(change, shown.kind, shown.key, shown.title, lines)


def _lines(before: Sequence[Line], after: Sequence[Line]) -> Iterator[LineChange]:
    columns = dict.fromkeys([*(line.column for line in after), *(line.column for line in before)])
    for column in columns:
        old = [line for line in before if line.column == column]
        new = [line for line in after if line.column == column]
        yield from _keyed([one for one in old if one.key], [one for one in new if one.key])
        yield from _by_text(
            [one for one in old if not one.key], [one for one in new if not one.key]
        )


def _keyed(old: Sequence[Line], new: Sequence[Line]) -> Iterator[LineChange]:
    before = {line.key: line for line in old}
    for line in new:
        yield from _pair(before.pop(line.key, None), line)
    for line in before.values():
        yield from _pair(line, None)


def _by_text(old: Sequence[Line], new: Sequence[Line]) -> Iterator[LineChange]:
    matcher = SequenceMatcher(
        a=[one.text for one in old], b=[one.text for one in new], autojunk=False
    )
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            continue
        was, now = old[old_from:old_to], new[new_from:new_to]
        for place in range(max(len(was), len(now))):
            yield from _pair(
                was[place] if place < len(was) else None, now[place] if place < len(now) else None
            )


def _pair(before: Line | None, after: Line | None) -> Iterator[LineChange]:
    if before is not None and after is not None:
        if before.text != after.text:
            yield LineChange(
                Change.CHANGED, after.column, before.text, after.text, _difference(before, after)
            )
    elif after is not None:
        yield LineChange(Change.ADDED, after.column, "", after.text, after.amount)
    elif before is not None:
        lost = None if before.amount is None else -before.amount
        yield LineChange(Change.REMOVED, before.column, before.text, "", lost)


def _difference(before: Line, after: Line) -> Money | None:
    if before.amount is None or after.amount is None:
        return None
    return after.amount - before.amount or None
