"""HSA-ids: what the national directory calls a person, a unit, a care provider and a commission.

Whoever writes one writes it in either case and means the same. It is kept and compared in capitals:
every border (log-in, card, file, SCIM, HSA's answer, form) takes it in by `capitals`, and the tables
refuse small letters.
"""

import re
import string
from typing import Final

LONGEST: Final = 31
# SE, the number of whoever owns it, a hyphen, and letters and digits of their own.
FORM: Final = re.compile(r"[A-Z]{2}[0-9]{10}-[0-9A-Z]{1,18}")
# What no kept HSA-id holds, for the tables' own constraints.
NO_SMALL_LETTERS: Final = r"^[^a-z]*$"
# Of ASCII alone: other letters have capitals that would make two HSA-ids of different people one.
_CAPITALS: Final = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


def capitals(text: str) -> str:
    """Give an HSA-id as it is kept and compared."""
    return text.strip().translate(_CAPITALS)
