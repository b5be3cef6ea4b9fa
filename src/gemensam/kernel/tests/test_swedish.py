"""Swedish order: å, ä, ö last, case and foreign accents ignored, v before w."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.swedish import sort_key


def test_municipalities_sort_as_in_a_swedish_list() -> None:
    expected = ["Ale", "Alingsås", "Bengtsfors", "Munkedal", "Ydre", "Åmål", "Ängelholm", "Öckerö"]
    shuffled = expected[::-1]
    assert sorted(shuffled, key=sort_key) == expected


def test_accents_do_not_move_a_name_and_w_comes_after_v() -> None:
    expected = ["Eda", "Édith", "Edsbyn", "Müller", "Myra", "Vy", "Wall", "Zorn", "Ærø", "Østen"]
    shuffled = expected[::-1]
    assert sorted(shuffled, key=sort_key) == expected


@given(st.text(alphabet="abcåäöÅÄÖéü "))
def test_composed_and_decomposed_text_sort_alike(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


@given(st.text(alphabet="aAbBzZåÅäÄöÖ"))
def test_case_does_not_matter(text: str) -> None:
    assert sort_key(text.upper()) == sort_key(text.lower())
