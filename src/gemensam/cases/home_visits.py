"""A case taken along to a home visit, and the notes that are written there, perhaps without a net.

What was seen on a visit is a fact: a note is taken in however the case has gone on meanwhile, and
says both when it was written and when it came in. The phone and its queue belong to a domain above.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import actions, notices, policy, queries, rules
from gemensam.cases.kinds import kind_of
from gemensam.cases.meeting_rows import MeetingRow, meeting_of
from gemensam.cases.models import Case, CaseEvent, Decision, EventKind
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Actor
from gemensam.people import api as people

# What is read at the door; the rest lies in the case.
NOTES_SHOWN: Final = 5
# More notes than anybody writes on visits in the days that a phone asks for.
NOTES_MAX: Final = 500


class NeverOnAPhone(Exception):
    """The identity is protected: such a case is never kept on a phone."""


@dataclass(frozen=True, slots=True)
class CaseAtHome:
    """What of a case one needs at the door."""

    id: UUID
    number: str
    title: str
    unit_id: UUID
    is_decided: bool
    resident: people.ResidentRow
    home: people.HomeRow | None
    notices: Sequence[people.NoticeRow]
    representative_name: str
    answers: Sequence[queries.AnswerLine]
    open_questions: Sequence[queries.OpenQuestion]
    # What to go through, in Swedish.
    prompts: Sequence[str]
    # The newest notes within the municipality, newest first.
    notes: Sequence[queries.ThreadEvent]
    meeting: MeetingRow | None


@dataclass(frozen=True, slots=True)
class HomeVisitNote:
    """A note from a home visit as it lies in the case, and what had happened before it came in."""

    id: UUID
    case_id: UUID
    author_id: UUID
    written_at: datetime
    came_in_at: datetime
    text: str
    is_after_decision: bool = False
    has_other_caseworker: bool = False


def ensure_casework(actor: Actor, *, now: datetime) -> None:
    """Raises authority.Refused: the actor's commission is not for casework."""
    policy.ensure_may_list(Visit(actor, now))


def resident_of_case(case_id: UUID) -> UUID | None:
    """Say whom a case concerns; None where the running tenant has no such case."""
    return Case.objects.filter(id=case_id).values_list("resident_id", flat=True).first()


def _at_home(case: Case, resident: people.ResidentRow, *, now: datetime) -> CaseAtHome:
    thread = queries.events_of([case.id], with_internal=True)[case.id]
    names = identity.names([case.representative_id] if case.representative_id else [])
    return CaseAtHome(
        id=case.id,
        number=rules.written_number(case.year, case.number),
        title=case.title,
        unit_id=case.unit_id,
        is_decided=case.state in rules.DECIDED,
        resident=resident,
        home=people.homes([resident.id]).get(resident.id),
        notices=people.notices_of([resident.id]).get(resident.id, ()),
        representative_name=next((one.display_name for one in names.values()), ""),
        answers=queries.answers_of(case, now=now),
        open_questions=queries.open_questions(thread),
        prompts=kind_of(case.kind, case.title).at_home,
        notes=[one for one in reversed(thread) if one.kind == EventKind.NOTE][:NOTES_SHOWN],
        meeting=meeting_of(case),
    )


def case_at_home(actor: Actor, case_id: UUID, *, now: datetime, request_id: str = "") -> CaseAtHome:
    """Give a case to a caseworker who is going there, and log that it was read.

    Raises NoSuchCase, authority.Refused: not for this actor.
    Raises NeverOnAPhone: the resident's identity is protected.
    """
    case = queries.case_row(case_id)
    resident = people.resident(case.resident_id)
    policy.ensure(Visit(actor, now, request_id), case, activity=Activity.READ, resident=resident)
    if resident.is_protected:
        raise NeverOnAPhone
    return _at_home(case, resident, now=now)


def cases_at_home(
    actor: Actor,
    case_ids: Collection[UUID],
    *,
    log: Collection[UUID],
    now: datetime,
    request_id: str = "",
) -> Sequence[CaseAtHome]:
    """Give those of some cases that the actor may still read, in the order asked for.

    A phone asks over and over: only those in `log` are logged. Protected identities are left out.
    """
    visit = Visit(actor, now, request_id)
    rows = policy.visible_cases(visit).filter(id__in=case_ids, resident__is_protected=False)
    found = {case.id: case for case in rows}
    residents = people.residents([case.resident_id for case in found.values()])
    # The filter has decided; this says so.
    facts = authority.Facts(assigned=True)
    asked = [
        policy.request_for(visit, case, activity=Activity.READ, is_protected=False)
        for case in found.values()
        if case.id in log
    ]
    audit.record(
        actor=actor,
        accesses=[authority.access_of(one, authority.ensure(one, facts)) for one in asked],
        now=now,
        request_id=request_id,
    )
    return [
        _at_home(found[each], residents[found[each].resident_id], now=now)
        for each in case_ids
        if each in found
    ]


