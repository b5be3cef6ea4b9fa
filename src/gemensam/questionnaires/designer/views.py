"""One form in the making: its outline, its panel and how it looks."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.questionnaires import policy, queries
from gemensam.questionnaires.designer import drafts, edits, showing, versions
from gemensam.questionnaires.designer.attributes import KIND_WORDS
from gemensam.questionnaires.designer.drafts import (
    ChangedByAnother,
    CommentRow,
    DraftRow,
    NothingToUndo,
)
from gemensam.questionnaires.designer.panels import PanelForm
from gemensam.questionnaires.designer.showing import Working
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.trees import FORM, Data, Elements, Part, Ref
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show, wants_part

STEPS_SHOWN: Final = 12
# So many steps are read and compiled, while a form does not work, to find the last that does.
MOST_LOOKED_BACK: Final = 12


def address(draft_id: UUID, ref: Ref | None = None) -> str:
    """Give the way to a form in the making, and to one of its elements."""
    here = reverse("questionnaires:designer", args=[draft_id])
    return f"{here}?del={ref}" if ref else here


def opened(draft_id: UUID) -> DraftRow:
    """Give a form of the running organisation, or answer that there is none."""
    try:
        return drafts.draft(draft_id)
    except drafts.NoSuchDraft as error:
        raise Http404 from error


def slug_of(request: Request) -> str:
    """Give the first word of the keys of an organisation's forms."""
    assert request.actor.tenant_id is not None
    body = organisations.body_by_tenant(request.actor.tenant_id)
    return (body.slug if body else "form").replace("-", "_")


@logged_in
@require_http_methods(["GET", "POST"])
def designer(request: Request, draft_id: UUID) -> HttpResponse:
    """Show a form in the making; POST does what the pressed button says."""
    is_change = request.method == "POST"
    policy.ensure_forms(
        request.actor, Activity.WRITE if is_change else Activity.READ, now=request.now
    )
    draft = opened(draft_id)
    chosen = edits.chosen(request, trees.elements(draft.content))
    if not is_change:
        return _page(request, draft, chosen)
    if edits.is_gone(request, chosen):
        return _page(request, draft, FORM, gone=edits.typed_words(request))
    try:
        ref = edits.do(request, draft, chosen)
    except ChangedByAnother as clash:
        typed = request.POST if "panel" in request.POST else None
        return _page(request, draft, chosen, clashes=clash.clashes, typed=typed)
    except edits.LookedAt as looked:
        return _page(request, opened(draft_id), chosen, looked_at=looked)
    except drafts.NoSuchDraft as error:
        raise Http404 from error
    except NothingToUndo:
        messages.info(request, _("There is nothing of yours to take back."))
        ref = chosen
    if wants_part(request):
        fresh = opened(draft_id)
        return _page(request, fresh, edits.still_there(fresh, ref), pending=request.POST)
    # On to where one was working, not to the top of the page.
    return go_on(request, f"{address(draft_id, ref)}#panel-title")


def _page(
    request: Request,
    draft: DraftRow,
    chosen: Ref,
    *,
    clashes: Any = (),
    typed: Any = None,
    pending: Any = None,
    gone: Sequence[str] = (),
    looked_at: edits.LookedAt | None = None,
) -> HttpResponse:
    found = trees.elements(draft.content)
    state = showing.working(draft.content)
    comments = drafts.comments(draft.id)
    languages = draft.content.get("languages") or ["sv"]
    context = {
        "title": showing.words_of(found, FORM),
        "here": address(draft.id),
        "step": typed.get("seen", draft.step) if typed else draft.step,
        "outline": showing.outline(found, chosen, comments, state),
        "panel": PanelForm(
            chosen, draft.content, languages=languages, typed=typed, pending=pending
        ),
        **_said_and_done(found, draft, chosen, comments),
        "clashes": [edits.in_words(found, one) for one in clashes],
        "gone": gone,
        "asked": looked_at and _asked(found, looked_at),
        # Drawn anew because something was saved.
        "saved_at": request.now if pending else None,
        "crumbs": [
            Link(_("Forms"), reverse("questionnaires:forms")),
            Link(showing.words_of(found, FORM)),
        ],
        **_chosen_part(found, draft.content, state, chosen),
        **_ways(request, draft),
        **_looks(request, draft, found, state, chosen),
    }
    status = HTTPStatus.CONFLICT if clashes or gone or looked_at else HTTPStatus.OK
    return show(request, "questionnaires/designer.html", context, partial="work", status=status)


