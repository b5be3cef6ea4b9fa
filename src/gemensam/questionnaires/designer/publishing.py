"""From the making to the open: what stands in the way, what changes, for whom; and publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, Actor
from gemensam.questionnaires import library, policy, queries
from gemensam.questionnaires.designer import drafts, showing
from gemensam.questionnaires.designer.attributes import LANGUAGES, WORDS_OF
from gemensam.questionnaires.designer.drafts import DraftRow
from gemensam.questionnaires.designer.showing import Working
from gemensam.questionnaires.designer.views import address, opened, slug_of
from gemensam.questionnaires.models import FormDraft, Response, ResponseStatus
from gemensam.questionnaires.rules import linting, merging, rebasing, trees
from gemensam.questionnaires.rules.differences import Change, What, difference
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.testing import run_tests
from gemensam.questionnaires.rules.trees import FORM, Data, Elements
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show

# As many open drafts are looked at one by one to say how many fit; of more, only the number is said.
MOST_COMPARED: Final = 200
_WHAT: Final = {
    What.ADDED: gettext_lazy("Added"),
    What.REMOVED: gettext_lazy("Removed"),
    What.MOVED: gettext_lazy("Moved"),
    What.CHANGED: gettext_lazy("Changed"),
}


class PublishForm(forms.Form):
    """When the new version applies."""

    at = forms.DateTimeField(
        label=gettext_lazy("Applies from"),
        help_text=gettext_lazy("Leave empty to publish now."),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input--short"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class CloseForm(forms.Form):
    """From when nobody can begin the form."""

    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("Leave empty to close now. What has been begun may be finished."),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input--short"}, format="%Y-%m-%dT%H:%M"
        ),
    )


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One difference in words."""

    what: str
    words: str
    href: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class OpenDrafts:
    """What a new version means for those who are filling in the form."""

    count: int
    fits: int
    stays: int


def changes(old: Data, new: Data, draft_id: UUID | None) -> list[ShownChange]:
    """Give what differs between two states of a form, in words."""
    before, after = trees.elements(old), trees.elements(new)
    return [_shown(one, before, after, draft_id) for one in difference(old, new)]


def _shown(one: Change, before: Elements, after: Elements, draft_id: UUID | None) -> ShownChange:
    found = after if one.ref in after else before
    has_page = draft_id is not None and one.ref in after
    plain = one.what is What.CHANGED
    return ShownChange(
        what=str(_WHAT[one.what]),
        words=f"{showing.words_of(found, one.ref)}{_attribute(one.attribute) if plain else ''}",
        href=address(draft_id, one.ref) if has_page and draft_id else "",
        old=_value(one.old) if plain else "",
        new=_value(one.new) if plain else "",
    )


def _attribute(name: str) -> str:
    """Name an attribute as the panel does, with the language where there are several."""
    whole, _dot, part = name.partition(".")
    words = WORDS_OF.get(name) or WORDS_OF.get(whole)
    if words is None:
        return f" ({name})"
    language = LANGUAGES.get(part)
    return f" ({words}, {language})" if language else f" ({words})"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "–" if value is None else str(value)


def open_drafts(draft: DraftRow, state: Working) -> OpenDrafts:
    """Count the drafts of the form in the running tenant, and how many fit the new version."""
    rows = Response.objects.filter(version__form__key=draft.key, status=ResponseStatus.DRAFT)
    count = rows.count()
    if state.schema is None or count > MOST_COMPARED:
        return OpenDrafts(count, 0, 0)
    fits = 0
    for response_id, version_id in rows.values_list("id", "version_id"):
        old = queries.version(version_id).schema
        fits += rebasing.compare(old, state.schema, queries.answers(response_id)).fits
    return OpenDrafts(count, fits, count - fits)


@logged_in
@require_http_methods(["GET", "POST"])
def publish(request: Request, draft_id: UUID) -> HttpResponse:
    """Show what publishing means; POST publishes, now or from a moment on."""
    policy.ensure_forms(request.actor, Activity.READ, now=request.now)
    draft = opened(draft_id)
    state = showing.working(draft.content)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        policy.ensure_forms(request.actor, Activity.DECIDE, now=request.now)
        if form.is_valid() and form.cleaned_data["at"] and form.cleaned_data["at"] < request.now:
            form.add_error("at", _("Choose a moment that has not been, or leave it empty."))
        if form.is_valid() and _publish(request, draft, state, form.cleaned_data["at"]):
            return go_on(request, reverse("questionnaires:publish", args=[draft_id]))
    context = _publish_page(request, draft, state, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "questionnaires/publish.html", context, status=status)


