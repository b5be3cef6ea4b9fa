"""Organisations that act for residents: registered by staff, with those whom each has appointed."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.eservices import mandate_forms, mandate_organisations, mandate_words, mandates, policy
from gemensam.eservices.organisation_forms import AppointForm, EndForm, NewOrganisationForm
from gemensam.eservices.views.frame import UNPROCESSABLE, address, see, visit_of
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui import formats
from gemensam.ui.parts import Card, Fact, Link, Tag
from gemensam.ui.show import conflict, show


@logged_in
@require_GET
def listing(request: Request) -> HttpResponse:
    """List the organisations that residents can give mandates, and how many act for each."""
    visit = visit_of(request)
    policy.ensure_organisations(visit, Activity.READ, thing_id=None)
    context = {
        "cards": [_card(request, one) for one in people.organisations()],
        "register_href": address(request, "register_organisation"),
        "crumbs": _crumbs(request),
    }
    return show(request, "eservices/desk/organisations.html", context)


def _card(request: Request, one: people.OrganisationRow) -> Card:
    names = [who.name for who in one.may_act(request.now)]
    return Card(
        title=one.name,
        href=address(request, "organisation", one.id),
        text=", ".join(names),
        tag=Tag(_("Somebody can act"), "ok") if names else Tag(_("Nobody can act"), "off"),
        below=one.organisation_number,
    )


@logged_in
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Write down an organisation by number and name."""
    visit = visit_of(request)
    policy.ensure_at_the_desk(visit)
    form = NewOrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = mandate_organisations.register(visit, **form.cleaned_data)
        except people.AlreadyRegistered:
            form.add_error("number", _("An organisation of that number is registered already."))
        else:
            messages.success(request, _("The organisation is registered. Now say who acts for it."))
            return see(address(request, "organisation", made))
    context = {"form": form, "crumbs": _crumbs(request, Link(_("New organisation")))}
    status = UNPROCESSABLE if form.is_bound else 200
    return show(request, "eservices/desk/new_organisation.html", context, status=status)


@logged_in
@require_http_methods(["GET", "POST"])
def one(request: Request, organisation_id: UUID) -> HttpResponse:
    """Show who acts for an organisation, and register another by a paper."""
    found = _opened(request, organisation_id)
    today = formats.local_day(request.now)
    form = AppointForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_bound and form.is_valid() and _appointed(request, found, form):
        messages.success(
            request, _("%(name)s may act for it.") % {"name": form.cleaned_data["name"]}
        )
        return see(address(request, "organisation", found.id))
    context = {
        "organisation": found,
        "facts": [Fact(_("Organisation number"), found.organisation_number)],
        "appointees": [_appointee(request, found, who) for who in found.appointees],
        "form": form,
        "crumbs": _crumbs(request, Link(found.name)),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return show(request, "eservices/desk/organisation.html", context, status=status)


def _appointed(request: Request, found: people.OrganisationRow, form: AppointForm) -> bool:
    values = form.cleaned_data
    starts_at, ends_at = mandate_forms.period(values, now=request.now)
    wanted = mandate_organisations.NewAppointee(
        mandates.Named(values["number"], values["name"]), values["evidence"], starts_at, ends_at
    )
    try:
        mandate_organisations.appoint(visit_of(request), organisation_id=found.id, wanted=wanted)
    except identity.OtherName:
        form.add_error("name", _("The number and the name do not belong together. Check both."))
    except mandates.GivenToWhoRegisters:
        form.add_error("number", _("You cannot register yourself. Ask a colleague to do it."))
    except people.AlreadyAppointed:
        form.add_error("number", _("The person is registered already. End that one first."))
    else:
        return True
    return False


def _appointee(
    request: Request, found: people.OrganisationRow, who: people.AppointeeRow
) -> tuple[str, Tag, Sequence[Fact], str]:
    """Give name, how it stands, the facts, and where it is ended while that can be done."""
    facts = [
        Fact(_("Since"), formats.day(formats.local_day(who.starts_at))),
        Fact(_("Lasts"), _until(who)),
        Fact(_("Rests on"), who.evidence, below=_by(who.registered_by)),
    ]
    if who.ended_at is not None:
        facts.append(Fact(_("Why it ended"), who.ended_why, below=_by(who.ended_by)))
    is_over = who.ended_at is not None or (who.ends_at is not None and who.ends_at <= request.now)
    href = "" if is_over else address(request, "end_appointment", found.id, who.id)
    return who.name, _standing(request, who, is_over=is_over), facts, href


def _until(who: people.AppointeeRow) -> str:
    return mandate_words.until(who) if who.ends_at else _("until it is ended")


def _by(name: str) -> str:
    return _("Registered by %(name)s") % {"name": name}


def _standing(request: Request, who: people.AppointeeRow, *, is_over: bool) -> Tag:
    if who.ended_at is not None:
        return Tag(_("Ended %(when)s") % {"when": formats.moment(who.ended_at)}, "off")
    if is_over:
        return Tag(_("Has ended"), "off")
    return Tag(_("In force"), "ok") if who.holds(request.now) else Tag(_("Has not begun"), "now")


@logged_in
@require_http_methods(["GET", "POST"])
def end(request: Request, organisation_id: UUID, appointee_id: UUID) -> HttpResponse:
    """Let somebody act no more for an organisation, from the same moment."""
    found = _opened(request, organisation_id)
    who = next((each for each in found.appointees if each.id == appointee_id), None)
    if who is None:
        raise Http404
    back = Link(found.name, address(request, "organisation", found.id))
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            mandate_organisations.end(
                visit_of(request),
                organisation_id=found.id,
                appointee=who,
                why=form.cleaned_data["reason"],
            )
        except people.NotAppointed:
            return conflict(request, _("It has ended already."), back)
        messages.success(request, _("%(name)s can act for it no more.") % {"name": who.name})
        return see(back.href)
    context = {
        "form": form,
        "who": who,
        "organisation": found,
        "crumbs": _crumbs(request, back, Link(_("End it"))),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return show(request, "eservices/desk/end_appointment.html", context, status=status)


def _opened(request: Request, organisation_id: UUID) -> people.OrganisationRow:
    try:
        return mandate_organisations.opened(visit_of(request), organisation_id)
    except people.NoSuchOrganisation as error:
        raise Http404 from error


def _crumbs(request: Request, *further: Link) -> list[Link]:
    first = Link(_("Paper and phone"), address(request, "find"))
    here = Link(_("Organisations"), address(request, "organisations") if further else "")
    return [first, here, *further]
