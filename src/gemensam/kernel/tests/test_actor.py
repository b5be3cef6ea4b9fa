"""Rights as HSA writes them, and what an actor shows when printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.actor import (
    ANONYMOUS,
    Activity,
    Actor,
    ActorKind,
    Assurance,
    InformationClass,
    Right,
    Scope,
    UnreadableRight,
)

rights = st.builds(
    Right, st.sampled_from(Activity), st.sampled_from(InformationClass), st.sampled_from(Scope)
)


@given(rights)
def test_right_comes_back_from_its_text(right: Right) -> None:
    assert Right.parse(str(right)) == right


def test_hsa_example_is_read() -> None:
    assert Right.parse("Läsa; alla; SJF") == Right(
        Activity.READ, InformationClass.ALL, Scope.SHARED
    )


@pytest.mark.parametrize(
    "text", ["", "Läsa;alla", "Läsa;alla;SJF;x", "läsa;alla;SJF", "Läsa;allt;SJF", "Läsa;alla;XX"]
)
def test_unknown_words_are_refused(text: str) -> None:
    with pytest.raises(UnreadableRight):
        Right.parse(text)


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ("Läsa;alla;VE", True),
        ("Läsa;ärende;VE", True),
        ("Läsa;beslut;VE", False),
        ("Skriva;alla;VE", False),
    ],
)
def test_right_names_its_own_activity_and_class_or_all(right: str, *, expected: bool) -> None:
    assert Right.parse(right).names(Activity.READ, InformationClass.CASE) is expected


def test_assurance_levels_can_be_compared() -> None:
    assert sorted(Assurance) == [Assurance.NONE, Assurance.LOA2, Assurance.LOA3, Assurance.LOA4]


def test_anonymous_actor_carries_nothing() -> None:
    assert Actor(kind=ActorKind.ANONYMOUS) == ANONYMOUS


def test_printed_actor_shows_no_session() -> None:
    assert "abc123" not in repr(Actor(kind=ActorKind.STAFF, session_hash="abc123"))