def _publish(request: Request, draft: DraftRow, state: Working, at: datetime | None) -> bool:
    if not state.works:
        return False
    try:
        done = drafts.publish(
            draft_id=draft.id,
            now=request.now,
            at=at,
            is_shared=request.POST.get("shared") == "yes",
        )
    except library.TestsDoNotHold:
        return False
    if not done:
        messages.info(request, _("Nothing has changed since the version that is published."))
    elif at is None:
        messages.success(request, _("Published. It applies from now on."))
    else:
        messages.success(
            request, _("Published. It applies from %(when)s.") % {"when": formats.moment(at)}
        )
    return True


def _publish_page(
    request: Request, draft: DraftRow, state: Working, form: PublishForm
) -> dict[str, Any]:
    found = trees.elements(draft.content)
    versions = drafts.published_versions(draft.key)
    content = showing.normal(draft.content)
    before = drafts.content_of(versions[0].version_id) if versions else None
    return {
        "title": showing.words_of(found, FORM),
        "here": reverse("questionnaires:publish", args=[draft.id]),
        "form": form,
        "close": CloseForm(),
        "closes_at": drafts.closes_at(draft.key),
        "close_href": reverse("questionnaires:close", args=[draft.id]),
        "changes": changes(before, content, draft.id) if before else [],
        "is_first": before is None,
        "has_news": before != content,
        "open": open_drafts(draft, state),
        "versions": [
            {
                "number": one.number,
                "when": formats.moment(one.published_at),
                "is_ahead": one.published_at > request.now,
                "digest": one.digest[:12],
            }
            for one in versions
        ],
        "crumbs": [
            Link(_("Forms"), reverse("questionnaires:forms")),
            Link(showing.words_of(found, FORM), address(draft.id)),
            Link(_("Publish")),
        ],
        **_quality(draft, state, found),
    }


def _quality(draft: DraftRow, state: Working, found: Elements) -> dict[str, Any]:
    """Give what stands in the way of publishing, and what could be said better."""
    outcomes = (
        run_tests(state.schema, Program(state.compiled)) if state.schema and state.compiled else []
    )
    return {
        "state": state,
        "misfits": [
            Link(
                f"{_named(found, one.element)}: {showing.fault_in_words(one)}",
                _way(found, draft, one.element),
            )
            for one in state.misfits
        ],
        "remarks": [
            Link(
                f"{showing.words_of(found, one.ref)}: {_(one.text) % dict(one.words)}",
                address(draft.id, one.ref),
            )
            for one in linting.lint(draft.content)
        ],
        "outcomes": [
            (one.case.title or one.case.id, [_(m.text) % dict(m.words) for m in one.misses])
            for one in outcomes
        ],
        "can_publish": state.works and not any(one.misses for one in outcomes),
    }


def _named(found: Elements, element: str) -> str:
    ref = showing.ref_of(found, element)
    return showing.words_of(found, ref) if ref else element


def _way(found: Elements, draft: DraftRow, element: str) -> str:
    ref = showing.ref_of(found, element)
    return address(draft.id, ref) if ref in found else address(draft.id)


@logged_in
@require_POST
def close(request: Request, draft_id: UUID) -> HttpResponse:
    """Let nobody begin the form from a moment on, or open it again."""
    policy.ensure_forms(request.actor, Activity.DECIDE, now=request.now)
    draft = opened(draft_id)
    form = CloseForm(request.POST)
    if form.is_valid():
        is_opened = request.POST.get("go") == "open"
        at = None if is_opened else form.cleaned_data["closes_at"] or request.now
        try:
            library.close_form(draft.key, at=at)
            told = (
                _("The form is open again.") if is_opened else _("Nobody can begin the form then.")
            )
            messages.success(request, told)
        except queries.NoSuchForm:
            messages.info(request, _("The form has not been published."))
    return go_on(request, reverse("questionnaires:publish", args=[draft_id]))


@logged_in
@require_POST
def adapt(request: Request, key: str) -> HttpResponse:
    """Begin a form of one's own from a shared one."""
    policy.ensure_forms(request.actor, Activity.WRITE, now=request.now)
    shared = next((one for one in drafts.shared_forms() if one.schema.key == key), None)
    if shared is None:
        return go_on(request, reverse("questionnaires:forms"))
    draft_id = drafts.begin(
        actor=request.actor,
        key=f"{slug_of(request)}_{key}"[:50],
        content=drafts.content_of(shared.version_id),
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
    base, new = drafts.content_of(draft.base_id), drafts.content_of(newer.version_id)
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
                _value(one.theirs),
                _value(one.mine),
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
    base, new = drafts.content_of(row.base_id), drafts.content_of(newer.version_id)
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
