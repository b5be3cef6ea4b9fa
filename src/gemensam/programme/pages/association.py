"""One association: its sum in every measure beside the county's, and each member's values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.organisations.api import Place
from gemensam.programme.pages import charts, charts_words, shown, standing, standing_words
from gemensam.programme.pages.charts_filters import Asked
from gemensam.programme.queries.charts import WantedShare
from gemensam.programme.rules.charts import change
from gemensam.programme.rules.charts_history import History
from gemensam.programme.rules.charts_periods import until_now
from gemensam.programme.rules.standing import Standing
from gemensam.ui.parts import Column, Link, Num, Row, Table


@dataclass(frozen=True, slots=True)
class Source:
    """All that an association's page is made of."""

    slug: str
    inside: Sequence[Place]
    places: Sequence[Place]
    standings: Mapping[str, Standing]
    histories: Mapping[str, History]
    targets: Mapping[str, WantedShare]
    today: date

    @property
    def name(self) -> str:
        """The association's name."""
        return self.inside[0].association_name


@dataclass(frozen=True, slots=True)
class AssociationPage:
    """Everything about one association."""

    name: str
    lede: str
    narrative: Sequence[str]
    multiples: Sequence[charts.Multiple]
    table: Table
    members: Table
    others: Sequence[Link]
    is_made_up: bool


def build(source: Source) -> AssociationPage:
    """Put the association's lines together, as they may be shown."""
    found = list(source.standings.values())
    codes = {place.code for place in source.inside}
    return AssociationPage(
        name=source.name,
        lede=ngettext(
            "%(count)d municipality. This is where it stands in what the county has promised.",
            "%(count)d municipalities. This is where they stand in what the county has promised.",
            len(source.inside),
        )
        % {"count": len(source.inside)},
        narrative=_narrative(source, found),
        multiples=[_multiple(source, one) for one in found],
        table=_table(source, found),
        members=_members(source, found),
        others=_others(source),
        is_made_up=any(
            row.is_synthetic for one in found for row in one.rows if row.member.code in codes
        ),
    )


def _others(source: Source) -> list[Link]:
    names = sorted({(one.association_name, one.association_slug) for one in source.places})
    return [
        Link(name, reverse("programme:association", args=[slug]), current=slug == source.slug)
        for name, slug in names
        if slug
    ]


def _narrative(source: Source, found: Sequence[Standing]) -> list[str]:
    """Say in which measures the association surely differs from the county."""
    return charts_words.sides(
        source.name, [(one, one.group_of(source.name).value) for one in found]
    )


def _asked(source: Source, found: Standing) -> charts.Source:
    asked = Asked(found.definition.id, until_now(source.today), association=source.slug)
    key = found.definition.id
    return charts.Source(
        standing=found,
        history=source.histories[key],
        places=source.places,
        periods=(),
        asked=asked,
        target=source.targets.get(key),
        today=source.today,
    )


def _multiple(source: Source, found: Standing) -> charts.Multiple:
    of_one = _asked(source, found)
    moments = of_one.history.groups.get(source.name, ())
    short = found.definition.short_name or found.definition.name
    href = reverse("programme:indicator", args=[found.definition.id]) + of_one.asked.query()
    return charts.multiple(
        of_one, shown.said(short), href, found.group_of(source.name).value, moments,
        is_single=False,
    )  # fmt: skip


def _table(source: Source, found: Sequence[Standing]) -> Table:
    return Table(
        caption=_("How things stand in %(place)s") % {"place": source.name},
        columns=[
            Column(_("Measure")),
            Column(source.name, num=True),
            Column(_("Number"), num=True),
            Column(_("The county"), num=True),
            Column(_("Development")),
        ],
        rows=[_row(source, one) for one in found],
    )


def _row(source: Source, found: Standing) -> Row:
    value = found.group_of(source.name).value
    moments = source.histories[found.definition.id].groups.get(source.name, ())
    return Row(
        [
            shown.said(found.definition.name),
            Num(shown.share_text(value), muted=not shown.is_measured(value)),
            Num(shown.counts_text(value, standing_words.noun(found.definition))),
            Num(shown.share_text(found.county)),
            charts_words.changed(change(moments)),
        ],
        href=reverse("programme:indicator", args=[found.definition.id])
        + _asked(source, found).asked.query(),
    )


def _members(source: Source, found: Sequence[Standing]) -> Table:
    """Give each municipality's share in every measure."""
    hrefs = standing.addresses(source.inside)
    return Table(
        caption=_("Each municipality's share"),
        columns=[
            Column(_("Municipality")),
            *(
                Column(shown.said(one.definition.short_name or one.definition.name), num=True)
                for one in found
            ),
        ],
        rows=[
            Row([place.name, *(_cell(one, place) for one in found)], href=hrefs[place.code])
            for place in source.inside
        ],
        cards=False,
    )


def _cell(found: Standing, place: Place) -> Num:
    value = found.row_of(place.code).value
    text = shown.share_text(value, yes_or_no=found.definition.counts_municipalities)
    return Num(text, muted=not shown.is_measured(value))
