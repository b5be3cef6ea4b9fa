"""What the programme's states are called on pages: message ids, translated where they are shown."""

from gemensam.programme.rules.indicators import ValueState
from gemensam.programme.rules.matching import Match
from gemensam.programme.rules.workings import gettext_noop

MATCH_WORDS = {
    Match.MET: gettext_noop("Enough"),
    Match.SHORT: gettext_noop("Not enough"),
    Match.NOT_ASSESSABLE: gettext_noop("Cannot be assessed yet"),
}

VALUE_STATE_WORDS = {
    ValueState.MEASURED: gettext_noop("Measured"),
    ValueState.MISSING: gettext_noop("No figures reported"),
    ValueState.NOT_ASSESSABLE: gettext_noop("Nothing to take a share of"),
    ValueState.SUPPRESSED: gettext_noop("Too few to be shown"),
}
