"""E-ids: the list of all, new ones, one's own, and the change to a new one step by step."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.employees import policy
from gemensam.employees.keeping import credentials as actions
from gemensam.employees.keeping import listing, parts, queries, words
from gemensam.employees.keeping.forms import CredentialForm, ListForm
from gemensam.employees.keeping.visit import CREDENTIAL, Visit, visit_of
from gemensam.employees.register import Carrier, CredentialState
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.kernel.hsa_ids import capitals
from gemensam.ui.filters import ChoiceFilter, Filters, TextFilter
from gemensam.ui.parts import Link, Step
from gemensam.ui.show import go_on, show

# So many of the lines that cannot be read are named; who mends those sees the rest.
MOST_NAMED = 10


def _filters() -> Filters:
    ends = {
        "7": _("Within 7 days"),
        "30": _("Within 30 days"),
        "90": _("Within 90 days"),
        "slut": _("Has stopped working"),
        "byte": _("A change has begun"),
    }
    return Filters(
        filters=(
            TextFilter(listing.SEARCH, _("Name or serial number")),
            ChoiceFilter(
                "sort", _("Sort"), [(one.value, _(text)) for one, text in words.CARRIERS.items()]
            ),
            ChoiceFilter("gar_ut", _("Stops working"), tuple(ends.items())),
        )
    )


@logged_in
@require_GET
def credentials(request: Request) -> HttpResponse:
    """Show every e-id of the municipality's, whose it is and when it stops working."""
    visit = visit_of(request)
    visit.ensure(Activity.READ, kind=CREDENTIAL)
    filters = _filters()
    chosen = filters.read(request.GET)
    wanted = queries.WantedCredentials(
        chosen.text("sort"), chosen.text("gar_ut"), chosen.text(listing.SEARCH), chosen.cursor
    )
    page = queries.credential_page(wanted, today=visit.today)
    keeps = visit.may_keep()
    return listing.show_list(
        request,
        here="keeping:credentials",
        head=(_("E-ids"), _("Cards and certificates, and when they have to be changed.")),
        filters=filters,
        chosen=chosen,
        page=page,
        table=parts.credential_table(page.rows, visit.today, with_names=True),
        more={
            "search_label": _("Name or serial number"),
            "action": Link(_("Write one down"), reverse("keeping:new_credential"))
            if keeps
            else None,
            "second": Link(_("Read a list in"), reverse("keeping:read_in")) if keeps else None,
        },
    )


@logged_in
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write one e-id down by hand."""
    visit = visit_of(request)
    visit.ensure(Activity.ADMINISTER, kind=CREDENTIAL)
    form = CredentialForm(
        request.POST if request.method == "POST" else None, initial={"issued_on": visit.today}
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.write_down(
                visit,
                [
                    actions.Told(
                        hsa_id=capitals(told["hsa_id"]),
                        carrier=Carrier(told["carrier"]),
                        serial=told["serial"],
                        assurance=int(told["assurance"]),
                        issued_on=told["issued_on"],
                        expires_on=told["expires_on"],
                        policy=told["policy"],
                    )
                ],
            )
        except actions.UnknownEmployee:
            form.add_error("hsa_id", _("HR knows nobody by that HSA-id."))
        else:
            messages.success(request, _("The e-id is written down."))
            return go_on(request, reverse("keeping:credentials"))
    return _form_page(
        request, form, _("Write an e-id down"), _("As it stands in the issuer's list.")
    )


@logged_in
@require_http_methods(["GET", "POST"])
def read_in(request: Request) -> HttpResponse:
    """Read the issuer's list in, all of it or nothing."""
    visit = visit_of(request)
    visit.ensure(Activity.ADMINISTER, kind=CREDENTIAL)
    form = ListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            told = actions.read_list(form.cleaned_data["text"], today=visit.today)
        except actions.UnreadableList as error:
            _name_lines(form, error.lines)
        else:
            count = actions.write_down(visit, told)
            said = _("The list is read in. People with something new: %(count)s.")
            messages.success(request, said % {"count": count})
            return go_on(request, reverse("keeping:credentials"))
    lede = _("The same list twice changes nothing. One line that is wrong stops the whole list.")
    return _form_page(request, form, _("Read a list in"), lede)


