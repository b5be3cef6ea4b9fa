"""The items of a Questionnaire as a form's data: pages, groups and fields, foreign ones too. Pure.

Ours come back as they were. What others nest deeper is laid flat: a group in a group becomes a group
of its own, a question under a question one that is asked when that is answered.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from gemensam.questionnaires.rules.fhir import own
from gemensam.questionnaires.rules.fhir.conditions import Question, rule_of
from gemensam.questionnaires.rules.fhir.elements import Element
from gemensam.questionnaires.rules.fhir.names import (
    LEAST_TIMES,
    MOST_TIMES,
    UnreadableResource,
)
from gemensam.questionnaires.rules.fhir.questions import (
    Names,
    children_of,
    control_of,
    field_of,
    help_of,
    is_structure,
    question_of,
)
from gemensam.questionnaires.rules.kinds import KINDS
from gemensam.questionnaires.rules.language import gettext_noop
from gemensam.questionnaires.rules.schema_json import MOST_ROWS

type Data = dict[str, Any]

# What stands for a group that has no name: the questions of a page that are in none.
_NAMELESS: Final = "group"


class Structure:
    """Reads one questionnaire's items, with the names that they have here."""

    def __init__(self, root: Element) -> None:
        self._items = root.many("item")
        self._names = Names()
        self._page_names = Names()
        self._groups_by_link: dict[str, str] = {}
        self._links: set[str] = set()
        # By linkId, before any condition is read: it may speak of what comes later.
        self.questions: dict[str, Question] = {}
        for item in self._items:
            self._learn(item, is_top=True)

    def _learn(self, item: Element, *, is_top: bool = False) -> None:
        if item.link in self._links:
            raise UnreadableResource(item.path, gettext_noop("has a linkId that is used twice"))
        self._links.add(item.link)
        if is_structure(item):
            if not is_top or item.flag("repeats"):
                self._groups_by_link[item.link] = self._names.take_for(item)
        else:
            question = question_of(item, self._names)
            if question is None:
                return
            self.questions[item.link] = question
            if KINDS[question.kind].parts:
                return
        for child in children_of(item):
            self._learn(child)

    def pages(self, title: Data) -> list[Data]:
        """Give the pages; what stands outside of any group is put on one of its own."""
        found: list[Data] = []
        loose: list[Element] = []
        for item in self._items:
            if is_structure(item) and not item.flag("repeats"):
                found += [*self._loose(loose, title), self._page(item, title)]
                loose = []
            else:
                loose.append(item)
        return [page for page in (*found, *self._loose(loose, title)) if page["groups"]]

    def _loose(self, items: list[Element], title: Data) -> list[Data]:
        if not items:
            return []
        groups = list(self._under(items, {"id": "", "show_when": ""}))
        return [{"id": self._page_names.take("page"), "title": title, "groups": groups}]

    def _page(self, item: Element, title: Data) -> Data:
        _passed_by(item)
        is_ours = control_of(item) == "page" and item.link.startswith("/")
        intro = help_of(item)
        page = {
            "id": self._page_names.take_for(item, item.link.removeprefix("/") if is_ours else ""),
            "title": item.text("text") or title,
            "intro": intro.text("text") if intro else {},
            "show_when": self._rule(item),
        }
        groups = list(self._under(children_of(item), {"id": "", "show_when": ""}))
        if not groups:
            item.lose("item")
        return page | {"groups": groups}

    def _rule(self, item: Element) -> str:
        """Give what shows an item: our own words for it, where they are there."""
        ours = own.read(item, ("show_when",))
        if not ours:
            return rule_of(item, self.questions)
        item.skip("enableBehavior")
        item.skip_list("enableWhen")
        return str(ours["show_when"])

    def _under(self, items: Sequence[Element], heading: Data) -> Iterator[Data]:
        """Give groups: questions as they follow on each other, and the groups between them."""
        current: Data = {**heading, "fields": []}
        for item in items:
            if not is_structure(item):
                current["fields"] += self._fields(item, "")
                continue
            if current["fields"]:
                yield self._named(current)
                current = {"id": "", "show_when": heading["show_when"], "fields": []}
            if heading["id"]:
                item.lose("nesting")
            yield from self._group(item, heading["show_when"])
        if current["fields"]:
            yield self._named(current)

    def _named(self, group: Data) -> Data:
        return group if group["id"] else {**group, "id": self._names.take(_NAMELESS)}

    def _group(self, item: Element, outer: str) -> Iterator[Data]:
        heading = {
            "id": self._groups_by_link[item.link],
            "title": item.text("text"),
            "show_when": _both(outer, self._rule(item)),
        }
        if not item.flag("repeats"):
            _passed_by(item)
            yield from self._under(list(item.many("item")), heading)
            return
        fields = [field for child in item.many("item") for field in self._fields(child, "")]
        one: Data = own.read(item, ("one",)).get("one", {})
        repeat = _repeat(item, one or item.text("text"))
        if fields:
            yield {**heading, "repeat": repeat, "fields": fields}

    def _fields(self, item: Element, outer: str) -> Iterator[Data]:
        """Give a question, and those under it."""
        question = self.questions.get(item.link)
        if question is not None:
            rule = _both(outer, self._rule(item))
            yield field_of(item, question) | {"show_when": rule}
            inner = f"answered({question.id})"
        elif is_structure(item):
            # A group that repeats holds questions only.
            _passed_by(item)
            item.lose("nesting")
            item.text("text")
            inner = self._rule(item)
        else:
            return
        if question is None or not KINDS[question.kind].parts:
            for child in children_of(item):
                if question is not None:
                    child.lose("nesting")
                yield from self._fields(child, _both(outer, inner))


def _both(outer: str, inner: str) -> str:
    return f"({outer}) and ({inner})" if outer and inner else outer or inner


def _passed_by(group: Element) -> None:
    """Take note of what a group without rows says of how often it comes."""
    if group.flag("repeats"):
        group.lose("repeats")
    if group.flag("required"):
        group.lose("required")


def _repeat(item: Element, one: Data) -> Data:
    least, most = item.extension(LEAST_TIMES), item.extension(MOST_TIMES)
    fewest = least.whole("valueInteger") if least else None
    count = most.whole("valueInteger") if most else None
    is_required = item.flag("required")
    largest = MOST_ROWS.stop - 1
    if count is not None and count not in MOST_ROWS:
        item.lose(MOST_TIMES)
    elif count is not None:
        largest = count
    smallest = int(is_required) if fewest is None else fewest
    if not 0 <= smallest <= largest:
        item.lose(LEAST_TIMES)
    return {"least": min(max(smallest, 0), largest), "most": largest, "one": one or {"sv": "rad"}}
