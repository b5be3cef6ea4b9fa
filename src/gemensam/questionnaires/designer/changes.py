"""What differs between two states of a form, in words."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy

from gemensam.questionnaires.designer import showing
from gemensam.questionnaires.designer.attributes import LANGUAGES, WORDS_OF
from gemensam.questionnaires.designer.views import address
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.differences import Change, What, difference
from gemensam.questionnaires.rules.trees import Data, Elements

_WHAT: Final = {
    What.ADDED: gettext_lazy("Added"),
    What.REMOVED: gettext_lazy("Removed"),
    What.MOVED: gettext_lazy("Moved"),
    What.CHANGED: gettext_lazy("Changed"),
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One difference in words."""

    what: str
    words: str
    href: str
    old: str = ""
    new: str = ""


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
        old=showing.value_in_words(one.old, one.new) if plain else "",
        new=showing.value_in_words(one.new, one.old) if plain else "",
    )


def _attribute(name: str) -> str:
    """Name an attribute as the panel does, with the language where there are several."""
    whole, _dot, part = name.partition(".")
    words = WORDS_OF.get(name) or WORDS_OF.get(whole)
    if words is None:
        return f" ({name})"
    language = LANGUAGES.get(part)
    return f" ({words}, {language})" if language else f" ({words})"
