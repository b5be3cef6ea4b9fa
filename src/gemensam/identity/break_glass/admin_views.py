"""The pages of administrators who have logged in as usual: keys, and what they were used for."""

from functools import partial
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.authority import api as authority
from gemensam.identity.break_glass import asking, entry, keys, policy
from gemensam.identity.break_glass.asking import with_terms
from gemensam.identity.break_glass.configured import Terms, configured
from gemensam.identity.break_glass.forms import RegisterForm, ReviewForm
from gemensam.identity.break_glass.refusals import Refused
from gemensam.identity.http import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Lines, Link, Row, Table, Tag
from gemensam.ui.show import conflict, go_on, show

REGISTER = "identity/break_glass/register.html"


@logged_in
@require_GET
def all_keys(request: Request) -> HttpResponse:
    """Show the keys, and each log-in by one."""
    _ensure(request, Activity.READ)
    context = {
        "is_on": configured() is not None,
        "may_keep": _may_keep(request),
        "keys": _keys(),
        "uses": _uses(),
    }
    return show(request, "identity/break_glass/keys.html", context)


def _ensure(request: Request, activity: Activity, object_id: UUID | None = None) -> None:
    policy.ensure(
        request.actor,
        activity,
        now=request.now,
        object_id=object_id,
        request_id=request.request_id,
    )


def _keys() -> Table:
    return Table(
        caption=_("Security keys"),
        columns=[
            Column(_("The key")),
            Column(_("State of the key")),
            Column(_("Last used")),
        ],
        rows=[
            Row(
                [
                    Lines(one.name, one.person, reverse("break_glass:key", args=[one.id])),
                    _standing(one),
                    formats.day(one.last_used_at) if one.last_used_at else _("never"),
                ],
                key=str(one.id),
            )
            for one in keys.listed()
        ],
        show_caption=True,
        empty_text=_(
            "Nobody has a key yet. Without two persons with two keys each, nobody comes in"
            " on the day when no log-in works."
        ),
    )


def _standing(one: keys.Key) -> Tag:
    if one.revoked_at is not None:
        return Tag(_("Revoked"), "off")
    if one.attested_at is not None:
        return Tag(_("Counts"), "ok")
    if one.of_holder < keys.KEYS_EACH:
        return Tag(_("Waits for the second key"), "half")
    return Tag(_("Waits for a colleague to confirm"), "half")


def _uses() -> Table:
    return Table(
        caption=_("Log-ins by key"),
        columns=[Column(_("When")), Column(_("Who")), Column(_("Why")), Column(_("Looked over"))],
        rows=[
            Row(
                [
                    Lines(formats.moment(one.at), "", reverse("break_glass:use", args=[one.id])),
                    one.person,
                    one.reason,
                    Tag(one.reviewed_by, "ok") if one.reviewed_at else Tag(_("Not yet"), "warm"),
                ],
                key=str(one.id),
            )
            for one in entry.uses()
        ],
        show_caption=True,
        empty_text=_("No key has been used."),
    )


@logged_in
@require_http_methods(["GET", "POST"])
@with_terms
def register(request: Request, terms: Terms) -> HttpResponse:
    """Register a key of one's own."""
    _ensure(request, Activity.ADMINISTER)
    if _came_by_key(request):
        return _not_by_key(request)
    authority.ensure_fresh(request.actor.authenticated_at, now=request.now)
    assert request.actor.commission is not None  # what the rules have seen to
    holder = keys.of_commission(request.actor.commission.id)
    form = RegisterForm(request.POST if request.method == "POST" else None)
    ask = partial(asking.to_register, request, terms, holder)
    if not form.is_bound or not form.is_valid():
        return asking.page(request, terms, REGISTER, form, ask)
    try:
        asking.register(request, terms, holder, form)
    except Refused as refused:
        return asking.page(request, terms, REGISTER, form, ask, refused=refused)
    messages.success(
        request, _("The key is registered. It counts once a colleague has confirmed it.")
    )
    return go_on(request, reverse("break_glass:keys"))


def _may_keep(request: Request) -> bool:
    return policy.may_keep(request.actor, now=request.now) and not _came_by_key(request)


def _came_by_key(request: Request) -> bool:
    return request.running_session is not None and request.running_session.method == entry.METHOD


def _not_by_key(request: Request) -> HttpResponse:
    """Whoever came in by a key may neither make more keys, nor take others', nor judge the log-in."""
    reason = _("You are logged in by reserve key. Keys are looked after in an ordinary log-in.")
    context = {"reason": reason, "code": "BREAK_GLASS", "incident": request.request_id}
    return render(request, "403.html", context, status=HTTPStatus.FORBIDDEN)


