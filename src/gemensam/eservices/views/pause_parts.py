"""What a case's page says of pauses, and the form to make one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from gemensam.cases import api as cases
from gemensam.eservices.views.frame import address
from gemensam.identity.api import Request
from gemensam.ui import formats
from gemensam.ui.widgets import DateInput

_DAY_ERRORS = {
    "required": gettext_lazy("Choose a day."),
    "invalid": gettext_lazy("Write the day as year-month-day."),
}


class PauseForm(forms.Form):
    """From which day to which nothing is wanted."""

    use_required_attribute = False
    starts_on = forms.DateField(
        label=gettext_lazy("First day without"), widget=DateInput(), error_messages=_DAY_ERRORS
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day without"), widget=DateInput(), error_messages=_DAY_ERRORS
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="uppehall")


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A pause in words, with where it is taken back; nowhere when it is too late."""

    text: str
    resume_href: str


@dataclass(frozen=True, slots=True)
class PausePart:
    """What a case's page says of pauses."""

    form: PauseForm
    href: str
    first_day: date
    lines: Sequence[PauseLine]


def pause_part(
    request: Request, found: cases.CaseForResident, form: PauseForm | None
) -> PausePart | None:
    """Give the part of a case's page for pauses; None where nothing can be paused."""
    today = formats.local_day(request.now)
    services = found.decision.care_services if found.decision else ()
    for service in services:
        rule = service.says.pauses
        if rule is None or not service.is_given(today):
            continue
        first, case_id = cases.first_day(rule, request.now), found.summary.id
        return PausePart(
            form=form or PauseForm(),
            href=address(request, "pause", case_id),
            first_day=first,
            lines=[
                PauseLine(
                    _days(one),
                    address(request, "resume", case_id, one.id) if one.ends_on >= first else "",
                )
                for one in cases.pauses_of([service.id], on=today)
            ],
        )
    return None


def _days(one: cases.PauseRow) -> str:
    first = formats.day(one.starts_on)
    return first if one.starts_on == one.ends_on else f"{first}–{formats.day(one.ends_on)}"
