"""What a delivery would change: the register as it is beside what the rows say. Pure.

An unreadable row changes nothing and ends nothing. Whoever is in no row of a whole delivery has left.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from gemensam.employees.feed.rows import Fault, Field, Said, Value
from gemensam.employees.feed_models import ChangeKind

# A last day so near is as good as having left: the brake counts it.
SOON: Final = timedelta(days=7)
TWICE: Final = gettext_noop("The same employment number stands in another row too.")
OF_ANOTHER: Final = gettext_noop("Another row gives this HSA-id to somebody with another name.")


@dataclass(frozen=True, slots=True)
class Known:
    """An employment as the register has it."""

    id: UUID
    version: int
    facts: Mapping[Field, Value]
    left_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def has_left(self) -> bool:
        """Say whether the employment is over."""
        return self.left_at is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as it was understood. `is_over`: the sender says so itself, as SCIM can."""

    row_id: UUID | None
    line: int
    said: Said
    faults: tuple[Fault, ...] = ()
    is_over: bool = False
    is_gone: bool = False

    @property
    def hr_number(self) -> str:
        """Give the employment's number; empty if it cannot be read."""
        return str(self.said.get(Field.HR_NUMBER, ""))


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one employment. `facts` are those afterwards."""

    kind: ChangeKind
    hr_number: str
    facts: Mapping[Field, Value]
    before: Known | None
    row_id: UUID | None
    line: int
    has_left: bool
    is_removed: bool = False
    is_soon_over: bool = False

    @property
    def values(self) -> dict[Field, tuple[Value, Value]]:
        """Give only what differs: field, before, after."""
        if self.before is None:
            return {}
        old = self.before.facts
        return {key: (old[key], self.facts[key]) for key in Field if old[key] != self.facts[key]}


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a delivery would change."""

    steps: tuple[Step, ...]
    unreadable: tuple[Reading, ...]
    unchanged: int
    # How many the shares are of: those employed now, or those that the delivery speaks of if more.
    base: int
    fingerprint: str = ""
    counts: Mapping[ChangeKind, int] = field(default_factory=dict)

    def of(self, kind: ChangeKind) -> list[Step]:
        """Give the steps of one kind."""
        return [step for step in self.steps if step.kind is kind]

    @property
    def leavers(self) -> int:
        """Count those whose employment would be over now or within a week."""
        return sum(step.kind is ChangeKind.LEFT or step.is_soon_over for step in self.steps)

    @property
    def changed(self) -> int:
        """Count those in whom something would change."""
        return sum(
            step.kind in {ChangeKind.CHANGED, ChangeKind.RETURNED} and not step.is_soon_over
            for step in self.steps
        )


EMPTY: Final[Mapping[Field, Value]] = {
    Field.HSA_ID: "",
    Field.TITLE: "",
    Field.WORKPLACE: "",
    Field.ENDS_ON: None,
    Field.IS_PROTECTED: False,
}


def compare(
    register: Mapping[str, Known], readings: Iterable[Reading], *, is_whole: bool, today: date
) -> Plan:
    """Say what a delivery would change in the register, by employment number."""
    checked = _checked(list(readings))
    readable = [one for one in checked if not one.faults]
    found = [
        step
        for one in readable
        if (step := _step(register.get(one.hr_number), one, today)) is not None
    ]
    unreadable = tuple(one for one in checked if one.faults)
    if is_whole:
        spoken_of = {one.hr_number for one in checked}
        found += [
            _over(number, known, is_removed=True)
            for number, known in register.items()
            if number not in spoken_of and not known.has_left
        ]
    steps = tuple(found)
    employed = sum(not known.has_left for known in register.values())
    plan = Plan(
        steps=steps,
        unreadable=unreadable,
        unchanged=len(readable) - sum(step.line > 0 for step in steps),
        base=max(employed, len(readable)),
        counts=Counter(step.kind for step in steps),
    )
    return replace(plan, fingerprint=_fingerprint(plan))


def _checked(readings: Sequence[Reading]) -> list[Reading]:
    """Add the faults that only show when rows stand beside one another."""
    lines: dict[str, list[int]] = {}
    names: dict[str, dict[tuple[str, str], int]] = {}
    for one in readings:
        lines.setdefault(one.hr_number, []).append(one.line)
        names.setdefault(_hsa_id(one), {}).setdefault(_name(one), one.line)
    found = []
    for one in readings:
        faults = list(one.faults)
        other = next((line for line in lines[one.hr_number] if line != one.line), 0)
        if one.hr_number and other:
            faults.append(Fault(Field.HR_NUMBER, TWICE, one.hr_number, other))
        named = names[_hsa_id(one)].items()
        other = next((line for name, line in named if name != _name(one)), 0)
        if _hsa_id(one) and other:
            faults.append(Fault(Field.HSA_ID, OF_ANOTHER, _hsa_id(one), other))
        found.append(replace(one, faults=tuple(faults)) if len(faults) > len(one.faults) else one)
    return found


