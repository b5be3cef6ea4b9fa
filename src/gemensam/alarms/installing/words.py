"""What the register's pages call things, in the reader's language."""

from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_noop as _

from gemensam.alarms.kinds import Function, GrantEnded, Line, Technology
from gemensam.ui.parts import Kind, Tag

_LINES: Final = {
    Line.IP_AND_MOBILE: _("broadband and mobile network"),
    Line.MOBILE: _("mobile network"),
    Line.IP: _("broadband"),
}
# Models that the demo county has bought, with the interval at which each shows life.
_INTERVALS: Final = (
    ("60", _("every minute")),
    ("300", _("every five minutes")),
    ("3600", _("every hour")),
    ("86400", _("every day and night")),
)
_FUNCTIONS: Final = {
    Function.WORKS: (_("Works as intended"), Kind.OK, ""),
    Function.NOT_ENROLLED: (_("Ordered"), Kind.ASK, _("Connect the alarm unit")),
    Function.NO_PASSED_TEST: (_("Not tested"), Kind.WARM, _("Make a test alarm")),
    Function.TEST_TOO_OLD: (_("The test is too old"), Kind.WARM, _("Make a test alarm")),
    Function.NEVER_HEARD_FROM: (_("Has not been heard"), Kind.WARM, _("Wait for heartbeats")),
    Function.SILENT: (_("Silent"), Kind.RED, _("Contact the resident")),
    Function.ANALOGUE_NOT_ASSESSABLE: (_("Cannot be judged"), Kind.HALF, _("Change to digital")),
}
_WHY: Final = {
    GrantEnded.NOT_NEEDED: _("the alarm is not needed any more"),
    GrantEnded.DECLINED: _("the resident does not want it"),
    GrantEnded.MOVED: _("the resident has moved"),
    GrantEnded.DIED: _("the resident has died"),
    GrantEnded.MISTAKE: _("it was registered by mistake"),
}
_DAY, _HOUR, _MINUTE = 86_400, 3600, 60


def line_name(line: Line) -> str:
    """Say what an alarm unit is connected with."""
    return gettext(_LINES[line])


def line_choices() -> list[tuple[str, str]]:
    """List what an alarm unit can be connected with."""
    return [(line.value, line_name(line)) for line in _LINES]


def why_text(because: GrantEnded) -> str:
    """Say why somebody has an alarm no longer."""
    return gettext(_WHY[because])


def why_choices() -> list[tuple[str, str]]:
    """List why an alarm can end."""
    return [(one.value, capfirst(why_text(one))) for one in _WHY]


def interval_choices() -> list[tuple[str, str]]:
    """List how often an alarm unit can show life."""
    return [(seconds, gettext(text)) for seconds, text in _INTERVALS]


def technology_name(technology: Technology) -> str:
    """Say how an alarm reaches the receiving centre."""
    if technology is Technology.DIGITAL:
        return pgettext("safety alarm", "digital")
    return pgettext("safety alarm", "analogue")


def interval_text(seconds: int) -> str:
    """Say how often: "var 5:e minut"."""
    if seconds % _DAY == 0:
        count = seconds // _DAY
        text = ngettext("once a day", "every %(count)d days", count)
    elif seconds % _HOUR == 0:
        count = seconds // _HOUR
        text = ngettext("once an hour", "every %(count)d hours", count)
    elif seconds % _MINUTE == 0:
        count = seconds // _MINUTE
        text = ngettext("once a minute", "every %(count)d minutes", count)
    else:
        count = seconds
        text = ngettext("every second", "every %(count)d seconds", count)
    return text % {"count": count}


def function_tag(function: Function) -> Tag:
    """Give the status that a row shows, with what to do next."""
    text, kind, next_step = _FUNCTIONS[function]
    return Tag(gettext(text), kind, next_step=gettext(next_step) if next_step else "")


def function_text(function: Function) -> str:
    """Give the status as words only."""
    return gettext(_FUNCTIONS[function][0])
