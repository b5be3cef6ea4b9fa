"""Two who edit the same form: nothing either wrote is lost, and what they disagree on is said."""

from functools import reduce
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.questionnaires.rules import schema_json, trees
from gemensam.questionnaires.rules.differences import What, difference
from gemensam.questionnaires.rules.merging import Clash, Merged, Why, chosen, merge
from gemensam.questionnaires.rules.trees import FORM, Part, Ref
from gemensam.questionnaires.tests.edits import data_by_chance, edited
from gemensam.questionnaires.tests.examples import a_field, a_form, a_form_of, rows

seeds = st.integers(0, 2**32)
counts = st.integers(0, 12)
quick = settings(deadline=None, max_examples=30)
three = st.tuples(seeds, counts, seeds, counts, seeds)


def _three(drawn: tuple[int, int, int, int, int]) -> tuple[dict, dict, dict]:
    seed, theirs, his, mine, my = drawn
    base = data_by_chance(seed)
    return base, edited(base, his, theirs, "theirs"), edited(base, my, mine, "mine")


@given(three)
@quick
def test_where_only_one_edited_that_is_what_comes_of_it(drawn):
    base, theirs, mine = _three(drawn)

    assert merge(base, base, mine) == Merged(mine, ())
    assert merge(base, theirs, base) == Merged(theirs, ())
    assert merge(base, mine, mine) == Merged(mine, ())


def _written(data: Any) -> set[str]:
    """Give the texts that `edited` wrote: each is found nowhere else."""
    if isinstance(data, str):
        return {data} if data.startswith(("theirs ", "mine ")) else set()
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return {text for part in parts for text in _written(part)}


def _told(merged: Merged) -> list[Any]:
    """Give all that is in the result or in a clash."""
    return [merged.data, *([one.base, one.theirs, one.mine] for one in merged.clashes)]


@given(three)
@quick
def test_what_either_wrote_is_in_the_result_or_in_a_clash(drawn):
    base, theirs, mine = _three(drawn)
    merged = merge(base, theirs, mine)

    assert (_written(theirs) | _written(mine)) - _written(_told(merged)) == set()


@given(three)
@quick
def test_what_neither_removed_and_what_either_added_is_there(drawn):
    base, theirs, mine = _three(drawn)
    merged = merge(base, theirs, mine)

    was, one, other = (set(trees.walk(data)) for data in (base, theirs, mine))
    told = {clash.ref for clash in merged.clashes}
    renamed = {clash.ref.id: clash.mine for clash in merged.clashes if clash.why is Why.SAME_ID}
    ids = {ref.id for ref in trees.walk(merged.data)}
    assert (one & other) - set(trees.walk(merged.data)) - told == set()
    assert {
        ref for ref in (one | other) - was - told if renamed.get(ref.id, ref.id) not in ids
    } == set()


@given(three)
@quick
def test_what_comes_of_two_readable_forms_reads_unless_there_is_a_clash(drawn):
    base, theirs, mine = _three(drawn)
    merged = merge(base, theirs, mine)

    names = [
        ("field" if ref.kind is Part.GROUP else ref.kind, ref.id, ref.of)
        for ref in trees.walk(merged.data)
    ]
    assert len(names) == len(set(names))
    if not merged.clashes:
        schema_json.read(merged.data)


@given(three)
@quick
def test_theirs_stays_wherever_the_two_set_the_same_thing(drawn):
    """So that undo, which is mine, leaves what others did after my step."""
    base, theirs, mine = _three(drawn)
    merged = merge(base, theirs, mine)

    told = {clash.ref for clash in merged.clashes}
    found, here = trees.elements(merged.data), trees.elements(theirs)
    lost = [
        change
        for change in difference(base, theirs)
        if change.what is What.CHANGED
        and change.ref not in told
        and _at(found[change.ref].attributes, change.attribute) != change.new
    ]
    assert [change for change in lost if not isinstance(change.new, list)] == []
    assert here.keys() - found.keys() - trees.elements(base).keys() - told == set()


def _at(attributes: Any, name: str) -> Any:
    first, _, rest = name.partition(".")
    inner = attributes.get(first) if isinstance(attributes, dict) else None
    return _at(inner, rest) if rest else inner


