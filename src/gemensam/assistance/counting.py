"""Take what the authorities told of an inquiry into the case's newest calculation, once.

It is done as soon as the last agency has answered or not, as whoever asked, if she still may change
the case; else whoever may does it by a press. What was told is emptied when the calculation has it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gemensam.assistance import calculations, keeping
from gemensam.assistance.calculations import Visit
from gemensam.assistance.models import AgencyAnswer, AnswerState, Inquiry, InquiryOutcome
from gemensam.assistance.rules.refusals import CannotCalculate
from gemensam.assistance.sheet import Asked
from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.identity import api as identity
from gemensam.ui import formats


class NothingToCount(Exception):
    """The answers are in the calculation already, or are still waited for."""


def close_if_whole(inquiry_id: UUID, *, now: datetime) -> None:
    """Close an inquiry if no agency is waited for any more, and count what was told."""
    inquiry = Inquiry.objects.select_for_update().get(id=inquiry_id)
    answers = list(AgencyAnswer.objects.filter(inquiry=inquiry).order_by("person_key", "agency"))
    is_waiting = any(one.state == AnswerState.WAITING for one in answers)
    if inquiry.closed_at is None and not is_waiting:
        inquiry.closed_at = now
        _end(inquiry, _counted_as_asker(inquiry, answers, now))


def _counted_as_asker(
    inquiry: Inquiry, answers: Sequence[AgencyAnswer], now: datetime
) -> InquiryOutcome:
    try:
        actor = identity.actor_in(inquiry.commission_id, now=now)
        # A savepoint: what could not be counted leaves the answers as they are.
        with transaction.atomic():
            _count(Visit(actor, now, inquiry.request_id), inquiry, answers)
    except CannotCalculate:
        return InquiryOutcome.NOT_COUNTED
    except cases.CaseIsDecided:
        return InquiryOutcome.CASE_DECIDED
    except (authority.Refused, cases.NoSuchCase, identity.NoSuchCommission):
        return InquiryOutcome.NO_ACCESS
    return InquiryOutcome.COUNTED


def count(visit: Visit, case_id: UUID, *, number: int) -> None:
    """Count the answers of an inquiry that could not be counted when they came.

    Raises NothingToCount, CannotCalculate, CaseIsDecided, NoSuchCase, Refused.
    """
    with transaction.atomic():
        inquiry = (
            Inquiry.objects.select_for_update()
            .filter(
                case_id=case_id,
                number=number,
                outcome__in=(InquiryOutcome.NOT_COUNTED, InquiryOutcome.NO_ACCESS),
            )
            .first()
        )
        if inquiry is None:
            raise NothingToCount
        answers = AgencyAnswer.objects.filter(inquiry=inquiry).order_by("person_key", "agency")
        _count(visit, inquiry, list(answers))
        _end(inquiry, InquiryOutcome.COUNTED)


def _end(inquiry: Inquiry, outcome: InquiryOutcome) -> None:
    inquiry.outcome = outcome
    inquiry.save(update_fields=["closed_at", "outcome"])
    if outcome in {InquiryOutcome.COUNTED, InquiryOutcome.CASE_DECIDED}:
        AgencyAnswer.objects.filter(inquiry=inquiry).update(incomes=[])


def _count(visit: Visit, inquiry: Inquiry, answers: Sequence[AgencyAnswer]) -> None:
    incomes = [one for row in answers for one in keeping.incomes_from_json(row.incomes)]
    missing: dict[str, list[tuple[str, str]]] = {row.person_key: [] for row in answers}
    for row in answers:
        if row.why:
            missing[row.person_key].append((row.agency, row.why))
    asked = Asked(at=inquiry.asked_at, first=inquiry.first, last=inquiry.last, missing=missing)
    pairs = [(row.person_key, row.agency) for row in answers]
    with translation.override("sv"):
        said = _("The authorities were asked about %(first)s to %(last)s.") % {
            "first": formats.day(inquiry.first),
            "last": formats.day(inquiry.last),
        }
    calculations.change(
        visit,
        inquiry.case_id,
        edit=lambda sheet: sheet.with_found(incomes, asked, of=pairs),
        said=said,
    )
