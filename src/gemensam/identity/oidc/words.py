"""What somebody reads when a log-in was refused: what it was, and what to do. `name`: the issuer's."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gemensam.identity.oidc.refusals import Refusal

_UNSURE = gettext_noop(
    "We could not be sure that the answer came from %(name)s and was meant for you. Log in again."
    " If it happens once more, tell us the number below."
)
_AGAIN = gettext_noop("This log-in has been used already, or is not known here. Log in again.")
_AWAY = gettext_noop("%(name)s does not answer as it should right now. Try again in a while.")
_NO_NUMBER = gettext_noop(
    "%(name)s did not give a personal identity number or coordination number that we can use, so"
    " we cannot know who you are."
)
_NOT_AS_REGISTERED = gettext_noop(
    "What %(name)s says of your commission and what is registered here are not the same. Ask your"
    " manager to have them put right."
)
_OVER = gettext_noop(
    "Your commission does not count today: it has not begun, has ended or was put away. Ask your"
    " manager."
)
_NO_COMMISSION = gettext_noop(
    "You have no commission here that you can work in. Ask your manager to have it registered."
)
SENTENCES = {
    Refusal.STATE_MISSING: _AGAIN,
    Refusal.STATE_UNKNOWN: _AGAIN,
    Refusal.STATE_USED: _AGAIN,
    Refusal.STATE_OLD: gettext_noop("It took more than ten minutes. Log in again."),
    Refusal.OTHER_BROWSER: gettext_noop(
        "The log-in was begun in another browser or window. Log in again in this one."
    ),
    Refusal.BROKEN_OFF: gettext_noop("The log-in was broken off at %(name)s. Nothing has changed."),
    Refusal.UNREACHABLE: _AWAY,
    Refusal.ANSWER_UNREADABLE: _AWAY,
    Refusal.DISCOVERY_OF_ANOTHER: _AWAY,
    Refusal.ENDPOINT_UNSAFE: _AWAY,
    Refusal.ASSURANCE: gettext_noop(
        "Your log-in with %(name)s was not of the level that is needed here. Use an"
        " e-identification of a higher level."
    ),
    Refusal.AUTHENTICATION_TIME: gettext_noop(
        "It was too long ago that you identified yourself with %(name)s. Log in again."
    ),
    Refusal.SESSION_OVER: gettext_noop(
        "You were logged out meanwhile, so there was nothing to go on with. Log in again."
    ),
    Refusal.OTHER_PERSON: gettext_noop(
        "Somebody else than the one who is logged in here logged in with %(name)s. Nothing has"
        " changed. Log out first, to change who works here."
    ),
    Refusal.OTHER_COMMISSION: gettext_noop(
        "You chose another commission at %(name)s than the one that you work in here. Nothing has"
        " changed. Log in again and choose the same one."
    ),
    Refusal.NUMBER_MISSING: _NO_NUMBER,
    Refusal.NUMBER_UNREADABLE: _NO_NUMBER,
    Refusal.NUMBER_OF_NONRESIDENT: _NO_NUMBER,
    Refusal.NUMBER_FOR_TESTS: _NO_NUMBER,
    Refusal.NUMBER_REAL_IN_TEST: _NO_NUMBER,
    Refusal.NAME_MISSING: gettext_noop(
        "%(name)s did not give your name, which is needed the first time."
    ),
    Refusal.SUBJECT_OF_ANOTHER: gettext_noop(
        "%(name)s has named somebody else in this way before. If you have got a new number, tell"
        " us the number below."
    ),
    Refusal.EMPLOYEE_MISSING: gettext_noop(
        "%(name)s did not say who you are at work (your HSA-id). Ask your manager."
    ),
    Refusal.COMMISSION_NONE: _NO_COMMISSION,
    Refusal.COMMISSION_UNKNOWN: _NO_COMMISSION,
    Refusal.COMMISSION_FEIGNED: _NO_COMMISSION,
    Refusal.COMMISSION_OF_ANOTHER: _NOT_AS_REGISTERED,
    Refusal.COMMISSION_ELSEWHERE: _NOT_AS_REGISTERED,
    Refusal.CARE_PROVIDER: _NOT_AS_REGISTERED,
    Refusal.PURPOSE: _NOT_AS_REGISTERED,
    Refusal.RIGHTS: _NOT_AS_REGISTERED,
    Refusal.SUSPENDED: gettext_noop(
        "Your log-in here is closed, since the HR system says that your employment is over. If that"
        " is wrong, ask your manager or the HSA administrator to open it."
    ),
    Refusal.COMMISSION_ENDED: _OVER,
    Refusal.COMMISSION_LATER: _OVER,
    Refusal.COMMISSION_ARCHIVED: _OVER,
}


def sentence(refusal: Refusal, *, name: str) -> str:
    """Say it in the reader's language."""
    return _(SENTENCES.get(refusal, _UNSURE)) % {"name": name}