@given(seeds, seeds)
@quick
def test_edits_to_different_elements_are_all_there_and_nothing_clashes(seed, other):
    base, random = data_by_chance(seed), Random(other)
    refs = [ref for ref in trees.walk(base) if ref.kind in {Part.FIELD, Part.PAGE, Part.CHOICE}]
    random.shuffle(refs)
    half, name = len(refs) // 2, {Part.PAGE: "title.fi"}
    edits = [(ref, name.get(ref.kind, "label.fi"), f"ord {ref}") for ref in refs]
    page, field = trees.children(base, FORM)[0], a_field("own")
    theirs = trees.added(base, page, Part.GROUP, {"id": "their_own", "fields": [field]})
    theirs = reduce(lambda data, edit: trees.with_attribute(data, *edit), edits[:half], theirs)
    mine = trees.added(base, page, Part.GROUP, {"id": "my_own", "fields": [a_field("of_mine")]})
    mine = reduce(lambda data, edit: trees.with_attribute(data, *edit), edits[half:], mine)
    moved = next(ref for ref in refs if ref.kind is Part.FIELD)
    mine = trees.moved(mine, moved, Ref(Part.GROUP, "my_own"))
    merged = merge(base, theirs, mine)

    expected = trees.added(
        theirs, page, Part.GROUP, {"id": "my_own", "fields": [a_field("of_mine")]}
    )
    expected = reduce(lambda data, edit: trees.with_attribute(data, *edit), edits[half:], expected)
    expected = trees.moved(expected, moved, Ref(Part.GROUP, "my_own"))
    emptied = [one for one in merged.clashes if one.why is Why.EMPTIED]
    assert (merged.data, emptied) == (expected, list(merged.clashes))


@given(three)
@quick
def test_undo_then_redo_gives_what_there_was_when_somebody_else_went_on(drawn):
    seed, mine, my, theirs, his = drawn
    before = data_by_chance(seed)
    after = edited(before, my, mine, "mine")
    now = edited(after, his, theirs, "theirs")

    undone = merge(after, now, before)
    redone = merge(before, undone.data, after)
    step, later = difference(before, after), difference(after, now)
    of_step, of_later = ({(one.ref, one.attribute) for one in some} for some in (step, later))
    taken_back = (set(trees.walk(after)) - set(trees.walk(now))) - set(trees.walk(before))
    if not undone.clashes and not of_step & of_later and not taken_back:
        # What I moved out of something I removed, and they changed meanwhile, is asked about once
        # more rather than lost.
        assert {one.why for one in redone.clashes} <= {Why.REMOVED}
        if redone.clashes:
            return
        assert {one.what for one in difference(now, redone.data)} <= {What.MOVED}


FIELD, GROUP, PAGE = Ref(Part.FIELD, "q"), Ref(Part.GROUP, "g"), Ref(Part.PAGE, "p")
BASE = a_form(a_field("q"), a_field("r"), a_field("s"))


def test_texts_are_laid_together_language_by_language():
    theirs = trees.with_attribute(BASE, FIELD, "label.sv", "Fråga?")
    mine = trees.with_attribute(BASE, FIELD, "label.fi", "Kysymys?")

    assert merge(BASE, theirs, mine) == Merged(
        trees.with_attribute(theirs, FIELD, "label.fi", "Kysymys?"), ()
    )


def test_the_same_attribute_set_to_two_values_stays_theirs_and_either_can_be_chosen():
    theirs = trees.with_attribute(BASE, FIELD, "label.sv", "Deras?")
    mine = trees.with_attribute(BASE, FIELD, "label.sv", "Min?")
    clash = Clash(Why.CHANGED, FIELD, "label.sv", "Ord", "Deras?", "Min?")

    assert merge(BASE, theirs, mine) == Merged(theirs, (clash,))
    assert chosen(theirs, clash, mine=True) == mine
    assert chosen(theirs, clash, mine=False) == theirs


def test_what_one_moved_and_the_other_edited_gets_both():
    base = a_form_of({"id": "g", "fields": [a_field("q"), a_field("r")]}, rows("h", a_field("s")))
    theirs = trees.moved(base, FIELD, Ref(Part.GROUP, "h"))
    mine = trees.with_attribute(base, FIELD, "required", False)

    assert merge(base, theirs, mine) == Merged(
        trees.with_attribute(theirs, FIELD, "required", False), ()
    )


def test_what_both_put_in_the_same_place_stands_theirs_first():
    theirs = trees.added(BASE, GROUP, Part.FIELD, a_field("t"), after=FIELD)
    mine = trees.added(BASE, GROUP, Part.FIELD, a_field("m"), after=FIELD)
    mine = trees.moved(mine, Ref(Part.FIELD, "s"), GROUP, GROUP)

    merged = merge(BASE, theirs, mine)
    assert (trees.children(merged.data, GROUP), merged.clashes) == (
        tuple(Ref(Part.FIELD, one) for one in "sqtmr"), ()
    )  # fmt: skip


def test_what_one_removed_and_the_other_edited_inside_stays_whole_until_somebody_chooses():
    base = a_form_of({"id": "g", "fields": [a_field("q"), a_field("r")]}, rows("h", a_field("s")))
    theirs = trees.removed(base, GROUP)
    mine = trees.with_attribute(base, FIELD, "label.sv", "Ny?")
    clash = Clash(Why.REMOVED, GROUP, "", trees.find(base, GROUP), None, trees.find(mine, GROUP))

    assert merge(base, theirs, mine) == Merged(mine, (clash,))
    assert chosen(mine, clash, mine=False) == theirs
    assert chosen(mine, clash, mine=True) == mine


