"""What the address asks of an indicator's page: period, place, feed, order and the view's name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.organisations.api import Place
from gemensam.programme.pages import shown, standing
from gemensam.programme.queries.indicators import EVERY_FEED
from gemensam.programme.rules.charts_periods import Period, asked, written
from gemensam.programme.rules.indicators import Feed
from gemensam.programme.rules.workings import gettext_noop
from gemensam.ui import formats

# A view's name is a heading, not a text.
LONGEST_NAME = 60
# What the address calls a choice of feeds, its words, and the feeds.
FEEDS = {
    "raknat": (gettext_noop("Only what is counted here"), frozenset({Feed.LIVE, Feed.OBSERVED})),
    "rapporterat": (gettext_noop("Only what is reported"), frozenset({Feed.REPORTED})),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice in a list."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An address, read and checked: what it does not understand is left out."""

    indicator: str
    period: Period
    association: str = ""
    municipality: Place | None = None
    feed: str = ""
    sort: str = standing.SORTINGS[0]
    name: str = ""

    @property
    def feeds(self) -> frozenset[Feed]:
        """The feeds that are asked for."""
        return FEEDS[self.feed][1] if self.feed else EVERY_FEED

    def kept(self, **changed: str) -> list[tuple[str, str]]:
        """Give the choices as names and values of the address, those that are made."""
        chosen = {
            "period": written(self.period),
            "forbund": self.association,
            "kommun": self.municipality.slug if self.municipality else "",
            "underlag": self.feed,
            "sortera": "" if self.sort == standing.SORTINGS[0] else self.sort,
            "namn": self.name,
        } | changed
        return [(key, value) for key, value in chosen.items() if value]

    def query(self, **changed: str) -> str:
        """Write the choices as an address does, with a leading question mark; empty when none."""
        found = urlencode(self.kept(**changed))
        return f"?{found}" if found else ""

    def file_href(self, ending: str) -> str:
        """Give the address of the page's figures as a file."""
        href = reverse("programme:indicator_file", args=[self.indicator, ending])
        return href + self.query(namn="", sortera="")

    def picture_href(self, picture: str, ending: str) -> str:
        """Give the address of one of the page's pictures as a file."""
        href = reverse("programme:indicator_picture", args=[self.indicator, picture, ending])
        return href + self.query(namn="", sortera="")


def read(
    query: QueryDict, indicator: str, places: Sequence[Place], periods: Sequence[Period],
    *, today: date,
) -> Asked:  # fmt: skip
    """Read the address."""
    slugs = {place.association_slug for place in places}
    association = query.get("forbund", "")
    municipality = next((one for one in places if one.slug == query.get("kommun")), None)
    feed, sort = query.get("underlag", ""), query.get("sortera", "")
    found = Asked(
        indicator=indicator,
        period=asked(query.get("period", ""), periods, today=today),
        association=association if association in slugs else "",
        municipality=municipality,
        feed=feed if feed in FEEDS else "",
        sort=sort if sort in standing.SORTINGS else standing.SORTINGS[0],
        name=query.get("namn", "").strip()[:LONGEST_NAME],
    )
    # A municipality outside the chosen association is no answer to anything.
    if municipality and found.association not in {"", municipality.association_slug}:
        return replace(found, association=municipality.association_slug)
    return found


def period_text(period: Period) -> str:
    """Write a period in words: `2026`, `tredje kvartalet 2026`, `oktober 2026`."""
    if period.is_now:
        return _("Right now")
    text = written(period)
    if len(text) == len("2026"):
        return text
    if "k" in text:
        return _("Quarter %(number)s %(year)s") % {"number": text[-1], "year": text[:4]}
    return shown.month(period.ends_on) if text else formats.day(period.ends_on)


def period_options(found: Asked, periods: Sequence[Period]) -> list[Option]:
    """Offer now and the periods that have values."""
    every = [("", _("Right now")), *((written(one), period_text(one)) for one in periods)]
    return _options(every, written(found.period))


def association_options(found: Asked, places: Sequence[Place]) -> list[Option]:
    """Offer the county and each association."""
    names = sorted({(place.association_slug, place.association_name) for place in places})
    return _options([("", _("The whole county")), *names], found.association)


def municipality_options(found: Asked, places: Sequence[Place]) -> list[Option]:
    """Offer the municipalities of what is chosen."""
    names = [
        (place.slug, place.name)
        for place in places
        if found.association in {"", place.association_slug}
    ]
    chosen = found.municipality.slug if found.municipality else ""
    return _options([("", _("None")), *names], chosen)


def feed_options(found: Asked) -> list[Option]:
    """Offer the sources alone."""
    every = [("", _("Counted here where it can be, else reported"))]
    return _options([*every, *((key, _(words)) for key, (words, _f) in FEEDS.items())], found.feed)


def _options(every: Sequence[tuple[str, str]], chosen: str) -> list[Option]:
    return [Option(value, text, value == chosen) for value, text in every]
