"""Carry a decision out: its row, letter, care service, order, notices and events, all or nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from gemensam.alarms import api as alarms
from gemensam.cases import actions, decision_letter, follow_ups, notices, pauses
from gemensam.cases.basis import to_json
from gemensam.cases.events import CareServiceGranted, CaseDecided
from gemensam.cases.kinds import CaseKind
from gemensam.cases.models import (
    CareService,
    CareServiceStatus,
    Case,
    CaseState,
    Decision,
    EventKind,
    Outcome,
)
from gemensam.cases.terms import Granted
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Actor
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.tenancy.context import current_tenant_id


@dataclass(frozen=True, slots=True)
class Making:
    """Everything a decision is made from, once all of it has been checked."""

    # Who finishes it: of two officers, the second.
    actor: Actor
    case: Case
    resident: people.ResidentRow
    kind: CaseKind
    # The decision that is changed after an appeal (förvaltningslagen 37–39 §§).
    earlier: Decision | None
    outcome: Outcome
    performer: performers.PerformerRow | None
    starts_on: date | None
    terms: Granted
    said: decision_letter.Said
    now: datetime

    def carry_out(self) -> UUID:
        """Write it all down, in the running transaction."""
        said, one, two = self.said, self.said.officers.decides, self.said.officers.confirms
        decision = Decision.objects.create(
            case=self.case,
            number=self.earlier.number + 1 if self.earlier else 1,
            resident_id=self.case.resident_id,
            outcome=self.outcome,
            motivation=said.motivation,
            law=said.law,
            decided_at=self.now,
            decided_by_id=one.person_id,
            decided_by_name=one.name,
            decided_by_title=one.title,
            confirmed_by_id=two.person_id if two else None,
            confirmed_by_name=two.name if two else "",
            confirmed_by_title=two.title if two else "",
            delegation_point=said.delegation_point,
            appeal_text=said.appeal,
            basis=to_json(said.basis) if said.basis else None,
            file_id=decision_letter.store(self.actor, self.case, self.resident, said, now=self.now),
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
            text=self.said.in_thread,
        )
        actions.set_clock(self.case, actions.clock_of(self.case).resumed(self.now))
        # Changed as was wanted, the appeal falls (39 §); what was granted in part still goes to court.
        stands = self.earlier is not None and self.outcome is not Outcome.GRANT
        self.case.state = CaseState.APPEALED if stands else CaseState.DECIDED
        self.case.decided_at = self.now
        self.case.caseworker_id = self.case.caseworker_id or self.actor.person_id
        self.case.follow_up_on = (
            follow_ups.first_day(self.case.kind, self.starts_on) if self.starts_on else None
        )
        changed = ("state", "decided_at", "due_at", "paused_at", "caseworker_id", "follow_up_on")
        actions.save(self.case, *changed)

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
