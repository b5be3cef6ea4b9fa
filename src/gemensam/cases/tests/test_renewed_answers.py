"""What a caseworker sees of a renewal's answers: changed and from what, or the same since when."""

from datetime import date

import pytest

from gemensam.cases.pages import _changed, _unchanged
from gemensam.cases.queries import AnswerLine


@pytest.mark.parametrize(
    ("line", "mark", "since"),
    [
        (AnswerLine("a", "Hyra", "7 500 kr", is_changed=True, before="7 200 kr"),
         "Ändrat sedan förra månaden, var: 7 200 kr", ""),
        (AnswerLine("a", "Hyra", "7 500 kr", is_changed=True), "Nytt", ""),
        (AnswerLine("a", "Hyra", "7 500 kr", since=date(2026, 10, 1)),
         "", "Oförändrat sedan oktober 2026"),
        (AnswerLine("a", "Hyra", "7 500 kr"), "", ""),
    ],
)  # fmt: skip
def test_an_answer_says_whether_it_is_as_before(line, mark, since):
    found = _changed(line)
    assert (found.text if found else "", _unchanged(line)) == (mark, since)
