"""The list of an organisation's forms and of the common library, and how a form is begun."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.questionnaires import library, policy, queries
from gemensam.questionnaires.designer import drafts, edits, showing, versions
from gemensam.questionnaires.designer.drafts import DraftRow
from gemensam.questionnaires.designer.edits import NewFormForm
from gemensam.questionnaires.designer.views import address, slug_of
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.trees import FORM
from gemensam.ui import formats
from gemensam.ui.parts import Tag
from gemensam.ui.show import go_on, show

# In the query string: `visa=alla` shows what is closed or removed, too.
SHOWN: Final = "visa"
ALL: Final = "alla"
# In the query string: the form that was removed just now.
REMOVED: Final = "borttaget"


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One form of the organisation's own, in words."""

    title: str
    href: str
    marks: tuple[Tag, ...]
    length: str
    changed: str
    who: str
    is_closed: bool = False
    # What brings a removed form back; empty for the others.
    back_href: str = ""


@logged_in
@require_http_methods(["GET", "POST"])
def forms(request: Request) -> HttpResponse:
    """List the organisation's forms and the common library; POST begins a new one."""
    policy.ensure_forms(request.actor, Activity.READ, now=request.now)
    new = NewFormForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        policy.ensure_forms(request.actor, Activity.WRITE, now=request.now)
        if new.is_valid():
            draft_id = drafts.begin(
                actor=request.actor,
                key=f"{slug_of(request)}_{trees.unused(new.cleaned_data['title'], ())}"[:50],
                content=edits.new_form(new.cleaned_data["title"], new.cleaned_data["languages"]),
                now=request.now,
            )
            return go_on(request, address(draft_id))
    return show_list(request, new=new)


def show_list(
    request: Request, *, new: NewFormForm | None = None, file: Form | None = None
) -> HttpResponse:
    """Show the forms, with what was typed of a new one or the file that could not be read."""
    has_errors = bool((new and new.errors) or (file and file.errors))
    own, removed = _own(request.now), _removed()
    shows_all = request.GET.get(SHOWN) == ALL
    away = [one for one in own if one.is_closed] + removed
    context = {
        "new": new or NewFormForm(),
        "file": file,
        "own": [*own, *removed] if shows_all else [one for one in own if not one.is_closed],
        "away": len(away),
        "shows_all": shows_all,
        "removed": _just_removed(request, removed),
        "shared": _shared(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if has_errors else HTTPStatus.OK
    return show(request, "questionnaires/forms.html", context, status=status)


def _own(now: datetime) -> list[ListedForm]:
    rows = drafts.drafts()
    keys = [one.key for one in rows]
    newest, closings = versions.newest_versions(keys), versions.closings(keys)
    names = showing.names_of(one.changed_by for one in rows)
    return [
        _listed(
            one,
            names,
            (*_state(one, newest.get(one.key), now), *_closing(closings.get(one.key), now)),
            is_closed=(at := closings.get(one.key)) is not None and at <= now,
        )
        for one in rows
    ]


def _removed() -> list[ListedForm]:
    rows = drafts.removed_drafts()
    names = showing.names_of(one.changed_by for one in rows)
    mark = Tag(text=_("Removed"), kind="off")
    return [
        _listed(one, names, (mark,), back_href=reverse("questionnaires:bring_back", args=[one.id]))
        for one in rows
    ]


def _just_removed(request: Request, removed: list[ListedForm]) -> ListedForm | None:
    """Give the form that was removed just now, so that it can be undone where it was done."""
    ends = f"/{request.GET.get(REMOVED, '-')}/ta-tillbaka/"
    return next((one for one in removed if one.back_href.endswith(ends)), None)


def _listed(
    draft: DraftRow,
    names: Mapping[UUID, str],
    marks: tuple[Tag, ...],
    *,
    is_closed: bool = False,
    back_href: str = "",
) -> ListedForm:
    found = trees.elements(draft.content)
    return ListedForm(
        title=showing.words_of(found, FORM),
        href="" if back_href else address(draft.id),
        marks=marks,
        length=showing.count_of_questions(found),
        changed=formats.moment(draft.changed_at),
        who=names[draft.changed_by],
        is_closed=is_closed,
        back_href=back_href,
    )


def _state(draft: DraftRow, newest: queries.PublishedForm | None, now: datetime) -> tuple[Tag, ...]:
    """Say how a form stands to what is published of it."""
    if newest is None:
        return (Tag(text=_("Not published"), kind="off"),)
    marks = []
    words = {"number": newest.number, "when": formats.moment(newest.published_at)}
    if current := library.current(draft.key, now=now):
        told = _("Published, version %(number)s") % {"number": current}
        marks.append(Tag(text=told, kind="ok"))
    if newest.published_at > now:
        told = _("Version %(number)s applies from %(when)s") % words
        marks.append(Tag(text=told, kind="warm"))
    if versions.content_of(newest.version_id) != showing.normal(draft.content):
        told = _("Changed since version %(number)s") % words
        marks.append(Tag(text=told, kind="warm"))
    return tuple(marks)


def _closing(at: datetime | None, now: datetime) -> tuple[Tag, ...]:
    if at is None:
        return ()
    if at <= now:
        return (Tag(text=_("Is closed"), kind="red"),)
    return (Tag(text=_("Closes %(when)s") % {"when": formats.moment(at)}, kind="warm"),)


def _shared() -> list[dict[str, Any]]:
    return [
        {
            "title": one.schema.title.within(get_language() or "sv"),
            "adapt_href": reverse("questionnaires:adapt", args=[one.schema.key]),
            "number": one.number,
            "day": formats.day(formats.local_day(one.published_at)),
        }
        for one in versions.shared_forms()
    ]
