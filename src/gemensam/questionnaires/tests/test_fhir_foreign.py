"""Foreign FHIR Questionnaires: read as far as they go, all that is lost is listed, junk is refused."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.fhir import (
    UnreadableResource,
    from_questionnaire,
    from_response,
    to_questionnaire,
)
from gemensam.questionnaires.tests.breaking import broken, copy
from gemensam.questionnaires.tests.examples import form_by_chance
from gemensam.questionnaires.tests.test_schema_publication import EVERYTHING


def exported(form):
    return copy(to_questionnaire(form, version="1", url="urn:x")[0])


def there(question):
    return {"question": question, "operator": "exists", "answerBoolean": True}


SCORE = {
    "resourceType": "Questionnaire", "status": "active", "language": "en", "title": "Mood",
    "publisher": "Somebody",
    "item": [
        {
            "linkId": "1", "prefix": "1.", "text": "How often?", "type": "choice", "required": True,
            "answerOption": [
                {"valueCoding": {"code": "LA6568-5", "display": "Not at all"}, "initialSelected": True},
                {"valueCoding": {"code": "LA6569-3", "display": "Several days"}},
                {"valueReference": {"reference": "x"}},
            ],
            "item": [
                {"linkId": "1.1", "type": "string", "text": "Tell more", "maxLength": 90},
                {"linkId": "1.h", "type": "display", "text": "During two weeks"},
            ],
        },
        {
            "linkId": "2", "text": "Weight", "type": "quantity",
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
                    "valueCoding": {"code": "kg"},
                }
            ],
        },
        {
            "linkId": "3", "text": "Site", "type": "url", "enableBehavior": "all",
            "enableWhen": [
                {"question": "1", "operator": "!=", "answerCoding": {"code": "LA6568-5"}},
                {"question": "2", "operator": ">", "answerQuantity": {"value": 50.0}},
            ],
        },
        {"linkId": "4", "text": "Doctor", "type": "reference"},
        {"linkId": "5", "text": "Drug", "type": "open-choice", "answerValueSet": "urn:drugs"},
        {"linkId": "6", "text": "Score", "type": "decimal", "readOnly": True},
        {
            "linkId": "7", "text": "When", "type": "dateTime", "initial": [{"valueDateTime": "2020"}],
            "enableWhen": [there("4")],
        },
    ],
}  # fmt: skip


def both(words):
    return {"sv": words, "en": words}


def test_a_foreign_score_is_read_as_far_as_it_goes():
    form, lost = from_questionnaire(SCORE)
    choices = [
        {"id": "la6568_5", "label": both("Not at all")},
        {"id": "la6569_3", "label": both("Several days")},
    ]
    fields = [
        {"id": "q_1", "kind": "choice", "label": both("How often?"), "help": both("During two weeks"), "choices": choices},
        {"id": "q_1_1", "kind": "text", "label": both("Tell more"), "required": False, "show_when": "answered(q_1)", "longest": 90},
        {"id": "q_2", "kind": "number", "label": both("Weight"), "required": False, "unit": {"sv": "kg"}, "decimals": 4},
        {
            "id": "q_3", "kind": "text", "label": both("Site"), "required": False,
            "show_when": '(not answered(q_1) or q_1 != "la6568_5") and q_2 > 50',
        },
        {"id": "q_5", "kind": "text", "label": both("Drug"), "required": False},
        {"id": "q_7", "kind": "date", "label": both("When"), "required": False},
    ]  # fmt: skip
    assert schema_json.write(form) == {
        "format": 2,
        "key": "mood",
        "title": both("Mood"),
        "purpose": both("Mood"),
        "retention": "five_years_after_last_note",
        "languages": ["sv", "en"],
        "pages": [
            {"id": "page", "title": both("Mood"), "groups": [{"id": "group", "fields": fields}]}
        ],
    }
    assert sorted(str(one).removeprefix("Questionnaire") for one in lost) == [
        ".item[1].answerOption[0]: code",
        ".item[1].answerOption[0]: initialSelected",
        ".item[1].answerOption[1]: code",
        ".item[1].answerOption[2]: value",
        ".item[1].item[1.1]: linkId",
        ".item[1].item[1.1]: nesting",
        ".item[1]: linkId",
        ".item[1]: prefix",
        ".item[2]: linkId",
        ".item[2]: type quantity",
        ".item[3]: linkId",
        ".item[3]: type url",
        ".item[4]: type reference",
        ".item[5]: answerValueSet",
        ".item[5]: linkId",
        ".item[5]: type open-choice",
        ".item[6]: readOnly",
        ".item[7]: enableWhen",
        ".item[7]: initial",
        ".item[7]: linkId",
        ".item[7]: type dateTime",
        ": language",
        ": publisher",
        ": purpose",
        ": retention",
    ]


HOUSEHOLD = {
    "resourceType": "Questionnaire", "status": "draft", "title": "Familj", "purpose": "Vi behöver veta.",
    "item": [
        {
            "linkId": "Hushåll", "type": "group", "text": "Hushåll", "required": True,
            "item": [
                {"linkId": "d", "type": "display", "text": "Läs detta"},
                {
                    "linkId": "barn", "type": "group", "repeats": True, "text": "Barn",
                    "item": [
                        {"linkId": "namn", "type": "string", "text": "Namn", "repeats": True},
                        {
                            "linkId": "skola", "type": "group", "text": "Skola", "enableWhen": [there("namn")],
                            "item": [{"linkId": "klass", "type": "integer", "text": "Klass"}],
                        },
                    ],
                },
                {"linkId": "sist", "type": "boolean", "text": "Klart?"},
                {
                    "linkId": "inre", "type": "group", "text": "Inre", "enableWhen": [there("sist")],
                    "item": [
                        {"linkId": "a", "type": "text", "text": "A"},
                        {
                            "linkId": "innerst", "type": "group", "text": "Innerst",
                            "enableWhen": [{"question": "sist", "operator": "=", "answerBoolean": True}],
                            "item": [{"linkId": "b", "type": "time", "text": "B", "extension": [{"url": "urn:x"}]}],
                        },
                    ],
                },
            ],
        },
        {"linkId": "tom", "type": "group", "text": "Tom"},
    ],
}  # fmt: skip


def test_a_foreign_questionnaire_of_groups_in_groups_is_laid_flat():
    form, lost = from_questionnaire(HOUSEHOLD)
    groups = [
        {"id": "group", "fields": [{"id": "d", "kind": "statement", "label": {"sv": "Läs detta"}}]},
        {
            "id": "barn", "title": {"sv": "Barn"}, "repeat": {"least": 0, "most": 50, "one": {"sv": "Barn"}},
            "fields": [
                {"id": "namn", "kind": "text", "label": {"sv": "Namn"}, "required": False},
                {"id": "klass", "kind": "number", "label": {"sv": "Klass"}, "required": False, "show_when": "answered(namn)"},
            ],
        },
        {"id": "group_2", "fields": [{"id": "sist", "kind": "yes_no", "label": {"sv": "Klart?"}, "required": False}]},
        {
            "id": "inre", "title": {"sv": "Inre"}, "show_when": "answered(sist)",
            "fields": [{"id": "a", "kind": "long_text", "label": {"sv": "A"}, "required": False}],
        },
        {
            "id": "innerst", "title": {"sv": "Innerst"}, "show_when": '(answered(sist)) and (sist = "yes")',
            "fields": [{"id": "b", "kind": "time", "label": {"sv": "B"}, "required": False}],
        },
    ]  # fmt: skip
    assert schema_json.write(form)["pages"] == [
        {"id": "hushall", "title": {"sv": "Hushåll"}, "groups": groups}
    ]
    first = "Questionnaire.item[Hushåll]"
    assert sorted(map(str, lost)) == [
        f"{first}.item[barn].item[namn]: repeats",
        f"{first}.item[barn].item[skola]: nesting",
        f"{first}.item[inre].item[innerst].item[b]: urn:x",
        f"{first}.item[inre].item[innerst]: nesting",
        f"{first}: linkId",
        f"{first}: required",
        "Questionnaire.item[tom]: item",
        "Questionnaire: retention",
    ]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], "Questionnaire"),
        ({}, "Questionnaire"),
        ({"resourceType": "Patient"}, "Questionnaire"),
        ({"resourceType": "Questionnaire"}, "form"),
        ({**SCORE, "title": 7}, "Questionnaire.title"),
        ({**SCORE, "item": {}}, "Questionnaire.item"),
        ({**SCORE, "item": [{"type": "string"}]}, "Questionnaire.item[0]"),
        ({**SCORE, "item": SCORE["item"] * 2}, "Questionnaire.item[1]"),
        (
            {**SCORE, "item": [{**SCORE["item"][0], "answerOption": [7]}]},
            "Questionnaire.item[1].answerOption[0]",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data, path):
    with pytest.raises(UnreadableResource) as refused:
        from_questionnaire(data)
    assert refused.value.place == path


def nested(depth):
    data = {"linkId": "last", "type": "string"}
    for number in range(depth):
        data = {"linkId": f"g{number}", "type": "group", "item": [data]}
    return {"resourceType": "Questionnaire", "item": [data]}


def test_groups_without_end_are_refused():
    with pytest.raises(UnreadableResource):
        from_questionnaire(nested(2000))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KNOWN = [exported(form_by_chance(Random(seed))) for seed in range(4)]
KNOWN += [exported(schema_json.read(EVERYTHING)), SCORE, HOUSEHOLD]


@given(JUNK)
def test_nothing_that_is_no_resource_raises_anything_else(data):
    for wrapped in (data, {"resourceType": "Questionnaire", "item": data}):
        with pytest.raises(UnreadableResource):
            from_questionnaire(wrapped)
    with pytest.raises(UnreadableResource):
        from_response(schema_json.read(EVERYTHING), data)


@pytest.mark.parametrize("seed", range(30))
def test_no_broken_questionnaire_raises_anything_else_and_what_is_read_comes_back(seed):
    random = Random(seed)
    for _ in range(40):
        try:
            form, _ = from_questionnaire(broken(random, random.choice(KNOWN)))
        except UnreadableResource:
            continue
        assert from_questionnaire(exported(form)) == (form, [])
