"""Why an answer, the applicant's or an authority's, is not in a calculation: `words.py` says each."""

from enum import StrEnum


class Why(StrEnum):
    """Why an answer is not in the calculation; `words.py` says it."""

    MONTH = "MONTH"
    NOT_ANSWERED = "NOT_ANSWERED"
    AMOUNT = "AMOUNT"
    KIND = "KIND"
    WHOSE = "WHOSE"
    BORN_ON = "BORN_ON"
    DAYS = "DAYS"
    FROM_LAST_MONTH = "FROM_LAST_MONTH"


class NotReached(StrEnum):
    """Why an agency's answer is missing; `words.py` says it."""

    UNREACHABLE = "UNREACHABLE"
    REFUSED = "REFUSED"
    UNREADABLE = "UNREADABLE"
    NO_ANSWER = "NO_ANSWER"
    NO_NUMBER = "NO_NUMBER"
    # Whoever asked had lost the case before it was this agency's turn.
    NOT_ASKED = "NOT_ASKED"
