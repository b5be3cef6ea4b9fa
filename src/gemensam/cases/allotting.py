"""Give cases of the unit to a caseworker, several in one press, undo it, and open one for a reason.

Each case is moved under its own lock and writes one event; what could not be moved says why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.authority import api as authority
from gemensam.cases import actions, colleagues, policy, rules
from gemensam.cases.models import Case, CaseState, EventKind, Side
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.unit_models import Allotment, Insight
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.tenancy.models import new_id
from gemensam.ui.formats import start_of_day

# So many are moved while somebody waits for the page.
MOST_AT_ONCE: Final = 100
# How long the latest press can be undone.
UNDONE_WITHIN: Final = timedelta(hours=24)
SHORTEST_REASON: Final = 10


class NoReason(ValueError):
    """The reason says nothing to whoever looks it over."""


class NothingToUndo(LookupError):
    """It was undone already, or too long ago."""


class NotGiven(Enum):
    """Why a case was not moved."""

    DECIDED = "decided"
    TAKEN = "somebody else has it since the page was shown"
    NOT_ALLOWED = "the colleague may not decide it"


@dataclass(slots=True)
class Given:
    """What a press did: how many moved, and which did not, by number."""

    batch_id: UUID
    moved: int = 0
    failed: dict[str, NotGiven] = field(default_factory=dict)


@transaction.atomic
def allot(visit: Visit, seen: Mapping[UUID, UUID | None], to_id: UUID | None) -> Given:
    """Make somebody the caseworker of several cases, or nobody by name.

    `seen` is who had each of them on the page. A second press moves nothing.

    Raises NoSuchCase, Refused: nothing is moved.
    """
    policy.ensure_may_list(visit, activity=Activity.ADMINISTER)
    given = Given(batch_id=new_id())
    # By their ids: whoever locks several cases locks them in the same order.
    for case_id in sorted(seen)[:MOST_AT_ONCE]:
        _allot(visit, _locked(visit, case_id), seen[case_id], to_id, given)
    return given


def _locked(visit: Visit, case_id: UUID) -> Case:
    """Lock a case of the unit and log that it is given out. Raises NoSuchCase, Refused."""
    if not policy.managed_cases(visit).filter(id=case_id).exists():
        raise NoSuchCase(case_id)
    case = Case.objects.select_for_update().get(id=case_id)
    _ensure_managed(visit, case)
    return case


def _ensure_managed(visit: Visit, case: Case) -> None:
    resident = people.resident(case.resident_id)
    asked = policy.request_for(
        visit, case, activity=Activity.ADMINISTER, is_protected=resident.is_protected
    )
    covers = any(
        one.covers_protected and one.kind == case.kind
        for one in policy.delegations(visit.actor, now=visit.now)
    )
    facts = authority.Facts(assigned=True, may_handle_protected=covers)
    authority.ensure_and_log(asked, facts, now=visit.now, request_id=visit.request_id)


def _allot(visit: Visit, case: Case, was: UUID | None, to_id: UUID | None, given: Given) -> None:
    assert visit.actor.person_id is not None  # `ensure_may_list` has seen to it
    if case.caseworker_id == to_id:
        return
    why = _why_not(visit, case, was, to_id)
    if why is not None:
        given.failed[rules.written_number(case.year, case.number)] = why
        return
    name = identity.names([to_id])[to_id].display_name if to_id else ""
    text = f"{name} handlägger ärendet nu." if name else "Ärendet ligger hos enheten."
    _give(visit, case, to_id, text)
    Allotment.objects.create(
        case=case,
        batch_id=given.batch_id,
        made_by_id=visit.actor.person_id,
        made_at=visit.now,
        was_id=was,
        to_id=to_id,
        version=case.version,
    )
    given.moved += 1


def _why_not(visit: Visit, case: Case, was: UUID | None, to_id: UUID | None) -> NotGiven | None:
    if case.state == CaseState.DECIDED:
        return NotGiven.DECIDED
    if case.caseworker_id != was:
        return NotGiven.TAKEN
    if to_id is None:
        return None
    is_protected = people.resident(case.resident_id).is_protected
    if colleagues.may_have(to_id, case, is_protected=is_protected, now=visit.now):
        return None
    return NotGiven.NOT_ALLOWED


def _give(visit: Visit, case: Case, to_id: UUID | None, text: str) -> None:
    case.caseworker_id = to_id
    actions.write_event(case, EventKind.ASSIGNED, actor=visit.actor, now=visit.now, text=text)
    actions.save(case, "caseworker_id")


def latest(visit: Visit) -> Sequence[Allotment]:
    """Give what the actor's latest press moved, while it can be undone."""
    rows = Allotment.objects.filter(
        made_by_id=visit.actor.person_id,
        made_at__gt=visit.now - UNDONE_WITHIN,
        undone_at__isnull=True,
    )
    newest = rows.order_by("-made_at", "-batch_id").first()
    return list(rows.filter(batch_id=newest.batch_id)) if newest else []


@transaction.atomic
def undo(visit: Visit, batch_id: UUID) -> int:
    """Give back what a press moved and nobody has worked with since; say how many stay.

    Raises NothingToUndo. Raises NoSuchCase, Refused.
    """
    policy.ensure_may_list(visit, activity=Activity.ADMINISTER)
    rows = Allotment.objects.select_for_update().filter(
        batch_id=batch_id,
        made_by_id=visit.actor.person_id,
        made_at__gt=visit.now - UNDONE_WITHIN,
        undone_at__isnull=True,
    )
    found = list(rows.order_by("case_id"))
    if not found:
        raise NothingToUndo(batch_id)
    left = sum(not _take_back(visit, one) for one in found)
    rows.update(undone_at=visit.now)
    return left


def _take_back(visit: Visit, row: Allotment) -> bool:
    case = _locked(visit, row.case_id)
    since = actions.changes_since(case, row.version)
    if case.caseworker_id != row.to_id or any(one.side == Side.MUNICIPALITY for one in since):
        return False
    name = identity.names([row.was_id])[row.was_id].display_name if row.was_id else ""
    text = f"{name} handlägger ärendet igen." if name else "Ärendet ligger hos enheten igen."
    _give(visit, case, row.was_id, text)
    return True


@transaction.atomic
def open_for_a_reason(visit: Visit, case_id: UUID, reason: str) -> None:
    """Let the unit's manager open a case for the rest of the day; the reason is kept as written.

    Raises NoReason. Raises NoSuchCase, Refused.
    """
    cleaned = reason.strip()
    if len(cleaned) < SHORTEST_REASON:
        raise NoReason
    _locked(visit, case_id)
    assert visit.actor.person_id is not None
    tomorrow = start_of_day(visit.now + timedelta(days=1))
    Insight.objects.create(
        case_id=case_id,
        person_id=visit.actor.person_id,
        reason=cleaned,
        opened_at=visit.now,
        until=tomorrow,
    )
