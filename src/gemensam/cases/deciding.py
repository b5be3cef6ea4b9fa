"""Decide a case: decision, letter, care service, order, notices and event, all or nothing.

Theory of operation. The case's row is locked first, so of two who decide at once the second waits,
and then finds the decision. The same decision by the same person (a second click) is given again;
anything else is refused with what has happened. The letter is set and stored before its row, as
every file is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from gemensam.alarms import api as alarms
from gemensam.cases import actions, decision_letter, letter, notices, pauses, policy, rules, words
from gemensam.cases.basis import Basis, from_json, to_json
from gemensam.cases.events import CareServiceGranted, CaseDecided
from gemensam.cases.kinds import CaseKind, decision_text, kind_of
from gemensam.cases.models import (
    CareService,
    CareServiceStatus,
    Case,
    CaseState,
    Decision,
    Delegation,
    EventKind,
    Outcome,
)
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.terms import Granted, checked
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Activity, Actor, InformationClass
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui import formats


class NoSuchPerformer(ValueError):
    """A grant needs a unit that gives the care service, and this is none."""


class StartsTooEarly(ValueError):
    """A care service starts on the day of its decision at the earliest."""


class NothingWorkedOut(ValueError):
    """Money is granted by what was worked out, and nothing was."""


class NothingToGrant(ValueError):
    """What was worked out gives no money: that is a rejection."""


class OutcomeNotDelegated(Exception):
    """The order of delegation does not let the actor decide like this."""


class KindIsNotDecidedHere(Exception):
    """The case is of a kind that has no decisions yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caseworker wants to decide."""

    outcome: Outcome
    motivation: str
    starts_on: date | None = None
    performer_id: UUID | None = None
    # What is granted, in the terms of the case's kind.
    terms: Granted = field(default_factory=dict)


@transaction.atomic
def decide(
    *,
    actor: Actor,
    case_id: UUID,
    version: int,
    wanted: Wanted,
    now: datetime,
    request_id: str = "",
) -> UUID:
    """Decide a case and give the decision's id; the same decision again gives the same id.

    Raises EmptyText, TooLongText, NoSuchPerformer, StartsTooEarly, UnknownTerm: mend the form.
    Raises NothingWorkedOut, NothingToGrant: work out what is granted first, or reject.
    Raises OutcomeNotDelegated, KindIsNotDecidedHere, CaseHasChanged, NoSuchCase, Refused.
    Raises NoRoomForFile: nothing was decided.
    """
    motivation, today = rules.clean_text(wanted.motivation), formats.local_day(now)
    case, resident = _lock(Visit(actor, now, request_id), case_id)
    earlier = Decision.objects.filter(case_id=case.id).order_by("number").last()
    is_seen = version == case.version and case.state == CaseState.APPEALED
    if earlier and not is_seen and _is_same(earlier, actor, wanted.outcome, motivation):
        earlier_id: UUID = earlier.id
        return earlier_id
    _ensure_may_follow(earlier, case, version, wanted.outcome)
    kind = _kind(case)
    return _Making(
        actor=actor,
        case=case,
        resident=resident,
        kind=kind,
        delegation=_delegation(actor, case, wanted.outcome, now),
        earlier=earlier,
        outcome=wanted.outcome,
        motivation=motivation,
        performer=_performer(wanted, kind, today),
        starts_on=_start(kind, wanted, today),
        basis=_basis(case, kind, wanted),
        terms=_terms(kind, wanted),
        now=now,
    ).carry_out()


def _ensure_may_follow(
    earlier: Decision | None, case: Case, version: int, outcome: Outcome
) -> None:
    is_settled = earlier is not None and case.state != CaseState.APPEALED
    if is_settled or version != case.version:
        raise actions.CaseHasChanged(case.id, actions.changes_since(case, version))
    if earlier is not None and outcome not in rules.IN_FAVOUR:
        raise OutcomeNotDelegated(outcome)


def _lock(visit: Visit, case_id: UUID) -> tuple[Case, people.ResidentRow]:
    """Hold the case, once the actor may decide it."""
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise NoSuchCase(case_id)
    resident = people.resident(case.resident_id)
    policy.ensure(
        visit,
        case,
        activity=Activity.DECIDE,
        resident=resident,
        information=InformationClass.DECISION,
    )
    return case, resident


def _is_same(row: Decision, actor: Actor, outcome: Outcome, motivation: str) -> bool:
    return (row.decided_by_id, row.outcome, row.motivation) == (
        actor.person_id,
        outcome,
        motivation,
    )


def _kind(case: Case) -> CaseKind:
    kind = kind_of(case.kind, case.title)
    if not kind.is_known:
        raise KindIsNotDecidedHere(case.kind)
    return kind


def _terms(kind: CaseKind, wanted: Wanted) -> Mapping[str, Sequence[str]]:
    return {} if wanted.outcome is Outcome.REJECT else checked(kind.terms, wanted.terms)


def _delegation(actor: Actor, case: Case, outcome: Outcome, now: datetime) -> Delegation:
    for row in policy.delegations(actor, now=now):
        if row.kind == case.kind and outcome in row.outcomes:
            return row
    raise OutcomeNotDelegated(outcome)


def _performer(wanted: Wanted, kind: CaseKind, today: date) -> performers.PerformerRow | None:
    """The municipality's own, or a private one that is approved when it begins (LOV)."""
    if wanted.outcome is Outcome.REJECT or kind.worked_out is not None:
        return None
    for unit in performers.performers(kind.key, on=wanted.starts_on or today):
        if unit.id == wanted.performer_id:
            return unit
    raise NoSuchPerformer(wanted.performer_id)


