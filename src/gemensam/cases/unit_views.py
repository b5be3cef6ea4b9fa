"""Enhetens arbete: a manager sees load and lateness, gives out cases, and opens one for a reason."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.authority import api as authority
from gemensam.cases import allotting, policy, rules, unit_parts, unit_work
from gemensam.cases.case_page import visit_of
from gemensam.cases.models import Case
from gemensam.cases.unit_work import NOBODY, Chosen, Load
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui.paging import CURSOR_PARAMETER
from gemensam.ui.show import go_on, show

PICKED: Final = "arende"


class AllotForm(forms.Form):
    """Whom the ticked cases go to."""

    use_required_attribute = False
    to = forms.ChoiceField(
        label=gettext_lazy("Give the ticked cases to"),
        error_messages={"required": gettext_lazy("Choose who takes the cases.")},
    )
    everyone = forms.BooleanField(required=False)

    def __init__(
        self, data: object, *, staff: Sequence[tuple[str, str]], count: int, picked: Sequence[str]
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.picked = picked
        to, everyone = self.fields["to"], self.fields["everyone"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", _("Choose")), *staff, (NOBODY, _("Nobody: to the unit's list"))]
        most = min(count, allotting.MOST_AT_ONCE)
        everyone.label = _("All %(count)d in the list") % {"count": most}

    def clean(self) -> None:
        """Ask for at least one case."""
        super().clean()
        if not self.picked and not self.cleaned_data.get("everyone"):
            self.add_error("everyone", _("Tick at least one case."))

    def to_id(self) -> UUID | None:
        """Give whom, or None for nobody by name."""
        to = self.cleaned_data["to"]
        return None if to == NOBODY else UUID(to)


class ReasonForm(forms.Form):
    """Why a manager opens a case."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Why do you need to read the case?"),
        help_text=gettext_lazy("It is kept, and may be looked over. You can read until midnight."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why you need to read the case.")},
    )


def _chosen(request: Request) -> Chosen:
    whose = request.GET.get("vem", "")
    try:
        whose = whose if whose in {"", NOBODY} else str(UUID(whose))
    except ValueError:
        whose = ""
    return Chosen(whose, bool(request.GET.get("sena")), request.GET.get(CURSOR_PARAMETER, ""))


def _seen(picked: Sequence[str]) -> dict[UUID, UUID | None]:
    """Read the ticked rows: which case, and who had it on the page."""
    try:
        pairs = [one.partition(".") for one in picked]
        return {UUID(case): UUID(who) if who else None for case, _dot, who in pairs}
    except ValueError as error:
        raise Http404 from error


@logged_in
@require_http_methods(["GET", "POST"])
def unit(request: Request) -> HttpResponse:
    """Show the unit's work, and give the ticked cases to somebody."""
    visit, chosen = visit_of(request), _chosen(request)
    loads = unit_work.loads(visit)
    if request.method != "POST":
        return _page(request, chosen, loads, None)
    form = _form(request, chosen, loads)
    if not form.is_valid():
        return _page(request, chosen, loads, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    seen = _seen(form.picked)
    if form.cleaned_data["everyone"]:
        rows = unit_work.chosen_cases(visit, replace(chosen, after="")).order_by("due_at", "id")
        seen = dict(rows.values_list("id", "caseworker_id")[: allotting.MOST_AT_ONCE])
    try:
        given = allotting.allot(visit, seen, form.to_id())
    except policy.NoSuchCase as error:
        raise Http404 from error
    _say(request, given)
    return go_on(request, _here(chosen))


def _form(request: Request, chosen: Chosen, loads: Sequence[Load]) -> AllotForm:
    return AllotForm(
        request.POST if request.method == "POST" else None,
        staff=[(str(one.person_id), unit_parts.choice(one)) for one in loads if one.person_id],
        count=unit_work.chosen_cases(visit_of(request), chosen).count(),
        picked=request.POST.getlist(PICKED),
    )


def _say(request: Request, given: allotting.Given) -> None:
    if given.moved:
        said = ngettext(
            "%(count)d case is given out.", "%(count)d cases are given out.", given.moved
        )
        messages.success(request, said % {"count": given.moved})
    elif not given.failed:
        messages.info(request, _("Nothing was changed: they were there already."))
    for text in unit_parts.not_given(given.failed):
        messages.warning(request, text)


def _here(chosen: Chosen) -> str:
    given = {"vem": chosen.whose, "sena": "ja" if chosen.is_late else ""}
    query = urlencode({key: value for key, value in given.items() if value})
    return reverse("cases:unit") + (f"?{query}" if query else "")


def _page(
    request: Request,
    chosen: Chosen,
    loads: Sequence[Load],
    form: AllotForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    visit = visit_of(request)
    page = unit_work.page(visit, chosen)
    latest = allotting.latest(visit)
    form = form or _form(request, chosen, loads)
    context = {
        "figures": unit_parts.figures(loads),
        "chart": unit_parts.chart(loads),
        "away": unit_parts.away(loads),
        "chips": unit_parts.chips(request.GET, chosen, loads),
        "table": unit_parts.table(page, request.GET, PICKED, form.picked, now=request.now),
        "form": form,
        "latest": latest[0] if latest else None,
        "latest_count": len(latest),
        "sees_protected": policy.handles_protected(request.actor, now=request.now),
        "now": request.now,
    }
    return show(request, "cases/unit.html", context, status=status)


@logged_in
@require_POST
def undo(request: Request, batch_id: UUID) -> HttpResponse:
    """Give back what the latest press moved."""
    try:
        left = allotting.undo(visit_of(request), batch_id)
    except allotting.NothingToUndo:
        messages.info(request, _("It is undone already, or was too long ago."))
    except policy.NoSuchCase as error:
        raise Http404 from error
    else:
        said = _("Undone.")
        if left:
            said = ngettext(
                "Undone, but %(count)d case stays: somebody has worked with it since.",
                "Undone, but %(count)d cases stay: somebody has worked with them since.",
                left,
            ) % {"count": left}
        messages.success(request, said)
    return go_on(request, reverse("cases:unit"))


@logged_in
@require_http_methods(["GET", "POST"])
def open_case(request: Request, case_id: UUID) -> HttpResponse:
    """Ask why a manager needs to read a case, unless she may read it as it is."""
    visit = visit_of(request)
    try:
        row = unit_work.row(visit, case_id)
    except policy.NoSuchCase as error:
        raise Http404 from error
    href = reverse("cases:case", args=[case_id])
    if _may_read(request, case_id):
        return go_on(request, href)
    confirms = {"reason": _("A proposal to confirm.")} if row.need is rules.Need.CONFIRM else {}
    form = ReasonForm(request.POST if request.method == "POST" else None, initial=confirms)
    if request.method == "POST" and form.is_valid():
        try:
            allotting.open_for_a_reason(visit, case_id, form.cleaned_data["reason"])
        except allotting.NoReason:
            form.add_error("reason", _("Write a little more, so that somebody else understands."))
        else:
            return go_on(request, href)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"row": row, "form": form, "tag": unit_parts.need(row), "now": request.now}
    return show(request, "cases/unit_reason.html", context, status=status)


def _may_read(request: Request, case_id: UUID) -> bool:
    """Say whether the case's own page would open; it logs what is read there."""
    visit, case = visit_of(request), Case.objects.get(id=case_id)
    resident = people.resident(case.resident_id)
    asked = policy.request_for(
        visit, case, activity=Activity.READ, is_protected=resident.is_protected
    )
    facts = policy.facts_for(visit.actor, case, now=visit.now)
    return authority.decide(asked, facts).allow
