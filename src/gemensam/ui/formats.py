"""How dates, times, amounts and shares are written, in Swedish and English.

Plain functions; the template filters in `templatetags.ui` only pass on to them.
"""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gemensam.kernel.money import ORE_PER_KRONA, Money

# U+202F keeps thousands together without the width of a full space; U+00A0 holds the unit.
NARROW_SPACE = "\u202f"
HARD_SPACE = "\u00a0"
MINUS = "\u2212"
NO_VALUE = "–"

_WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def _language() -> str:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def day(value: date | None, *, weekday: bool = False, year: bool = True) -> str:
    """Write a date in words: `21 november 2026`, with the weekday if asked."""
    if value is None:
        return NO_VALUE
    if isinstance(value, datetime):
        value = _local(value).date()
    language = _language()
    words = [str(value.day), _MONTHS[language][value.month - 1]]
    if weekday:
        words.insert(0, _WEEKDAYS[language][value.weekday()])
    if year:
        words.append(str(value.year))
    return " ".join(words)


def weekday(number: int) -> str:
    """Write the name of a day of the week, 0 for Monday."""
    return _WEEKDAYS[_language()][number]


def long_day(value: date | None) -> str:
    """Write `lördag 21 november 2026`."""
    return day(value, weekday=True)


def month(value: date) -> str:
    """Write a month in words: `november 2026`."""
    return f"{_MONTHS[_language()][value.month - 1]} {value.year}"


def short_day(value: date | None) -> str:
    """Write `21 november`, for lists where the year is plain."""
    return day(value, year=False)


def clock(value: datetime | None) -> str:
    """Write the time of day: `16.30`, in English `16:30`."""
    if value is None:
        return NO_VALUE
    separator = ":" if _language() == "en" else "."
    moment = _local(value)
    return f"{moment.hour}{separator}{moment.minute:02}"


def moment(value: datetime | None) -> str:
    """Write `21 november 2026 kl. 16.30`."""
    if value is None:
        return NO_VALUE
    return _with_clock(day(value), value)


def long_moment(value: datetime | None) -> str:
    """Write `lördag 21 november 2026 kl. 16.30`."""
    if value is None:
        return NO_VALUE
    return _with_clock(long_day(value), value)


def short_moment(value: datetime | None) -> str:
    """Write `21 november kl. 16.30`, for threads and logs of this year."""
    if value is None:
        return NO_VALUE
    return _with_clock(short_day(value), value)


def _with_clock(day_text: str, value: datetime) -> str:
    joined = " kl. " if _language() == "sv" else " at "
    return f"{day_text}{joined}{clock(value)}".replace("kl. ", f"kl.{HARD_SPACE}")


def number(value: Decimal | float | None, decimals: int = 0) -> str:
    """Write a number with narrow spaces between thousands: `18 589`, `−1 310`, `2,5`."""
    if value is None:
        return NO_VALUE
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    digits = f"{abs(rounded):,.{decimals}f}"
    if _language() == "sv":
        digits = digits.replace(",", NARROW_SPACE).replace(".", ",")
    return f"{MINUS}{digits}" if rounded < 0 else digits


def amount(kronor: Money | Decimal | float | None, decimals: int = 0) -> str:
    """Write an amount in kronor: `1 000 000 kr`, in English `SEK 1,000,000`.

    Money shows its öre when there are any.
    """
    if kronor is None:
        return NO_VALUE
    if isinstance(kronor, Money):
        decimals = 2 if kronor.ore % ORE_PER_KRONA else decimals
        kronor = kronor.kronor
    if _language() == "en":
        return f"SEK{HARD_SPACE}{number(kronor, decimals)}"
    return f"{number(kronor, decimals)}{HARD_SPACE}kr"


def percent(part: int | None, whole: int | None, decimals: int = 0) -> str:
    """Write the share of two counts, `82 %`; no value when there is nothing to divide by."""
    if part is None or not whole:
        return NO_VALUE
    share = number(Decimal(part) * 100 / Decimal(whole), decimals)
    return f"{share}%" if _language() == "en" else f"{share}{HARD_SPACE}%"


def file_size(size: int) -> str:
    """Write a file's size in the unit a person would use: `340 kB`, `2,4 MB`."""
    kilobyte, megabyte = 1000, 1000 * 1000
    if size < megabyte:
        return f"{number(max(1, round(size / kilobyte)))}{HARD_SPACE}kB"
    return f"{number(size / megabyte, 1)}{HARD_SPACE}MB"


def until(value: datetime | date, now: datetime) -> str:
    """Say how far away something is: `i dag`, `om 5 dagar`, `för 2 timmar sedan`."""
    if isinstance(value, datetime):
        gap = value - now
        if abs(gap) < timedelta(days=1) and _local(value).date() == _local(now).date():
            return _within_a_day(gap)
    days = (_as_day(value) - _as_day(now)).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}


def local_day(value: datetime) -> date:
    """Return the date it is in the reader's time zone."""
    return _local(value).date()


def start_of_day(value: datetime) -> datetime:
    """Return the instant at which the day began in the reader's time zone."""
    return timezone.make_aware(datetime.combine(local_day(value), time.min))


def _as_day(value: datetime | date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _within_a_day(gap: timedelta) -> str:
    minutes = round(abs(gap).total_seconds() / 60)
    if minutes == 0:
        return _("now")
    ahead = gap > timedelta(0)
    hours = minutes // 60
    if hours:
        text = ngettext("in %(count)d hour", "in %(count)d hours", hours)
        if not ahead:
            text = ngettext("%(count)d hour ago", "%(count)d hours ago", hours)
        return text % {"count": hours}
    text = ngettext("in %(count)d minute", "in %(count)d minutes", minutes)
    if not ahead:
        text = ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes)
    return text % {"count": minutes}


def telephone(number: str) -> str:
    """Give the address that makes a telephone call a number; empty if it has no digits."""
    dialled = "".join(sign for sign in number if sign in "+0123456789")
    return f"tel:{dialled}" if dialled else ""


def moment_and_until(value: datetime, now: datetime) -> str:
    """Write the absolute time first and the relative beside it."""
    return f"{moment(value)}, {until(value, now)}"
