"""From the making to the open: what stands in the way, what changes, for whom; and publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.questionnaires import library, policy, queries
from gemensam.questionnaires.designer import showing, versions
from gemensam.questionnaires.designer.changes import changes
from gemensam.questionnaires.designer.drafts import DraftRow
from gemensam.questionnaires.designer.showing import Working
from gemensam.questionnaires.designer.versions import Standing, VersionRow
from gemensam.questionnaires.designer.views import address, opened
from gemensam.questionnaires.models import Response, ResponseStatus
from gemensam.questionnaires.rules import linting, rebasing, trees
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.testing import run_tests
from gemensam.questionnaires.rules.trees import FORM, Elements
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show

# As many open drafts are looked at one by one to say how many fit; of more, only the number is said.
MOST_COMPARED: Final = 200


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
class OpenDrafts:
    """What a new version means for those who are filling in the form."""

    count: int
    fits: int
    stays: int
    is_compared: bool


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A published version in words, and what comes of withdrawing it where that can be done."""

    number: int
    when: str
    digest: str
    state: str
    kind: str
    consequence: str


def open_drafts(draft: DraftRow, state: Working) -> OpenDrafts:
    """Count the drafts of the form in the running tenant, and how many fit the new version."""
    rows = Response.objects.filter(version__form__key=draft.key, status=ResponseStatus.DRAFT)
    count = rows.count()
    if state.schema is None or count > MOST_COMPARED:
        return OpenDrafts(count, 0, 0, is_compared=False)
    fits = 0
    for response_id, version_id in rows.values_list("id", "version_id"):
        old = queries.version(version_id).schema
        fits += rebasing.compare(old, state.schema, queries.answers(response_id)).fits
    return OpenDrafts(count, fits, count - fits, is_compared=True)


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
    return show_page(request, draft, form=form, state=state)


def _publish(request: Request, draft: DraftRow, state: Working, at: datetime | None) -> bool:
    if not state.works:
        return False
    try:
        done = versions.publish(
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


def show_page(
    request: Request,
    draft: DraftRow,
    *,
    form: PublishForm | None = None,
    close: CloseForm | None = None,
    state: Working | None = None,
) -> HttpResponse:
    """Show what publishing means, with what was typed where it could not be done."""
    form, close = form or PublishForm(), close or CloseForm()
    context = _page(request, draft, state or showing.working(draft.content))
    context |= {"form": form, "close": close}
    is_wrong = bool(form.errors or close.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return show(request, "questionnaires/publish.html", context, status=status)


def _page(request: Request, draft: DraftRow, state: Working) -> dict[str, Any]:
    found = trees.elements(draft.content)
    rows = versions.rows_of(draft.key, now=request.now)
    content = showing.normal(draft.content)
    newest = versions.newest_versions([draft.key]).get(draft.key)
    before = versions.content_of(newest.version_id) if newest else None
    closes_at = versions.closings([draft.key]).get(draft.key)
    return {
        "title": showing.words_of(found, FORM),
        "here": reverse("questionnaires:publish", args=[draft.id]),
        "closes_at": closes_at,
        "is_closed": closes_at is not None and closes_at <= request.now,
        "close_href": reverse("questionnaires:close", args=[draft.id]),
        "withdraw_href": reverse("questionnaires:withdraw", args=[draft.id]),
        "changes": changes(before, content, draft.id) if before else [],
        "is_first": not rows,
        "has_news": before != content,
        "open": open_drafts(draft, state),
        "ahead": [_shown_version(one, rows) for one in rows if one.standing is Standing.AHEAD],
        "versions": [_shown_version(one, rows) for one in rows],
        "crumbs": [
            Link(_("Forms"), reverse("questionnaires:forms")),
            Link(showing.words_of(found, FORM), address(draft.id)),
            Link(_("Publish")),
        ],
        **_quality(draft, state, found),
    }


_STANDINGS: Final = {
    Standing.AHEAD: (gettext_lazy("applies later"), "warm"),
    Standing.CURRENT: (gettext_lazy("applies now"), "ok"),
    Standing.PAST: ("", ""),
    Standing.WITHDRAWN: (gettext_lazy("withdrawn"), "off"),
}


def _shown_version(one: VersionRow, rows: Sequence[VersionRow]) -> ShownVersion:
    words, kind = _STANDINGS[one.standing]
    return ShownVersion(
        number=one.number,
        when=formats.moment(one.applies_at),
        digest=one.digest[:12],
        state=str(words),
        kind=kind,
        consequence=_consequence(one, rows),
    )


def _consequence(one: VersionRow, rows: Sequence[VersionRow]) -> str:
    """Say what comes of withdrawing a version; nothing where it cannot be withdrawn."""
    if one.standing is Standing.AHEAD:
        return _("It never begins to apply. Nothing changes for those who fill in the form.")
    if one.standing is not Standing.CURRENT:
        return ""
    before = [row for row in rows if row.standing is Standing.PAST]
    then = (
        _("Version %(number)s applies again, to whoever begins from now on.")
        % {"number": max(before, key=lambda row: (row.applies_at, row.number)).number}
        if before
        else _("Nobody can begin the form then: no other version applies.")
    )
    stays = _("What has been begun or sent in stays as it is, in version %(number)s.")
    return f"{then} {stays % {'number': one.number}}"


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
