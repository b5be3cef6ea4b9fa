"""Applications on paper or by phone: how and when they came, then the same form as everybody's."""

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gemensam.eservices import actions, catalogue, months
from gemensam.eservices.desk.residents import crumbs, opened
from gemensam.eservices.mandate_forms import NO_DAY
from gemensam.eservices.models import Channel
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    language,
    see,
    visit_of,
)
from gemensam.identity.api import Request, logged_in
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show
from gemensam.ui.widgets import DateInput


class CameInForm(forms.Form):
    """How it came, and on which day."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How did it come in?"),
        choices=[
            (Channel.PAPER, gettext_lazy("On paper")),
            (Channel.PHONE, gettext_lazy("By phone or at a visit")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it came in.")},
    )
    came_in_on = forms.DateField(
        label=gettext_lazy("Which day did it come in?"),
        help_text=gettext_lazy("The promised time runs from that day."),
        widget=DateInput(),
        error_messages={"required": gettext_lazy("Choose which day it came in."), **NO_DAY},
    )

    def __init__(self, data: QueryDict | None, *, today: date, is_monthly: bool) -> None:
        super().__init__(data)
        self.today = today
        if is_monthly:
            self.fields["month"] = _month_field(today)

    def clean_came_in_on(self) -> date:
        """Refuse a day that has not come, or one so long ago that it is a slip."""
        day: date = self.cleaned_data["came_in_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        if (self.today - day).days > LONGEST_AGO:
            raise forms.ValidationError(_("That is more than a year ago. Check the year."))
        return day


LONGEST_AGO = 366


def _month_field(today: date) -> forms.TypedChoiceField:
    this, following = months.open_months(today)
    before, _this = months.open_months(this - timedelta(days=1))
    choices = [(one.isoformat(), formats.month(one)) for one in (before, this, following)]
    return forms.TypedChoiceField(
        label=_("Which month is it for?"),
        choices=choices,
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which month it is for.")},
    )


def _begin(
    visit: Visit, form: CameInForm, offered: catalogue.EService, resident: people.ResidentRow
) -> ApplicationRow:
    values = form.cleaned_data
    return actions.begin(
        visit,
        service=offered.key,
        resident_id=resident.id,
        month=values.get("month"),
        came_in=actions.CameIn(Channel(values["channel"]), values["came_in_on"]),
    )


def _why_not(refusal: Exception) -> str:
    if isinstance(refusal, months.AlreadyApplied):
        return _("The household has applied for that month already.")
    return _("The service takes no new applications just now.")


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def begin(request: Request, resident_id: UUID, service: str) -> HttpResponse:
    """Say how an application came in; then it is written in page by page."""
    visit = visit_of(request)
    resident = opened(visit, resident_id)
    try:
        offered = catalogue.by_slug(service)
    except catalogue.NoSuchService as error:
        raise Http404 from error
    data = request.POST if request.method == "POST" else None
    today = formats.local_day(request.now)
    form = CameInForm(data, today=today, is_monthly=offered.is_monthly)
    if form.is_bound and form.is_valid():
        try:
            row = _begin(visit, form, offered, resident)
        except months.NotThisMonth:
            text = _("Only the month in which it came in, or the next, can be applied for.")
            form.add_error("month", text)
        except (questionnaires.NoSuchForm, months.AlreadyApplied) as refusal:
            back = Link(resident.name, address(request, "resident", resident.id))
            return conflict(request, _why_not(refusal), back)
        else:
            return see(address(request, "page", offered.slug, row.id, 1))
    title = _("%(service)s for %(name)s") % {
        "service": offered.title.within(language()),
        "name": resident.name,
    }
    context = {
        "form": form,
        "title": title,
        "crumbs": crumbs(request, resident, _("Register an application")),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return show(request, "eservices/desk/begin.html", context, status=status)
