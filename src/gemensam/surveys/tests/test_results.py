"""Results: whole values for each sort of question, and what is hidden while few have answered."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from gemensam.surveys import actions, queries, tallies
from gemensam.surveys.models import SurveyKind
from gemensam.surveys.rules.suppression import counted_while_open
from gemensam.surveys.rules.tallying import ALL, Asked, Sheet, Sort, Tally, tally
from gemensam.surveys.tests.asking import LIDKOPING, MUNKEDAL, NOW, a_survey, answer, home, invite
from gemensam.tenancy.context import tenant_context

PICK = Asked("pick", "Vill du?", Sort.PICK, (("a", "Ja"), ("b", "Nej")))
PICKS = replace(PICK, id="picks", sort=Sort.PICKS)
NUMBER = Asked("number", "Hur många?", Sort.NUMBER)
WORDS = Asked("words", "Varför?", Sort.WORDS)


def _sheets(code: str, count: int, **given: object) -> list[Sheet]:
    return [Sheet(code, {key: (value,) for key, value in given.items()})] * count


def test_picks_are_counted_by_municipality_and_in_all_and_those_not_asked_are_not_among_them():
    sheets = [
        *_sheets("1", 12, pick=("a",)), *_sheets("1", 20, pick=("b",)),
        *_sheets("2", 30, pick=("a",)), *_sheets("2", 15, pick=("b",)), *_sheets("2", 5),
    ]  # fmt: skip
    [question] = tally([PICK], sheets, ["1", "2"], hides=True)
    assert question.by_place == {
        ALL: Tally(77, (42, 35)), "1": Tally(32, (12, 20)), "2": Tally(45, (30, 15))
    }  # fmt: skip


def test_of_several_picks_each_is_hidden_for_itself_also_where_nearly_all_picked_it():
    sheets = [
        *_sheets("1", 20, picks=("a", "b")), *_sheets("1", 15, picks=("a",)), *_sheets("1", 3, picks=("b",)),
    ]  # fmt: skip
    [question] = tally([PICKS], sheets, ["1"], hides=True)
    assert question.whole == Tally(38, (None, 23))
    [open_to_see] = tally([PICKS], sheets, ["1"], hides=False)
    assert open_to_see.whole == Tally(38, (35, 23))


def test_the_mean_of_few_is_hidden_with_another_that_would_give_it_away():
    sheets = [
        *_sheets("1", 4, number=Decimal(3)), *_sheets("2", 11, number=Decimal(5)), *_sheets("3", 30, number=Decimal(6)),
    ]  # fmt: skip
    [question] = tally([NUMBER], sheets, ["1", "2", "3"], hides=True)
    whole = question.whole
    assert (whole.answered, whole.median) == (45, Decimal(6))
    assert question.by_place["1"] == Tally(4)
    assert question.by_place["2"] == Tally(11)
    assert question.by_place["3"] == Tally(30, mean=Decimal(6), median=Decimal(6))


def test_a_few_written_answers_are_not_shown_and_many_are_in_alphabetical_order():
    few = tally([WORDS], _sheets("1", 9, words="Ja"), ["1"], hides=True)[0]
    many = tally(
        [WORDS], [*_sheets("1", 9, words="b"), *_sheets("1", 1, words="a")], ["1"], hides=True
    )[0]
    assert (few.texts, many.texts) == ((), ("a", *("b",) * 9))


def test_an_open_surveys_results_never_change_by_fewer_than_ten_answers():
    shown = [counted_while_open(answered) for answered in range(60)]
    steps = {after - before for before, after in pairwise(shown)}
    assert steps == {0, 10}
    # Also when it closes, and all are counted.
    assert all(count - of == count or count - of >= 10 for count, of in enumerate(shown))


@pytest.fixture
def in_munkedal(db):
    with tenant_context(home().tenant_id):
        yield


def _results(survey):
    return tallies.results(queries.survey(survey.id, now=NOW), language="sv")


def test_hidden_answers_do_not_count_and_calculated_ones_do(in_munkedal):
    survey = a_survey(SurveyKind.BODIES, codes=(MUNKEDAL, LIDKOPING))
    [one] = invite(survey, "a@example.org")
    [two] = invite(survey, "b@example.org", code=LIDKOPING)
    answer(survey, token=one, pick="a", picks=("a", "c"), number="4,5", words="Bra")
    # The number is asked of those who say yes.
    answer(survey, token=two, pick="b", number="7")

    found = {one.asked.id: one for one in _results(survey).questions}
    assert found["pick"].whole == Tally(2, (1, 1, 0))
    assert found["picks"].by_place[MUNKEDAL] == Tally(1, (1, 0, 1))
    assert found["number"].whole == Tally(1, mean=Decimal("4.5"), median=Decimal("4.5"))
    assert found["double"].whole == Tally(1, mean=Decimal(9), median=Decimal(9))
    assert found["words"].texts == ("Bra",)


def test_results_of_an_anonymous_survey_wait_while_it_is_open_and_count_all_when_it_closes(
    in_munkedal,
):
    survey = a_survey()
    for n in range(23):
        answer(survey, pick="a" if n % 2 else "b")
    while_open = _results(survey)
    actions.close_survey(survey.id, now=NOW)
    closed = _results(survey)

    assert (while_open.answered, while_open.counted) == (23, 10)
    # Five and five of ten.
    assert while_open.questions[0].whole == Tally(10, (None, None, 0))
    assert (closed.answered, closed.counted) == (23, 23)
    assert closed.questions[0].whole == Tally(23, (11, 12, 0))
