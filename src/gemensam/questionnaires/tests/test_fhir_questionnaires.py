"""Forms as FHIR Questionnaires: what others see, what is listed, and that all comes back."""

import json
from random import Random

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from gemensam.questionnaires.library import shipped_forms
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.fhir import (
    Omission,
    from_questionnaire,
    to_questionnaire,
)
from gemensam.questionnaires.tests.examples import (
    WORDS,
    a_field,
    a_form,
    a_form_of,
    form_by_chance,
    rows,
)
from gemensam.questionnaires.tests.test_schema_publication import EVERYTHING

URL = "https://formular.example/sample"


def exported(form):
    """Give what another system would get: through text, as JSON goes."""
    resource, lost = to_questionnaire(form, version="1", url=URL)
    return json.loads(json.dumps(resource)), lost


def every_item(resource):
    for one in resource.get("item", []):
        yield one
        yield from every_item(one)


# What the standard asks of items beside their shape; the models of fhir.resources do not look.
INVARIANTS = {
    "que-1": lambda one: (one["type"] != "group" or one["item"]) and (one["type"] != "display" or "item" not in one),
    "que-5": lambda one: "answerOption" not in one or one["type"] == "choice",
    "que-6": lambda one: one["type"] != "display" or not {"required", "repeats"} & set(one),
    "que-7": lambda one: all(
        when["operator"] != "exists" or "answerBoolean" in when for when in one.get("enableWhen", [])
    ),
    "que-9": lambda one: one["type"] != "display" or "readOnly" not in one,
    "que-10": lambda one: "maxLength" not in one or one["type"] in {"string", "text"},
    "que-12": lambda one: len(one.get("enableWhen", [])) < 2 or "enableBehavior" in one,
}  # fmt: skip


def broken_invariants(resource):
    items = list(every_item(resource))
    questions = {one["linkId"] for one in items if one["type"] not in {"group", "display"}}
    asked = {when["question"] for one in items for when in one.get("enableWhen", [])}
    found = {name for one in items for name, holds in INVARIANTS.items() if not holds(one)}
    found |= {"que-2"} if len({one["linkId"] for one in items}) < len(items) else set()
    return found | asked - questions


def ensure_it_comes_back(form):
    resource, _ = exported(form)
    # R4 and R4B are the same here, but for `page` among the item controls, which came with R5:
    # that list may be added to.
    Questionnaire.model_validate(resource)
    assert broken_invariants(resource) == set()
    back, lost = from_questionnaire(resource)
    assert (back, lost) == (form, [])
    assert schema_json.digest(schema_json.canonical(back)) == schema_json.digest(
        schema_json.canonical(form)
    )


@pytest.mark.parametrize("form", shipped_forms(), ids=lambda form: form.key)
def test_a_shipped_form_comes_back_the_same(form):
    ensure_it_comes_back(form)


@pytest.mark.parametrize("seed", range(100))
def test_a_form_by_chance_comes_back_the_same(seed):
    ensure_it_comes_back(form_by_chance(Random(seed)))


def test_a_form_that_says_everything_comes_back_the_same():
    ensure_it_comes_back(schema_json.read(EVERYTHING))


def test_words_that_are_hard_to_carry_come_back_the_same():
    words = {"sv": "Första\n\nandra “x”", "en": "First\u00a0one", "ar": "كلمة", "fi": "Sana"}
    form = a_form(
        a_field("page", "person", label=words, help=words),
        a_field("amount", "money", least="1 000", most="-0,5", decimals=2),
        a_field("name", "date", least="today", most="0001-01-01"),
        a_field("at", "time", least="8:05", most="16.30"),
        a_field("told", "statement", help=words, required=False),
        a_field("sum", "calculated", result="date", value="today", unit=words, required=False),
        a_field("none", "calculated"),
        title=words, languages=["sv", "ar"],
    )  # fmt: skip
    form["pages"][0] |= {"id": "name", "intro": words, "show_when": "not a rule ("}
    ensure_it_comes_back(schema_json.read(form))