@logged_in
@require_http_methods(["GET", "POST"])
def key(request: Request, key_id: UUID) -> HttpResponse:
    """Show a key and its history; confirm it, or revoke it."""
    is_change = request.method == "POST"
    _ensure(request, Activity.ADMINISTER if is_change else Activity.READ, key_id)
    try:
        one = keys.one(key_id)
    except keys.NoSuchKey as error:
        raise Http404 from error
    if is_change:
        return _change(request, one)
    may_keep = _may_keep(request)
    context = {
        "key": one,
        "facts": _history(one),
        "standing": _standing(one),
        "may_attest": may_keep
        and one.attested_at is None
        and one.revoked_at is None
        and one.person_id != request.actor.person_id
        and one.of_holder >= keys.KEYS_EACH,
        "may_revoke": may_keep and one.revoked_at is None,
    }
    return show(request, "identity/break_glass/key.html", context)


def _change(request: Request, one: keys.Key) -> HttpResponse:
    if _came_by_key(request):
        return _not_by_key(request)
    authority.ensure_fresh(request.actor.authenticated_at, now=request.now)
    assert request.actor.person_id is not None  # what the rules have seen to
    back = Link(_("To the key"), reverse("break_glass:key", args=[one.id]))
    try:
        if request.POST.get("what") == "attest":
            keys.attest(one.id, by=request.actor.person_id, now=request.now)
            messages.success(request, _("The key counts."))
        else:
            keys.revoke(one.id, by=request.actor.person_id, now=request.now)
            messages.success(request, _("The key is revoked, and whoever used it is logged out."))
    except keys.OwnKey:
        return conflict(request, _("Your own key has to be confirmed by somebody else."), back)
    except keys.TooFewKeys:
        return conflict(request, _("Each person has to have two keys before one counts."), back)
    except keys.NoSuchKey:
        return conflict(request, _("Somebody has confirmed or revoked the key already."), back)
    return go_on(request, reverse("break_glass:keys"))


def _history(one: keys.Key) -> list[Fact]:
    facts = [
        Fact(_("Whose"), one.person),
        Fact(_("Registered"), formats.moment(one.registered_at)),
    ]
    if one.attested_at:
        facts.append(Fact(_("Confirmed"), formats.moment(one.attested_at), below=one.attested_by))
    if one.revoked_at:
        by = one.revoked_by or _("Whoever runs the system")
        facts.append(Fact(_("Revoked"), formats.moment(one.revoked_at), below=by))
    last = formats.moment(one.last_used_at) if one.last_used_at else _("never")
    return [*facts, Fact(_("Last used"), last)]


@logged_in
@require_http_methods(["GET", "POST"])
def use(request: Request, use_id: UUID) -> HttpResponse:
    """Show a log-in by key and why it was; note what was found when it was looked over."""
    is_change = request.method == "POST"
    _ensure(request, Activity.ADMINISTER if is_change else Activity.READ, use_id)
    one = next(iter(entry.uses(use_id)), None)
    if one is None:
        raise Http404
    if is_change and _came_by_key(request):
        return _not_by_key(request)
    form = ReviewForm(request.POST if is_change else None)
    if is_change and form.is_valid():
        return _review(request, one, form.cleaned_data["text"])
    may_keep = _may_keep(request)
    context = {
        "use": one,
        "facts": _facts(one),
        "form": form,
        "may_review": may_keep
        and one.reviewed_at is None
        and one.person_id != request.actor.person_id,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_change else HTTPStatus.OK
    return show(request, "identity/break_glass/use.html", context, status=status)


def _review(request: Request, one: entry.Use, text: str) -> HttpResponse:
    assert request.actor.person_id is not None  # what the rules have seen to
    back = Link(_("To the log-in"), reverse("break_glass:use", args=[one.id]))
    try:
        entry.review(one.id, by=request.actor.person_id, text=text, now=request.now)
    except entry.OwnLogIn:
        return conflict(request, _("Your own log-in has to be looked over by somebody else."), back)
    except entry.NoSuchLogIn:
        return conflict(request, _("Somebody has looked it over already."), back)
    messages.success(request, _("What you found is noted."))
    return go_on(request, reverse("break_glass:keys"))


def _facts(one: entry.Use) -> list[Fact]:
    facts = [
        Fact(_("Who"), one.person),
        Fact(_("The key"), one.key),
        Fact(_("Logged in"), formats.moment(one.at)),
        Fact(_("Until at most"), formats.moment(one.ends_at)),
        Fact(_("Why"), one.reason),
    ]
    if one.reviewed_at:
        below = f"{one.reviewed_by}, {formats.moment(one.reviewed_at)}"
        facts.append(Fact(_("What the review found"), one.review, below=below))
    return facts
