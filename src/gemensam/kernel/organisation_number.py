"""Swedish organisation numbers of legal persons (lagen 1974:174), public and shown whole.

A sole trader's organisation number is the person's own personal identity number: that is a person.
"""

import re
from typing import Final

from gemensam.kernel.personal_identity_number import check_digit

# "16" stands before a legal person's number where twelve digits are written.
_WRITTEN: Final = re.compile(r"(?:16)?([0-9]{6})-?([0-9]{4})", re.ASCII)
# The third digit of a legal person's number is at least two, so that no number is a day of birth too.
_FIRST_THIRD_DIGIT: Final = 2


class UnusableOrganisationNumber(ValueError):
    """The text is no organisation number of a legal person."""


class BelongsToAPerson(UnusableOrganisationNumber):
    """It is built as a personal identity number: a sole trader's."""


def parse_organisation_number(text: str) -> str:
    """Read what somebody typed; give it as `559900-0337`.

    Raises UnusableOrganisationNumber: another length, or a wrong check digit. Raises BelongsToAPerson.
    """
    found = _WRITTEN.fullmatch("".join(text.split()))
    if found is None or check_digit(found[1] + found[2][:3]) != found[2][3]:
        message = "an organisation number has ten digits, of which the last is a check digit"
        raise UnusableOrganisationNumber(message)
    if int(found[1][2]) < _FIRST_THIRD_DIGIT:
        message = "a sole trader is a person"
        raise BelongsToAPerson(message)
    return f"{found[1]}-{found[2]}"
