"""What home care calls its reasons and settlements, in the reader's language."""

from django.utils.translation import gettext as _

from gemensam.homecare.models import Settlement
from gemensam.homecare.rules import Reason


def reason_text(reason: Reason) -> str:
    """Say a reason as a sentence."""
    return {
        Reason.TAKEN: _("A colleague already has the visit."),
        Reason.ALREADY_DONE: _("A colleague has already finished the visit."),
        Reason.UNREADABLE: _("The entry could not be read."),
        Reason.OTHER_AUTHOR: _("The entry was written by somebody else than the one who sent it."),
        Reason.OTHER_DEVICE: _("The phone belongs to somebody else."),
        Reason.NO_ACCESS: _("The one who wrote it had no right to the person at that time."),
        Reason.UNKNOWN_RESIDENT: _("The municipality has no such person."),
        Reason.UNKNOWN_VISIT: _("There is no such visit, or it concerns somebody else."),
        Reason.UNKNOWN_ORIGINAL: _("There is no such note to correct."),
        Reason.HASH_DIFFERS: _("The content does not agree with its checksum."),
        Reason.SEQUENCE_REUSED: _("Another note already has the same number on the phone."),
        Reason.CHAIN_BROKEN: _("The note does not follow the one before it on the phone."),
        Reason.CLOCK_AHEAD: _("The clock of the phone is fast."),
        Reason.TOO_LATE: _("The note is more than 30 days old."),
        Reason.NOT_STORABLE: _("The entry could not be saved."),
        Reason.UNKNOWN_CASE: _("The municipality has no such case."),
        Reason.CASE_DECIDED: _(
            "The case was decided before the note came in. Whoever decided is told."
        ),
        Reason.OTHER_CASEWORKER: _("Somebody else is the caseworker now, and is told."),
    }[reason]


def settlement_text(settlement: str) -> str:
    """Say what the unit manager did with something held."""
    return {
        Settlement.ADMITTED: _("Entered into the notes."),
        Settlement.LEFT: _("Left outside."),
    }[Settlement(settlement)]