def item(resource, *links):
    for link in links:
        resource = next(one for one in resource["item"] if one["linkId"] == link)
    return resource


def test_a_field_is_written_where_every_system_looks():
    field = a_field(
        "weight", "number", unit={"sv": "kg"}, decimals=1, least="0", most="300.5",
        help={"sv": "Ungefär", "en": "Roughly"}, show_when='adult = "yes"',
    )  # fmt: skip
    form = schema_json.read(a_form(a_field("adult", "yes_no"), field))
    resource, lost = exported(form)
    translated = "http://hl7.org/fhir/StructureDefinition/translation"
    standard = "http://hl7.org/fhir/StructureDefinition"

    def english(words):
        parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": words}]
        return {"extension": [{"url": translated, "extension": parts}]}

    control = {
        "coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]
    }
    assert item(resource, "/p", "g", "weight") == {
        "linkId": "weight",
        "type": "decimal",
        "text": "Ord",
        "_text": english("Word"),
        "required": True,
        "enableWhen": [{"question": "adult", "operator": "=", "answerBoolean": True}],
        "extension": [
            {"url": f"{standard}/maxDecimalPlaces", "valueInteger": 1},
            {"url": f"{standard}/questionnaire-unit", "valueCoding": {"display": "kg"}},
            {"url": f"{standard}/minValue", "valueDecimal": 0},
            {"url": f"{standard}/maxValue", "valueDecimal": 300.5},
        ],
        "item": [
            {
                "linkId": "weight.help",
                "type": "display",
                "text": "Ungefär",
                "_text": english("Roughly"),
                "extension": [
                    {
                        "url": f"{standard}/questionnaire-itemControl",
                        "valueCodeableConcept": control,
                    }
                ],
            }
        ],
    }
    assert lost == [Omission("Questionnaire", "retention")]


def test_what_others_will_not_see_is_listed():
    form = a_form_of(
        {
            "id": "g",
            "fields": [
                a_field("a", "phone", sensitive=False, prefill="resident.phone"),
                a_field("b", "number", required_when="answered(a)", least="5", most="9"),
                a_field("c", "calculated", value="b * 2", show_when="b > 2 or answered(a)"),
                a_field("d", "date", show_when="age(d) > 2", most="today", required=False),
                a_field(
                    "e", "text", checks=[{"id": "long", "holds": "length(e) > 2", "message": WORDS}]
                ),
            ],
        },
        rows("h", a_field("k", "statement", accept_label=WORDS)),
        tests=[{"id": "t", "today": "2026-11-22", "expect": {}}],
    )
    _, lost = exported(schema_json.read(form))
    inner = "Questionnaire.item[/p].item[g].item"
    assert [str(one) for one in lost] == [
        "Questionnaire: retention",
        "Questionnaire: tests",
        f"{inner}[a]: kind",
        f"{inner}[a]: sensitive",
        f"{inner}[a]: prefill",
        f"{inner}[b]: required_when",
        f"{inner}[c]: value",
        f"{inner}[d]: show_when",
        f"{inner}[d]: most",
        f"{inner}[e]: checks",
        "Questionnaire.item[/p].item[h]: one",
        "Questionnaire.item[/p].item[h].item[k]: kind",
        "Questionnaire.item[/p].item[h].item[k]: accept_label",
    ]


def test_a_change_that_another_system_makes_counts():
    form = schema_json.read(a_form(a_field("a", "yes_no"), a_field("b", show_when='a = "yes"')))
    resource, _ = exported(form)
    other = item(resource, "/p", "g", "b")
    other["text"] = "Ändrat"
    other["enableWhen"][0]["answerBoolean"] = False
    other["enableWhen"].append({"question": "a", "operator": "exists", "answerBoolean": True})
    back, lost = from_questionnaire(resource)
    changed_field = back.by_id["b"]
    assert (changed_field.label.sv, changed_field.show_when) == (
        "Ändrat",
        'a = "no" and answered(a)',
    )
    assert lost == []
