"""When a private performer's approval ends: those whom it helps, or who wish for it, are told to choose anew."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from gemensam.cases import actions, notices, rules
from gemensam.cases.models import CareService, CareServiceStatus, Case, EventKind
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Actor, ActorKind
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.ui import formats

_REGISTER: Final = Actor(ActorKind.SYSTEM, display_name="Utförarregistret")


def tell_concerned(*, unit_id: UUID, kind: str, ends_on: date, now: datetime) -> None:
    """Tell in every case that it concerns, once, however often it is heard of."""
    given = CareService.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on),
        kind=kind,
        performer_id=unit_id,
        status=CareServiceStatus.GRANTED,
    ).values_list("decision__case_id", flat=True)
    wished = Case.objects.filter(kind=kind, wished_performer_id=unit_id).exclude(
        state__in=rules.DECIDED
    )
    name = performers.performer(unit_id).name
    # By their ids: whoever locks several cases locks them in the same order.
    for case_id in sorted({*given, *wished.values_list("id", flat=True)}):
        _tell(case_id, name, ends_on, now)


@transaction.atomic
def _tell(case_id: UUID, name: str, ends_on: date, now: datetime) -> None:
    case = Case.objects.select_for_update().get(id=case_id)
    is_decided = case.state in rules.DECIDED
    text = _text(name, ends_on, is_given=is_decided)
    if case.events.filter(kind=EventKind.NOTICE, text=text).exists():
        return
    actions.write_event(case, EventKind.NOTICE, actor=_REGISTER, now=now, text=text)
    if is_decided:
        # The caseworker has it in the list by that day, and sees whether a choice was made.
        case.follow_up_on = min(case.follow_up_on or ends_on, ends_on)
    actions.save(case, "follow_up_on")
    person = people.resident(case.resident_id)
    notices.tell_resident(case, person, kind=delivery.MessageKind.CASE_NEWS, now=now)
    if case.caseworker_id is not None:
        notices.tell_staff(case, [case.caseworker_id], now=now)


def _text(name: str, ends_on: date, *, is_given: bool) -> str:
    # Swedish whatever the page's language: the case is handled in Swedish.
    with translation.override("sv"):
        day = formats.day(ends_on)
    said = f"Kommunens godkännande av {name} upphör efter den {day}."
    if is_given:
        return f"{said} Välj vem som ska hjälpa dig i stället. Det gör du här i ärendet."
    return f"{said} Du har önskat {name}. Välj gärna någon annan här i ärendet."
