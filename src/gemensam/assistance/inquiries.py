"""How it goes with a case's newest question to the authorities, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.assistance import words
from gemensam.assistance.models import AgencyAnswer, AnswerState, Inquiry, InquiryOutcome
from gemensam.ui import formats
from gemensam.ui.parts import Check

_MARKS = {
    AnswerState.WAITING: "waiting",
    AnswerState.ANSWERED: "done",
    AnswerState.MISSING: "todo",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """A question: when, by whom and about which days, and who has answered so far."""

    inquiry: Inquiry
    checks: Sequence[Check]
    answered: int
    # Somebody's answer is missing or not whole, and may be asked for again.
    has_missing: bool

    @property
    def is_open(self) -> bool:
        """Say whether an answer is still waited for, or is about to be counted."""
        return self.inquiry.closed_at is None

    @property
    def is_to_count(self) -> bool:
        """Say whether what was told waits for somebody to count it."""
        return self.inquiry.outcome in {InquiryOutcome.NOT_COUNTED, InquiryOutcome.NO_ACCESS}

    @property
    def why_not_counted(self) -> str:
        """Say why it is not counted yet."""
        return {
            InquiryOutcome.NOT_COUNTED: _("The month could not be calculated when they came."),
            InquiryOutcome.NO_ACCESS: _("Whoever asked no longer handles the case."),
        }.get(InquiryOutcome(self.inquiry.outcome), "")


def newest(case_id: UUID, names: Mapping[str, str]) -> Progress | None:
    """Give the newest question of a case that the reader may read; None where nobody has asked."""
    inquiry = Inquiry.objects.filter(case_id=case_id).order_by("-number").first()
    if inquiry is None:
        return None
    rows = list(AgencyAnswer.objects.filter(inquiry=inquiry).order_by("person_key", "agency"))
    return Progress(
        inquiry=inquiry,
        checks=[_check(row, names) for row in rows],
        answered=sum(row.state != AnswerState.WAITING for row in rows),
        has_missing=inquiry.closed_at is not None and any(row.why for row in rows),
    )


def _check(row: AgencyAnswer, names: Mapping[str, str]) -> Check:
    said = _("%(agency)s about %(person)s") % {
        "agency": words.agency(row.agency),
        "person": names.get(row.person_key, row.person_key),
    }
    return Check(
        text=said[:1].upper() + said[1:],
        state=_MARKS[AnswerState(row.state)],
        below=_below(row),
    )


def _below(row: AgencyAnswer) -> str:
    if row.state == AnswerState.WAITING:
        return _("Has not answered yet.")
    if row.why:
        return words.why_missing(row.why)
    assert row.answered_at is not None
    return _("Answered %(at)s.") % {"at": formats.moment(row.answered_at)}
