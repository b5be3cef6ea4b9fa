"""What the pages of an organisation's surveys show, as values for their templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gemensam.organisations import api as organisations
from gemensam.surveys.forms import KIND_WORDS
from gemensam.surveys.queries import ParticipationRow, PlaceRow, State, SurveyRow
from gemensam.ui import charts, formats
from gemensam.ui.parts import Column, Fact, Figure, Kind, Link, Num, Row, Table, Tag

STATE_WORDS: Final = {
    State.DRAFT: (gettext_lazy("Being prepared"), Kind.OFF),
    State.OPEN: (gettext_lazy("Open"), Kind.NOW),
    State.CLOSED: (gettext_lazy("Closed"), Kind.OK),
}
# As many bars as can be told apart at a glance; more are read in the table.
MOST_BARS: Final = 14


def names() -> Mapping[str, str]:
    """Give the municipalities' names by their codes."""
    return {place.code: place.name for place in organisations.municipalities()}


def place_names(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Give codes with names, in Swedish order, to choose among."""
    return [(code, name) for code, name in names().items() if code in codes]


def in_order(places: Sequence[PlaceRow]) -> list[PlaceRow]:
    """Put municipalities in Swedish order."""
    order = list(names())
    return sorted(places, key=lambda one: order.index(one.code))


def state_tag(row: SurveyRow) -> Tag:
    """Say how far a survey has come."""
    words, kind = STATE_WORDS[row.state]
    return Tag(str(words), kind)


def state_chips(rows: Sequence[SurveyRow], chosen: str) -> list[Link]:
    """Give the filter of the list, with how many there are of each."""
    here = reverse("surveys:surveys")
    found = [Link(_("All"), here, current=not chosen, count=len(rows))]
    for state, (words, _kind) in STATE_WORDS.items():
        count = sum(1 for row in rows if row.state is state)
        value = state.value.lower()
        found.append(Link(str(words), f"{here}?lage={value}", value == chosen, count))
    return found


def list_table(rows: Sequence[SurveyRow], counts: Mapping[UUID, int]) -> Table:
    """Draw the list of surveys."""
    return Table(
        _("Surveys"),
        columns=[
            Column(_("Survey")),
            Column(_("State")),
            Column(_("Who answers")),
            Column(_("Last day")),
            Column(_("Answers"), num=True),
        ],
        rows=[
            Row(
                [
                    Link(row.title, reverse("surveys:survey", args=[row.id])),
                    state_tag(row),
                    str(KIND_WORDS[row.kind]),
                    formats.day(row.last_day) if row.last_day else "",
                    Num(formats.number(counts.get(row.id, 0))),
                ]
            )
            for row in rows
        ],
        empty_text=_("No surveys like that."),
    )


def facts(row: SurveyRow) -> list[Fact]:
    """Give what was decided of a survey."""
    found = [Fact(_("Who answers"), str(KIND_WORDS[row.kind]))]
    if row.opened_at:
        found.append(Fact(_("Opened"), formats.moment(row.opened_at)))
    if row.closed_at:
        found.append(Fact(_("Closed"), formats.moment(row.closed_at)))
    if row.reminded_at:
        found.append(Fact(_("Reminded"), formats.moment(row.reminded_at)))
    return found


def progress_figures(row: SurveyRow, places: Sequence[PlaceRow]) -> list[Figure]:
    """Give how many have answered, and their share of those who were asked."""
    answered = sum(place.answered for place in places)
    begun = sum(place.begun for place in places) - answered
    asked = [place.asked for place in places]
    known = [one for one in asked if one is not None]
    found = [Figure(_("Answers"), formats.number(answered))]
    if known and len(known) == len(asked):
        whole = sum(known)
        found = [
            Figure(
                _("Answers"),
                formats.number(answered),
                below=ngettext("of %(count)s asked", "of %(count)s asked", whole)
                % {"count": formats.number(whole)},
            ),
            Figure(_("Response rate"), formats.percent(answered, whole)),
        ]
    if row.state is not State.DRAFT:
        found.append(Figure(_("Begun, not sent"), formats.number(begun)))
    return found


def places_table(row: SurveyRow, places: Sequence[PlaceRow]) -> Table:
    """Draw the response rate of each municipality."""
    known = names()
    asked_words = _("Invited") if row.invites else _("Handed out")
    return Table(
        _("Response rate by municipality"),
        columns=[
            Column(_("Municipality")),
            Column(asked_words, num=True),
            Column(_("Answers"), num=True),
            Column(_("Response rate"), num=True),
            Column(_("Begun, not sent"), num=True),
        ],
        rows=[
            Row(
                [
                    known.get(place.code, place.code),
                    Num(_("not known") if place.asked is None else formats.number(place.asked),
                        muted=place.asked is None),
                    Num(formats.number(place.answered)),
                    Num(formats.percent(place.answered, place.asked)),
                    Num(formats.number(place.begun - place.answered)),
                ]
            )
            for place in in_order(places)
        ],
    )  # fmt: skip


def places_chart(row: SurveyRow, places: Sequence[PlaceRow]) -> charts.BarChart | None:
    """Draw the response rate of few municipalities; None where there is none to draw."""
    if not 1 < len(places) <= MOST_BARS or row.state is State.DRAFT:
        return None
    if any(not place.asked for place in places):
        return None
    known = names()
    return charts.BarChart(
        _("Response rate by municipality"),
        [
            charts.Point(
                known.get(place.code, place.code),
                place.answered * 100 / (place.asked or 1),
                formats.percent(place.answered, place.asked),
            )
            for place in in_order(places)
        ],
        top=100,
        value_head=_("Response rate"),
        label_head=_("Municipality"),
        id="rate",
    )


@dataclass(frozen=True, slots=True)
class OpenLink:
    """The link that anybody in a municipality may be given."""

    name: str
    href: str


def open_links(row: SurveyRow, places: Sequence[PlaceRow], start: str) -> list[OpenLink]:
    """Give the links of an open survey: one for each municipality, so that nobody need choose."""
    if row.invites or row.state is not State.OPEN:
        return []
    if len(places) == 1:
        return [OpenLink("", start)]
    known = names()
    return [
        OpenLink(known.get(place.code, place.code), f"{start}?kommun={place.code}")
        for place in in_order(places)
    ]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """How many were handed the link in a municipality, to be filled in."""

    name: str
    input: str
    value: str


def handed_out(places: Sequence[PlaceRow]) -> list[HandedOut]:
    """Give the inputs for how many were asked where nobody was invited."""
    known = names()
    return [
        HandedOut(
            known.get(place.code, place.code),
            f"handed.{place.code}",
            "" if place.handed_out is None else str(place.handed_out),
        )
        for place in in_order(places)
    ]


def paper_links(row: SurveyRow, papers: Sequence[ParticipationRow]) -> list[Link]:
    """Give the papers that somebody has begun to write in."""
    known = names()
    return [
        Link(
            _("Go on with a paper from %(place)s") % {"place": known.get(one.code, one.code)},
            reverse("surveys:paper", args=[row.id, one.id, 1]),
        )
        for one in papers
    ]
