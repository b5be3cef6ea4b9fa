"""What the designer's pages show, as values for their templates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gemensam.identity import api as identity
from gemensam.questionnaires.designer import unreadable
from gemensam.questionnaires.designer.attributes import KIND_WORDS
from gemensam.questionnaires.designer.builder import in_words
from gemensam.questionnaires.designer.drafts import CommentRow, StepRow
from gemensam.questionnaires.rules import schema_json, trees
from gemensam.questionnaires.rules.answering import Filled
from gemensam.questionnaires.rules.compiling import DoesNotCompile, Misfit, compile_form
from gemensam.questionnaires.rules.conditions import Reason
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.linting import lint
from gemensam.questionnaires.rules.looking import lookers
from gemensam.questionnaires.rules.reading import UnreadableForm
from gemensam.questionnaires.rules.schema import FormSchema, Page
from gemensam.questionnaires.rules.trees import FORM, Data, Elements, Part, Ref
from gemensam.questionnaires.runner.forms import PageForm, QuestionGroup
from gemensam.ui import formats
from gemensam.ui.parts import Link

_STEP_WORDS: Final = {
    "began": gettext_lazy("Began the form"),
    "changed": gettext_lazy("Changed"),
    "added": gettext_lazy("Added"),
    "moved": gettext_lazy("Moved"),
    "removed": gettext_lazy("Removed"),
    "undid": gettext_lazy("Took back"),
    "redid": gettext_lazy("Did again"),
    "imported": gettext_lazy("Read from a file"),
    "updated": gettext_lazy("Took in the shared form's new version"),
    "test": gettext_lazy("Changed the tests"),
}
_PART_WORDS: Final = {
    Part.FORM: gettext_lazy("Form"),
    Part.PAGE: gettext_lazy("Page"),
    Part.GROUP: gettext_lazy("Group"),
    Part.FIELD: gettext_lazy("Question"),
    Part.CHOICE: gettext_lazy("Choice"),
    Part.CHECK: gettext_lazy("Check"),
    Part.TABLE: gettext_lazy("Table"),
    Part.TEST: gettext_lazy("Test"),
}


_OUTCOMES: Final = {
    True: gettext_lazy("is so"),
    False: gettext_lazy("is not so"),
    None: gettext_lazy("not known yet"),
}


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One element of the outline: how deep, its words, what sort it is, the way to it."""

    ref: str
    depth: int
    words: str
    sort: str
    is_chosen: bool
    is_conditional: bool
    comments: int
    faults: int


@dataclass(frozen=True, slots=True)
class Working:
    """The form as far as it works: readable, compiled, or what stands in the way."""

    schema: FormSchema | None
    compiled: Mapping[str, Any] | None
    unreadable: str
    misfits: Sequence[Misfit]

    @property
    def works(self) -> bool:
        """Say whether it can be tried and published."""
        return self.compiled is not None


@dataclass(frozen=True, slots=True)
class Preview:
    """One page of the form as a resident would see it."""

    title: str
    intro: str
    groups: Sequence[QuestionGroup]
    form: PageForm
    # The rows that are drawn of groups that are asked several times.
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with who said it."""

    id: UUID
    text: str
    who: str
    when: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step with who took it."""

    words: str
    who: str
    when: str


def working(content: Data) -> Working:
    """Read and compile a form in the making, as far as it goes."""
    try:
        schema = schema_json.read(content)
    except UnreadableForm as error:
        return Working(None, None, _why_unreadable(content, error), ())
    try:
        return Working(schema, compile_form(schema), "", ())
    except DoesNotCompile as error:
        return Working(schema, None, "", error.misfits)


def without_empty(content: Data) -> Data:
    """Give a form without the groups and pages that nothing has been put in yet."""
    found = trees.elements(content)
    for kind in (Part.GROUP, Part.PAGE):
        filled = {one.parent for one in found.values()}
        found = {ref: one for ref, one in found.items() if ref.kind is not kind or ref in filled}
    return trees.assembled(found.values())


def _why_unreadable(content: Data, error: UnreadableForm) -> str:
    """Say what a half-finished form needs next; the reader's own words where it is something else."""
    found = trees.elements(content)
    filled = {one.parent for one in found.values()}
    for ref, element in found.items():
        words = words_of(found, ref)
        if ref.kind in {Part.PAGE, Part.GROUP} and ref not in filled:
            return _("Add a question: “%(words)s” is empty.") % {"words": words}
        name = "title" if ref.kind in {Part.FORM, Part.PAGE} else "label"
        needs_words = ref.kind in {Part.FORM, Part.PAGE, Part.FIELD, Part.CHOICE}
        if needs_words and not (element.attributes.get(name) or {}).get("sv"):
            return _("Write Swedish words for: %(words)s") % {"words": words}
        if element.attributes.get("kind") in {"choice", "many_choice"} and ref not in filled:
            return _("Add choices to: %(words)s") % {"words": words}
        for name in ("least", "most"):
            if error.words.get("key") == name and error.place.endswith(f"[{ref.id}]"):
                return _("Write the bound as an answer is written, or today: %(words)s") % {
                    "words": words
                }
        if ref.kind is Part.CHECK and not (element.attributes.get("message") or {}).get("sv"):
            over = words_of(found, Ref(Part.FIELD, ref.of))
            return _("Write what is said when the check does not hold: %(words)s") % {"words": over}
    return unreadable.in_words(error)


