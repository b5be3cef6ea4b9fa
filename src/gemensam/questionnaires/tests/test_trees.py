"""A form's elements are found by their ids; each edit gives new data and leaves the old as it was."""

import copy
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.questionnaires.rules import schema_json, trees
from gemensam.questionnaires.rules.reading import UnreadableForm
from gemensam.questionnaires.rules.trees import FORM, Part, Place, Ref
from gemensam.questionnaires.tests.edits import data_by_chance, edited
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form, a_form_of

GROUP, FIELD = Ref(Part.GROUP, "g"), Ref(Part.FIELD, "q")
CHECK = {"id": "grown", "holds": "q > 17", "message": WORDS}
TABLE = {"id": "t", "columns": [{"id": "a"}, {"id": "b"}], "rows": [["1", "2"]]}
DATA = a_form(a_field("c", "choice"), a_field("q", checks=[CHECK, {"holds": "q < 99"}])) | {
    "tables": [TABLE]
}
seeds = st.integers(0, 2**32)
quick = settings(deadline=None, max_examples=30)


def _form(*ids: str) -> dict:
    return a_form(*(a_field(one) for one in ids))


def test_every_element_is_walked_in_reading_order():
    assert [str(ref) for ref in trees.walk(DATA)] == [
        "form", "page:p", "group:g", "field:c", "choice:c:a", "choice:c:b", "choice:c:c",
        "field:q", "check:q:grown", "check:q:1", "table:t",
    ]  # fmt: skip


@given(seeds, seeds)
@quick
def test_a_form_taken_apart_and_put_together_is_the_same(seed, other):
    data = edited(data_by_chance(seed), other, 5, "ord")

    assert trees.assembled(trees.elements(data).values()) == data
    assert [Ref.read(str(ref)) for ref in trees.walk(data)] == list(trees.walk(data))


@given(seeds, seeds)
@quick
def test_no_edit_changes_what_it_was_given(seed, other):
    data = data_by_chance(seed)
    before = copy.deepcopy(data)
    edited(data, other, 5, "ord")

    assert data == before


@given(seeds)
@quick
def test_what_is_moved_and_put_back_or_removed_and_added_again_is_the_same(seed):
    data = data_by_chance(seed)
    for ref in trees.walk(data)[1:]:
        over, after = (found := trees.place(data, ref)).parent, found.after
        away = trees.moved(data, ref, over, over)
        assert trees.moved(away, ref, over, after) == data
        if ref.kind is not Part.CHECK:
            less = trees.removed(data, ref)
            again = trees.find(data, ref)
            assert trees.added(less, over, ref.kind, again, after=after) == data


def test_an_element_is_found_with_what_stands_in_it_or_is_not_there():
    assert trees.find(DATA, Ref(Part.CHOICE, "b", "c")) == {"id": "b", "label": WORDS}
    assert trees.find(DATA, Ref(Part.CHECK, "1", "q")) == {"holds": "q < 99"}
    assert trees.find(DATA, GROUP) == DATA["pages"][0]["groups"][0]
    assert trees.find(DATA, FORM) == DATA
    assert trees.find(DATA, Ref(Part.CHOICE, "b", "q")) is None


def test_an_element_knows_where_it_stands_and_what_stands_in_it():
    assert trees.children(DATA, GROUP) == (Ref(Part.FIELD, "c"), FIELD)
    assert trees.parent(DATA, FIELD) == GROUP
    assert trees.parent(DATA, FORM) is None
    assert trees.place(DATA, FIELD) == Place(GROUP, Ref(Part.FIELD, "c"))
    assert trees.place(DATA, Ref(Part.FIELD, "c")) == Place(GROUP, GROUP)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("required", False, {"required": False}),
        ("label.sv", "Ålder?", {"label": {"sv": "Ålder?", "en": "Word"}}),
        ("label.fi", "Ikä?", {"label": {"sv": "Ord", "en": "Word", "fi": "Ikä?"}}),
        ("label.en", "", {"label": {"sv": "Ord"}}),
        ("help.sv", "Hjälp", {"help": {"sv": "Hjälp"}}),
        ("help.sv", None, {}),
        ("decimals", 0, {"decimals": 0}),
    ],
)
def test_an_attribute_is_set_by_the_names_of_its_parts(name, value, expected):
    assert trees.with_attribute(_form("q"), FIELD, name, value) == a_form(a_field("q", **expected))


def test_a_text_without_any_language_goes_too():
    data = a_form(a_field("q", help={"sv": "Hjälp"}))

    assert trees.with_attribute(data, FIELD, "help.sv", None) == _form("q")


def test_what_is_new_stands_last_or_after_a_sibling_or_first():
    new = a_field("n")

    assert trees.added(_form("q", "r"), GROUP, Part.FIELD, new) == _form("q", "r", "n")
    assert trees.added(_form("q", "r"), GROUP, Part.FIELD, new, after=FIELD) == _form("q", "n", "r")
    assert trees.added(_form("q", "r"), GROUP, Part.FIELD, new, after=GROUP) == _form("n", "q", "r")


