"""A small form in every kind of field, and hypothesis strategies for forms and answers."""

from hypothesis import strategies as st

from gemensam.questionnaires import logic, schema
from gemensam.questionnaires.reading import Text
from gemensam.questionnaires.schema import (
    Choice,
    Field,
    FieldKind,
    FormSchema,
    Group,
    Page,
    Retention,
)
from gemensam.questionnaires.values import PersonAnswer

WORDS = {"sv": "Ord", "en": "Word"}
KEPT = "five_years_after_last_note"


def a_field(field_id: str, kind: str = "text", **over: object) -> dict:
    choices = {"choices": [{"id": one, "label": WORDS} for one in ("a", "b", "c")]}
    picks = choices if kind in {"choice", "many_choice"} else {}
    return {"id": field_id, "kind": kind, "label": WORDS, **picks, **over}


def a_form(*fields: dict, **over: object) -> dict:
    group = {"id": "g", "fields": list(fields)}
    page = {"id": "p", "title": WORDS, "groups": [group]}
    return {
        "key": "sample", "title": WORDS, "purpose": WORDS, "retention": KEPT, "pages": [page], **over
    }  # fmt: skip


_TEXT = Text("Ord", "Word")
_KINDS = st.sampled_from(FieldKind)
_CHOICES = tuple(Choice(one, _TEXT) for one in ("a", "b", "c"))


@st.composite
def conditions(draw: st.DrawFn, before: list[Field], depth: int = 2) -> logic.Condition:
    """A condition that only asks of fields before, with answers that they can have."""
    shapes = ["leaf", "leaf", *(["all", "any", "not"] if depth else [])]
    match draw(st.sampled_from(shapes)):
        case "not":
            return logic.Not(draw(conditions(before, depth - 1)))
        case "all" | "any" as shape:
            parts = tuple(draw(st.lists(conditions(before, depth - 1), min_size=1, max_size=3)))
            return logic.All(parts) if shape == "all" else logic.AnyOf(parts)
        case _:
            asked = draw(st.sampled_from(before))
            values = schema.options(asked)
            if not values or draw(st.booleans()):
                return logic.Answered(asked.id)
            value = draw(st.sampled_from(values))
            many = asked.kind is FieldKind.MANY_CHOICE
            return logic.Includes(asked.id, value) if many else logic.Is(asked.id, value)


@st.composite
def forms(draw: st.DrawFn) -> FormSchema:
    """A form of up to eight fields on up to three pages, some shown on conditions."""
    fields: list[Field] = []
    for n in range(draw(st.integers(1, 8))):
        kind = draw(_KINDS)
        picks = kind in {FieldKind.CHOICE, FieldKind.MANY_CHOICE}
        when = draw(conditions(fields)) if fields and draw(st.booleans()) else None
        fields.append(
            Field(
                f"f{n}", kind, _TEXT, Text(), _TEXT, draw(st.sampled_from(Retention)),
                _CHOICES if picks else (), draw(st.booleans()), draw(st.booleans()), when,
            )
        )  # fmt: skip
    cuts = sorted(draw(st.sets(st.integers(1, len(fields)), max_size=2)) | {len(fields)})
    starts = [0, *cuts[:-1]]
    pages = tuple(
        Page(f"p{n}", _TEXT, Text(), (Group("g", Text(), tuple(fields[a:b])),))
        for n, (a, b) in enumerate(zip(starts, cuts, strict=True))
    )
    return FormSchema("sample", _TEXT, pages)


def values_for(field: Field) -> st.SearchStrategy:
    """An answer that somebody may have given, good or bad, or none."""
    match field.kind:
        case FieldKind.PERSON:
            words = st.sampled_from(["", "Eva", "070-174 06 05"])
            return st.none() | st.builds(PersonAnswer, words, words, words)
        case FieldKind.MANY_CHOICE:
            return st.none() | st.sets(st.sampled_from("abc")).map(lambda s: tuple(sorted(s)))
        case FieldKind.CHOICE | FieldKind.YES_NO:
            return st.none() | st.sampled_from(schema.options(field))
        case _:
            return st.none() | st.sampled_from(["", "x", "2026-11-21", "070-174 06 05"])


@st.composite
def filled_forms(draw: st.DrawFn) -> tuple[FormSchema, dict]:
    """A form and answers to some of its fields, hidden ones too."""
    form = draw(forms())
    given = {field.id: draw(values_for(field)) for field in form.fields()}
    return form, {key: value for key, value in given.items() if value is not None}
