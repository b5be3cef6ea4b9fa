"""Deliveries from the HR system: send in, look, carry out or throw away; and the mapping."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.employees import policy
from gemensam.employees.feed import mapping as mappings
from gemensam.employees.feed import page, reading, settling, staging
from gemensam.employees.feed.forms import (
    WHOLE,
    HeadingsForm,
    MappingForm,
    ReasonForm,
    ReleaseForm,
    UploadForm,
)
from gemensam.employees.feed.rows import guess
from gemensam.employees.feed_models import Delivery, DeliveryState
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

BETWEEN_HEADINGS = "\t"
type View = Callable[..., HttpResponse]


def for_keepers(view: View) -> View:
    """Let in whoever keeps the directory, with a row in the access log."""

    @logged_in
    @wraps(view)
    def kept(request: Request, **words: UUID) -> HttpResponse:
        policy.ensure_directory(
            request.actor,
            Activity.ADMINISTER,
            now=request.now,
            object_id=words.get("employee_id"),
            request_id=request.request_id,
        )
        return view(request, **words)

    return kept  # type: ignore[return-value]  # the mark's own type is wider


@for_keepers
@require_http_methods(["GET", "POST"])
def home(request: Request) -> HttpResponse:
    """Show what has come, and take in a file."""
    if request.method == "POST":
        return _take_in(request)
    return _home(request, UploadForm(), HTTPStatus.OK)


def _home(request: Request, form: UploadForm, status: int) -> HttpResponse:
    context = {"form": form, "page": page.home()}
    return show(request, "employees/feed_home.html", context, status=status)


def _take_in(request: Request) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _home(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    sent = form.cleaned_data["file"]
    try:
        sheet = reading.read(sent.read(reading.MOST_BYTES + 1))
        if not mappings.mapping().columns:
            return _columns(request, None, sheet.headings, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        delivery_id = staging.stage(
            sheet,
            name=sent.name or "",
            is_whole=form.cleaned_data["holds"] == WHOLE,
            by=request.actor.display_name,
            now=request.now,
        )
    except reading.UnusableFile as unusable:
        form.add_error("file", _(unusable.says) % unusable.about)
        return _home(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return go_on(request, _href(delivery_id))


def _href(delivery_id: UUID) -> str:
    return reverse("hr_feed:delivery", args=[delivery_id])


@for_keepers
@require_http_methods(["GET", "POST"])
def columns(request: Request) -> HttpResponse:
    """Say which column is which; or fetch the headings of a file to choose among."""
    if request.method == "GET":
        return _columns(request, None, (), status=HTTPStatus.OK)
    if "sample" in request.FILES or "fetch" in request.POST:
        return _fetch_headings(request)
    headings = tuple(filter(None, request.POST.get("headings", "").split(BETWEEN_HEADINGS)))
    form = MappingForm(request.POST, headings=headings)
    if not form.is_valid():
        return _columns(request, form, headings, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    mappings.keep(
        columns=form.columns(),
        categories=form.cleaned_data["categories"],
        limits=form.limits(),
        by=request.actor.display_name,
        now=request.now,
    )
    messages.success(request, _("The columns are kept. Now send in the file."))
    return go_on(request, reverse("hr_feed:home"))


def _fetch_headings(request: Request) -> HttpResponse:
    sample = HeadingsForm(request.POST, request.FILES)
    headings: tuple[str, ...] = ()
    if sample.is_valid():
        try:
            sent = sample.cleaned_data["sample"]
            headings = reading.read(sent.read(reading.MOST_BYTES + 1)).headings
        except reading.UnusableFile as unusable:
            sample.add_error("sample", _(unusable.says) % unusable.about)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sample.errors else HTTPStatus.OK
    return _columns(request, None, headings, sample=sample, status=status)


def _columns(
    request: Request,
    form: MappingForm | None,
    headings: tuple[str, ...],
    *,
    sample: HeadingsForm | None = None,
    status: int,
) -> HttpResponse:
    kept = mappings.mapping()
    if form is None:
        asked = request.GET.getlist("ord") if request.method == "GET" else []
        initial = MappingForm.initial_of(kept, guess(headings), asked)
        form = MappingForm(initial=initial, headings=headings)
    context = {
        "form": form,
        "sample": sample if sample is not None and sample.errors else HeadingsForm(),
        "kept": kept,
        "headings": headings,
        "joined": BETWEEN_HEADINGS.join(headings),
        "crumbs": page.crumbs(_("Columns and limits")),
        "is_new": not kept.columns,
    }
    return show(request, "employees/feed_columns.html", context, status=status)


@for_keepers
@require_GET
def delivery(request: Request, delivery_id: UUID) -> HttpResponse:
    """Show what a delivery would change, or what it did."""
    return _delivery(request, _found(delivery_id), None, HTTPStatus.OK)


def _found(delivery_id: UUID) -> Delivery:
    try:
        return staging.delivery_of(delivery_id)
    except staging.NoSuchDelivery as error:
        raise Http404 from error


def _delivery(
    request: Request, row: Delivery, form: ReleaseForm | ReasonForm | None, status: int
) -> HttpResponse:
    if row.state != DeliveryState.WAITING:
        settled = {"page": page.settled(row), "form": form or ReasonForm()}
        return show(request, "employees/feed_settled.html", settled, status=status)
    shown = page.waiting(row, request.GET, now=request.now)
    form = form or (ReleaseForm(leavers=shown.leavers) if shown.stops else None)
    waiting = {"page": shown, "form": form}
    return show(request, "employees/feed_delivery.html", waiting, status=status)


@for_keepers
@require_POST
def carry_out(request: Request, delivery_id: UUID) -> HttpResponse:
    """Do what the page said, all of it or nothing."""
    row = _found(delivery_id)
    form = None
    if row.state == DeliveryState.WAITING and "number" in request.POST:
        leavers = staging.plan_of(row, now=request.now).leavers
        form = ReleaseForm(request.POST, leavers=leavers)
    is_released = form is not None and form.is_valid()
    try:
        settling.apply(
            delivery_id,
            seen=request.POST.get("seen", ""),
            is_released=is_released,
            reason=form.cleaned_data["reason"] if form is not None and is_released else "",
            by=request.actor.display_name,
            now=request.now,
        )
    except settling.Conflict as stale:
        return conflict(request, _(stale.says), _way_back(delivery_id))
    except settling.BrakeIsOn:
        form = form or ReleaseForm({}, leavers=-1)
        return _delivery(request, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("The delivery is carried out."))
    return go_on(request, _href(delivery_id))


def _way_back(delivery_id: UUID) -> Link:
    return Link(_("To the delivery as it is now"), _href(delivery_id))


@for_keepers
@require_POST
def discard(request: Request, delivery_id: UUID) -> HttpResponse:
    """Throw a delivery away; its rows stay as they came, and nothing is changed."""
    row = _found(delivery_id)
    try:
        settling.discard(row.id, reason="", by=request.actor.display_name, now=request.now)
    except settling.Conflict as settled:
        return conflict(request, _(settled.says), _way_back(delivery_id))
    messages.success(request, _("The delivery is thrown away. Nothing was changed."))
    return go_on(request, reverse("hr_feed:home"))


@for_keepers
@require_POST
def lift_all(request: Request, delivery_id: UUID) -> HttpResponse:
    """Lift every suspension that a delivery made, as when it was the wrong file."""
    row = _found(delivery_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _delivery(request, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        count = identity.lift_suspensions_of(
            source_id=row.id,
            reason=form.cleaned_data["reason"],
            by=request.actor.display_name,
            now=request.now,
        )
    except identity.NotSuspended:
        return conflict(request, _("They are lifted already."), _way_back(delivery_id))
    messages.success(request, _("%(count)s suspensions are lifted.") % {"count": count})
    return go_on(request, _href(delivery_id))


@for_keepers
@require_http_methods(["GET", "POST"])
def held(request: Request) -> HttpResponse:
    """Show what the brake holds of what came by SCIM, and let it through."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            count = settling.release(
                seen=request.POST.get("seen", ""),
                reason=form.cleaned_data["reason"],
                by=request.actor.display_name,
                now=request.now,
            )
        except settling.Conflict as stale:
            way_back = Link(_("To the stopped requests"), reverse("hr_feed:held"))
            return conflict(request, _(stale.says), way_back)
        messages.success(request, _("%(count)s requests are carried out.") % {"count": count})
        return go_on(request, reverse("hr_feed:home"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "page": page.held()}
    return show(request, "employees/feed_held.html", context, status=status)


@for_keepers
@require_GET
def example(request: Request) -> HttpResponse:  # noqa: ARG001
    """Give a file of invented people to try with."""
    headers = {"Content-Disposition": 'attachment; filename="exempel-anstallda.csv"'}
    return HttpResponse(page.example(), content_type="text/csv; charset=utf-8", headers=headers)