def test_what_is_moved_takes_what_stands_in_it_along():
    group, other = (
        {"id": "g", "fields": [a_field("q", "choice")]},
        {"id": "h", "fields": [a_field("r")]},
    )
    data = a_form_of(group, other)

    assert trees.moved(data, GROUP, Ref(Part.PAGE, "p")) == a_form_of(other, group)
    assert trees.moved(data, FIELD, Ref(Part.GROUP, "h"), Ref(Part.GROUP, "h")) == a_form_of(
        {"id": "g"}, {"id": "h", "fields": [a_field("q", "choice"), a_field("r")]}
    )


def test_what_is_removed_takes_what_stands_in_it_along():
    assert trees.removed(DATA, Ref(Part.TABLE, "t")) == a_form(
        *DATA["pages"][0]["groups"][0]["fields"]
    )
    assert trees.walk(trees.removed(DATA, GROUP)) == (
        FORM,
        Ref(Part.PAGE, "p"),
        Ref(Part.TABLE, "t"),
    )


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (lambda: trees.with_attribute(DATA, Ref(Part.FIELD, "x"), "unit", 1), trees.NoSuchElement),
        (lambda: trees.with_attribute(DATA, FIELD, "id", "x"), trees.NotAnAttribute),
        (lambda: trees.with_attribute(DATA, FIELD, "choices", []), trees.NotAnAttribute),
        (lambda: trees.added(DATA, GROUP, Part.FIELD, a_field("q")), trees.IdTaken),
        (lambda: trees.added(DATA, GROUP, Part.FIELD, a_field("g")), trees.IdTaken),
        (lambda: trees.added(DATA, FORM, Part.FIELD, a_field("x")), trees.WrongPlace),
        (lambda: trees.moved(DATA, Ref(Part.CHOICE, "a", "c"), FIELD), trees.WrongPlace),
        (lambda: trees.moved(DATA, FIELD, GROUP, Ref(Part.TABLE, "t")), trees.WrongPlace),
        (lambda: trees.moved(DATA, FORM, GROUP), trees.WrongPlace),
        (lambda: trees.removed(DATA, FORM), trees.WrongPlace),
        (lambda: trees.elements(_form("q", "q")), trees.IdTaken),
        (lambda: Ref.read("field"), trees.NoSuchElement),
        (lambda: Ref.read("choice:a"), trees.NoSuchElement),
        (lambda: Ref.read("form:a"), trees.NoSuchElement),
        (lambda: Ref.read("what:a"), trees.NoSuchElement),
    ],
)
def test_what_cannot_be_done_is_refused(edit, refusal):
    with pytest.raises(refusal):
        edit()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Bor du ensam?", "bor_du_ensam"),
        ("Hur gammal är du, på ett ungefär?", "hur_gammal_ar_du_pa_ett_ungefar"),
        ("Är det något vi ska tänka på när vi pratar med dig?", "ar_det_nagot_vi_ska_tanka_pa_nar_vi"),
        ("3 barn", "barn"),
        ("Smörgåsbord" * 5, "smorgasbord" * 3 + "smorgas"),
        ("…", "field"),
        ("q", "q_2"),
        ("Today", "today_2"),
    ],
)  # fmt: skip
def test_an_id_is_made_of_words(words, expected):
    assert trees.new_id(DATA, words) == expected


def test_an_id_need_only_be_new_among_those_of_its_kind_and_not_be_one_of_old():
    assert trees.new_id(DATA, "Q", Part.PAGE) == "q"
    assert trees.new_id(DATA, "G", Part.FIELD) == "g_2"
    assert trees.new_id(DATA, "A", Part.CHOICE, of="c") == "a_2"
    assert trees.new_id(DATA, "A", Part.CHOICE, of="q") == "a"
    assert trees.new_id(DATA, "A", taken=["a", "a_2"]) == "a_3"


@given(st.lists(st.text(), min_size=1, max_size=4))
@quick
def test_any_words_give_a_usable_id_each_time_another(words):
    data = _form("q")
    for one in words * 2:
        new = trees.new_id(data, one)
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", new)
        data = trees.added(data, GROUP, Part.FIELD, a_field(new))


def test_a_check_may_have_an_id_which_no_other_of_the_field_has():
    check = {"id": "grown", "holds": "q > 17", "message": WORDS}
    form = a_form(a_field("q", "number", checks=[check, {"holds": "q < 99", "message": WORDS}]))

    assert schema_json.write(schema_json.read(form)) == form
    with pytest.raises(UnreadableForm, match="check of q id used twice: grown"):
        schema_json.read(a_form(a_field("q", "number", checks=[check, check])))
