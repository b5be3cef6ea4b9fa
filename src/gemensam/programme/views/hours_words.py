"""Why time is refused, as message ids, and the field that each concerns."""

from django.utils.translation import gettext_noop

from gemensam.programme.actions import hours_refusals as refusals

REFUSALS: dict[type[refusals.HoursRefused], tuple[str, str]] = {
    refusals.DayIsAhead: (
        "worked_on",
        gettext_noop("That day has not come yet. Report when the time has been worked."),
    ),
    refusals.YearIsLocked: (
        "worked_on",
        gettext_noop("The year is locked and cannot be changed."),
    ),
    refusals.NoHourlyRate: (
        "worked_on",
        gettext_noop("The municipality has no cost per hour for that day. Tell your manager."),
    ),
    refusals.TooLongDay: (
        "minutes",
        gettext_noop("With this time the day becomes longer than 24 hours."),
    ),
}
