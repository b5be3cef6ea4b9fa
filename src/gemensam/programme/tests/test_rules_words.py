"""Every state has words of its own."""

from gemensam.programme import words
from gemensam.programme.rules.indicators import ValueState
from gemensam.programme.rules.matching import Match


def test_every_state_has_words_of_its_own() -> None:
    for states, named in (
        (Match, words.MATCH_WORDS),
        (ValueState, words.VALUE_STATE_WORDS),
    ):
        assert list(named) == list(states)
        assert len(set(named.values())) == len(states)
