"""Whether a draft can go on in a newer version: each reason, what is new, and that one fits itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.rebasing import Change, Comparison, Why, compare
from gemensam.questionnaires.rules.values import Parts
from gemensam.questionnaires.tests.examples import (
    WORDS,
    a_field,
    a_form,
    a_form_of,
    answers_by_chance,
    form_by_chance,
    rows,
)

LABEL = Text("Ord", "Word")
PLAIN = a_form(a_field("q"), a_field("other"))
PICKS = a_form(
    a_field("k", "choice"), a_field("s", "many_choice"), a_field("y", "yes_no", dont_know=True)
)
FEWER = [{"id": one, "label": WORDS} for one in ("a", "b")]
ROWS = a_form_of(rows("r", a_field("q")), {"id": "g", "fields": [a_field("other")]})


def _compared(old, new, answers):
    return compare(schema_json.read(old), schema_json.read(new), answers)


def _losses(old, new, answers):
    compared = _compared(old, new, answers)
    assert compared.fits == (not compared.losses)
    return [(one.field_id, one.why) for one in compared.losses]


@pytest.mark.parametrize(
    ("old", "new", "answers", "losses"),
    [
        (PLAIN, a_form(a_field("other")), {"q": "Ord"}, [("q", Why.REMOVED)]),
        (PLAIN, a_form(a_field("other")), {"q": "", "other": "Ord"}, []),
        (PLAIN, a_form(a_field("q", "long_text"), a_field("other")), {"q": "1"}, [("q", Why.OTHER_KIND)]),
        (PLAIN, a_form(a_field("q", "long_text"), a_field("other")), {}, []),
        (PLAIN, ROWS, {"q": "Ord"}, [("q", Why.OTHER_GROUP)]),
        (ROWS, PLAIN, {"r@a": "yes", "q@a": "Ord", "q@b": "Ord"}, [("q", Why.OTHER_GROUP)]),
        # A row that was removed may come back, so its answers are not lost either.
        (ROWS, PLAIN, {"r@a": "no", "q@a": "Ord"}, [("q", Why.OTHER_GROUP)]),
        # A row without answers is no answer.
        (ROWS, PLAIN, {"r@a": "yes", "q@a": ""}, []),
        (ROWS, a_form_of(rows("s", a_field("q"))), {"q@a": "Ord"}, [("q", Why.OTHER_GROUP)]),
        (PICKS, a_form(a_field("k", "choice", choices=FEWER)), {"k": "a"}, []),
        (PICKS, a_form(a_field("k", "choice", choices=FEWER)), {"k": "c"}, [("k", Why.CHOICE_GONE)]),
        (PICKS, a_form(a_field("s", "many_choice", choices=FEWER)), {"s": ("a", "c")}, [("s", Why.CHOICE_GONE)]),
        (PICKS, a_form(a_field("s", "many_choice", choices=FEWER)), {"s": ("a", "b")}, []),
        (PICKS, a_form(a_field("y", "yes_no")), {"y": "dont_know"}, [("y", Why.CHOICE_GONE)]),
        (PICKS, a_form(a_field("y", "yes_no")), {"y": "no"}, []),
        (PLAIN, a_form(a_field("z")), {"q": "1", "other": "2"}, [("q", Why.REMOVED), ("other", Why.REMOVED)]),
        # Kept from a version before the old one.
        (PLAIN, PLAIN, {"before": "Ord"}, []),
    ],
)  # fmt: skip
def test_a_draft_stays_when_an_answer_would_be_lost_and_else_it_moves(old, new, answers, losses):
    assert _losses(old, new, answers) == losses


def test_a_question_that_moves_to_another_page_or_is_worded_otherwise_comes_along():
    new = a_form(
        a_field(
            "other", label={"sv": "Annat"}, show_when="answered(q)", purpose=WORDS, required=False
        )
    )
    new["pages"].append(
        {"id": "p2", "title": WORDS, "groups": [{"id": "h", "fields": [a_field("q")]}]}
    )
    given = {"q": "Ord", "other": "Ord"}

    assert _compared(PLAIN, new, given) == Comparison((), ())


def test_what_is_new_and_asked_is_told_in_its_own_words():
    new = a_form(
        a_field("q"), a_field("other"), a_field("fresh", "person"), a_field("told", "statement"),
        a_field("total", "calculated", value="1"), a_field("agree", "statement", accept_label=WORDS),
    )  # fmt: skip
    assert _compared(PLAIN, new, {"q": "Ord"}) == Comparison(
        (), (Change("fresh", LABEL, Why.ADDED), Change("agree", LABEL, Why.ADDED))
    )


def test_a_loss_is_told_in_the_words_that_the_person_was_asked_in():
    new = a_form(a_field("q", "person", label={"sv": "Nya ord"}), a_field("other"))
    assert _compared(PLAIN, new, {"q": "Ord"}).losses == (Change("q", LABEL, Why.OTHER_KIND),)
    assert _compared(PLAIN, new, {"q": Parts()}).losses == ()


@given(st.randoms(use_true_random=False))
def test_a_form_always_fits_itself(random):
    form = form_by_chance(random)
    # Only what a page can have sent: a choice that the form has never had is another form's.
    answers = {
        key: value
        for key, value in answers_by_chance(random, form).items()
        if not _is_strange(form.field(key.partition("@")[0]), value)
    }
    assert compare(form, form, answers) == Comparison((), ())


def _is_strange(field, value):
    if field is None or not field.options:
        return False
    picked = value if isinstance(value, tuple) else (value,)
    return not set(picked) <= {"", *field.options}
