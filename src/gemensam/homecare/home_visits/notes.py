"""Notes from home visits on their way into the case; `cases` keeps them."""

from datetime import datetime, timedelta
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.homecare.entries import case_note_hash
from gemensam.homecare.models import HomeVisit
from gemensam.homecare.rules import CLOCK_AHEAD, LATEST, Reason
from gemensam.kernel.actor import Actor


def _taken_in(author_id: UUID, case_id: UUID, written_at: datetime) -> UUID | None:
    """Give the unit whose case it was, if the author had it along when the note was written."""
    # A phone's clock may be as much behind ours as ahead of it.
    rows = HomeVisit.objects.filter(
        person_id=author_id,
        case_id=case_id,
        taken_at__lte=written_at + CLOCK_AHEAD,
        until__gte=written_at,
    )
    return rows.values_list("unit_id", flat=True).first()


def put(
    actor: Actor,
    *,
    case_id: UUID,
    note_id: UUID,
    body: str,
    written_at: datetime,
    now: datetime,
    request_id: str = "",
) -> cases.HomeVisitNote:
    """Take a note into its case; the same id again changes nothing.

    Raises cases.NoSuchCase, authority.Refused.
    """
    assert actor.person_id is not None
    return cases.put_home_visit_note(
        actor=actor,
        case_id=case_id,
        note_id=note_id,
        text=body,
        written_at=written_at,
        now=now,
        taken_in=_taken_in(actor.person_id, case_id, written_at),
        request_id=request_id,
    )


def hash_of(note: cases.HomeVisitNote) -> str:
    """Give a note's hash, made of what the case keeps."""
    return case_note_hash(note.id, note.author_id, note.case_id, note.written_at, note.text)


def remark_on(note: cases.HomeVisitNote) -> Reason | None:
    """Give what the author has to know of a note that was taken in."""
    if note.is_after_decision:
        return Reason.CASE_DECIDED
    return Reason.OTHER_CASEWORKER if note.has_other_caseworker else None


def own(person_id: UUID, *, now: datetime) -> list[dict[str, str]]:
    """List what somebody's phones have sent, with its hash: what lets a phone let go of its own."""
    found = cases.home_visit_notes_of(person_id, since=now - LATEST - timedelta(days=1))
    return [{"id": str(one.id), "hash": hash_of(one)} for one in found]
