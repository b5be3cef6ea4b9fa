"""Answers as FHIR QuestionnaireResponses: others see what counts, all that is saved comes back."""

import json
import operator
from datetime import date
from random import Random

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.answering import fill
from gemensam.questionnaires.rules.fhir import (
    Omission,
    UnreadableResource,
    from_response,
    to_questionnaire,
    to_response,
)
from gemensam.questionnaires.rules.values import Parts
from gemensam.questionnaires.tests.breaking import broken
from gemensam.questionnaires.tests.examples import (
    a_field,
    a_form,
    a_form_of,
    answers_by_chance,
    form_by_chance,
    rows,
)

TODAY = date(2026, 11, 22)
QUESTIONNAIRE = "https://formular.example/sample|1"


def exported(form, answers):
    """Give what another system would get, and what it will not see."""
    filled = fill(form, answers, today=TODAY)
    resource, lost = to_response(filled, questionnaire=QUESTIONNAIRE)
    return filled, json.loads(json.dumps(resource)), lost


def by_chance(seed):
    random = Random(seed)
    form = form_by_chance(random)
    return form, answers_by_chance(random, form)


@pytest.mark.parametrize("seed", range(150))
def test_all_answers_that_are_saved_come_back(seed):
    form, answers = by_chance(seed)
    _, resource, _ = exported(form, answers)
    QuestionnaireResponse.model_validate(resource)
    assert from_response(form, resource) == (answers, [])


@pytest.mark.parametrize("seed", range(60))
def test_without_our_extensions_others_see_what_counts_apart_from_what_is_listed(seed):
    form, answers = by_chance(seed)
    filled, resource, lost = exported(form, answers)
    resource.pop("extension", None)
    seen, _ = from_response(form, resource)
    listed = {one.path.removeprefix("QuestionnaireResponse.item[").rstrip("]") for one in lost}
    counting = {key for key in filled.counting if key in answers}
    assert {key for key in seen if "@" not in key or not key.startswith("g")} == counting - listed


def test_each_kind_is_a_value_of_fhirs():
    form = schema_json.read(
        a_form(
            a_field("text"), a_field("number", "number", decimals=2), a_field("money", "money"),
            a_field("date", "date"), a_field("time", "time"), a_field("pick", "choice"),
            a_field("many", "many_choice"), a_field("yes", "yes_no"), a_field("know", "yes_no", dont_know=True),
            a_field("file", "file", files=2), a_field("person", "person"), a_field("period", "period"),
            a_field("agree", "statement", accept_label={"sv": "Ja"}),
            a_field("sum", "calculated", value="number * 2", decimals=1),
        )
    )  # fmt: skip
    answers = {
        "text": "å", "number": "1 250,50", "money": "99", "date": "2026-11-22", "time": "8:05", "pick": "a",
        "many": ("a", "c"), "yes": "no", "know": "dont_know", "file": ("f1", "f2"),
        "person": Parts.of(phone="070-174 06 05", name="Ord"), "period": Parts.of(**{"from": "2026-01-01"}),
        "agree": "yes",
    }  # fmt: skip
    _, resource, lost = exported(form, answers)

    def coding(field, code, words="Ord"):
        system = "urn:gemensam:yes-no" if field == "know" else f"urn:gemensam:form:sample:{field}"
        return {"valueCoding": {"system": system, "code": code, "display": words}}

    def asked(link, *given):
        return {"linkId": link, "text": "Ord", "answer": list(given)}

    def part(link, **given):
        return {"linkId": link, "answer": [given]}

    items = [
        asked("text", {"valueString": "å"}),
        asked("number", {"valueDecimal": 1250.5}),
        asked("money", {"valueDecimal": 99}),
        asked("date", {"valueDate": "2026-11-22"}),
        asked("time", {"valueTime": "08:05:00"}),
        asked("pick", coding("pick", "a")),
        asked("many", coding("many", "a"), coding("many", "c")),
        asked("yes", {"valueBoolean": False}),
        asked("know", coding("know", "dont_know", "Vet inte")),
        asked(
            "file",
            {"valueAttachment": {"url": "urn:gemensam:file:f1"}},
            {"valueAttachment": {"url": "urn:gemensam:file:f2"}},
        ),
        {
            "linkId": "person", "text": "Ord",
            "item": [part("person.name", valueString="Ord"), part("person.phone", valueString="070-174 06 05")],
        },
        {"linkId": "period", "text": "Ord", "item": [part("period.from", valueDate="2026-01-01")]},
        asked("agree", {"valueBoolean": True}),
        asked("sum", {"valueDecimal": 2501}),
    ]  # fmt: skip

    def kept(key, text):
        parts = [{"url": "key", "valueString": key}, {"url": "value", "valueString": text}]
        return {"url": "urn:gemensam:response:kept", "extension": parts}

    assert resource == {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": QUESTIONNAIRE,
        "status": "completed",
        "item": [{"linkId": "/p", "text": "Ord", "item": [{"linkId": "g", "item": items}]}],
        # What was typed, where FHIR writes it otherwise.
        "extension": [kept("number", '"1 250,50"'), kept("time", '"8:05"')],
    }
    assert lost == []


