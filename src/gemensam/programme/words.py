"""What the programme's states are called on pages: message ids, translated where they are shown."""

from gemensam.programme.rules.alarm_function import Function
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

FUNCTION_WORDS = {
    Function.WORKS: gettext_noop("Works as intended"),
    Function.NOT_ENROLLED: gettext_noop("Not enrolled yet"),
    Function.NO_PASSED_TEST: gettext_noop("No passed test alarm"),
    Function.TEST_TOO_OLD: gettext_noop("The last passed test alarm is too old"),
    Function.NEVER_HEARD_FROM: gettext_noop("Never heard from"),
    Function.SILENT: gettext_noop("Has fallen silent"),
    Function.ANALOGUE_NOT_ASSESSABLE: gettext_noop("Analogue: cannot be assessed"),
    Function.UNKNOWN_NOT_ASSESSABLE: gettext_noop("Technology unknown: cannot be assessed"),
}
