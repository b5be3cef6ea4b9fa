"""Grant, change and end a commission: forms in two steps that lose nothing that was typed."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.employees.keeping import commissions, rules, words
from gemensam.employees.keeping.forms import CommissionForm, EndForm, WhoForm, initial_rights
from gemensam.employees.keeping.views import found
from gemensam.employees.keeping.visit import Visit, visit_of
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, Purpose, Right
from gemensam.kernel.hsa_ids import capitals
from gemensam.organisations import api as organisations
from gemensam.ui.formats import local_day
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show


def _units(visit: Visit) -> Sequence[organisations.UnitRow]:
    """Give the units whose commissions the visitor keeps."""
    return [one for one in organisations.units() if visit.may_keep(one.id)]


@logged_in
@require_http_methods(["GET", "POST"])
def grant(request: Request) -> HttpResponse:
    """Ask whom it is for and what for; then what of it. `?hsa=` and `?andamal=` are the first step."""
    visit = visit_of(request)
    visit.ensure(Activity.ADMINISTER, unit_id=None if visit.may_keep() else visit.own_unit)
    is_said = "andamal" in request.GET or request.method == "POST"
    asked = WhoForm(request.GET if is_said else None, initial=request.GET.dict())
    title = _("Grant a commission")
    if not asked.is_valid():
        return _who_page(request, asked, title)
    hsa_id, purpose = capitals(asked.cleaned_data["hsa"]), Purpose[asked.cleaned_data["andamal"]]
    form = CommissionForm(
        request.POST if request.method == "POST" else None,
        purpose=purpose,
        widest=visit.widest,
        units=_units(visit),
        is_new=True,
        today=visit.today,
        initial={"starts_on": visit.today},
    )
    if request.method == "POST" and form.is_valid():
        commission_id = _grant(visit, form, hsa_id)
        if commission_id is not None:
            messages.success(request, _("The commission is granted."))
            return go_on(request, reverse("keeping:commission", args=[commission_id]))
    lede = _("%(purpose)s, for %(hsa)s.") % {
        "purpose": words.purpose_name(purpose),
        "hsa": hsa_id,
    }
    return _form_page(request, form, title, lede, reverse("keeping:commissions"))


def _who_page(request: Request, form: forms.Form, title: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lede": _("First say whom it is for and what for. The rights come on the next page."),
        "crumbs": [Link(_("Commissions"), reverse("keeping:commissions")), Link(title)],
        "back": reverse("keeping:commissions"),
        "method": "get",
        "save": _("Go on"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "employees/form.html", context, status=status)


def _grant(visit: Visit, form: CommissionForm, hsa_id: str) -> UUID | None:
    try:
        return commissions.grant(
            visit,
            form.asked(),
            hsa_id=capitals(form.cleaned_data["hsa_id"]),
            employee_hsa_id=hsa_id,
            starts_at=form.starts_at(visit.now),
        )
    except identity.HsaIdIsTaken:
        form.add_error("hsa_id", _("The employee has a commission of that HSA-id already."))
    except commissions.NoSuchEmployee:
        form.add_error(
            None,
            _("HR knows nobody at work by that HSA-id. A commission follows an employment."),
        )
    except commissions.OwnCommission:
        form.add_error(None, _("Nobody grants a commission to themselves. Ask a colleague."))
    return None


def _form_page(
    request: Request, form: forms.Form, title: str, lede: str, back: str, **more: object
) -> HttpResponse:
    crumbs = [Link(_("Commissions"), reverse("keeping:commissions")), Link(title)]
    context = {
        "form": form,
        "title": title,
        "lede": lede,
        "crumbs": crumbs,
        "back": back,
        "method": "post",
        "save": _("Save"),
        **more,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "employees/form.html", context, status=status)


def _changed_meanwhile(request: Request, commission_id: UUID) -> HttpResponse:
    latest = identity.history_of(commission_id=commission_id)[0]
    reason = _(
        "%(who)s changed the commission after you opened the page: %(why)s. Nothing was saved."
    ) % {
        "who": latest.by_name or latest.source or _("Somebody"),
        "why": latest.reason or _("no reason is written"),
    }
    way_on = Link(_("See it as it is now"), reverse("keeping:commission", args=[commission_id]))
    return conflict(request, reason, way_on)


@logged_in
@require_http_methods(["GET", "POST"])
def change(request: Request, commission_id: UUID) -> HttpResponse:
    """Change what a commission may, where, and until when."""
    visit = visit_of(request)
    row = found(visit, commission_id, Activity.ADMINISTER)
    visit.ensure(Activity.ADMINISTER, unit_id=row.unit_id, object_id=commission_id)
    back = reverse("keeping:commission", args=[commission_id])
    if row.person_id == visit.actor.person_id:
        own = _("It is your own commission. A colleague changes it.")
        return conflict(request, own, Link(_("Back"), back))
    if row.ends_at is not None and row.ends_at <= visit.now:
        return conflict(
            request, _("The commission has ended. Grant a new one."), Link(_("Back"), back)
        )
    form = _change_form(request, visit, row)
    version = request.POST.get("version", "") or identity.version_of(commission_id)
    if request.method == "POST" and form.is_valid():
        try:
            commissions.change(visit, commission_id, form.asked(), version=version)
        except identity.ChangedMeanwhile:
            return _changed_meanwhile(request, commission_id)
        messages.success(request, _("The commission is changed."))
        return go_on(request, back)
    # What the form cannot offer goes away when it is saved: the page says so.
    held = {text: Right.parse(text) for text in row.rights}
    beyond = [
        text for text, one in held.items() if not rules.is_within(one, row.purpose, visit.widest)
    ]
    return _form_page(
        request,
        form,
        _("Change %(name)s") % {"name": row.name},
        _("For %(purpose)s. Another purpose is another commission.")
        % {"purpose": words.purpose_name(row.purpose)},
        back,
        version=version,
        extra=words.right_sentences(beyond),
    )


def _change_form(request: Request, visit: Visit, row: identity.CommissionRow) -> CommissionForm:
    initial = {
        "name": row.name,
        "title": row.title,
        "unit": str(row.unit_id),
        "last_day": _last_day(row),
        **initial_rights(row.purpose, row.rights),
    }
    return CommissionForm(
        request.POST if request.method == "POST" else None,
        purpose=row.purpose,
        widest=visit.widest,
        units=_units(visit),
        is_new=False,
        today=visit.today,
        initial=initial,
    )


def _last_day(row: identity.CommissionRow) -> object:
    # An end is the midnight after the last day.
    return local_day(row.ends_at - row.ends_at.resolution) if row.ends_at else None


@logged_in
@require_http_methods(["GET", "POST"])
def end(request: Request, commission_id: UUID) -> HttpResponse:
    """End a commission now, with every log-in in it; a second click finds it ended."""
    visit = visit_of(request)
    row = found(visit, commission_id, Activity.ADMINISTER)
    visit.ensure(Activity.ADMINISTER, unit_id=row.unit_id, object_id=commission_id)
    back = reverse("keeping:commission", args=[commission_id])
    if row.ends_at is not None and row.ends_at <= visit.now:
        messages.info(request, _("The commission has ended already."))
        return go_on(request, back)
    form = EndForm(request.POST if request.method == "POST" else None)
    version = request.POST.get("version", "") or identity.version_of(commission_id)
    if request.method == "POST" and form.is_valid():
        try:
            commissions.end(
                visit, commission_id, reason=form.cleaned_data["reason"], version=version
            )
        except identity.ChangedMeanwhile:
            return _changed_meanwhile(request, commission_id)
        messages.success(request, _("The commission has ended, and its log-ins with it."))
        return go_on(request, back)
    return _form_page(
        request,
        form,
        _("End %(name)s") % {"name": row.name},
        _("It ends at once. Whoever is logged in with it is logged out."),
        back,
        version=version,
        save=_("End now"),
    )