def _name_lines(form: forms.Form, lines: Sequence[actions.BadLine]) -> None:
    for one in lines[:MOST_NAMED]:
        form.add_error(
            "text",
            _("Line %(number)s cannot be read, or HR does not know the person: %(wrong)s")
            % {"number": one.number, "wrong": one.wrong[:80]},
        )


def _form_page(request: Request, form: forms.Form, title: str, lede: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lede": lede,
        "crumbs": [Link(_("E-ids"), reverse("keeping:credentials")), Link(title)],
        "back": reverse("keeping:credentials"),
        "method": "post",
        "save": _("Save"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "employees/form.html", context, status=status)


@logged_in
@require_GET
def own(request: Request) -> HttpResponse:
    """Show staff their own e-ids, and the way to a new one."""
    hsa_id = policy.own_hsa_id(request.actor)
    if not hsa_id:
        raise Http404
    today = visit_of(request).today
    rows = queries.credentials_of([hsa_id])
    context = {
        "title": _("My e-ids"),
        "hsa_id": hsa_id,
        "table": parts.credential_table(rows, today),
        "soon": [
            parts.SoonPart(_(words.CARRIERS[Carrier(one.carrier)]), one.expires_on, one.id)
            for one in rows
            if parts.is_soon(one, today)
        ],
    }
    return show(request, "employees/own_credentials.html", context)


@logged_in
@require_http_methods(["GET", "POST"])
def renewal(request: Request, credential_id: UUID) -> HttpResponse:
    """Follow the change to a new e-id: whose it is ticks the steps off, the administrator closes it."""
    visit = visit_of(request)
    row, is_own = _renewed(visit, credential_id, is_writing=request.method == "POST")
    if request.method == "POST":
        return _renew(request, visit, row, is_own=is_own)
    keeps = visit.may_keep()
    back = reverse("keeping:own_credentials" if is_own else "keeping:credentials")
    context = {
        "title": _("Change %(sort)s") % {"sort": _(words.CARRIERS[Carrier(row.carrier)])},
        "crumbs": [
            Link(_("My e-ids") if is_own else _("E-ids"), back),
            Link(_(words.CARRIERS[Carrier(row.carrier)])),
        ],
        "whose": "" if is_own else words.person_name(row.name, is_protected=row.is_protected),
        "row": row,
        "state": parts.expiry_tag(row, visit.today),
        "steps": _steps(row),
        "next": row.steps_done + 1 if row.steps_done < len(words.STEPS) else None,
        "is_open": row.state == CredentialState.VALID,
        "keeps": keeps,
        "may_tick": is_own or keeps,
    }
    return show(request, "employees/renewal.html", context)


def _renewed(
    visit: Visit, credential_id: UUID, *, is_writing: bool
) -> tuple[queries.CredentialRow, bool]:
    own_id = policy.own_hsa_id(visit.actor)
    row = next((one for one in queries.credentials_of([own_id]) if one.id == credential_id), None)
    if row is not None:
        return row, True
    activity = Activity.ADMINISTER if is_writing else Activity.READ
    visit.ensure(activity, kind=CREDENTIAL, object_id=credential_id)
    try:
        return queries.credential(credential_id), False
    except queries.NoSuchCredential as error:
        raise Http404 from error


def _renew(
    request: Request, visit: Visit, row: queries.CredentialRow, *, is_own: bool
) -> HttpResponse:
    done = request.POST.get("gor", "")
    if done in {CredentialState.RENEWED, CredentialState.REVOKED}:
        actions.close(visit, row.id, CredentialState(done))
        messages.success(request, _("The old e-id counts no longer."))
        return go_on(
            request, reverse("keeping:own_credentials" if is_own else "keeping:credentials")
        )
    if done.isdecimal() and len(done) == 1:
        actions.do_step(row.id, int(done))
    return go_on(request, reverse("keeping:renewal", args=[row.id]))


def _steps(row: queries.CredentialRow) -> list[Step]:
    def state(place: int) -> str:
        if place < row.steps_done:
            return "done"
        return "now" if place == row.steps_done else "ahead"

    return [
        Step(_(text), state(place), below=_(how)) for place, (text, how) in enumerate(words.STEPS)
    ]