@transaction.atomic
def put_home_visit_note(
    *,
    actor: Actor,
    case_id: UUID,
    note_id: UUID,
    text: str,
    written_at: datetime,
    now: datetime,
    taken_in: UUID | None = None,
    request_id: str = "",
) -> HomeVisitNote:
    """Take a note from a home visit into the case, also after a decision or to another's case.

    The author is judged as of when it was written. `taken_in` is the unit whose case it was when
    the author took it along, and so had the right to it; None where it was not taken along.
    The same id again from the same author gives the note that lies there.
    Raises NoSuchCase; authority.Refused: the author had no right to the case.
    """
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise NoSuchCase(case_id)
    earlier = home_visit_note(note_id, author_id=actor.person_id)
    if earlier is not None:
        return earlier
    resident = people.resident(case.resident_id)
    visit = Visit(actor, written_at, request_id)
    asked = policy.request_for(
        visit, case, activity=Activity.WRITE, is_protected=resident.is_protected
    )
    facts = policy.facts_for(actor, case, now=written_at)
    if taken_in is not None:
        asked = replace(asked, obj=replace(asked.obj, unit_id=taken_in))
        facts = replace(facts, assigned=True, may_handle_protected=True)
    authority.ensure_and_log(asked, facts, now=now, request_id=request_id)
    return _write(case, actor, note_id, text, written_at=written_at, now=now)


@transaction.atomic
def admit_home_visit_note(
    *,
    by: Actor,
    author: Actor,
    case_id: UUID,
    note_id: UUID,
    text: str,
    written_at: datetime,
    now: datetime,
    request_id: str = "",
) -> None:
    """Let somebody with the right to the case take in, as it was written, what was held.

    Raises NoSuchCase, authority.Refused.
    """
    case = actions.lock(by, case_id, now=now, request_id=request_id).case
    _write(case, author, note_id, text, written_at=written_at, now=now)


def _write(
    case: Case, author: Actor, note_id: UUID, text: str, *, written_at: datetime, now: datetime
) -> HomeVisitNote:
    actions.write_event(
        case,
        EventKind.NOTE,
        actor=author,
        now=now,
        text=text,
        event_id=note_id,
        written_at=written_at,
    )
    # Nobody has read anything by it: state and caseworker stay.
    actions.save(case)
    found = home_visit_note(note_id, author_id=author.person_id)
    assert found is not None
    notices.tell_staff(case, _others(case, found), now=now)
    return found


def _others(case: Case, note: HomeVisitNote) -> set[UUID]:
    """Give those at work who have to know that the note came: caseworker, and who had decided."""
    whom = {case.caseworker_id}
    if note.is_after_decision:
        decided = Decision.objects.filter(case_id=case.id).order_by("number").last()
        whom.add(decided.decided_by_id if decided else None)
    return {one for one in whom if one is not None and one != note.author_id}


def home_visit_note(note_id: UUID, *, author_id: UUID | None) -> HomeVisitNote | None:
    """Find a note from a home visit by its author."""
    rows = CaseEvent.objects.filter(id=note_id, actor_person_id=author_id, written_at__isnull=False)
    row = rows.select_related("case").first()
    return _to_note(row) if row else None


def home_visit_notes_of(author_id: UUID, *, since: datetime) -> Sequence[HomeVisitNote]:
    """List the notes that somebody's visits have brought in, for their own phone."""
    rows = CaseEvent.objects.filter(
        actor_person_id=author_id, written_at__isnull=False, at__gt=since
    )
    return [_to_note(row) for row in rows.select_related("case").order_by("-at")[:NOTES_MAX]]


def _to_note(row: CaseEvent) -> HomeVisitNote:
    assert row.written_at is not None
    assert row.actor_person_id is not None
    case = row.case
    decided = case.decided_at
    return HomeVisitNote(
        id=row.id,
        case_id=row.case_id,
        author_id=row.actor_person_id,
        written_at=row.written_at,
        came_in_at=row.at,
        text=row.text,
        is_after_decision=decided is not None and row.written_at < decided <= row.at,
        has_other_caseworker=case.caseworker_id not in {None, row.actor_person_id},
    )
