"""Every reason has a plain sentence in both languages."""

import pytest

from gemensam.authority.reasons import Reason, explain


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_explained_differently_in_two_languages(reason: Reason) -> None:
    swedish, english = explain(reason, "sv"), explain(reason, "en")
    assert (swedish.endswith("."), english.endswith("."), swedish != english) == (True, True, True)


def test_no_two_reasons_share_a_sentence() -> None:
    assert len({explain(reason) for reason in Reason}) == len(Reason)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Personens samtycke saknas."),
        ("en-GB", "The person's consent is missing."),
        ("fi", "Personens samtycke saknas."),
    ],
)
def test_other_languages_than_english_get_swedish(language: str, sentence: str) -> None:
    assert explain(Reason.CONSENT, language) == sentence
