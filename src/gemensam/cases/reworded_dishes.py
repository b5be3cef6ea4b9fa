"""When a menu is written anew: whoever chose a dish that now says something else, or is gone, is told."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import translation

from gemensam.cases import actions, notices
from gemensam.cases.models import CareServiceStatus, Case, DishChoice, EventKind
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Actor, ActorKind
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.ui import formats

_KITCHEN: Final = Actor(ActorKind.SYSTEM, display_name="Matsedeln")


def tell_of_reworded(*, unit_id: UUID, monday: date, now: datetime) -> None:
    """Tell in every case where what was chosen says something else now; once, in one notice."""
    week = [day for day in performers.week_of(monday) if day >= formats.local_day(now)]
    chosen = DishChoice.objects.filter(
        day__in=week,
        care_service__performer_id=unit_id,
        care_service__status=CareServiceStatus.GRANTED,
    ).values_list("id", "care_service__decision__case_id")
    by_case: dict[UUID, list[UUID]] = defaultdict(list)
    for choice_id, case_id in chosen:
        by_case[case_id].append(choice_id)
    menu = performers.menu_of(unit_id, week)
    # By their ids: whoever locks several cases locks them in the same order.
    for case_id in sorted(by_case):
        _tell(case_id, by_case[case_id], menu, now)


@transaction.atomic
def _tell(case_id: UUID, choices: Sequence[UUID], menu: performers.Menu, now: datetime) -> None:
    case = Case.objects.select_for_update().get(id=case_id)
    told = []
    for one in DishChoice.objects.filter(id__in=choices).order_by("day"):
        text = menu.get(one.day, {}).get(one.number, "")
        # Choices from before the words were kept say nothing: nobody knows what they said.
        if one.text in {"", text}:
            continue
        told.append(_words(one.day, one.text, text))
        one.text = text
        one.save(update_fields=["text"])
    if not told:
        return
    said = f"Matsedeln har ändrats. {' '.join(told)} Du kan välja på nytt här i ärendet."
    actions.write_event(case, EventKind.NOTICE, actor=_KITCHEN, now=now, text=said)
    actions.save(case)
    person = people.resident(case.resident_id)
    notices.tell_resident(case, person, kind=delivery.MessageKind.CASE_NEWS, now=now)


def _words(day: date, was: str, now_is: str) -> str:
    # Swedish whatever the page's language: the case is handled in Swedish.
    with translation.override("sv"):
        when = formats.day(day, weekday=True, year=False).capitalize()
    if not now_is:
        return f"{when}: {was}, som du valde, är borttagen."
    return f"{when}: {was}, som du valde, är nu {now_is}."
