"""Open a resident's shared records: what may be read is read and logged once, else why not.

One page view is one row in the access log: the notes that were read, or the refusal. Whatever a
protected identity would give away is answered as if the resident were not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.consents import api as consents
from gemensam.homecare import api as homecare
from gemensam.kernel.actor import Actor, Purpose
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.people import api as people
from gemensam.records import policy
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui.paging import Page

BLOCKED: Final = frozenset({authority.Reason.BLOCK_INNER, authority.Reason.BLOCK_OUTER})
# Refusals that the reader can do something about on our own page; others are the common page's.
ANSWERED: Final = BLOCKED | {
    authority.Reason.RELATION,
    authority.Reason.CONSENT,
    authority.Reason.EMERGENCY,
}
# Who a resident is may be shown once a relation is there; before that nothing is said.
NAMELESS: Final = frozenset({authority.Reason.RELATION, authority.Reason.EMERGENCY})


class NothingToOpen(LookupError):
    """There is no such resident, or nothing that may be known of one."""


@dataclass(frozen=True, slots=True)
class Record:
    """A resident's shared records as they may be read now; `reason` says why nothing is."""

    resident: people.ResidentRow
    page: Page[homecare.NoteRow]
    # How many notes of each unit may be read in all.
    per_unit: Sequence[homecare.UnitNotes]
    reason: authority.Reason
    # Blocks that hide some notes, and can be lifted for a while.
    blocks: Sequence[consents.BlockFact]
    emergency: authority.EmergencyFacts | None
    has_consent: bool

    @property
    def is_open(self) -> bool:
        """Say whether the notes may be read."""
        return self.reason is authority.Reason.ALLOWED

    @property
    def is_nameless(self) -> bool:
        """Say whether the page must not tell who it is about."""
        return self.reason in NAMELESS


def find(
    actor: Actor, number: PersonalIdentityNumber, *, now: datetime, request_id: str
) -> UUID | None:
    """Find a resident whom the actor may know of. A search without result is logged as well."""
    policy.ensure_may_search(actor, now=now)
    resident = people.resident_by_number(number)
    if resident is not None:
        decision = policy.may_be_found(actor, resident, now=now)
        if decision.allow:
            return resident.id
        request = policy.record_request(actor, resident, now=now, kind=policy.SEARCH)
        _log(request, decision, request_id=request_id)
        return None
    request = policy.record_request(actor, None, now=now, kind=policy.SEARCH)
    audit.record(
        actor=actor,
        accesses=[
            audit.Access(
                activity=request.activity.value,
                purpose=request.purpose.value,
                resource_type=policy.SEARCH,
                is_allowed=False,
                reason="NOT_HERE",
                rules_version=authority.RULES_VERSION,
            )
        ],
        now=now,
        request_id=request_id,
    )
    return None


def log_refusal(refusal: authority.Refused, *, request_id: str) -> None:
    """Log a refusal that is shown as if nobody were here."""
    _log(refusal.request, refusal.decision, request_id=request_id)


def open_record(
    actor: Actor, resident_id: UUID, *, now: datetime, after: str = "", request_id: str = ""
) -> Record:
    """Read a page of a resident's shared records, or say why they stay closed. Logs exactly one row.

    Raises NothingToOpen; authority.StepUpNeeded; authority.Refused: for a reason that the common
    page explains.
    """
    policy.ensure_may_search(actor, now=now)
    try:
        resident = people.resident(resident_id)
    except people.NoSuchResident as error:
        raise NothingToOpen from error
    known = policy.known_of(actor, resident, now=now)
    request = policy.record_request(actor, resident, now=now)
    decision = authority.decide(request, known.facts_of(request.obj))
    if not decision.allow:
        return _closed(known, request, decision, request_id=request_id)
    authority.heed(request, decision)
    try:
        disclosed = homecare.disclose_notes(
            actor=actor,
            owner_tenant_id=current_tenant_id(),
            resident_id=resident_id,
            purpose=Purpose.CARE,
            facts=known.note_facts(),
            now=now,
            after=after,
            request_id=request_id,
        )
    except authority.Refused as refusal:
        return _closed(known, refusal.request, refusal.decision, request_id=request_id)
    return _record(known, authority.Reason.ALLOWED, disclosed)


def _closed(
    known: policy.Known,
    request: authority.Request,
    decision: authority.Decision,
    *,
    request_id: str,
) -> Record:
    if known.resident.is_protected:
        _log(request, decision, request_id=request_id)
        raise NothingToOpen
    if decision.reason not in ANSWERED:
        raise authority.Refused(request, decision)
    _log(request, decision, request_id=request_id)
    nothing = homecare.DisclosedNotes(Page(()), (), has_blocked=decision.reason in BLOCKED)
    return _record(known, decision.reason, nothing)


def _record(
    known: policy.Known, reason: authority.Reason, disclosed: homecare.DisclosedNotes
) -> Record:
    standing, now = known.standing, known.now
    return Record(
        resident=known.resident,
        page=disclosed.page,
        per_unit=disclosed.per_unit,
        reason=reason,
        blocks=standing.closing(now=now) if disclosed.has_blocked else (),
        emergency=standing.emergency,
        has_consent=standing.has_consent(now=now),
    )


def _log(request: authority.Request, decision: authority.Decision, *, request_id: str) -> None:
    audit.record(
        actor=request.actor,
        accesses=[authority.access_of(request, decision)],
        now=request.at,
        request_id=request_id,
    )
