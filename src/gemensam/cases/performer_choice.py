"""Valfrihet (LOV 2008:962): the resident chooses who gives a care service, before and after the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from gemensam.cases import actions
from gemensam.cases.care_services import CareServiceRow, care_services_of
from gemensam.cases.events import CareServiceGranted
from gemensam.cases.models import (
    CareService,
    CareServiceStatus,
    Case,
    CaseState,
    EventKind,
)
from gemensam.kernel.actor import Actor
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui import formats


class NoChoiceOfPerformer(Exception):
    """There is nobody to choose among, nothing was granted, or a change is on its way."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom a resident can choose in a case, and how it stands."""

    performers: Sequence[performers.PerformerRow]
    # The wish before the decision, the performer after it. None: the resident has not chosen.
    chosen_id: UUID | None
    # The first day with another one; None before the decision, when it is a wish.
    first_day: date | None = None
    # What begins later with the one that was changed to. Nothing more is changed until then.
    coming: CareServiceRow | None = None


def wished(case_wish: UUID | None, offered: Sequence[performers.PerformerRow]) -> UUID | None:
    """Give whom the resident has chosen among those offered; None is no wish, or one who left."""
    return case_wish if case_wish in {one.id for one in offered} else None


def performer_choices(
    kind: str, *, wish: UUID | None, given: Sequence[CareServiceRow] | None, today: date
) -> Choices | None:
    """Give the choice that a case holds; None where there is none.

    `given` is what the decision granted; None is a case that is not decided.
    """
    if kind not in performers.CHOICES:
        return None
    offered = performers.performers(kind, on=today, is_presented=True)
    if not any(one.is_private for one in offered):
        return None
    if given is None:
        return Choices(offered, wished(wish, offered))
    standing = [one for one in given if one.is_given(today)]
    if not standing or standing[-1].ends_on is not None:
        return None
    first = standing[0]
    return Choices(
        offered,
        first.performer_id,
        performers.first_day_of_change(kind, today=today, begun_on=first.starts_on),
        standing[1] if len(standing) > 1 else None,
    )


@transaction.atomic
def choose_performer(
    *,
    actor: Actor,
    case_id: UUID,
    performer_id: UUID | None,
    now: datetime,
    request_id: str = "",
) -> None:
    """Choose who is to give what is applied for, or was granted; the same again is nothing.

    Before the decision it is a wish that the decision follows, and None takes it back. After it, the
    performer changes when the days of notice have gone.
    Raises NoChoiceOfPerformer, performers.NoSuchPerformer, NoSuchCase, Refused.
    """
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    choices = performer_choices(
        case.kind, wish=case.wished_performer_id, given=_given(case), today=formats.local_day(now)
    )
    if choices is None or choices.coming is not None:
        raise NoChoiceOfPerformer(case_id)
    if performer_id == choices.chosen_id:
        return
    offered = {one.id: one for one in choices.performers}
    if performer_id is not None and performer_id not in offered:
        raise performers.NoSuchPerformer(performer_id)
    if choices.first_day is not None:
        if performer_id is None:
            raise performers.NoSuchPerformer(performer_id)
        _change(case, offered[performer_id], choices.first_day, now)
    else:
        case.wished_performer_id = performer_id
    text = _told(offered[performer_id].name if performer_id else "", choices.first_day)
    actions.write_event(case, EventKind.NOTICE, actor=actor, now=now, text=text)
    actions.save(case, "wished_performer_id")
    actions.note_mandate(case, actor, text, now)


def _told(name: str, day: date | None) -> str:
    if not name:
        return "Väljer inte utförare. Kommunen utför insatsen."
    # Swedish whatever the page's language: the case is handled in Swedish.
    with translation.override("sv"):
        since = f" från och med {formats.day(day)}" if day else ""
    return f"Vald utförare{since}: {name}."


def _given(case: Case) -> Sequence[CareServiceRow] | None:
    if case.state not in {CaseState.DECIDED, CaseState.APPEALED}:
        return None
    ids = set(CareService.objects.filter(decision__case_id=case.id).values_list("id", flat=True))
    rows = [one for one in care_services_of(case.resident_id) if one.id in ids]
    return sorted(rows, key=lambda one: one.starts_on)


def _change(case: Case, to: performers.PerformerRow, day: date, now: datetime) -> None:
    """Let one performer give it up to a day, and the other from that day, by the same decision."""
    old = CareService.objects.filter(
        decision__case_id=case.id, status=CareServiceStatus.GRANTED, ends_on=None
    ).get()
    old.ends_on = day - timedelta(days=1)
    old.save(update_fields=["ends_on"])
    new = CareService.objects.create(
        resident_id=old.resident_id,
        decision_id=old.decision_id,
        kind=old.kind,
        regime=old.regime,
        starts_on=day,
        performer_id=to.id,
        terms=old.terms,
    )
    _move_relation(old, to.id, day)
    outbox.publish(
        CareServiceGranted(
            care_service_id=new.id,
            case_id=case.id,
            resident_id=case.resident_id,
            kind=case.kind,
            performer_unit_id=to.id,
            starts_on=day,
            at=now,
        ),
        key=str(case.resident_id),
        tenant_id=current_tenant_id(),
        now=now,
    )


def _move_relation(old: CareService, to_unit: UUID, day: date) -> None:
    """The unit that is left sees the resident no more from that day, unless it gives something else."""
    begins = datetime.combine(day, time.min, timezone.get_current_timezone())
    basis = people.CareRelationBasis.CARE_SERVICE
    others = [
        one
        for one in care_services_of(old.resident_id)
        if one.id != old.id and one.performer_id == old.performer_id and one.is_given(day)
    ]
    if not others:
        people.end_relation(
            resident_id=old.resident_id, unit_id=old.performer_id, basis=basis, now=begins
        )
    people.relate(resident_id=old.resident_id, unit_id=to_unit, basis=basis, now=begins)
