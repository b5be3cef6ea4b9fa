"""Try a form in the making with answers, see why something is hidden, and keep it as a test case."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.questionnaires import policy
from gemensam.questionnaires.designer import drafts, showing
from gemensam.questionnaires.designer.views import address, opened
from gemensam.questionnaires.rules import conditions, trees
from gemensam.questionnaires.rules.answering import Filled
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.schema import FormSchema, Page
from gemensam.questionnaires.rules.trees import FORM, Data, Part, Ref
from gemensam.questionnaires.rules.values import (
    YES,
    UnreadableAnswer,
    Value,
    from_json,
    key_of,
    to_json,
)
from gemensam.questionnaires.runner.forms import PageForm
from gemensam.questionnaires.runner.posted import Posted, new_row, pressed, read_typed
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show


@logged_in
@require_http_methods(["GET", "POST"])
def try_out(request: Request, draft_id: UUID) -> HttpResponse:
    """Show all of a form at once, live; POST says what came out of the answers, or keeps a test.

    `?prov=<id>` begins with the answers of a test that is kept; keeping then changes that test.
    """
    policy.ensure_forms(request.actor, Activity.READ, now=request.now)
    draft = opened(draft_id)
    state = showing.working(draft.content)
    if state.schema is None or state.compiled is None:
        why, ref = showing.first_fault(trees.elements(draft.content), state)
        told = _("The form can be tried once this is mended: %(why)s") % {"why": why}
        messages.warning(request, told)
        return go_on(request, address(draft_id, ref))
    posted = dict(request.POST.lists())
    kept = trees.find(draft.content, Ref(Part.TEST, request.GET.get("prov", "")))
    is_begun = kept is not None and not posted
    answers = _kept(kept or {}) if is_begun else _answers(request, state.schema, posted)
    filled = Filled(state.schema, Program(state.compiled), answers, timezone.localdate(request.now))
    if pressed(posted).what == "keep" and request.method == "POST":
        policy.ensure_forms(request.actor, Activity.WRITE, now=request.now)
        is_new = kept is None or pressed(posted).key == "new"
        test_id = _keep(request, draft, filled, None if is_new else kept)
        messages.success(request, _("Kept as a test. It runs each time the form is published."))
        here = reverse("questionnaires:try_out", args=[draft_id])
        return go_on(request, f"{here}?prov={test_id}#keep")
    page = _page(request, draft, state, filled, kept)
    return show(request, "questionnaires/try_out.html", page)


def _kept(test: Data) -> dict[str, Value]:
    """Give the answers of a test, as far as they can be read."""
    answers: dict[str, Value] = {}
    for key, value in (test.get("answers") or {}).items():
        with suppress(UnreadableAnswer):
            answers[key] = from_json(value)
    return answers


def _answers(request: Request, schema: FormSchema, posted: Posted) -> dict[str, Value]:
    typed = read_typed([schema], posted)
    rows = [key for key in posted.get("row", ()) if schema.has_key(key)]
    press = pressed(posted)
    if press.what == "add" and press.key in schema.repeats:
        rows.append(key_of(press.key, new_row(request.now, secrets.randbelow(36 * 36))))
    if press.what == "drop":
        rows = [key for key in rows if key != key_of(press.key, press.detail)]
    if not posted:
        rows = [
            key_of(group.id, f"{n:02}")
            for group in schema.repeats.values()
            for n in range(1, max(1, group.repeat.least if group.repeat else 0) + 1)
        ]
    return typed | dict.fromkeys(rows, YES)


def _page(
    request: Request, draft: drafts.DraftRow, state: Any, filled: Filled, kept: Data | None
) -> dict[str, Any]:
    found = trees.elements(draft.content)
    language = get_language() or "sv"
    is_asked = request.method == "POST" or kept is not None
    wants_to_see = is_asked and pressed(dict(request.POST.lists()) or {"go": ["see"]}).what == "see"
    problems = filled.problems() if wants_to_see else []
    pages = [_tried_page(page, filled, problems, language) for page in filled.schema.pages]
    return {
        "title": showing.words_of(found, FORM),
        # The test that is changed, if any, stands in the address.
        "here": request.get_full_path(),
        "kept": kept,
        "pages": pages,
        "keys": [entry.key for page in pages for entry in page["form"].entries],
        "rows": [
            key_of(group.id, row)
            for group in filled.schema.repeats.values()
            for row in filled.rows(group)
        ],
        "is_asked": is_asked,
        "problems": [one.text.within(language) for one in problems],
        "hidden": _hidden(draft.content, filled) if is_asked else [],
        "compiled": state.compiled,
        "today": filled.today.isoformat(),
        "crumbs": [
            Link(_("Forms"), reverse("questionnaires:forms")),
            Link(showing.words_of(found, FORM), address(draft.id)),
            Link(_("Try")),
        ],
    }


def _tried_page(
    page: Page, filled: Filled, problems: list[Problem], language: str
) -> dict[str, Any]:
    """Give one page of the form, with what needs mending on it."""
    own = [one for one in problems if _is_on(one.key, page)]
    form = PageForm(page, filled, problems=own, language=language)
    return {
        "title": page.title.within(language),
        "intro": page.intro.within(language),
        "is_shown": filled.is_page_shown(page),
        "form": form,
        "groups": form.groups(),
    }


def _is_on(key: str, page: Page) -> bool:
    name = key.partition("@")[0]
    return any(
        name == group.id or any(one.id == name for one in group.fields) for group in page.groups
    )


def _hidden(content: Data, filled: Filled) -> list[tuple[str, list[str]]]:
    """Say why each hidden question is hidden: which rule, and what each part of it came to."""
    told = []
    for field in filled.schema.fields():
        if filled.schema.group_of[field.id].repeat or field.id in filled.shown:
            continue
        reasons = conditions.why_hidden(filled, field.id)
        told.append((field.label.sv, [showing.reason_in_words(content, one) for one in reasons]))
    return told


def _keep(request: Request, draft: drafts.DraftRow, filled: Filled, kept: Data | None) -> str:
    """Keep the answers and what came of them as a test case of the form, or as one that is there.

    Give its id.
    """
    title = " ".join(request.POST.get("test_title", "").split())[:120] or _("Test")
    conditional = set(_conditional(filled))
    expected: dict[str, Any] = {
        "shown": sorted(conditional & filled.shown),
        "hidden": sorted(conditional - filled.shown),
        "values": _values(filled),
        "problems": sorted({one.key for one in filled.problems()}),
    }
    case: dict[str, Any] = {
        "title": title,
        "today": filled.today.isoformat(),
        "answers": {key: to_json(value) for key, value in sorted(filled.answers.items()) if value},
        "expect": {key: one for key, one in expected.items() if one or key == "problems"},
    }

    test_id = str(kept["id"]) if kept else trees.new_id(draft.content, title, Part.TEST)

    def edit(data: Data) -> dict[str, Any]:
        if not kept:
            return trees.added(data, FORM, Part.TEST, {"id": test_id, **case})
        for name, value in case.items():
            data = trees.with_attribute(data, Ref(Part.TEST, test_id), name, value)
        return dict(data)

    drafts.change(
        draft_id=draft.id,
        seen=draft.step,
        edit=edit,
        what="test",
        element="",
        actor=request.actor,
        now=request.now,
    )
    return test_id


def _conditional(filled: Filled) -> Iterator[str]:
    """Give the keys of what some answers hide: by its own condition, its group's or its page's."""
    for page in filled.schema.pages:
        for group in page.groups:
            rows = filled.rows(group) if group.repeat else (None,)
            for field in group.fields:
                if page.show_when or group.show_when or field.show_when:
                    yield from (key_of(field.id, row) for row in rows)


def _values(filled: Filled) -> Mapping[str, str]:
    return {
        key: str(filled.counting[key])
        for key, entry in filled.entries.items()
        if entry.field.kind is FieldKind.CALCULATED and key in filled.counting
    }
