"""What was sent and cannot be read, in the reader's language: the place, and what is wrong there."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.questionnaires.rules.reading import Unreadable

# A form's parts as its file names them; FHIR's own path is what whoever sends that knows.
_OWN: Final = re.compile(r"form((?:\.\w+(?:\[[^\]]*\])?)*)")
_PART: Final = re.compile(r"\.(\w+)(?:\[([^\]]*)\])?")
_PLACES: Final[Mapping[str, Any]] = {
    "pages": gettext_lazy("page %(name)s"),
    "groups": gettext_lazy("group %(name)s"),
    "fields": gettext_lazy("question %(name)s"),
    "choices": gettext_lazy("choice %(name)s"),
    "checks": gettext_lazy("check %(name)s"),
    "tables": gettext_lazy("table %(name)s"),
    "columns": gettext_lazy("column %(name)s"),
    "tests": gettext_lazy("test %(name)s"),
    "repeat": gettext_lazy("how it repeats"),
    "expect": gettext_lazy("what is expected"),
}


def in_words(error: Unreadable) -> str:
    """Say where and why something cannot be read; of the form as a whole, only why."""
    place, problem = _place_in_words(error.place), _(error.text) % error.words
    return f"{place}: {problem}" if place else problem


def _place_in_words(place: str) -> str:
    """Name a place of a form as people do: the page, the group, the question."""
    own = _OWN.fullmatch(place)
    if own is None:
        return place
    parts = [
        str(_PLACES[key]) % {"name": name} if key in _PLACES else key
        for key, name in _PART.findall(own[1])
    ]
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]
