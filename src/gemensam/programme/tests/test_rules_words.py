"""Every state has words, and every message of the programme's pure code has its Swedish."""

import re
from importlib.resources import files

from gemensam.programme import words
from gemensam.programme.rules.indicators import ValueState
from gemensam.programme.rules.matching import Match

HOME = files("gemensam.programme")


def test_every_state_has_words_of_its_own() -> None:
    for states, named in (
        (Match, words.MATCH_WORDS),
        (ValueState, words.VALUE_STATE_WORDS),
    ):
        assert list(named) == list(states)
        assert len(set(named.values())) == len(states)


def test_every_marked_message_has_its_swedish() -> None:
    code = [HOME / "words.py", *(f for f in (HOME / "rules").iterdir() if f.name.endswith(".py"))]
    marked = {
        message
        for file in code
        for message in re.findall(r'gettext_noop\(\s*"([^"]+)"', file.read_text(encoding="utf-8"))
    }
    catalogue = (HOME / "locale/sv/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    translated = dict(re.findall(r'msgid "([^"]+)"\nmsgstr "([^"]+)"', catalogue))
    assert len(marked) > 20
    assert marked - set(translated) == set()
