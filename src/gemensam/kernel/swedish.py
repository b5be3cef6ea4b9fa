"""Swedish alphabetical order, for lists that are sorted outside the database."""

import unicodedata
from typing import Final

# The three characters after "z" in ASCII stand in for å, ä and ö, which end the alphabet.
# Foreign letters are filed as Swedish dictionaries do: æ under ä, ø under ö, ü under y.
_ORDER: Final = str.maketrans(
    {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y", "ß": "ss", "ð": "d", "þ": "th"}
)


def sort_key(text: str) -> tuple[str, str]:
    """Give a key that sorts å, ä, ö last, ignores case and accents, and keeps ties stable."""
    composed = unicodedata.normalize("NFC", text).casefold()
    ranked = unicodedata.normalize("NFD", composed.translate(_ORDER))
    primary = "".join(letter for letter in ranked if not unicodedata.combining(letter))
    return primary, composed
