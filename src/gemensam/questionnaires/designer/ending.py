"""The end of a form, or of a version of it: closed, withdrawn, removed; and each of them undone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.questionnaires import library, policy, queries
from gemensam.questionnaires.designer import drafts, publishing
from gemensam.questionnaires.designer.listing import REMOVED
from gemensam.questionnaires.designer.publishing import CloseForm
from gemensam.questionnaires.designer.views import opened
from gemensam.ui.show import go_on


@logged_in
@require_POST
def close(request: Request, draft_id: UUID) -> HttpResponse:
    """Let nobody begin the form from a moment on, or open it again."""
    policy.ensure_forms(request.actor, Activity.DECIDE, now=request.now)
    draft = opened(draft_id)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return publishing.show_page(request, draft, close=form)
    is_opened = request.POST.get("go") == "open"
    at = None if is_opened else form.cleaned_data["closes_at"] or request.now
    try:
        library.close_form(draft.key, at=at)
        told = _("The form is open again.") if is_opened else _("Nobody can begin the form then.")
        messages.success(request, told)
    except queries.NoSuchForm:
        messages.info(request, _("The form has not been published."))
    return go_on(request, reverse("questionnaires:publish", args=[draft_id]))


@logged_in
@require_POST
def withdraw(request: Request, draft_id: UUID) -> HttpResponse:
    """Take back a version that applies or will."""
    policy.ensure_forms(request.actor, Activity.DECIDE, now=request.now)
    draft = opened(draft_id)
    words = request.POST.get("number", "")
    number = int(words) if words.isascii() and words.isdigit() else 0
    try:
        library.withdraw(draft.key, number=number, now=request.now)
        told = _("Version %(number)s is withdrawn.") % {"number": number}
        messages.success(request, told)
    except (library.NothingToWithdraw, queries.NoSuchForm):
        messages.info(request, _("That version neither applies nor will: nothing was withdrawn."))
    return go_on(request, reverse("questionnaires:publish", args=[draft_id]))


@logged_in
@require_POST
def remove(request: Request, draft_id: UUID) -> HttpResponse:
    """Take a form that was never published out of the list, with a way to undo it."""
    policy.ensure_forms(request.actor, Activity.WRITE, now=request.now)
    draft = opened(draft_id)
    try:
        drafts.remove(draft_id=draft.id, now=request.now)
    except drafts.AlreadyPublished:
        messages.info(request, _("The form has been published: close it instead."))
        return go_on(request, reverse("questionnaires:publish", args=[draft_id]))
    return go_on(request, f"{reverse('questionnaires:forms')}?{REMOVED}={draft.id}")


@logged_in
@require_POST
def bring_back(request: Request, draft_id: UUID) -> HttpResponse:
    """Put a form that was removed into the list again."""
    policy.ensure_forms(request.actor, Activity.WRITE, now=request.now)
    try:
        drafts.bring_back(draft_id)
    except drafts.NoSuchDraft as error:
        raise Http404 from error
    messages.success(request, _("The form is back."))
    return go_on(request, reverse("questionnaires:forms"))
