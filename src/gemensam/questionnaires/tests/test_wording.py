"""Answers in words, for people to read."""

from datetime import date

import pytest

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.answering import fill
from gemensam.questionnaires.rules.values import Parts
from gemensam.questionnaires.rules.wording import bound_in_words
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form

CHOICES = [
    {"id": "a", "label": {"sv": "Äpple", "en": "Apple"}},
    {"id": "b", "label": {"sv": "Banan", "se": "Banána"}},
]
HOURS = {"unit": {"sv": "timmar", "en": "hours"}}
ADDRESS = {"street": "Storgatan 1", "postcode": "455 30", "town": "Munkedal", "care_of": "Lind"}


@pytest.mark.parametrize(
    ("kind", "over", "value", "sv", "en"),
    [
        ("text", {}, "Ord", "Ord", "Ord"),
        ("date", {}, "2026-11-22", "2026-11-22", "2026-11-22"),
        ("number", {}, "1250,5", "1\u202f250,5", "1\u202f250.5"),
        ("number", HOURS, "1250", "1\u202f250\u00a0timmar", "1\u202f250\u00a0hours"),
        ("number", {}, "-1234567", "−1\u202f234\u202f567", "−1\u202f234\u202f567"),
        ("number", {}, "många", "många", "många"),
        ("money", {}, "12,5", "12,50\u00a0kr", "12.50\u00a0kr"),
        ("money", {}, "12", "12\u00a0kr", "12\u00a0kr"),
        ("money", {}, "0,125", "0,125\u00a0kr", "0.125\u00a0kr"),
        ("choice", {"choices": CHOICES}, "a", "Äpple", "Apple"),
        ("choice", {"choices": CHOICES}, "b", "Banan", "Banan"),
        ("many_choice", {"choices": CHOICES}, ("a", "b"), "Äpple; Banan", "Apple; Banan"),
        ("yes_no", {}, "yes", "Ja", "Yes"),
        ("yes_no", {"dont_know": True}, "dont_know", "Vet inte", "Don't know"),
        ("statement", {"accept_label": {"sv": "Jag lovar", "en": "I promise"}}, "yes", "Jag lovar", "I promise"),
        ("file", {}, ("f1",), "1 fil", "1 file"),
        ("file", {}, ("f1", "f2"), "2 filer", "2 files"),
        ("person", {}, Parts.of(phone="070", name="Eva"), "Eva, 070", "Eva, 070"),
        ("address", {}, Parts.of(**ADDRESS), "c/o Lind, Storgatan 1, 455 30 Munkedal", "c/o Lind, Storgatan 1, 455 30 Munkedal"),
        ("address", {}, Parts.of(town="Munkedal"), "Munkedal", "Munkedal"),
        ("period", {}, Parts.of(**{"from": "2026-11-22", "to": "2026-11-23"}), "2026-11-22 – 2026-11-23", "2026-11-22 – 2026-11-23"),
        ("signature", {}, Parts.of(name="Eva"), "Eva", "Eva"),
    ],
)  # fmt: skip
def test_an_answer_is_written_in_words(kind, over, value, sv, en):
    filled = fill(
        schema_json.read(a_form(a_field("q", kind, **over))), {"q": value}, today=date(2026, 11, 22)
    )
    assert (filled.in_words("q", "sv"), filled.in_words("q", "en-gb")) == (sv, en)


@pytest.mark.parametrize(
    ("value", "result", "over", "sv", "en"),
    [
        ("1250.5 * 2", "number", {"decimals": 2, "unit": {"sv": "kr"}}, "2\u202f501\u00a0kr", "2\u202f501\u00a0kr"),
        ("0.5", "number", {"decimals": 1}, "0,5", "0.5"),
        ("1 < 2", "truth", {}, "Ja", "Yes"),
        ("1 > 2", "truth", {}, "Nej", "No"),
        ("today + 1", "date", {}, "2026-11-23", "2026-11-23"),
        ('"Ord"', "text", {}, "Ord", "Ord"),
        ("1 / 0", "number", {}, "", ""),
    ],
)  # fmt: skip
def test_a_calculated_value_is_written_in_words(value, result, over, sv, en):
    form = schema_json.read(a_form(a_field("q", "calculated", value=value, result=result, **over)))
    filled = fill(form, {}, today=date(2026, 11, 22))
    assert (filled.in_words("q", "sv"), filled.in_words("q", "en")) == (sv, en)


def test_a_third_language_is_used_where_it_has_words_and_swedish_where_it_has_none():
    form = schema_json.read(a_form(a_field("q", "choice", choices=CHOICES)))
    filled = [fill(form, {"q": one}, today=date(2026, 11, 22)) for one in ("a", "b")]
    assert [one.in_words("q", "se") for one in filled] == ["Äpple", "Banána"]


def test_a_bound_is_written_in_both_languages():
    form = schema_json.read(a_form(a_field("n", "money"), a_field("c", "time", help=WORDS)))
    money, time = form.fields()
    assert bound_in_words(money, 12_505_000).write() == {
        "sv": "1\u202f250,50\u00a0kr",
        "en": "1\u202f250.50\u00a0kr",
    }
    assert bound_in_words(time, 485).write() == {"sv": "08:05", "en": "08:05"}
