"""How hard Swedish words are to read: LIX, long words, capitals, and what says nothing. Pure."""

import re
from typing import Final

# Up to 40 reads like fiction, up to 50 like a newspaper, above it like an authority (Björnsson, 1968).
FEWEST_WORDS: Final = 10
_LONG_IN_LIX: Final = 7
# By judgement: such words are compounds that can mostly be said in two.
LONG_WORD: Final = 18
# Shorter ones are abbreviations that people know: LSS, GDPR.
_CAPITALS: Final = re.compile(r"\b[A-ZÅÄÖ]{5,}\b")
_WORD: Final = re.compile(r"[^\W\d_]+")
# "t.ex." ends no sentence, but a line does: headings and labels have no full stop.
_SENTENCE_END: Final = re.compile(r"[.!?:]+(?=\s+[A-ZÅÄÖ0-9])|\n+")
_CLICK_HERE: Final = re.compile(r"\b(?:klicka|tryck|läs mer) här\b|\bclick here\b", re.IGNORECASE)
_NEGATION: Final = re.compile(r"\b(?:inte|ej|aldrig|ingen|inga|inget)\b", re.IGNORECASE)
_OR_NOT: Final = re.compile(r"\beller (?:inte|ej)\b", re.IGNORECASE)


def lix(text: str) -> float | None:
    """Give LIX: words per sentence and the percentage of words over six letters, added.

    None when there are too few words to say anything.
    """
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    long = sum(1 for word in words if len(word) >= _LONG_IN_LIX)
    return len(words) / sentences + 100 * long / len(words)


def long_words(text: str) -> tuple[str, ...]:
    """Give the words that are hard to take in, each once."""
    return tuple(dict.fromkeys(one for one in _WORD.findall(text) if len(one) >= LONG_WORD))


def shouted(text: str) -> tuple[str, ...]:
    """Give the words in capitals, each once: they are harder to read, and some screens spell them."""
    return tuple(dict.fromkeys(_CAPITALS.findall(text)))


def says_click_here(text: str) -> bool:
    """Say whether a text points at a link without saying where it leads."""
    return bool(_CLICK_HERE.search(text))


def is_negated(question: str) -> bool:
    """Say whether a question asks whether something is not so: yes and no to it can both mean no."""
    return bool(_NEGATION.search(_OR_NOT.sub("", question)))
