"""Why a key was not taken: a code for the log, and a sentence for whoever holds the key."""

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


class Refusal(StrEnum):
    """The reason."""

    ISSUERS_ANSWER = "issuers_answer"
    CHALLENGE_UNKNOWN = "challenge_unknown"
    CHALLENGE_OLD = "challenge_old"
    CHALLENGE_USED = "challenge_used"
    OTHER_BROWSER = "other_browser"
    NO_KEY = "no_key"
    ANSWER_UNREADABLE = "answer_unreadable"
    # Signature, origin, relying party, challenge or user verification: `detail` says which.
    NOT_PROVEN = "not_proven"
    ALGORITHM = "algorithm"
    KEY_UNKNOWN = "key_unknown"
    KEY_OF_ANOTHER = "key_of_another"
    KEY_KNOWN = "key_known"
    KEY_REVOKED = "key_revoked"
    KEY_NOT_ATTESTED = "key_not_attested"
    COUNTER_WENT_BACK = "counter_went_back"
    COMMISSION_ENDED = "commission_ended"
    CODE = "code"


_AGAIN = gettext_noop("The key could not be checked. Try again.")
_SENTENCES = {
    Refusal.ISSUERS_ANSWER: gettext_noop(
        "The ordinary log-in works right now, so the reserve log-in is closed. Log in as usual."
    ),
    Refusal.CHALLENGE_OLD: gettext_noop("It took more than five minutes. Try again."),
    Refusal.NO_KEY: gettext_noop(
        "No key was used. It needs JavaScript: switch it on in your browser, and try again."
    ),
    Refusal.KEY_UNKNOWN: gettext_noop("This key is not registered here. Use one that is."),
    Refusal.KEY_KNOWN: gettext_noop("This key is registered already. Use your other key."),
    Refusal.KEY_REVOKED: gettext_noop("This key has been revoked. Use your other key."),
    Refusal.KEY_NOT_ATTESTED: gettext_noop(
        "This key does not count yet: another administrator has to confirm it first."
    ),
    Refusal.COUNTER_WENT_BACK: gettext_noop(
        "This key may have been copied, so it is not let in. Use your other key, and have this one"
        " revoked."
    ),
    Refusal.COMMISSION_ENDED: gettext_noop(
        "The commission that this key was registered for does not count today."
    ),
    Refusal.ALGORITHM: gettext_noop("This key is of a sort that is not accepted. Use another."),
    Refusal.CODE: gettext_noop(
        "The code is not right, has been used or is too old. Ask for a new one."
    ),
}


class Refused(Exception):
    """A key, or a code for registering one, was refused. `detail` is the library's own word."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.detail = detail


def sentence(refusal: Refusal) -> str:
    """Say it in the reader's language."""
    return _(_SENTENCES.get(refusal, _AGAIN))