def words_of(found: Elements, ref: Ref) -> str:
    """Give the words that an element is known by, its sort where it has none yet."""
    if ref not in found:
        return ref.id
    element = found[ref].attributes
    if ref.kind is Part.TABLE:
        return ref.id
    said = element.get("title") or element.get("label") or {}
    if not isinstance(said, Mapping):
        return str(said)
    one = (element.get("repeat") or {}).get("one") or {}
    words = said.get("sv") or next(iter(said.values()), "") or one.get("sv")
    return str(words or _numbered(found, ref))


def _numbered(found: Elements, ref: Ref) -> str:
    """Give what an element is, and which one where there are several groups on a page."""
    sort = sort_of(found[ref].attributes, ref)
    mates = [one.ref for one in found.values() if one.parent == found[ref].parent]
    several = ref.kind is Part.GROUP and len(mates) > 1
    return f"{sort} {mates.index(ref) + 1}" if several else sort


def sort_of(element: Data, ref: Ref) -> str:
    """Give what an element is, in words."""
    if ref.kind is Part.FIELD:
        return str(KIND_WORDS[FieldKind(str(element.get("kind", "text")))])
    return str(_PART_WORDS[ref.kind])


def value_in_words(value: Any, other: Any = None) -> str:
    """Say what something of an element is; of a table, only the rows that the other state has not."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        return str(value.get("id", ""))
    if isinstance(value, list | tuple):
        are_rows = any(isinstance(one, list | tuple) for one in value)
        told = [one for one in value if not are_rows or one not in (other or ())]
        return ("; " if are_rows else ", ").join(map(value_in_words, told)) or "–"
    return "–" if value is None or value == "" else str(value)


_SHOWN_PARTS: Final = {Part.FORM: 0, Part.PAGE: 1, Part.GROUP: 2, Part.FIELD: 3, Part.TABLE: 1}
# What has a panel of its own.
PANELS: Final = frozenset(_SHOWN_PARTS)


def outline(
    found: Elements, chosen: Ref, comments: Sequence[CommentRow], state: Working
) -> list[OutlineRow]:
    """Give the form's parts in reading order."""
    faulty = [one.element for one in state.misfits]
    said = [one.element for one in comments if not one.is_settled]
    rows = []
    for ref, one in found.items():
        if ref.kind not in _SHOWN_PARTS:
            continue
        element = one.attributes
        name = f"/{ref.id}" if ref.kind is Part.PAGE else ref.id
        rows.append(
            OutlineRow(
                ref=str(ref),
                depth=_SHOWN_PARTS[ref.kind],
                words=(words := words_of(found, ref)),
                sort="" if words.startswith(sort := sort_of(element, ref)) else sort,
                is_chosen=ref == chosen,
                is_conditional=bool(element.get("show_when")),
                comments=said.count(str(ref)),
                faults=faulty.count(name),
            )
        )
    return rows


def page_of(found: Elements, schema: FormSchema, chosen: Ref) -> Page:
    """Give the page that an element stands on; the first for what stands on none."""
    ref: Ref | None = chosen
    while ref is not None and ref.kind is not Part.PAGE:
        ref = found[ref].parent
    return (schema.page(ref.id) if ref else None) or schema.pages[0]


def preview(
    found: Elements, state: Working, chosen: Ref, language: str, today: date
) -> Preview | None:
    """Draw the page of the chosen element as a resident would see it, with no answers yet."""
    if state.schema is None or state.compiled is None:
        return None
    page = page_of(found, state.schema, chosen)
    answers = {f"{group.id}@01": "yes" for group in page.groups if group.repeat}
    filled = Filled(state.schema, Program(state.compiled), answers, today)
    form = PageForm(page, filled, language=language)
    form.auto_id = "prova_%s"
    return Preview(
        title=page.title.within(language),
        intro=page.intro.within(language),
        groups=form.groups(),
        form=form,
        rows=list(answers),
    )


