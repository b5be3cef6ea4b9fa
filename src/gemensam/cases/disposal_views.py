"""What is due to be disposed of, what is kept for now, and the register of what is gone.

Numbers, kinds and days, nothing of persons: so whoever administers may read it.
"""

from collections.abc import Sequence
from http import HTTPStatus
from itertools import islice
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.authority import api as authority
from gemensam.cases import disposing
from gemensam.cases.disposal_models import Disposal, HoldReason
from gemensam.cases.disposal_words import kept_text
from gemensam.cases.kinds import kind_of
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, InformationClass, Purpose
from gemensam.ui import formats, spreadsheets
from gemensam.ui.parts import Column, Row, Table
from gemensam.ui.show import go_on, show

# So many cases stand on the page: the longest untouched, and the newest of the register.
SHOWN: Final = 50
# How far ahead the page looks.
YEARS_AHEAD: Final = 1
_NOBODYS: Final = UUID(int=0)


class HoldForm(forms.Form):
    """Keep a case from disposal."""

    number = forms.CharField(
        label=gettext_lazy("Case number"),
        help_text=gettext_lazy("As in 2026-0417."),
        max_length=20,
        error_messages={"required": gettext_lazy("Write the case number.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it kept?"),
        choices=[
            (HoldReason.ORDER.value, gettext_lazy("It was decided that it is to be kept")),
            (HoldReason.REQUEST.value, gettext_lazy("Somebody has asked for the documents")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why.")},
    )


def _ensure(request: Request, activity: Activity) -> None:
    """Raises Refused: not for this actor, who is told why."""
    actor = request.actor
    asked = authority.Request(
        actor,
        actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS,
        activity,
        authority.ObjRef(
            kind="disposal",
            tenant_id=actor.tenant_id or _NOBODYS,
            information_class=InformationClass.DIRECTORY,
        ),
        request.now,
    )
    authority.ensure_and_log(
        asked, authority.Facts(), now=request.now, request_id=request.request_id
    )


@logged_in
@require_http_methods(["GET", "POST"])
def disposal(request: Request) -> HttpResponse:
    """Show what is due next, what is kept, and the register; keep a case by its number."""
    _ensure(request, Activity.ADMINISTER if request.method == "POST" else Activity.READ)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        by = request.actor.display_name
        reason = HoldReason(values["reason"])
        if disposing.hold(values["number"].strip(), reason, by=by, now=request.now):
            messages.success(request, _("The case is kept until you lift it."))
            return go_on(request, reverse("cases:disposal"))
        form.add_error("number", _("There is no case of that number."))
    today = formats.local_day(request.now)
    until = today.replace(month=12, day=31, year=today.year + YEARS_AHEAD)
    rule = disposing.rules_here()[-1]
    context = {
        "form": form,
        "source": rule.source,
        "years": rule.years,
        "keeps_all": rule.keeps_all,
        "sample_days": ", ".join(str(one) for one in sorted(rule.sample_days)),
        "due": _due_table(list(islice(disposing.oldest(today=today, until=until), SHOWN))),
        "holds": disposing.holds(),
        "register": _register_table(list(Disposal.objects.order_by("-disposed_on", "-id")[:SHOWN])),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "cases/disposal.html", context, status=status)


def _due_table(rows: Sequence[disposing.Looked]) -> Table:
    return Table(
        caption=_("Next to be disposed of"),
        columns=[Column(_("Case")), Column(_("Kind")), Column(_("Disposed of at the earliest"))],
        rows=[
            Row(
                [
                    one.number,
                    kind_of(one.kind, one.kind).service,
                    formats.day(one.disposal.due_on)
                    if one.disposal.due_on
                    else kept_text(one.disposal),
                ],
                key=one.number,
            )
            for one in rows
        ],
        show_caption=True,
        empty_text=_("No case is due this year or next."),
    )


def _register_table(rows: Sequence[Disposal]) -> Table:
    return Table(
        caption=_("Disposed of"),
        columns=[
            Column(_("Case")),
            Column(_("Kind")),
            Column(_("Day")),
            Column(_("By which rule")),
            Column(_("Rows"), num=True),
        ],
        rows=[
            Row(
                [
                    one.number,
                    kind_of(one.kind, one.kind).service,
                    formats.day(one.disposed_on),
                    one.rule,
                    str(sum(one.counts.values())),
                ],
                key=one.number,
            )
            for one in rows
        ],
        show_caption=True,
        empty_text=_("Nothing has been disposed of yet."),
    )


@logged_in
@require_POST
def lift(request: Request, hold_id: UUID) -> HttpResponse:
    """Let a case that was kept be disposed of when its time comes."""
    _ensure(request, Activity.ADMINISTER)
    if disposing.lift(hold_id, now=request.now):
        messages.success(request, _("The case follows its rule again."))
    return go_on(request, reverse("cases:disposal"))


@logged_in
@require_GET
def register(request: Request) -> HttpResponse:
    """Give the whole register as a file."""
    _ensure(request, Activity.READ)
    head = [_("Case"), _("Kind"), _("Day"), _("By which rule"), _("What was removed")]
    rows = Disposal.objects.order_by("disposed_on", "id").iterator()
    return spreadsheets.as_csv(
        "gallringsregister",
        [
            head,
            *(
                [
                    one.number,
                    one.kind,
                    one.disposed_on,
                    one.rule,
                    ", ".join(f"{table} {n}" for table, n in sorted(one.counts.items())),
                ]
                for one in rows
            ),
        ],
    )
