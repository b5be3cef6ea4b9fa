"""Every list in and out as a file, with a preview before anything changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.authority import api as authority
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.programme import policy
from gemensam.programme.actions import lists as actions
from gemensam.programme.kinds_lists import ImportState
from gemensam.programme.lists import every, registry
from gemensam.programme.lists.registry import List, Room, Scope
from gemensam.programme.models import ListImport
from gemensam.programme.pages import lists as pages
from gemensam.programme.pages import lists_file, lists_preview
from gemensam.programme.rules.lists import Fault
from gemensam.programme.rules.lists_files import MOST_BYTES, Format, UnusableFile, read_file
from gemensam.tenancy.context import tenant_context
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

# What has come in before, on the list's own page; a year's work of a coordinator.
IMPORTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Door:
    """A list that somebody has been let in to, and the tenant whose rows they are."""

    one: List
    owner: UUID
    scope: Scope


def _tenant(request: Request, one: List, activity: Activity) -> UUID:
    if one.room is Room.COUNTY:
        return policy.ensure_county_list(request, activity, one.information_class)
    policy.ensure_hours(request.actor, activity, now=request.now)
    assert request.actor.tenant_id is not None  # the policy has let the actor in
    return request.actor.tenant_id


def _open(request: Request, key: str, *, writing: bool = False) -> Door:
    one = every.lists().get(key)
    if one is None:
        raise Http404(key)
    owner = _tenant(request, one, one.may_write if writing else one.may_read)
    filters = {
        column: request.GET[word] for word, column in one.filters.items() if request.GET.get(word)
    }
    return Door(one, owner, Scope(request.actor, request.now, filters))


def _may(request: Request, one: List, *, writing: bool) -> bool:
    try:
        _tenant(request, one, one.may_write if writing else one.may_read)
    except authority.Refused:
        return False
    return True


def _allowed(request: Request, lists: Iterable[List], *, writing: bool) -> list[List]:
    """Give the lists that are open to somebody; those of one sort are asked for once."""
    asked: dict[tuple[Room, InformationClass, Activity], bool] = {}
    found = []
    for one in lists:
        sort = (one.room, one.information_class, one.may_write if writing else one.may_read)
        if sort not in asked:
            asked[sort] = _may(request, one, writing=writing)
        if asked[sort]:
            found.append(one)
    return found


@logged_in
@require_GET
def hub(request: Request) -> HttpResponse:
    """Show every list that the reader may fetch."""
    open_to = _allowed(request, every.lists().values(), writing=False)
    if not open_to:
        policy.ensure_programme(request, InformationClass.PROGRAMME)
    writable = {one.key for one in _allowed(request, open_to, writing=True)}
    return show(request, "programme/lists.html", {"page": pages.hub(open_to, writable)})


@logged_in
@require_http_methods(["GET", "POST"])
def list_page(request: Request, key: str) -> HttpResponse:
    """Show what a list holds and how it is filled in; take in a file of it."""
    if request.method == "POST":
        return _take_in(request, key)
    return _list_page(request, _open(request, key), None, status=200)


def _list_page(request: Request, door: Door, fault: Fault | None, *, status: int) -> HttpResponse:
    with tenant_context(door.owner):
        imports = ListImport.objects.filter(list_key=door.one.key).order_by("-sent_at", "-id")
        page = pages.list_page(
            door.one,
            list(imports.defer("lines", "changes", "notices")[:IMPORTS_SHOWN]),
            filters={word: request.GET.get(word, "") for word in door.one.filters},
            may_write=_may(request, door.one, writing=True),
            fault=fault,
        )
    return show(request, "programme/list.html", {"page": page}, status=status)


def _take_in(request: Request, key: str) -> HttpResponse:
    door = _open(request, key, writing=True)
    sent = request.FILES.get("file")
    if sent is None:
        return _list_page(request, door, pages.NO_FILE, status=422)
    try:
        with tenant_context(door.owner):
            columns = door.one.columns()
            sheet = read_file(sent.read(MOST_BYTES + 1), columns, pages.heads(columns))
            if not sheet.lines:
                return _list_page(request, door, pages.NO_ROWS, status=422)
            import_id = actions.stage(door.one, sheet, sent.name or "", door.scope)
    except UnusableFile as unusable:
        return _list_page(request, door, unusable.fault, status=422)
    return go_on(request, reverse("programme:list_import", args=[key, import_id]))


@logged_in
@require_GET
def list_file(request: Request, key: str, format: str) -> HttpResponse:  # noqa: A002 -- the address's word
    """Give the list as a file, with the filters of the address; `?tom=1` gives only its head."""
    door = _open(request, key)
    with tenant_context(door.owner):
        columns = door.one.columns()
        records = (
            [] if request.GET.get("tom") else lists_file.filtered(door.one, columns, door.scope)
        )
        return lists_file.answer(door.one, columns, records, Format(format))


@logged_in
@require_GET
def import_page(request: Request, key: str, import_id: UUID) -> HttpResponse:
    """Show what a file would change, or what it did."""
    door = _open(request, key, writing=True)
    with tenant_context(door.owner):
        row = ListImport.objects.filter(id=import_id, list_key=key).first()
        if row is None:
            raise Http404(import_id)
        return _show_import(request, door, row, status=200)


def _show_import(request: Request, door: Door, row: ListImport, *, status: int) -> HttpResponse:
    columns = door.one.columns()
    if row.state == ImportState.WAITING:
        plan = actions.plan_of(door.one, row, door.scope)
        page = lists_preview.preview(door.one, columns, row, plan, request.GET)
    else:
        may_undo = actions.may_undo(door.one, row)
        page = lists_preview.settled(door.one, columns, row, request.GET, may_undo=may_undo)
    return show(request, "programme/list_import.html", {"page": page}, status=status)


@logged_in
@require_POST
def accept(request: Request, key: str, import_id: UUID) -> HttpResponse:
    """Do what the preview said: all of it or nothing."""
    door = _open(request, key, writing=True)
    try:
        with tenant_context(door.owner):
            row = actions.accept(
                door.one, import_id, request.POST.get("fingerprint", ""), door.scope
            )
    except actions.ImportRefused as refused:
        return _refused(request, door, import_id, refused)
    except registry.Refused as refused:
        text = lists_preview.refused_text(refused)
        return conflict(request, text, _way_back(door, import_id))
    messages.success(request, lists_preview.done_text(row))
    return go_on(request, reverse("programme:list_import", args=[key, import_id]))


@logged_in
@require_POST
def discard(request: Request, key: str, import_id: UUID) -> HttpResponse:
    """Throw a waiting file away."""
    door = _open(request, key, writing=True)
    try:
        with tenant_context(door.owner):
            actions.discard(door.one, import_id, door.scope)
    except actions.ImportRefused as refused:
        return _refused(request, door, import_id, refused)
    messages.success(request, _("The file is thrown away. Nothing was changed."))
    return go_on(request, reverse("programme:list", args=[key]))


@logged_in
@require_POST
def undo(request: Request, key: str, import_id: UUID) -> HttpResponse:
    """Let every row be as it was before the file was accepted."""
    door = _open(request, key, writing=True)
    try:
        with tenant_context(door.owner):
            actions.undo(door.one, import_id, door.scope)
    except actions.ImportRefused as refused:
        return _refused(request, door, import_id, refused)
    except registry.Refused as refused:
        text = lists_preview.refused_text(refused)
        return conflict(request, text, _way_back(door, import_id))
    messages.success(request, _("The import is undone. Every row is as it was before."))
    return go_on(request, reverse("programme:list_import", args=[key, import_id]))


def _way_back(door: Door, import_id: UUID) -> Link:
    address = reverse("programme:list_import", args=[door.one.key, import_id])
    return Link(_("To the file as it is now"), address)


def _refused(
    request: Request, door: Door, import_id: UUID, refused: actions.ImportRefused
) -> HttpResponse:
    """Say why nothing was done: 404 for what was never there, 409 for what changed meanwhile."""
    with tenant_context(door.owner):
        if not ListImport.objects.filter(id=import_id, list_key=door.one.key).exists():
            raise Http404(import_id) from refused
    text = lists_preview.refusal_text(door.one, refused)
    return conflict(request, text, _way_back(door, import_id))


_ONE = "program/listor/<slug:key>/"
urlpatterns = [
    path("program/listor/", hub, name="lists"),
    path(_ONE, list_page, name="list"),
    path(f"{_ONE}fil.<str:format>", list_file, name="list_file"),
    path(f"{_ONE}<uuid:import_id>/", import_page, name="list_import"),
    path(f"{_ONE}<uuid:import_id>/godkann/", accept, name="list_accept"),
    path(f"{_ONE}<uuid:import_id>/kasta/", discard, name="list_discard"),
    path(f"{_ONE}<uuid:import_id>/angra/", undo, name="list_undo"),
]
