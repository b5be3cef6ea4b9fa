"""A form as a FHIR R4 Questionnaire, and back. Pure.

Theory of operation. The way out writes what FHIR has places for, reads that as if it were foreign,
and carries whatever did not come back in extensions of our own. So nothing stands in two places, a
change that another system makes counts, and what others will not see is known: it is what the
extensions hold. The one exception is a rule whose `enableWhen` says the same in other words.
"""

from collections.abc import Iterator
from typing import Any, Final

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.fhir import own
from gemensam.questionnaires.rules.fhir.elements import Element, Reading, put_text
from gemensam.questionnaires.rules.fhir.items import items_of, page_link
from gemensam.questionnaires.rules.fhir.names import KEYS, Omission, UnreadableResource
from gemensam.questionnaires.rules.fhir.questions import Names
from gemensam.questionnaires.rules.fhir.structure import Data, Structure
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.language import gettext_noop
from gemensam.questionnaires.rules.reading import LANGUAGE, UnreadableForm
from gemensam.questionnaires.rules.schema import Accept, FormSchema, Retention

_ROOT: Final = "Questionnaire"
_OF_FORM: Final = ("purpose", "retention", "languages", "tables", "tests")
# What a part of a form says when it says nothing.
_AS_USUAL: Final[Data] = {
    "required": True,
    "sensitive": True,
    "dont_know": False,
    "decimals": 0,
    "files": 1,
    "result": "number",
    "accept": [one.value for one in Accept],
}


def to_questionnaire(schema: FormSchema, *, version: str, url: str) -> tuple[Data, list[Omission]]:
    """Give a form as a Questionnaire, and what other systems will not see of it."""
    resource = _written(schema, version, url)
    reading = Reading()
    root = Element(resource, _ROOT, reading)
    found = _form(root)
    lost: list[Omission] = []
    for path, item, wanted, got in _pairs(schema, resource, found):
        names = [*_unheard(item, wanted), *_complete(item, wanted, got)]
        lost += [Omission(path, name) for name in names]
    return resource, lost


def from_questionnaire(data: Any) -> tuple[FormSchema, list[Omission]]:
    """Read a Questionnaire, ours or foreign; what cannot be carried is listed.

    Raises UnreadableResource: it is no Questionnaire, or one that holds no question at all.
    """
    reading = Reading()
    root = Element(data, _ROOT, reading)
    if root.word("resourceType") != _ROOT:
        raise UnreadableResource(_ROOT, gettext_noop("has another resourceType"))
    form = _form(root) | own.read(root, _OF_FORM)
    root.list_unread()
    for name, assumed in _assumed(form):
        root.lose(name)
        form[name] = assumed
    try:
        return schema_json.read(form), reading.lost
    except UnreadableForm as error:
        raise UnreadableResource(error.place, error.text, **error.words) from error


def _written(schema: FormSchema, version: str, url: str) -> Data:
    resource: Data = {
        "resourceType": _ROOT,
        "language": "sv",
        "url": url,
        "identifier": [{"system": KEYS, "value": schema.key}],
        "version": version,
        # A name for programs (constraint que-0).
        "name": "".join(word.capitalize() for word in schema.key.split("_")),
        "status": "active",
    }
    put_text(resource, "title", schema.title.write())
    put_text(resource, "purpose", schema.purpose.write())
    return resource | {"item": items_of(schema)}


def _form(root: Element) -> Data:
    """Give what FHIR's own places hold, as our format's data."""
    root.skip("resourceType", "url", "version", "name", "status")
    language = root.word("language").partition("-")[0]
    root.reading.language = language if LANGUAGE.fullmatch(language) else "sv"
    if root.reading.language != "sv":
        root.lose("language")
    title = root.text("title") or {"sv": root.word("name") or "Formulär"}
    return {
        "format": schema_json.FORMAT,
        "key": _key(root, title["sv"]),
        "title": title,
        "purpose": root.text("purpose"),
        "pages": Structure(root).pages(title),
        "languages": ["sv", *sorted(root.reading.languages - {"sv"})],
    }


def _key(root: Element, title: str) -> str:
    for identifier in root.many("identifier"):
        if identifier.data.get("system") == KEYS:
            identifier.skip("system")
            return identifier.word("value")
    return Names().take(root.word("name") or title)


def _assumed(form: Data) -> Iterator[tuple[str, Any]]:
    """Give what every form of ours must say, where it does not."""
    if not form["purpose"]:
        yield "purpose", form["title"]
    if "retention" not in form:
        yield "retention", Retention.FIVE_YEARS_AFTER_LAST_NOTE.value


def _pairs(
    schema: FormSchema, resource: Data, found: Data
) -> Iterator[tuple[str, Data, Data, Data]]:
    """Give every part: its path, where it is written, what it says, and what came back."""
    wanted: Any = schema_json.write(schema)
    yield _ROOT, resource, {k: wanted[k] for k in _OF_FORM if k in wanted}, found
    pages = zip(schema.pages, resource["item"], wanted["pages"], found["pages"], strict=True)
    for page, page_item, page_wanted, page_found in pages:
        path = f"{_ROOT}.item[{page_link(page)}]"
        yield path, page_item, _without(page_wanted, "groups"), page_found
        inner = [one for one in page_item["item"] if one["type"] == "group"]
        groups = zip(inner, page_wanted["groups"], page_found["groups"], strict=True)
        for item, group, came in groups:
            yield from _group_pairs(path, item, group, came)


def _group_pairs(
    path: str, item: Data, wanted: Data, found: Data
) -> Iterator[tuple[str, Data, Data, Data]]:
    path = f"{path}.item[{item['linkId']}]"
    repeat = {"one": wanted["repeat"]["one"]} if "repeat" in wanted else {}
    yield path, item, _without(wanted, "fields", "repeat") | repeat, found
    fields = zip(item["item"], wanted["fields"], found["fields"], strict=True)
    for inner, field, came in fields:
        yield f"{path}.item[{inner['linkId']}]", inner, field, came


def _without(data: Data, *keys: str) -> Data:
    return {key: value for key, value in data.items() if key not in keys}


def _unheard(item: Data, wanted: Data) -> Iterator[str]:
    """Say what is written already, but in words that only we understand."""
    if wanted.get("kind") == FieldKind.CALCULATED:
        yield from {"value"} & wanted.keys()
    # Yes, no and don't know are plain choices to others.
    elif own.has(item, "kind") and wanted["kind"] != FieldKind.YES_NO:
        yield "kind"


def _complete(item: Data, wanted: Data, found: Data) -> Iterator[str]:
    """Add what did not come back; say what of it others will not see."""
    # Where ours says nothing, what is as usual must come back all the same.
    usual = {name: value for name, value in _AS_USUAL.items() if name in found}
    for name, value in (usual | wanted).items():
        if found.get(name, _AS_USUAL.get(name)) != value:
            item.setdefault("extension", []).extend(own.write(name, value))
            if not _is_said(name, item, wanted):
                yield name


def _is_said(name: str, item: Data, wanted: Data) -> bool:
    """Say whether others see it anyway, or it goes with something that is listed."""
    if name == "required":
        return "required_when" in wanted
    return name == "show_when" and "enableWhen" in item