def faults_of(state: Working, ref: Ref) -> list[str]:
    """Say what is wrong with an element's rules, each with its line and column."""
    name = f"/{ref.id}" if ref.kind is Part.PAGE else ref.id
    return [fault_in_words(one) for one in state.misfits if one.element == name]


def tests_of(found: Elements) -> list[tuple[str, str, str]]:
    """Give the form's own tests by their words, each with its id and what removes it."""
    tests = [ref for ref in found if ref.kind is Part.TEST]
    return [(words_of(found, ref), ref.id, f"remove:{ref}") for ref in tests]


def remarks_of(found: Elements, content: Data, ref: Ref) -> list[str]:
    """Say what could be better about an element and its choices, as far as its words show."""
    own = {one.ref for one in found.values() if one.ref == ref or one.ref.of == ref.id}
    return [_(one.text) % dict(one.words) for one in lint(content) if one.ref in own]


def first_fault(found: Elements, state: Working) -> tuple[str, Ref | None]:
    """Say what hinders a form from working, and where it is; the rest is told there."""
    if not state.misfits:
        return state.unreadable, None
    misfit = state.misfits[0]
    ref = ref_of(found, misfit.element)
    words = words_of(found, ref) if ref else misfit.element
    return f"{words}: {fault_in_words(misfit)}", ref


def fault_in_words(misfit: Misfit) -> str:
    """Say what is wrong with a rule, with its line and column."""
    fault = misfit.fault
    return _("Line %(line)s, letter %(column)s: %(text)s") % {
        "line": fault.line,
        "column": fault.column,
        "text": _(fault.text) % {key: _(word) if word else word for key, word in fault.words},
    }


def normal(content: Data) -> Data:
    """Give a form as it is written when it is published, as far as it can be read."""
    try:
        return schema_json.write(schema_json.read(content))
    except UnreadableForm:
        return content


def used_by(found: Elements, ref: Ref) -> list[Link]:
    """Say what looks at an element, or at anything that stands in it, each with the way there."""
    return links_to(found, lookers(found, trees.under(found, ref)))


def links_to(found: Elements, refs: Iterable[Ref]) -> list[Link]:
    """Give elements by their words, each with the way to its panel; tests stand in the form's."""
    return [
        Link(
            f"{sort_of(found[one].attributes, one)}: {words_of(found, one)}",
            f"?del={one}" if one.kind in PANELS else f"?del={FORM}#tests",
        )
        for one in refs
    ]


def ref_of(found: Elements, name: str) -> Ref | None:
    """Find the element that a program's name speaks of: `/id` is a page."""
    if name.startswith("/"):
        return Ref(Part.PAGE, name[1:])
    return next(
        (ref for ref in found if ref.kind in {Part.FIELD, Part.GROUP} and ref.id == name), None
    )


def reason_in_words(content: Data, reason: Reason) -> str:
    """Say which element's condition hides something, and what each part of it came to."""
    parts = "; ".join(
        f"{in_words(content, one.text)}: {_OUTCOMES[one.outcome]}" for one in reason.parts
    )
    return _("The rule of %(words)s: %(parts)s") % {
        "words": words_of(trees.elements(content), reason.element),
        "parts": parts,
    }


def said(comments: Sequence[CommentRow], ref: Ref) -> list[Said]:
    """Give what has been said about an element, with names."""
    of_ref = [one for one in comments if one.element == str(ref)]
    names = names_of(one.by for one in of_ref)
    return [
        Said(one.id, one.text, names[one.by], formats.moment(one.at), one.is_settled)
        for one in of_ref
    ]


def taken(
    found: Elements, rows: Sequence[StepRow], state_at: Callable[[int], Data]
) -> list[TakenStep]:
    """Give the last steps in words; what is there no more is called what it was called then."""
    names = names_of(one.by for one in rows)
    return [
        TakenStep(_step_words(found, one, state_at), names[one.by], formats.moment(one.at))
        for one in rows
    ]


def _step_words(found: Elements, step: StepRow, state_at: Callable[[int], Data]) -> str:
    words = str(_STEP_WORDS.get(step.what, step.what))
    if not step.element:
        return words
    try:
        ref = Ref.read(step.element)
    except trees.NoSuchElement:
        return words
    for number in (step.number, step.number - 1):
        if ref not in found and number:
            found = trees.elements(state_at(number))
    return f"{words}: {words_of(found, ref)}" if ref in found else words


def names_of(persons: Iterable[UUID]) -> dict[UUID, str]:
    """Give the names of those who work with the form."""
    return {one: name.display_name for one, name in identity.names(list(persons)).items()}


def count_of_questions(found: Elements) -> str:
    """Say how long a form is."""
    count = sum(ref.kind is Part.FIELD for ref in found)
    return ngettext("%(count)s question", "%(count)s questions", count) % {"count": count}