def _said_and_done(
    found: Elements, draft: DraftRow, chosen: Ref, comments: Sequence[CommentRow]
) -> dict[str, Any]:
    """Give what has been said of the element, and the form's last steps."""
    steps = drafts.steps(draft.id, limit=STEPS_SHOWN)
    return {
        "comments": showing.said(comments, chosen),
        "steps": showing.taken(found, steps, lambda number: drafts.at_step(draft.id, number)),
    }


def _asked(found: Elements, looked_at: edits.LookedAt) -> dict[str, Any]:
    """Give what is to be removed and what looks at it."""
    return {
        "words": showing.words_of(found, looked_at.ref),
        "go": f"remove:{looked_at.ref}",
        "by": showing.links_to(found, looked_at.by),
    }


def _chosen_part(found: Elements, content: Data, state: Working, chosen: Ref) -> dict[str, Any]:
    """Give what is said of the element that is looked at."""
    return {
        "chosen": chosen,
        "chosen_words": showing.words_of(found, chosen),
        "chosen_sort": showing.sort_of(found[chosen].attributes, chosen),
        "faults": showing.faults_of(state, chosen),
        "remarks": showing.remarks_of(found, content, chosen),
        "used_by": showing.used_by(found, chosen),
        "can_move": chosen != FORM,
        "tests": showing.tests_of(found) if chosen == FORM else (),
        "sensitive": (marks := list(edits.asked(found).values()) if chosen == FORM else []),
        "sensitive_count": sum(marks),
        "is_table": chosen.kind is Part.TABLE,
        "kinds": [(kind.value, words) for kind, words in KIND_WORDS.items()],
        "kind_before": edits.before(found, chosen).get("kind"),
    }


def _ways(request: Request, draft: DraftRow) -> dict[str, Any]:
    """Give where the form's other pages lie, and which steps can be taken back."""
    can_undo, can_redo = drafts.can_undo_and_redo(draft.id, request.actor)
    return {
        "try_href": reverse("questionnaires:try_out", args=[draft.id]),
        "file_href": reverse("questionnaires:give_out", args=[draft.id]),
        "publish_href": reverse("questionnaires:publish", args=[draft.id]),
        "remove_href": reverse("questionnaires:remove", args=[draft.id]),
        "is_published": draft.key in versions.closings([draft.key]),
        "newer": _newer(draft, request),
        "no_undo": not can_undo,
        "no_redo": not can_redo,
    }


def _looks(
    request: Request, draft: DraftRow, found: Elements, state: Working, chosen: Ref
) -> dict[str, Any]:
    """Give the form as residents see it: as it is, or as it was when it worked last."""
    today = timezone.localdate(request.now)
    shown, as_of = state, None
    if not state.works:
        shown = showing.working(showing.without_empty(draft.content))
    if not shown.works:
        earlier = drafts.states_before(draft.id, draft.step, limit=MOST_LOOKED_BACK)
        tried = ((showing.working(content), at) for at, content in earlier)
        shown, as_of = next((one for one in tried if one[0].works), (state, None))
    return {
        "state": state,
        "preview": showing.preview(found, shown, chosen, get_language() or "sv", today),
        "as_of": as_of,
        "compiled": shown.compiled,
        "today": today.isoformat(),
    }


def _newer(draft: DraftRow, request: Request) -> str:
    """Give the way to the shared form's newer version; empty when there is none."""
    newer = queries.newer_version(draft.base_id, now=request.now) if draft.base_id else None
    return reverse("questionnaires:update", args=[draft.id]) if newer else ""
