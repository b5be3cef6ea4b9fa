"""Forms of the common library made one's own, and their new versions taken in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, Actor
from gemensam.questionnaires import policy, queries
from gemensam.questionnaires.designer import drafts, showing, versions
from gemensam.questionnaires.designer.changes import changes
from gemensam.questionnaires.designer.drafts import DraftRow
from gemensam.questionnaires.designer.views import address, opened, slug_of
from gemensam.questionnaires.models import FormDraft
from gemensam.questionnaires.rules import merging, trees
from gemensam.questionnaires.rules.trees import FORM
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show


@logged_in
@require_POST
def adapt(request: Request, key: str) -> HttpResponse:
    """Begin a form of one's own from a shared one."""
    policy.ensure_forms(request.actor, Activity.WRITE, now=request.now)
    shared = next((one for one in versions.shared_forms() if one.schema.key == key), None)
    if shared is None:
        return go_on(request, reverse("questionnaires:forms"))
    draft_id = drafts.begin(
        actor=request.actor,
        key=f"{slug_of(request)}_{key}"[:50],
        content=versions.content_of(shared.version_id),
        now=request.now,
        base_id=shared.version_id,
    )
    return go_on(request, address(draft_id))


def newer_base(draft: DraftRow, *, now: datetime) -> queries.PublishedForm | None:
    """Give the shared form's newer version, when an adapted form stands on an older one."""
    return queries.newer_version(draft.base_id, now=now) if draft.base_id else None


@logged_in
@require_http_methods(["GET", "POST"])
def update(request: Request, draft_id: UUID) -> HttpResponse:
    """Show what is new in the shared form that this one adapts; POST takes it in."""
    is_change = request.method == "POST"
    policy.ensure_forms(
        request.actor, Activity.WRITE if is_change else Activity.READ, now=request.now
    )
    draft = opened(draft_id)
    newer = newer_base(draft, now=request.now)
    if newer is None or draft.base_id is None:
        return go_on(request, address(draft_id))
    if is_change:
        take_in(draft.id, newer, actor=request.actor, now=request.now)
        messages.success(request, _("The new version is taken in. Your own changes stand."))
        return go_on(request, address(draft_id))
    base, new = versions.content_of(draft.base_id), versions.content_of(newer.version_id)
    merged = merging.merge(base, draft.content, new)
    found = trees.elements(draft.content)
    context = {
        "title": showing.words_of(found, FORM),
        "number": newer.number,
        "changes": changes(base, new, None),
        "result": changes(draft.content, merged.data, draft.id),
        "kept": [
            (
                showing.words_of(trees.elements(merged.data), one.ref),
                showing.value_in_words(one.theirs),
                showing.value_in_words(one.mine),
            )
            for one in merged.clashes
        ],
        "crumbs": [
            Link(_("Forms"), reverse("questionnaires:forms")),
            Link(showing.words_of(found, FORM), address(draft.id)),
            Link(_("New version of the shared form")),
        ],
    }
    return show(request, "questionnaires/update.html", context)


@transaction.atomic
def take_in(
    draft_id: UUID, newer: queries.PublishedForm, *, actor: Actor, now: datetime
) -> Sequence[merging.Clash]:
    """Lay a shared form's newer version under an adapted one; where both changed, one's own stands.

    Give what the two did not agree on.
    """
    row = drafts.draft(draft_id)
    assert row.base_id is not None
    base, new = versions.content_of(row.base_id), versions.content_of(newer.version_id)
    merged = merging.merge(base, row.content, new)
    drafts.change(
        draft_id=draft_id,
        seen=row.step,
        edit=lambda _now: merged.data,
        what="updated",
        element="",
        actor=actor,
        now=now,
    )
    FormDraft.objects.filter(id=draft_id).update(base_id=newer.version_id)
    return merged.clashes
