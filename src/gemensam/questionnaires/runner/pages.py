"""The pages of a form: fill in, check. Whoever owns the response gives the way to save and send it."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gemensam.identity.api import Request
from gemensam.questionnaires import queries
from gemensam.questionnaires.actions import AlreadySubmitted, AnswerChangedElsewhere, Clash, Typed
from gemensam.questionnaires.attachments import harmful
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.schema import Page
from gemensam.questionnaires.rules.values import NO, YES, Value, key_of
from gemensam.questionnaires.runner import showing, uploading
from gemensam.questionnaires.runner.draft import Draft, Frame
from gemensam.questionnaires.runner.forms import PageForm
from gemensam.questionnaires.runner.posted import (
    Posted,
    Pressed,
    new_row,
    pressed,
    read_typed,
    with_revisions,
    writer_of,
)
from gemensam.questionnaires.runner.uploading import Save
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show

# Opens the same response anew, as it is after saving.
type Reload = Callable[[], Draft]

_ROW_BUTTONS: Final = frozenset({"add", "drop", "restore"})


def is_autosave(request: HttpRequest) -> bool:
    """Say whether the page saves itself while somebody fills it in: no page view of its own."""
    return request.headers.get("X-Autosave") == "true"


def show_page(
    request: HttpRequest,
    frame: Frame,
    draft: Draft,
    page: Page,
    *,
    problems: Sequence[Problem] = (),
    writer: UUID | None = None,
) -> HttpResponse:
    """Show one page of questions."""
    language = get_language() or "sv"
    form = PageForm(
        page,
        draft.filled,
        problems=problems,
        language=language,
        files=showing.shown_files(draft, frame),
        sources=showing.filled_in(draft),
        before=frame.before,
        reuse_href=frame.reuse_href,
    )
    context = {
        **showing.page_head(draft, frame, page, language),
        "form": form,
        "groups": form.groups(),
        "has_buttons": any(group.repeat for group in page.groups),
        "here": frame.page_href(draft.number_of(page)),
        "writer": writer or uuid4(),
        "marks": showing.marks(draft, form),
        "has_more": "fler" in request.GET,
        "dropped": showing.dropped(request.GET.get("borttagen", "")),
        "is_change": "andra" in request.GET or "change" in request.POST,
        "saved_text": showing.saved_text(draft),
        "program_href": reverse("questionnaires:program", args=[draft.form.digest]),
        "elsewhere": showing.answers_elsewhere(draft, form),
        "today": draft.filled.today.isoformat(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return show(request, "questionnaires/page.html", context, status=status)


def save_page(
    request: Request,
    frame: Frame,
    draft: Draft,
    page: Page,
    *,
    now: datetime,
    save: Save,
    reload: Reload,
    done_href: str,
) -> HttpResponse:
    """Save what a page holds and go where the button leads; `done_href` when it was sent meanwhile."""
    posted = dict(request.POST.lists())
    typed = read_typed(queries.versions_of(draft.row), posted)
    chosen = {key: v for key, v in typed.items() if posted.get(f"keep.{key}") != ["saved"]}
    press = pressed(posted)
    changes = with_revisions(chosen, posted)
    if press.what in _ROW_BUTTONS and not is_autosave(request):
        changes |= _row_change(draft, page, press, now)
    try:
        save(changes, writer_of(posted))
    except AnswerChangedElsewhere as clash:
        # A file is not chosen once more: it is kept, whatever comes of the other answers.
        with suppress(AnswerChangedElsewhere):
            uploading.take_in(request, draft, page, press, save)
        return _show_clash(request, frame, draft, page, typed=typed, clashes=clash.clashes)
    except AlreadySubmitted:
        return conflict(
            request,
            _("It has been sent meanwhile, so it cannot be changed here."),
            Link(_("Show what was sent"), done_href),
        )
    if is_autosave(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    refused = uploading.take_in(request, draft, page, press, save)
    if refused:
        return show_page(request, frame, reload(), page, problems=refused, writer=writer_of(posted))
    if press.what in _ROW_BUTTONS:
        return _see(_row_address(frame, draft, page, press, changes))
    return _after_save(request, frame, draft, reload(), page, posted)


def _row_change(draft: Draft, page: Page, press: Pressed, now: datetime) -> dict[str, Typed]:
    """Give the answer that says that a row is there, or is not; nothing for a group of elsewhere."""
    group = next((one for one in page.groups if one.id == press.key and one.repeat), None)
    if group is None or group.repeat is None:
        return {}
    if press.what == "add":
        if len(draft.filled.rows(group)) >= group.repeat.most:
            return {}
        return {key_of(group.id, new_row(now, secrets.randbelow(36 * 36))): Typed(YES)}
    key = key_of(group.id, press.detail)
    if key not in draft.saved:
        return {}
    is_there = YES if press.what == "restore" else NO
    return {key: Typed(is_there, draft.revision_of(key))}


def _row_address(
    frame: Frame, draft: Draft, page: Page, press: Pressed, changes: Mapping[str, Typed]
) -> str:
    here = frame.page_href(draft.number_of(page))
    if press.what == "drop":
        return f"{here}?borttagen={press.key}:{press.detail}#group-{press.key}"
    added = [key for key in changes if key.startswith(f"{press.key}@")]
    return f"{here}#{f'row-{added[-1]}' if added else f'group-{press.key}'}"


def _after_save(  # noqa: PLR0917
    request: HttpRequest, frame: Frame, before: Draft, draft: Draft, page: Page, posted: Posted
) -> HttpResponse:
    press = pressed(posted)
    if press.what != "next":
        return _see(_elsewhere(frame, draft, page, press))
    if page not in draft.form.schema.pages:
        # The form was changed while this page was open: begin again at what is not finished.
        first = draft.first_unfinished()
        return _see(frame.page_href(first) if first else frame.check_href)
    problems = draft.filled.problems(page)
    # A question that only now turned out to be asked is no mistake of the reader's.
    asked = {*posted.get("asked", ()), *(group.id for group in page.groups)}
    shown_before = before.filled.shown | {group.id for group in page.groups}
    new = [one.key for one in problems if one.key not in asked & shown_before]
    if "script" in posted:
        # Script has shown every question as soon as it was asked.
        new = [key for key in new if key not in asked]
    told = [one for one in problems if one.key not in new]
    if told:
        return show_page(request, frame, draft, page, problems=told, writer=writer_of(posted))
    if new:
        return _see(_page_with_more(request, frame, draft, page, new[0]))
    following = None if "change" in request.POST else draft.next_after(page)
    return _see(frame.check_href if following is None else frame.page_href(following))


def _elsewhere(frame: Frame, draft: Draft, page: Page, press: Pressed) -> str:
    """Give where "back" and "later" lead; what was typed is saved by now, mistakes and all."""
    if press.what == "later":
        return frame.later_href
    if press.what == "reuse" and press.key in draft.filled.entries:
        return frame.reuse_href(press.key) or frame.page_href(draft.number_of(page))
    if press.what in {"stay", "remove", "reuse"}:
        return frame.page_href(draft.number_of(page))
    back = draft.before(page) if page in draft.form.schema.pages else None
    return frame.out_href if back is None else frame.page_href(back)


def _page_with_more(request: HttpRequest, frame: Frame, draft: Draft, page: Page, key: str) -> str:
    here = frame.page_href(draft.number_of(page))
    words = "fler=1&andra=1" if "change" in request.POST else "fler=1"
    return f"{here}?{words}#{showing.target(draft.filled.entries[key])}"


def _show_clash(
    request: HttpRequest,
    frame: Frame,
    draft: Draft,
    page: Page,
    *,
    typed: Mapping[str, Value],
    clashes: Sequence[Clash],
) -> HttpResponse:
    """Show both answers and let the person choose: nothing has been written over."""
    language = get_language() or "sv"
    clashing = {clash.key for clash in clashes}
    context = {
        **showing.page_head(draft, frame, page, language),
        "here": frame.page_href(draft.number_of(page)),
        "writer": uuid4(),
        "clashes": showing.clashes(draft, clashes, language),
        "kept": showing.hidden_inputs(typed),
        "marks": [
            *(showing.Mark(key, draft.revision_of(key)) for key in typed if key not in clashing),
            *(showing.Mark(one.key, one.saved.revision) for one in clashes),
        ],
        "is_change": "change" in request.POST,
    }
    return show(request, "questionnaires/clash.html", context, status=HTTPStatus.CONFLICT)


def show_check(
    request: HttpRequest, frame: Frame, draft: Draft, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Show every answer before it is sent."""
    language = get_language() or "sv"

    def link(number: int, anchor: str) -> str:
        return f"{frame.page_href(number)}?andra=1#{anchor}"

    problems = [*draft.filled.problems(), *harmful(draft.filled, draft.files)]
    context = {
        **frame.check_more,
        **showing.check_head(draft, frame, language),
        "sections": showing.sections(draft, frame, language, link),
        "unfinished": showing.unfinished(draft, problems, language, link),
    }
    return show(request, frame.check_template, context, status=status)


def _see(path: str) -> HttpResponse:
    return HttpResponseRedirect(path, status=HTTPStatus.SEE_OTHER)