def test_what_both_moved_to_different_places_stays_where_they_put_it():
    groups = [{"id": one, "fields": [a_field(f"q_{one}")]} for one in ("g", "h", "i")]
    base = a_form_of({**groups[0], "fields": [a_field("q"), a_field("r")]}, *groups[1:])
    theirs = trees.moved(base, FIELD, Ref(Part.GROUP, "h"))
    mine = trees.moved(base, FIELD, Ref(Part.GROUP, "i"))
    places = [
        {"in": "group:g", "after": "group:g"}, {"in": "group:h", "after": "field:q_h"},
        {"in": "group:i", "after": "field:q_i"},
    ]  # fmt: skip

    merged = merge(base, theirs, mine)
    assert merged == Merged(theirs, (Clash(Why.MOVED, FIELD, "", *places),))
    assert chosen(merged.data, merged.clashes[0], mine=True) == mine


def test_two_questions_with_one_id_both_stay_and_my_rules_and_tests_follow_mine():
    test = {"id": "t", "title": "Test", "today": "2026-11-22"}
    answers = {
        "answers": {"income": "5"},
        "expect": {"shown": ["income"], "values": {"income": ""}},
    }
    theirs = trees.added(BASE, GROUP, Part.FIELD, a_field("income", "money"))
    mine = trees.added(BASE, GROUP, Part.FIELD, a_field("income", "number"))
    mine = trees.with_attribute(mine, FIELD, "show_when", 'income > 3 and r = "income"')
    mine = trees.added(mine, FORM, Part.TEST, test | answers)

    follows = {
        "answers": {"income_2": "5"},
        "expect": {"shown": ["income_2"], "values": {"income_2": ""}},
    }
    expected = trees.added(theirs, GROUP, Part.FIELD, a_field("income_2", "number"))
    expected = trees.with_attribute(expected, FIELD, "show_when", 'income_2 > 3 and r = "income"')
    expected = trees.added(expected, FORM, Part.TEST, test | follows)
    clash = Clash(Why.SAME_ID, Ref(Part.FIELD, "income"), "id", None, "income", "income_2")
    assert merge(BASE, theirs, mine) == Merged(expected, (clash,))


def test_an_answer_added_to_a_question_that_takes_none_now_is_in_a_clash_only():
    base = a_form(a_field("q", "choice"))
    theirs = a_form(a_field("q"))
    new = {"id": "d", "label": {"sv": "Annat"}}
    mine = trees.added(base, FIELD, Part.CHOICE, new)
    clash = Clash(Why.REMOVED, Ref(Part.CHOICE, "d", "q"), "", None, None, new)

    assert merge(base, theirs, mine) == Merged(theirs, (clash,))
    assert chosen(theirs, clash, mine=True)["pages"][0]["groups"][0]["fields"][0]["choices"] == [
        new
    ]


def test_a_group_that_the_two_emptied_between_them_is_told_of():
    base = a_form(a_field("q"), a_field("r"))
    merged = merge(base, trees.removed(base, FIELD), trees.removed(base, Ref(Part.FIELD, "r")))

    assert merged == Merged(
        trees.removed(trees.removed(base, FIELD), Ref(Part.FIELD, "r")),
        (Clash(Why.EMPTIED, GROUP, "field", ["q", "r"], ["r"], ["q"]),),
    )


def test_languages_that_each_added_are_all_there():
    theirs, mine = {**BASE, "languages": ["sv", "en", "so"]}, {**BASE, "languages": ["sv", "fi"]}

    assert merge(BASE, theirs, mine) == Merged({**BASE, "languages": ["sv", "so", "fi"]}, ())


def test_bounds_of_rows_that_leave_nothing_between_them_clash():
    base = a_form_of(rows("g", a_field("q")))
    theirs = trees.with_attribute(base, GROUP, "repeat.least", 5)
    mine = trees.with_attribute(base, GROUP, "repeat.most", 3)
    repeats = [trees.find(data, GROUP)["repeat"] for data in (base, theirs, mine)]

    assert merge(base, theirs, mine) == Merged(
        theirs, (Clash(Why.CHANGED, GROUP, "repeat", *repeats),)
    )


def test_a_shared_forms_new_version_comes_into_the_adapted_one_beside_what_was_done_here():
    adapted = trees.with_attribute(BASE, FIELD, "label.sv", "Hos oss?")
    adapted = trees.removed(adapted, Ref(Part.FIELD, "s"))
    newer = trees.added(BASE, GROUP, Part.FIELD, a_field("t"))
    newer = trees.with_attribute(newer, FIELD, "help.sv", "Hjälp")

    expected = a_form(
        a_field("q", label={"sv": "Hos oss?", "en": "Word"}, help={"sv": "Hjälp"}),
        a_field("r"), a_field("t"),
    )  # fmt: skip
    assert merge(BASE, adapted, newer) == Merged(expected, ())
