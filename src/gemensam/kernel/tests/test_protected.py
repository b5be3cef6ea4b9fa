"""Protected text: no ordinary way of using it gives the characters away."""

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.protected import ProtectedStr

SECRET = "Granstigen 4"
PROTECTED = ProtectedStr(SECRET)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (str(PROTECTED), "•••"),
        (f"{PROTECTED}", "•••"),
        (f"{PROTECTED:>5}", "  •••"),
        ("%s" % PROTECTED, "•••"),  # noqa: UP031
        (repr(PROTECTED), "ProtectedStr('•••')"),
        (json.dumps({"address": PROTECTED}, default=str, ensure_ascii=False), '{"address": "•••"}'),
    ],
)
def test_every_way_of_printing_gives_dots(shown: str, expected: str) -> None:
    assert shown == expected


@given(st.text())
def test_reveal_gives_the_characters_back(text: str) -> None:
    assert ProtectedStr(text).reveal() == text


def test_plain_json_refuses_it_rather_than_writing_the_characters() -> None:
    with pytest.raises(TypeError):
        json.dumps(PROTECTED)


def test_joining_refuses_it_rather_than_writing_the_characters() -> None:
    with pytest.raises(TypeError):
        ", ".join([PROTECTED, PROTECTED])  # noqa: FLY002 - joining is what is tested


def test_equality_is_between_protected_strings_only() -> None:
    same = ProtectedStr(SECRET)
    assert (same, hash(same), ProtectedStr("x") == PROTECTED, PROTECTED == SECRET) == (
        PROTECTED,
        hash(PROTECTED),
        False,
        False,
    )


def test_emptiness_can_be_asked() -> None:
    assert (bool(PROTECTED), bool(ProtectedStr(""))) == (True, False)


def test_copies_are_the_same_object() -> None:
    assert (copy.copy(PROTECTED) is PROTECTED, copy.deepcopy(PROTECTED) is PROTECTED) == (
        True,
        True,
    )


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        PROTECTED._value = "x"
    with pytest.raises(AttributeError):
        del PROTECTED._value


def test_it_cannot_be_pickled_into_a_cache_or_a_queue() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(PROTECTED)