def test_what_is_hidden_removed_or_no_value_is_kept_but_no_item():
    form = schema_json.read(
        a_form_of(
            {
                "id": "g",
                "fields": [
                    a_field("ask", "yes_no"),
                    a_field("more", show_when="ask"),
                    a_field("born", "date"),
                    a_field("stay", "period"),
                ],
            },
            rows("h", a_field("cost", "money")),
        )
    )
    answers = {
        "ask": "no", "more": "hidden", "born": "in May", "stay": Parts.of(**{"from": "2026-01-01", "to": "x"}),
        "h@r1": "yes", "h@r2": "no", "cost@r1": "5", "cost@r2": "6", "gone": "x",
    }  # fmt: skip
    _, resource, lost = exported(form, answers)
    row = [{"url": "urn:gemensam:response:row", "valueString": "r1"}]
    cost = {"linkId": "cost", "text": "Ord", "answer": [{"valueDecimal": 5}]}
    assert resource["item"][0]["item"] == [
        {
            "linkId": "g",
            "item": [{"linkId": "ask", "text": "Ord", "answer": [{"valueBoolean": False}]}],
        },
        {"linkId": "h", "extension": row, "item": [cost]},
    ]
    assert [one["extension"][0]["valueString"] for one in resource["extension"]] == [
        "born", "cost@r2", "h@r2", "more", "stay",
    ]  # fmt: skip
    assert lost == [
        Omission(f"QuestionnaireResponse.item[{key}]", "answer") for key in ("born", "gone", "stay")
    ]
    back, _ = from_response(form, resource)
    assert back == {key: value for key, value in answers.items() if key != "gone"}


def test_an_answer_that_another_system_changes_counts():
    form = schema_json.read(a_form(a_field("amount", "number", decimals=2)))
    _, resource, _ = exported(form, {"amount": "1 250,50"})
    field = resource["item"][0]["item"][0]["item"][0]
    assert from_response(form, resource)[0] == {"amount": "1 250,50"}
    field["answer"] = [{"valueDecimal": 7.25}]
    assert from_response(form, resource)[0] == {"amount": "7.25"}


def test_a_foreign_response_is_read_as_far_as_it_goes():
    form = schema_json.read(
        a_form_of(
            {
                "id": "g",
                "fields": [
                    a_field("pick", "choice"), a_field("text"), a_field("age", "number"), a_field("file", "file")
                ],
            },
            rows("h", a_field("cost", "money")),
        )
    )  # fmt: skip
    data = {
        "resourceType": "QuestionnaireResponse", "status": "completed", "author": {"display": "X"},
        "item": [
            {"linkId": "pick", "answer": [{"valueCoding": {"code": "z"}}]},
            {"linkId": "text", "answer": [{"valueString": "x", "item": [{"linkId": "sub"}]}, {"valueString": "y"}]},
            {"linkId": "age", "answer": [{"valueQuantity": {"value": 7.0, "unit": "a"}}]},
            {"linkId": "file", "answer": [{"valueAttachment": {"data": "AA=="}}]},
            {"linkId": "h", "item": [{"linkId": "cost", "answer": [{"valueInteger": 5}]}]},
            {"linkId": "h", "item": [{"linkId": "cost"}]},
            {"linkId": "cost", "answer": [{"valueInteger": 6}]},
        ],
    }  # fmt: skip
    answers, lost = from_response(form, data)
    assert answers == {
        "text": "x", "age": "7", "h@r0001": "yes", "cost@r0001": "5", "h@r0002": "yes",
    }  # fmt: skip
    assert sorted(str(one).removeprefix("QuestionnaireResponse") for one in lost) == [
        ".item[age].answer[0].valueQuantity: unit",
        ".item[cost]: place",
        ".item[file].answer[0].valueAttachment: data",
        ".item[file].answer[0]: value",
        ".item[pick].answer[0]: value",
        ".item[text].answer[0].item[sub]: linkId",
        ".item[text]: repeats",
        ": author",
    ]


SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def holds(condition, given):
    """Judge a condition as R4 says: of the values that were given to its question."""
    sign, wanted = condition["operator"], _value(condition)
    found = given.get(condition["question"], [])
    if sign == "exists":
        return bool(found) is wanted
    if sign in {"=", "!="}:
        return (wanted in found) is (sign == "=")
    return any(SIGNS[sign](one, wanted) for one in found)


def _value(data):
    value = next(value for key, value in data.items() if key.startswith(("answer", "value")))
    return (
        (value["system"], value["code"]) if isinstance(value, dict) and "code" in value else value
    )


def is_enabled(item, given):
    found = [holds(one, given) for one in item["enableWhen"]]
    return any(found) if item.get("enableBehavior") == "any" else all(found)


def collected(items, row=None, found=None):
    """Give the values under each linkId, once for all that is asked once and once for each row."""
    found = {None: {}} if found is None else found
    for item in items:
        own = [one["valueString"] for one in item.get("extension", ())]
        here = own[0] if own else row
        if own:
            found.setdefault(here, {})
        if "answer" in item:
            found[here].setdefault(item["linkId"], []).extend(map(_value, item["answer"]))
        collected(item.get("item", []), here, found)
    return found


def conditional(items):
    for item in items:
        if "enableWhen" in item:
            yield item
        yield from conditional(item.get("item", []))


@pytest.mark.parametrize("seed", range(0, 300, 3))
def test_others_show_by_their_conditions_what_we_show_by_our_rules(seed):
    form, answers = by_chance(seed)
    filled, resource, lost = exported(form, answers)
    unseen = {one.path.removeprefix("QuestionnaireResponse.item[").rstrip("]") for one in lost}
    questionnaire, _ = to_questionnaire(form, version="1", url="urn:x")
    given = collected(resource["item"])
    differ = []
    for item in conditional(questionnaire["item"]):
        group = form.group_of.get(item["linkId"])
        if group is None or not filled.shows_group(group):
            continue
        for row in filled.rows(group) if group.repeat else [None]:
            key = item["linkId"] if row is None else f"{item['linkId']}@{row}"
            seen = given[None] | given.get(row, {})
            asked = {one["question"] for one in item["enableWhen"]}
            # What is typed so that it is none of FHIR's values is no answer to others.
            if unseen & {*asked, *(f"{one}@{row}" for one in asked)}:
                continue
            if is_enabled(item, seen) is not (key in filled.shown):
                differ.append((key, form.by_id[item["linkId"]].show_when, seen))
    assert differ == []


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], "QuestionnaireResponse"),
        ({"resourceType": "Questionnaire"}, "QuestionnaireResponse"),
        (
            {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "x", "answer": [1]}]},
            "QuestionnaireResponse.item[x].answer[0]",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data, path):
    with pytest.raises(UnreadableResource) as refused:
        from_response(schema_json.read(a_form(a_field("x"))), data)
    assert refused.value.place == path


@pytest.mark.parametrize("seed", range(30))
def test_no_broken_response_raises_anything_else(seed):
    random = Random(seed)
    form, answers = by_chance(seed)
    _, resource, _ = exported(form, answers)
    for _ in range(40):
        try:
            from_response(form, broken(random, resource))
        except UnreadableResource:
            continue
