"""What differs between two versions of a form is said element by element."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.differences import (
    Change,
    Origin,
    State,
    What,
    difference,
    origin,
    place_from,
    steady,
)
from gemensam.questionnaires.rules.trees import FORM, Part, Ref
from gemensam.questionnaires.tests.edits import data_by_chance, edited
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form_of

seeds = st.integers(0, 2**32)
quick = settings(deadline=None, max_examples=30)
OLD = a_form_of(
    {"id": "g", "fields": [a_field("q"), a_field("r"), a_field("u"), a_field("s", "choice")]},
    {"id": "h", "fields": [a_field("t")]},
)
NEW = a_form_of(
    {
        "id": "g",
        "fields": [
            a_field("s", "choice"), a_field("n"), a_field("q", label={"sv": "Nytt"}), a_field("u"),
        ],
    },
    {"id": "i", "fields": [a_field("m")]},
    title=WORDS, languages=["sv"],
)  # fmt: skip


def _field(name: str) -> Ref:
    return Ref(Part.FIELD, name)


def test_each_difference_is_told_in_the_newer_ones_order():
    group = {"id": "i", "fields": [a_field("m")]}

    assert difference(OLD, NEW) == (
        Change(What.CHANGED, FORM, "languages", ["sv", "en"], ["sv"]),
        Change(What.MOVED, _field("s"), "", {"in": "group:g", "after": "field:u"},
               {"in": "group:g", "after": "group:g"}),
        Change(What.ADDED, _field("n"), new=a_field("n")),
        Change(What.CHANGED, _field("q"), "label.sv", "Ord", "Nytt"),
        Change(What.CHANGED, _field("q"), "label.en", "Word"),
        Change(What.REMOVED, _field("r"), "", a_field("r")),
        Change(What.REMOVED, Ref(Part.GROUP, "h"), "", {"id": "h", "fields": [a_field("t")]}),
        Change(What.ADDED, Ref(Part.GROUP, "i"), new=group),
    )  # fmt: skip


@given(seeds, seeds, st.integers(0, 6))
@quick
def test_what_differs_done_to_the_old_gives_the_new(seed, other, count):
    old = data_by_chance(seed)
    new = edited(old, other, count, "ord")
    changes = difference(old, new)

    assert (changes == ()) is (old == new)
    by_what = {what: [one for one in changes if one.what is what] for what in What}
    was, now = trees.elements(old), trees.elements(new)
    assert {ref for one in by_what[What.REMOVED] for ref in trees.under(was, one.ref)} >= set(
        was
    ) - set(now)
    assert {ref for one in by_what[What.ADDED] for ref in trees.under(now, one.ref)} >= set(
        now
    ) - set(was)
    data = old
    for one in by_what[What.CHANGED]:
        data = trees.with_attribute(data, one.ref, one.attribute, one.new)
    assert [(ref, one.attributes) for ref, one in trees.elements(data).items() if ref in now] == [
        (ref, now[ref].attributes) for ref in was if ref in now
    ]
    assert [place_from(one.new) for one in by_what[What.MOVED]] == [
        trees.place(new, one.ref) for one in by_what[What.MOVED]
    ]


def test_the_fewest_count_as_moved():
    assert steady("abcde", "eabcd") == set("abcd")
    assert steady("abc", "xcyab") == set("ab")
    assert steady("", "ab") == set()


def test_of_each_element_it_is_said_what_is_as_shared_and_what_is_done_here():
    found = origin(OLD, NEW)

    assert {str(ref): one for ref, one in found.items() if ref.kind in {Part.FORM, Part.FIELD}} == {
        "form": Origin(State.CHANGED, {"languages": State.CHANGED}),
        "field:s": Origin(State.CHANGED, {}, is_moved=True),
        "field:n": Origin(State.ADDED, {}),
        "field:q": Origin(State.CHANGED, {"label.sv": State.CHANGED, "label.en": State.REMOVED}),
        "field:u": Origin(State.SHARED, {}),
        "field:m": Origin(State.ADDED, {}),
        "field:r": Origin(State.REMOVED, {}),
        "field:t": Origin(State.REMOVED, {}),
    }
    assert found[Ref(Part.CHOICE, "a", "s")] == Origin(State.SHARED, {})
