"""What somebody reads when their card was not taken: what it was, and what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gemensam.identity.cards.refusals import Refusal

_NOT_OURS = gettext_noop(
    "This card is not of a kind that counts here. Use your SITHS or Efos card from work."
)
_UNREADABLE = gettext_noop(
    "We could not read the card. Take it out, put it in again and log in once more. If it happens"
    " again, tell us the number below."
)
_WRONG_ONE = gettext_noop(
    "Another certificate than the one for logging in was chosen. Close the browser, log in again"
    " and choose the one for identification."
)
_NO_HSA_ID = gettext_noop(
    "The card does not say who you are at work (your HSA-id). Use a card that does, or ask where"
    " you got it."
)
_LIST = gettext_noop(
    "Right now we cannot see whether cards have been blocked, so no card is taken. Try again in a"
    " while, or log in another way."
)
_UNSURE = gettext_noop(
    "We could not be sure that the card is yours. Log in again. If it happens once more, tell us"
    " the number below."
)
SENTENCES = {
    Refusal.NOT_BY_SOCKET: _UNSURE,
    Refusal.PROXY_SECRET: _UNSURE,
    Refusal.PROXY_DISAGREES: _UNSURE,
    Refusal.CARD_MISSING: gettext_noop(
        "No card was shown. Put it in the reader, and choose your certificate when the browser"
        " asks. You may have to close the browser first."
    ),
    Refusal.CARD_UNREADABLE: _UNREADABLE,
    Refusal.TEST_CARD: gettext_noop("This is a card for tests. It does not count here."),
    Refusal.AUTHORITY_UNKNOWN: _NOT_OURS,
    Refusal.SIGNATURE: _NOT_OURS,
    Refusal.NOT_YET: gettext_noop("Your card does not count yet. Look at the day it begins."),
    Refusal.EXPIRED: gettext_noop(
        "Your card has expired. Renew the certificate, or ask for a new card where you got it."
    ),
    Refusal.CHAIN: _NOT_OURS,
    Refusal.WEAK: _NOT_OURS,
    Refusal.POLICY: _NOT_OURS,
    Refusal.ASSURANCE: gettext_noop(
        "Your card is of a lower level than is needed here. Ask for one of the right level where"
        " you got it."
    ),
    Refusal.NOT_FOR_CLIENTS: _WRONG_ONE,
    Refusal.NOT_FOR_LOG_IN: _WRONG_ONE,
    Refusal.SERIAL_NUMBER: _NO_HSA_ID,
    Refusal.HSA_ID: _NO_HSA_ID,
    Refusal.REVOKED: gettext_noop(
        "Your card has been blocked. Ask where you got it; you need a new one."
    ),
    Refusal.AUTHORITY_REVOKED: gettext_noop(
        "Your card does not count any more. Ask for a new one where you got it."
    ),
    Refusal.LIST_MISSING: _LIST,
    Refusal.LIST_UNUSABLE: _LIST,
    Refusal.LIST_STALE: _LIST,
    Refusal.NOTHING_SHOWN: gettext_noop(
        "Your card never reached us. Try again in a while, or log in another way."
    ),
    Refusal.CODE: _UNSURE,
}


def sentence(refusal: Refusal) -> str:
    """Say it in the reader's language."""
    return _(SENTENCES[refusal])