def _hsa_id(one: Reading) -> str:
    return str(one.said.get(Field.HSA_ID, ""))


def _name(one: Reading) -> tuple[str, str]:
    given, family = (one.said.get(key, "") for key in (Field.GIVEN_NAME, Field.FAMILY_NAME))
    return str(given).casefold(), str(family).casefold()


def is_past(ends_on: Value, today: date) -> bool:
    """Say whether a last day of work lies behind."""
    return isinstance(ends_on, date) and ends_on < today


def _step(known: Known | None, one: Reading, today: date) -> Step | None:
    old = known.facts if known else EMPTY
    facts: dict[Field, Value] = {**old, **one.said}
    is_over = one.is_over or one.is_gone or is_past(facts[Field.ENDS_ON], today)
    kind = _kind(known, facts, is_over=is_over, is_gone=one.is_gone)
    if kind is None:
        return None
    ends = facts[Field.ENDS_ON]
    is_soon = isinstance(ends, date) and ends <= today + SOON and ends != old[Field.ENDS_ON]
    return Step(
        kind=kind,
        hr_number=one.hr_number,
        facts=facts,
        before=known,
        row_id=one.row_id,
        line=one.line,
        has_left=is_over,
        is_removed=one.is_gone,
        is_soon_over=is_soon and not is_over and known is not None,
    )


def _kind(
    known: Known | None, facts: Mapping[Field, Value], *, is_over: bool, is_gone: bool
) -> ChangeKind | None:
    if known is None:
        return ChangeKind.LEFT if is_over else ChangeKind.JOINED
    if is_over and (not known.has_left or (is_gone and not known.removed_at)):
        return ChangeKind.LEFT
    if known.has_left and not is_over:
        return ChangeKind.RETURNED
    return ChangeKind.CHANGED if facts != known.facts else None


def all_over(register: Mapping[str, Known]) -> Plan:
    """Say what it changes that some employments are over, without any row that says so anew."""
    steps = tuple(_over(number, known, is_removed=False) for number, known in register.items())
    return Plan(steps, (), 0, len(steps), counts=Counter(step.kind for step in steps))


def _over(number: str, known: Known, *, is_removed: bool) -> Step:
    return Step(
        kind=ChangeKind.LEFT,
        hr_number=number,
        facts=known.facts,
        before=known,
        row_id=None,
        line=0,
        has_left=True,
        is_removed=is_removed,
    )


def _fingerprint(plan: Plan) -> str:
    """Sum up what would change and from what, so that two looks can be compared."""
    told = [
        (
            step.kind.value,
            step.hr_number,
            step.before.version if step.before else 0,
            {key: str(value) for key, value in step.facts.items()},
        )
        for step in plan.steps
    ]
    text = json.dumps([told, [one.line for one in plan.unreadable]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: shares in percent, and how many are always let through."""

    most_leavers: int = 10
    most_changes: int = 30
    floor: int = 5


@dataclass(frozen=True, slots=True)
class Stop:
    """Why the brake is on: the sentence, the number and what it is of."""

    says: str
    number: int
    base: int = 0
    most: int = 0


LEAVERS: Final = gettext_noop(
    "%(number)s of %(base)s would leave. That is more than %(most)s percent."
)
CHANGES: Final = gettext_noop(
    "Something would change for %(number)s of %(base)s. That is more than %(most)s percent."
)
NAMELESS: Final = gettext_noop(
    "%(number)s rows have no employment number that can be read. Some of those who seem to have"
    " left may stand there."
)


def is_too_many(number: int, base: int, percent: int, floor: int) -> bool:
    """Say whether a number is above the floor and above its share."""
    return number > floor and number * 100 > percent * base


def stops(plan: Plan, limits: Limits) -> list[Stop]:
    """Say why a plan should not be carried out without a person's word for it."""
    found = []
    if is_too_many(plan.leavers, plan.base, limits.most_leavers, limits.floor):
        found.append(Stop(LEAVERS, plan.leavers, plan.base, limits.most_leavers))
    if is_too_many(plan.changed, plan.base, limits.most_changes, limits.floor):
        found.append(Stop(CHANGES, plan.changed, plan.base, limits.most_changes))
    nameless = sum(not one.hr_number for one in plan.unreadable)
    if nameless and any(step.line == 0 for step in plan.steps):
        found.append(Stop(NAMELESS, nameless))
    return found
