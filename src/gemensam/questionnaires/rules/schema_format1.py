"""What was published before expressions were written in words: read as if it were of today. Pure.

Format 1 wrote a condition as `{field, is}`, `{field, includes}`, `{field, answered}`, `{all}`,
`{any}` or `{not}`; its group ids were unique only within their page.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, count
from typing import Any

from gemensam.questionnaires.rules.language import gettext_noop
from gemensam.questionnaires.rules.reading import UnreadableForm
from gemensam.questionnaires.rules.values import Json


def from_format_1(data: Mapping[str, Json]) -> dict[str, Json]:
    """Give a form of format 1 in today's format. Raises UnreadableForm: it is no such form."""
    try:
        pages: Any = data["pages"]
        taken = {field["id"] for page in pages for one in page["groups"] for field in one["fields"]}
        return {
            **data,
            "format": 2,
            "languages": ["sv", "en"],
            "pages": [
                {**page, "groups": [_group(page, one, taken) for one in page["groups"]]}
                for page in pages
            ],
        }
    except (KeyError, TypeError) as error:
        raise UnreadableForm("form", gettext_noop("not a form of format 1")) from error


def _group(page: Mapping[str, Any], group: Mapping[str, Any], taken: set[str]) -> dict[str, Json]:
    fields = [
        {**field, "show_when": _condition(field["show_when"])} if "show_when" in field else field
        for field in group["fields"]
    ]
    return {**group, "id": _free_id(f"{page['id']}__{group['id']}", taken), "fields": fields}


def _free_id(wanted: str, taken: set[str]) -> str:
    """Give an id that nothing else has, the same one each time; no answer is kept under it."""
    ids = (f"{wanted[:37]}_{number}" for number in count(2))
    free = next(one for one in chain([wanted[:40]], ids) if one not in taken)
    taken.add(free)
    return free


def _condition(condition: Mapping[str, Any]) -> str:
    match condition:
        case {"not": part}:
            return f"not ({_condition(part)})"
        case {"all": parts}:
            return _joined(" and ", parts)
        case {"any": parts}:
            return _joined(" or ", parts)
        case {"field": field, "is": value}:
            return f'{field} = "{value}"'
        case {"field": field, "includes": value}:
            return f'{field} includes "{value}"'
        case {"field": field, "answered": True}:
            return f"answered({field})"
    raise UnreadableForm("form", gettext_noop("not a condition of format 1"))


def _joined(word: str, parts: Sequence[Mapping[str, Any]]) -> str:
    return word.join(f"({_condition(part)})" for part in parts)