def _start(kind: CaseKind, wanted: Wanted, today: date) -> date | None:
    if wanted.outcome is Outcome.REJECT or kind.worked_out is not None:
        return None
    starts_on = wanted.starts_on or today
    if starts_on < today:
        raise StartsTooEarly(starts_on)
    return starts_on


def _basis(case: Case, kind: CaseKind, wanted: Wanted) -> Basis | None:
    """Give the newest that was worked out; a rejection does without, and shows it if it is there."""
    found = from_json(case.basis)
    if kind.worked_out is None or wanted.outcome is Outcome.REJECT:
        return found
    if found is None:
        raise NothingWorkedOut(case.id)
    if found.amount <= Money():
        raise NothingToGrant(case.id)
    return found


@dataclass(frozen=True, slots=True)
class _Making:
    """Everything a decision is made from, once all of it has been checked."""

    actor: Actor
    case: Case
    resident: people.ResidentRow
    kind: CaseKind
    delegation: Delegation
    # The decision that is changed after an appeal (förvaltningslagen 37–39 §§).
    earlier: Decision | None
    outcome: Outcome
    motivation: str
    performer: performers.PerformerRow | None
    starts_on: date | None
    terms: Granted
    basis: Basis | None
    now: datetime

    def carry_out(self) -> UUID:
        """Write it all down, in the running transaction."""
        assert self.actor.person_id is not None
        appeal = self._appeal()
        decision = Decision.objects.create(
            case=self.case,
            number=self.earlier.number + 1 if self.earlier else 1,
            resident_id=self.case.resident_id,
            outcome=self.outcome,
            motivation=self.motivation,
            law=self.kind.law,
            decided_at=self.now,
            decided_by_id=self.actor.person_id,
            decided_by_name=self.actor.display_name,
            decided_by_title=self.actor.title,
            delegation_point=self.delegation.point,
            appeal_text=appeal,
            basis=to_json(self.basis) if self.basis else None,
            file_id=self._store_letter(appeal),
        )
        self._close_case()
        if self.performer is not None and self.starts_on is not None:
            self._grant(decision, self.performer, self.starts_on)
        self._publish(
            CaseDecided(
                case_id=self.case.id,
                resident_id=self.case.resident_id,
                kind=self.case.kind,
                at=self.now,
            )
        )
        notices.tell_resident(
            self.case, self.resident, kind=delivery.MessageKind.CASE_NEWS, now=self.now
        )
        decision_id: UUID = decision.id
        return decision_id

    def _close_case(self) -> None:
        actions.write_event(
            self.case,
            EventKind.DECISION,
            actor=self.actor,
            now=self.now,
            text=self._plain_words(),
        )
        actions.set_clock(self.case, actions.clock_of(self.case).resumed(self.now))
        # Changed as was wanted, the appeal falls (39 §); what was granted in part still goes to court.
        stands = self.earlier is not None and self.outcome is not Outcome.GRANT
        self.case.state = CaseState.APPEALED if stands else CaseState.DECIDED
        self.case.decided_at = self.now
        self.case.caseworker_id = self.case.caseworker_id or self.actor.person_id
        actions.save(self.case, "state", "decided_at", "due_at", "paused_at", "caseworker_id")

    def _grant(
        self, decision: Decision, performer: performers.PerformerRow, starts_on: date
    ) -> None:
        had_alarm = self._end_earlier(starts_on)
        service = CareService.objects.create(
            resident_id=self.case.resident_id,
            decision=decision,
            kind=self.case.kind,
            regime=self.case.regime,
            starts_on=starts_on,
            performer_id=performer.id,
            terms=self.terms,
        )
        pauses.pause_from_the_start(service, self.case, actor=self.actor, now=self.now)
        for unit_id in self._executing_units(performer):
            people.relate(
                resident_id=self.case.resident_id,
                unit_id=unit_id,
                basis=people.CareRelationBasis.CARE_SERVICE,
                now=self.now,
            )
        if self.kind.orders_alarm and not had_alarm:
            alarms.order_safety_alarm(
                actor=self.actor,
                resident_id=self.case.resident_id,
                care_service_id=service.id,
                unit_id=performer.id,
                now=self.now,
            )
        self._publish(
            CareServiceGranted(
                care_service_id=service.id,
                case_id=self.case.id,
                resident_id=self.case.resident_id,
                kind=self.case.kind,
                performer_unit_id=performer.id,
                starts_on=starts_on,
                at=self.now,
            )
        )

    def _end_earlier(self, starts_on: date) -> bool:
        """End what an earlier decision of the case granted; say whether there was anything."""
        going_on = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
        rows = CareService.objects.filter(
            going_on, decision__case_id=self.case.id, status=CareServiceStatus.GRANTED
        )
        return bool(
            rows.update(
                status=CareServiceStatus.ENDED,
                ends_on=Greatest(F("starts_on"), Value(starts_on - timedelta(days=1))),
            )
        )

    def _executing_units(self, performer: performers.PerformerRow) -> list[UUID]:
        """The unit that was chosen and, for an alarm, those who come at night."""
        nights = organisations.units(organisations.UnitKind.NIGHT_PATROL)
        return [performer.id, *(one.id for one in nights if self.kind.orders_alarm)]

    def _publish(self, event: outbox.Event) -> None:
        outbox.publish(
            event,
            key=str(self.case.resident_id),
            tenant_id=current_tenant_id(),
            now=self.now,
        )

    def _plain_words(self) -> str:
        with letter.in_swedish():
            return words.decision_in_plain_words(
                self.outcome,
                service=self.kind.service,
                starts_on=self.starts_on,
                performer=words.performer_name(self.performer) if self.performer else "",
                basis=self.basis,
            )

    def _appeal(self) -> str:
        body = organisations.body_by_tenant(current_tenant_id())
        assert body is not None
        return letter.appeal_text(board=body.name, number=self._number())

    def _number(self) -> str:
        return rules.written_number(self.case.year, self.case.number)

    def _store_letter(self, appeal: str) -> UUID:
        said = decision_letter.Said(
            service=self.kind.service,
            plain_words=self._plain_words(),
            decision=self._formal(),
            motivation=self.motivation,
            law=self.kind.law,
            delegation_point=self.delegation.point,
            appeal=appeal,
            basis=self.basis,
        )
        return decision_letter.store(self.actor, self.case, self.resident, said, now=self.now)

    def _formal(self) -> str:
        return decision_text(
            self.kind,
            self.terms,
            outcome=self.outcome,
            starts_on=formats.day(self.starts_on) if self.starts_on else "",
            performer=words.performer_name(self.performer) if self.performer else "",
            basis=self.basis,
        )
