"""Edits by chance to a form's data, as somebody makes them in the designer: after each it still reads."""

from collections.abc import Callable
from random import Random
from typing import Any

from gemensam.questionnaires.rules import schema_json, trees
from gemensam.questionnaires.rules.reading import UnreadableForm
from gemensam.questionnaires.rules.trees import FORM, Part, Ref
from gemensam.questionnaires.tests.examples import a_field, form_by_chance

# Few, so that two who add something often take the same id.
_SUBJECTS = ("Bor du ensam?", "Ålder", "Övrigt")
type Edit = Callable[[Random, dict, str], dict]


def data_by_chance(seed: int) -> dict[str, Any]:
    return schema_json.write(form_by_chance(Random(seed)))


def edited(data: dict, seed: int, count: int, who: str) -> dict:
    """Give the data after some edits; every text that was written is found nowhere else."""
    random = Random(seed)
    for number in range(count):
        data = edit_by_chance(random, data, f"{who} {seed} {number}")
    return data


def edit_by_chance(random: Random, data: dict, words: str) -> dict:
    """Make one edit after which the form reads; now and then there is none."""
    for _ in range(5):
        try:
            after = random.choice(_EDITS)(random, data, words)
            schema_json.read(after)
        except (UnreadableForm, trees.IdTaken, trees.WrongPlace):
            continue
        return after
    return data


def some(random: Random, data: dict, *kinds: Part) -> Ref:
    """Draw an element of some kinds; the form itself where there is none."""
    found = [ref for ref in trees.walk(data) if ref.kind in kinds]
    return random.choice(found) if found else FORM


_TEXTS = {
    Part.FORM: ("title", "purpose"), Part.PAGE: ("title", "intro"), Part.GROUP: ("title",),
    Part.FIELD: ("label", "help"), Part.CHOICE: ("label",), Part.CHECK: ("message",),
}  # fmt: skip


def _word(random: Random, data: dict, words: str) -> dict:
    ref = some(random, data, *_TEXTS)
    name = f"{random.choice(_TEXTS[ref.kind])}.{random.choice(('sv', 'en', 'fi'))}"
    return trees.with_attribute(data, ref, name, random.choice((words, words, words, None)))


def _set(random: Random, data: dict, words: str) -> dict:
    kind, name, values = random.choice((
        (Part.FIELD, "required", (False, None)),
        (Part.FIELD, "sensitive", (False, None)),
        (Part.FIELD, "show_when", ("today > 2020-01-01", 'f0_0 = "a"', None)),
        (Part.FIELD, "decimals", (1, 2, None)),
        (Part.FIELD, "unit", ({"sv": words}, None)),
        (Part.FIELD, "longest", (100, 200, None)),
        (Part.FIELD, "help", (None, {"sv": words, "en": words})),
        (Part.GROUP, "show_when", ("today > 2020-01-01", None)),
        (Part.GROUP, "repeat", (None, {"least": 1, "most": 3, "one": {"sv": words}})),
        (Part.GROUP, "repeat.least", (2, 4, 9)),
        (Part.GROUP, "repeat.most", (2, 4, 9)),
        (Part.FORM, "languages", (["sv", "en", "fi"], ["sv"], ["so", "sv", "en"])),
        (Part.TABLE, "rows", ([["1", "2"]], [["a", "1", "2024-01-01", words]])),
        (Part.TEST, "answers.f0_0", (words, None)),
        (Part.TEST, "title", (words,)),
    ))  # fmt: skip
    return trees.with_attribute(data, some(random, data, kind), name, random.choice(values))


def _other_kind(random: Random, data: dict, words: str) -> dict:
    ref = some(random, data, Part.FIELD)
    old = trees.find(data, ref) or {}
    kind = random.choice(("text", "number", "choice", "many_choice", "yes_no"))
    if not kind.endswith("choice"):
        for one in trees.children(data, ref):
            data = trees.removed(data, one) if one.kind is Part.CHOICE else data
    elif "choices" not in old:
        new = {"id": "a", "label": {"sv": words}}
        data = trees.added(data, ref, Part.CHOICE, new)
    for name in ("unit", "decimals", "longest", "dont_know", "value", "result", "accept"):
        data = trees.with_attribute(data, ref, name, None)
    return trees.with_attribute(data, ref, "kind", kind)


def _add(random: Random, data: dict, words: str) -> dict:
    kind = random.choice([kind for kind in Part if kind is not Part.FORM])
    over = {
        Part.GROUP: Part.PAGE, Part.FIELD: Part.GROUP, Part.CHOICE: Part.FIELD, Part.CHECK: Part.FIELD,
    }  # fmt: skip
    parent = some(random, data, over.get(kind, Part.FORM))
    beside = [one for one in trees.children(data, parent) if one.kind is kind]
    new = trees.new_id(data, random.choice(_SUBJECTS), kind, of=parent.id)
    after = random.choice([None, parent, *beside])
    return trees.added(data, parent, kind, _new(kind, new, words), after=after)


def _new(kind: Part, new: str, words: str) -> dict:
    text = {"sv": words}
    group = {"id": f"g_{new}", "fields": [a_field(new, label=text)]}
    return {
        Part.PAGE: {"id": new, "title": text, "groups": [group]},
        Part.GROUP: group,
        Part.FIELD: a_field(new, "choice", label=text),
        Part.CHOICE: {"id": new, "label": text},
        Part.CHECK: {"id": new, "holds": "today > 2020-01-01", "message": text},
        Part.TABLE: {"id": new, "columns": [{"id": "a"}, {"id": "b"}], "rows": [["1", "2"]]},
        Part.TEST: {
            "id": new, "title": words, "today": "2026-11-22", "answers": {},
            "expect": {"shown": [], "values": {}},
        },
    }[kind]  # fmt: skip


def _move(random: Random, data: dict, words: str) -> dict:
    ref = some(random, data, *(kind for kind in Part if kind is not Part.FORM))
    old = trees.parent(data, ref)
    assert old is not None
    over = some(random, data, old.kind) if ref.kind in {Part.FIELD, Part.GROUP} else old
    beside = [one for one in trees.children(data, over) if one.kind is ref.kind]
    return trees.moved(data, ref, over, random.choice([None, over, *beside]))


def _remove(random: Random, data: dict, words: str) -> dict:
    return trees.removed(
        data, some(random, data, *(kind for kind in Part if kind is not Part.FORM))
    )


_EDITS: tuple[Edit, ...] = (
    _word,
    _word,
    _set,
    _set,
    _other_kind,
    _add,
    _add,
    _move,
    _move,
    _remove,
)
