"""What the buttons of the designer do, as edits of a form's data."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.identity.api import Request
from gemensam.questionnaires.designer import copying, drafts, showing, tables, versions
from gemensam.questionnaires.designer.attributes import LANGUAGES
from gemensam.questionnaires.designer.drafts import DraftRow, Edit
from gemensam.questionnaires.designer.panels import PanelForm
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.looking import lookers
from gemensam.questionnaires.rules.merging import Clash
from gemensam.questionnaires.rules.schema import Retention
from gemensam.questionnaires.rules.trees import FORM, Data, Elements, NoSuchElement, Part, Ref

LONGEST_COMMENT: Final = 2000
# What the buttons add; whatever else is sent adds nothing.
_ADDED: Final = frozenset({Part.PAGE, Part.GROUP, Part.FIELD, Part.TABLE})
_NEW_WORDS: Final = {Part.TABLE: gettext_lazy("table")}


class LookedAt(Exception):
    """Rules or tests look at what is to be removed: somebody says first that it shall be so."""

    def __init__(self, ref: Ref, by: Sequence[Ref]) -> None:
        super().__init__(f"{len(by)} look at {ref}")
        self.ref = ref
        self.by = by


class NewFormForm(forms.Form):
    """What a new form begins with."""

    title = forms.CharField(label=gettext_lazy("What is the form called?"), max_length=120)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["sv"],
    )

    def clean_languages(self) -> list[str]:
        """Swedish is never missing: the municipality works in it."""
        asked: list[str] = self.cleaned_data["languages"]
        return ["sv", *(one for one in asked if one != "sv")]


@dataclass(frozen=True, slots=True)
class ClashInWords:
    """Two who changed the same thing: what it is, what stands there now, what was typed here."""

    what: str
    theirs: str
    mine: str


def new_form(title: str, languages: list[str]) -> dict[str, Any]:
    """Give a form with one page and one group, ready for its first question."""
    with_words = {"sv": title}
    return {
        "format": 2,
        "key": "form",
        "title": with_words,
        "purpose": {"sv": "Vi behöver svaret för att kunna ta hand om det du skriver."},
        "retention": Retention.UNTIL_CASE_CLOSED.value,
        "languages": languages,
        "pages": [{"id": "sida_1", "title": {"sv": title}, "groups": [{"id": "grupp_1"}]}],
    }


def chosen(request: HttpRequest, found: Elements) -> Ref:
    """Read which element is looked at; the form itself when it is none or is gone."""
    words = request.POST.get("del") or request.GET.get("del", "")
    try:
        ref = Ref.read(words)
    except NoSuchElement:
        return FORM
    return ref if ref in found and ref.kind in showing.PANELS else FORM


def is_gone(request: HttpRequest, found: Ref) -> bool:
    """Say whether a panel is sent of a part that somebody has removed meanwhile."""
    return "panel" in request.POST and request.POST.get("del", "") != str(found)


def typed_words(request: HttpRequest) -> list[str]:
    """Give what was written in the panel, so that nobody has to think of it once more."""
    own = ("label.", "title.", "help.", "intro.", "purpose.", "choice", "check", "comment")
    return [
        words
        for name, words in request.POST.items()
        if name.startswith(own) and not name.endswith(".made")
        if isinstance(words, str) and words.strip()
    ]


def still_there(draft: DraftRow, ref: Ref) -> Ref:
    """Give an element, or the form when it is there no more."""
    return ref if ref in trees.elements(draft.content) else FORM


def do(request: Request, draft: DraftRow, ref: Ref) -> Ref:
    """Do what the pressed button says; give the element to look at then.

    Raises ChangedByAnother, NothingToUndo, LookedAt.
    """
    what, _colon, rest = request.POST.get("go", "save").partition(":")
    if what in {"undo", "redo"}:
        step = drafts.undo if what == "undo" else drafts.redo
        step(draft_id=draft.id, actor=request.actor, now=request.now)
        return still_there(drafts.draft(draft.id), ref)
    if what == "settle":
        with suppress(ValueError):
            drafts.settle(
                draft_id=draft.id, comment_id=UUID(rest), actor=request.actor, now=request.now
            )
        return ref
    if what == "drop":
        _save_panel(request, draft, ref, and_then=lambda data: tables.without(data, ref, rest))
        return ref
    _save_panel(request, draft, ref)
    if what == "mark" or (what in {"sort", "paste"} and ref.kind is Part.TABLE):
        _change(request, draft, _of_whole(request, ref, what, rest), "changed", ref)
    elif what == "say":
        _say(request, draft, ref)
    elif what == "add" and rest in _ADDED:
        return _add(request, draft, ref, rest)
    elif what == "copy" and ref.kind in {Part.PAGE, Part.GROUP, Part.FIELD}:
        ref = _copy(request, draft, ref)
    elif what in {"up", "down"}:
        _move(request, draft, _ref(rest) or ref, -1 if what == "up" else 1)
    elif what == "remove":
        return _remove(request, draft, _ref(rest) or ref, ref)
    return ref


def _ref(words: str) -> Ref | None:
    try:
        return Ref.read(words) if words else None
    except NoSuchElement:
        return None


def _seen(request: Request, draft: DraftRow) -> int:
    words = request.POST.get("seen", "")
    seen = int(words) if words.isascii() and words.isdigit() else 0
    return seen if 1 <= seen <= draft.step else draft.step


def _of_whole(request: Request, ref: Ref, what: str, how: str) -> Edit:
    """Give what a button does with a whole table, or with every question."""

    def edit(data: Data) -> dict[str, Any]:
        if what == "mark":
            return _marked(data, is_sensitive=how == "sensitive")
        if what == "sort":
            return dict(tables.in_order(data, ref))
        headings = request.POST.get("headings") == "yes"
        return dict(tables.pasted(data, ref, request.POST.get("pasted", ""), has_headings=headings))

    return edit


def _save_panel(
    request: Request, draft: DraftRow, ref: Ref, *, and_then: Callable[[Data], Data] = dict
) -> None:
    """Save what stands in the panel, whichever button was pressed: nothing typed is lost.

    `and_then` is what the button does with what the panel showed, as one step with what was typed.
    """
    if "panel" not in request.POST:
        return
    languages = request.POST.get("languages_shown", "sv").split()
    seen = _seen(request, draft)
    base = draft.content if seen == draft.step else drafts.at_step(draft.id, seen)
    if trees.find(base, ref) is None:
        return
    panel = PanelForm(ref, base, languages=languages, typed=request.POST)
    drafts.change(
        draft_id=draft.id,
        seen=seen,
        edit=lambda data: dict(and_then(panel.edit(data))),
        what="changed",
        element=str(ref),
        actor=request.actor,
        now=request.now,
        mine_holds=request.POST.get("keep") == "mine",
    )


def _say(request: Request, draft: DraftRow, ref: Ref) -> None:
    text = request.POST.get("comment", "").strip()[:LONGEST_COMMENT]
    if text:
        drafts.say(
            draft_id=draft.id, element=str(ref), text=text, actor=request.actor, now=request.now
        )


def _add(request: Request, draft: DraftRow, ref: Ref, what: str) -> Ref:
    part = Part(what)
    words = " ".join(request.POST.get("new", "").split()) or str(
        _NEW_WORDS.get(part) or _("New question")
    )
    kind = request.POST.get("new_kind", "")
    kind = kind if kind in set(FieldKind) else FieldKind.TEXT.value
    used = _used(draft)
    content = drafts.draft(draft.id).content
    made = _made(content, part, words, kind, used)
    if part is Part.FIELD and before(trees.elements(content), ref).get("sensitive") is False:
        made["sensitive"] = False

    def edit(data: Data) -> dict[str, Any]:
        over, after = _place_for(trees.elements(data), ref, part)
        return trees.added(data, over, part, made, after=after)

    new = Ref(part, made["id"])
    _change(request, draft, edit, "added", new)
    return new


def _used(draft: DraftRow) -> set[str]:
    """Give ids that answers are stored under: one that was ever published never comes back as another."""
    return {id_ for form in versions.published_versions(draft.key) for id_ in form.schema.by_id}


def _copy(request: Request, draft: DraftRow, ref: Ref) -> Ref:
    used = _used(draft)
    content = drafts.draft(draft.id).content
    new = Ref(ref.kind, trees.new_id(content, ref.id, ref.kind, taken=used))

    def edit(data: Data) -> dict[str, Any]:
        return copying.copied(data, ref, new, taken=used)

    _change(request, draft, edit, "added", new)
    return new


def _marked(data: Data, *, is_sensitive: bool) -> dict[str, Any]:
    """Say of every question at once whether its answers are sensitive."""
    for ref in asked(trees.elements(data)):
        data = trees.with_attribute(data, ref, "sensitive", None if is_sensitive else False)
    return dict(data)


def asked(found: Elements) -> dict[Ref, bool]:
    """Give the questions that are answered, each with whether its answers are sensitive."""
    told = {FieldKind.CALCULATED, FieldKind.STATEMENT}
    return {
        ref: one.attributes.get("sensitive") is not False
        for ref, one in found.items()
        if ref.kind is Part.FIELD and one.attributes.get("kind") not in told
    }


def before(found: Elements, ref: Ref) -> Data:
    """Give what is said of the last question up to a place: a new one there begins likewise."""
    inside = trees.under(found, ref) if ref in found else frozenset()
    last: Data = {}
    is_past = False
    for one, element in found.items():
        is_past = is_past or one in inside
        if is_past and one not in inside:
            break
        last = element.attributes if one.kind is Part.FIELD else last
    return last


def _place_for(found: Elements, ref: Ref, part: Part) -> tuple[Ref, Ref | None]:
    """Give where something new goes: after what is looked at, or last where that stands."""
    around: list[Ref] = []
    one: Ref | None = ref
    while one is not None:
        around.append(one)
        one = found[one].parent
    over_kind = trees.STANDS_IN[part]
    over = next((one for one in around if one.kind is over_kind), None)
    if over is None:
        over = _last_of(found, around[0], over_kind)
    after = next((one for one in around if one.kind is part), None)
    return over, after


def _last_of(found: Elements, ref: Ref, kind: Part) -> Ref:
    inside = trees.under(found, ref)
    of_kind = [one for one in found if one.kind is kind and one in inside]
    return of_kind[-1] if of_kind else next(one for one in found if one.kind is kind)


def _made(data: Data, part: Part, words: str, kind: str, used: set[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"id": trees.new_id(data, words, part, taken=used)}
    if part is Part.TABLE:
        columns = [{"id": "nyckel", "sort": "text"}, {"id": "varde", "sort": "number"}]
        return {**made, "columns": columns, "rows": [["", ""]]}
    if part is Part.PAGE:
        group = {"id": trees.new_id(data, f"{made['id']}_fragor"[:40], Part.GROUP, taken=used)}
        return {**made, "title": {"sv": words}, "groups": [group]}
    if part is Part.GROUP:
        return {**made, "title": {"sv": words}}
    made |= {"kind": kind, "label": {"sv": words}}
    if kind in {FieldKind.CHOICE, FieldKind.MANY_CHOICE}:
        choices = enumerate(copying.first_choices(), 1)
        made["choices"] = [{"id": f"val_{n}", "label": {"sv": words}} for n, words in choices]
    return made


def _move(request: Request, draft: DraftRow, ref: Ref, by: int) -> None:
    def edit(data: Data) -> dict[str, Any]:
        return _moved(data, ref, by)

    _change(request, draft, edit, "moved", ref)


def _moved(data: Data, ref: Ref, by: int) -> dict[str, Any]:
    """Move an element one place; past the end of its group or page, into the next one."""
    found = trees.elements(data)
    over = found[ref].parent if ref in found else None
    if over is None:
        return dict(data)
    mates = [one for one in trees.children(data, over) if one.kind is ref.kind]
    at = mates.index(ref) + by
    if 0 <= at < len(mates):
        after = mates[at] if by > 0 else (mates[at - 1] if at else over)
        return trees.moved(data, ref, over, after)
    places = [one for one in found if one.kind is over.kind]
    where = places.index(over) + by
    if ref.kind is Part.CHOICE or not 0 <= where < len(places):
        return dict(data)
    return trees.moved(data, ref, places[where], places[where] if by > 0 else None)


def _remove(request: Request, draft: DraftRow, ref: Ref, looked_at: Ref) -> Ref:
    found = trees.elements(drafts.draft(draft.id).content)
    if ref not in found:
        return FORM
    over = found[ref].parent
    if over is None:
        return ref
    if ref.kind is Part.PAGE and _is_last(found, ref):
        messages.info(request, _("A form has at least one page."))
        return ref
    by = lookers(found, trees.under(found, ref))
    if by and request.POST.get("sure") != "yes":
        raise LookedAt(ref, by)

    def edit(data: Data) -> dict[str, Any]:
        return trees.removed(data, ref)

    _change(request, draft, edit, "removed", ref)
    return looked_at if ref != looked_at else over


def _is_last(found: Elements, ref: Ref) -> bool:
    return sum(one.kind is ref.kind for one in found) == 1


def _change(request: Request, draft: DraftRow, edit: Edit, what: str, ref: Ref) -> None:
    """Do something to the form as it is now: a press is about what stands there, not what stood."""
    now = drafts.draft(draft.id)

    def work(data: Data) -> dict[str, Any]:
        try:
            return edit(data)
        except NoSuchElement:
            return dict(data)

    drafts.change(
        draft_id=draft.id,
        seen=now.step,
        edit=work,
        what=what,
        element=str(ref),
        actor=request.actor,
        now=request.now,
    )


def in_words(found: Elements, clash: Clash) -> ClashInWords:
    """Say what two have changed."""
    return ClashInWords(
        what=showing.words_of(found, clash.ref),
        theirs=showing.value_in_words(clash.theirs, clash.mine),
        mine=showing.value_in_words(clash.mine, clash.theirs),
    )
