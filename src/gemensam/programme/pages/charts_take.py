"""What a reader takes away from an indicator's page: filters, files, and the page as a frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.programme.pages import charts_filters, shown
from gemensam.programme.pages.charts import ChartsPage, Source
from gemensam.ui.parts import Link


@dataclass(frozen=True, slots=True)
class Filters:
    """The page's choices, for its form."""

    periods: Sequence[charts_filters.Option]
    associations: Sequence[charts_filters.Option]
    municipalities: Sequence[charts_filters.Option]
    feeds: Sequence[charts_filters.Option]
    period: str
    name: str
    is_chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class PictureFiles:
    """One chart as files, and the markup that puts it on another page."""

    title: str
    files: Sequence[Link]
    frame: str


@dataclass(frozen=True, slots=True)
class TakeAway:
    """Everything that can be taken from the page."""

    tables: Sequence[Link]
    pictures: Sequence[PictureFiles]
    address: str


def filters(source: Source) -> Filters:
    """Give the page's choices; sources apart only where there may be several."""
    asked = source.asked
    return Filters(
        periods=charts_filters.period_options(asked, source.periods),
        associations=charts_filters.association_options(asked, source.places),
        municipalities=charts_filters.municipality_options(asked, source.places),
        feeds=charts_filters.feed_options(asked),
        period=charts_filters.period_text(asked.period),
        name=asked.name,
        is_chosen=bool(asked.query(sortera="", namn="")),
        href=reverse("programme:indicator", args=[asked.indicator]),
    )


def take_away(source: Source, page: ChartsPage, root: str) -> TakeAway:
    """Give the addresses of files and frames; `root` begins the addresses that leave us."""
    asked = source.asked
    titles = {"karta": _("Map"), "utveckling": _("Development"), "rangordning": _("Order")}
    absent = {
        name
        for name, drawing in (("utveckling", page.trend), ("rangordning", page.ranking))
        if drawing is None
    }
    return TakeAway(
        tables=[
            Link(words, asked.file_href(ending))
            for words, ending in (("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json"))
        ],
        pictures=[
            PictureFiles(
                title=title,
                files=[
                    Link("PNG", asked.picture_href(name, "png")),
                    Link("SVG", asked.picture_href(name, "svg")),
                ],
                frame=_frame(source, name, title, root),
            )
            for name, title in titles.items()
            if name not in absent
        ],
        address=root.rstrip("/")
        + reverse("programme:indicator", args=[asked.indicator])
        + asked.query(),
    )


def _frame(source: Source, picture: str, title: str, root: str) -> str:
    href = reverse("programme:embedded", args=[source.asked.indicator])
    query = source.asked.query(bild=picture, namn="", sortera="")
    name = f"{shown.said(source.standing.definition.name)}: {title}".replace('"', "")
    return (
        f'<iframe src="{root.rstrip("/")}{href}{query.replace("&", "&amp;")}" title="{name}"'
        ' width="760" height="900" loading="lazy"></iframe>'
    )
