"""Forms as data: what is read, what is refused and where, and the digest."""

import json
from importlib import resources

import pytest
import yaml
from hypothesis import given

from gemensam.questionnaires import schema
from gemensam.questionnaires.reading import UnreadableForm
from gemensam.questionnaires.schema import FieldKind
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form, forms


@given(forms())
def test_a_form_that_is_written_is_read_back_the_same(form):
    assert schema.read(schema.write(form)) == form


@given(forms())
def test_the_canonical_text_is_the_same_however_often_it_is_made(form):
    once = schema.canonical(form)
    again = schema.canonical(schema.read(json.loads(once)))

    assert again == once


def test_the_digest_is_sha256_over_the_canonical_text():
    assert schema.digest("å") == "e83979df9d36090142f23051f8e8d7ad48e5c20dff5c9e7b92ca3454f67469f9"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "form: must be a mapping"),
        (a_form(a_field("q"), colour="red"), "form: unknown: colour"),
        (a_form(a_field("q"), key="Stor"), "form: key must be small letters, digits and _"),
        (a_form(a_field("q"), title={"sv": "Ord"}), "form: title must have words in sv and en"),
        (a_form(a_field("q"), pages=[]), "form: pages must be a list with something in it"),
        (a_form(a_field("q"), retention="for_ever"),
         "form: retention must be one of five_years_after_last_note, until_case_closed"),
        (a_form(a_field("q", "number")),
         "form.pages[p].groups[g].fields[q]: kind must be one of " + ", ".join(FieldKind)),
        (a_form(a_field("q", required="no")),
         "form.pages[p].groups[g].fields[q]: required must be true or false"),
        (a_form(a_field("q", choices=[{"id": "a", "label": WORDS}])),
         "form.pages[p].groups[g].fields[q]: only a choice has choices"),
        (a_form(a_field("q"), a_field("q")), "form: field id used twice: q"),
        (a_form(a_field("q", show_when={"field": "later", "answered": True}), a_field("later")),
         "field q.show_when: no field later before this one"),
        (a_form(a_field("q", show_when={"field": "q", "answered": True})),
         "field q.show_when: no field q before this one"),
        (a_form(a_field("t"), a_field("q", show_when={"field": "t", "is": "a"})),
         "field q.show_when: `is` does not fit text t"),
        (a_form(a_field("c", "choice"), a_field("q", show_when={"field": "c", "includes": "a"})),
         "field q.show_when: `includes` does not fit choice c"),
        (a_form(a_field("c", "choice"), a_field("q", show_when={"field": "c", "is": "d"})),
         "field q.show_when: c has no answer d"),
        (a_form(a_field("y", "yes_no"), a_field("q", show_when={"field": "y", "is": "maybe"})),
         "field q.show_when: y has no answer maybe"),
        (a_form(a_field("q", show_when={"when": "rain"})),
         "form.pages[p].groups[g].fields[q].show_when: not a condition: when"),
    ],
)  # fmt: skip
def test_a_form_with_a_mistake_is_refused_and_the_place_is_named(data, message):
    with pytest.raises(UnreadableForm) as refusal:
        schema.read(data)

    assert str(refusal.value) == message


def _shipped() -> schema.FormSchema:
    file = resources.files("gemensam.questionnaires") / "data" / "safety_alarm_application.yaml"
    return schema.read(yaml.safe_load(file.read_text(encoding="utf-8")))


def test_the_shipped_application_asks_these_fields_in_this_order():
    assert [(page.id, [field.id for field in page.fields()]) for page in _shipped().pages] == [
        ("living", ["lives_alone", "home_kind"]),
        ("need", ["situations", "fallen", "fall_details", "reason"]),
        ("phone", ["mobile_coverage", "landline", "communication", "interpreter_language"]),
        ("door", ["spare_key", "key_help", "way_in"]),
        ("contacts", ["phone_number", "first_contact", "second_contact", "share_with_centre"]),
    ]


def test_the_shipped_application_has_three_conditional_fields():
    conditional = [field.id for field in _shipped().fields() if field.show_when is not None]
    assert conditional == ["fall_details", "interpreter_language", "key_help"]


def test_the_shipped_application_uses_seven_kinds_of_field():
    assert {field.kind for field in _shipped().fields()} == set(FieldKind) - {FieldKind.DATE}
