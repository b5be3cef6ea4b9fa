"""The county's front page: the reader's municipality, how things stand, the map and the goals."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.organisations.api import Place
from gemensam.programme import shipped
from gemensam.programme.pages import charts, charts_svg, charts_words, goals, shown, standing
from gemensam.programme.pages.standing_words import noun
from gemensam.programme.queries.charts import WantedShare
from gemensam.programme.queries.overview import PlanSummary
from gemensam.programme.rules.charts import Moment, change
from gemensam.programme.rules.indicators import IndicatorDefinition, Measure, ValueState
from gemensam.programme.rules.standing import Standing
from gemensam.programme.rules.workings import gettext_noop
from gemensam.programme.standings import DIGITAL, WORKING
from gemensam.ui.parts import Figure, Link


@dataclass(frozen=True, slots=True)
class Errand:
    """Something people come for (a message id), and where it is in a municipality's pages."""

    key: str
    text: str
    path: str


# As many names as are offered to somebody who wrote none of them.
MOST_NEAR = 4

ANY = Errand("", "", "")
ERRANDS = (
    Errand("trygghetslarm", gettext_noop("Apply for a safety alarm"), "ansok/trygghetslarm/"),
    Errand("arenden", gettext_noop("Follow your case"), "mina-sidor/"),
    Errand("ombud", gettext_noop("Help somebody close to you"), "mina-sidor/ombud/"),
    Errand("lasare", gettext_noop("See who has read about you"), "mina-sidor/vem-har-last/"),
)


@dataclass(frozen=True, slots=True)
class Association:
    """The municipalities of one association, as links to their services."""

    name: str
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Everything on the front page."""

    now: datetime
    count: int
    tasks: Sequence[Link]
    errand: Errand
    wanted: str
    error: str
    names: Sequence[str]
    associations: Sequence[Association]
    figures: Sequence[Figure]
    chips: Sequence[Link]
    chosen: standing.StandingPage
    multiples: Sequence[charts.Multiple]
    goals: Sequence[goals.GoalLine]


def errand_of(key: str | None) -> Errand:
    """Give what the reader came for, in words; anything unknown leads to the municipality's start."""
    found = next((one for one in ERRANDS if one.key == key), None)
    return replace(found, text=_(found.text)) if found else ANY


def _word(wanted: str) -> str:
    return wanted.strip().casefold().removesuffix(" kommun").strip()


def find(places: Sequence[Place], wanted: str) -> Place | None:
    """Find a municipality as people write it: `Munkedal`, `munkedals kommun`, or its code."""
    by_word = {
        key: place
        for place in places
        for key in (
            place.name.casefold(),
            f"{place.name.casefold()}s",
            place.slug,
            place.code,
        )
    }
    return by_word.get(_word(wanted))


def build(
    *,
    standings: Mapping[str, Standing],
    developments: Mapping[str, Sequence[Moment]],
    targets: Mapping[str, WantedShare],
    chosen: standing.StandingPage,
    plan: PlanSummary,
    places: Sequence[Place],
    errand: Errand,
    wanted: str | None,
    now: datetime,
) -> FrontPage:
    """Put the page together."""
    here = reverse("programme:county")
    return FrontPage(
        now=now,
        count=len(places),
        tasks=[
            Link(_(one.text), f"{here}?{urlencode({'arende': one.key})}#kommun") for one in ERRANDS
        ],
        errand=errand,
        wanted=wanted or "",
        error=_error(places, wanted),
        names=[place.name for place in places],
        associations=_associations(places, errand),
        figures=_figures(standings, plan),
        chips=_chips(chosen.indicator),
        chosen=chosen,
        multiples=[
            _multiple(one, developments.get(key, ()), targets.get(key))
            for key, one in standings.items()
            if developments.get(key)
        ],
        goals=goals.lines(plan.targets, standings),
    )


def _error(places: Sequence[Place], wanted: str | None) -> str:
    if wanted is None:
        return ""
    word = _word(wanted)
    if not word:
        return _("Write the name of your municipality, for example Munkedal.")
    names = {place.name.casefold(): place.name for place in places}
    begun = [name for key, name in names.items() if key.startswith(word)]
    near = begun or [names[key] for key in difflib.get_close_matches(word, names, n=MOST_NEAR)]
    if near:
        return _("There is no municipality of that name here. Do you mean %(near)s?") % {
            "near": f" {_('or')} ".join(near[:MOST_NEAR])
        }
    return _("There is no municipality of that name here. Choose from the list below.")


def _associations(places: Sequence[Place], errand: Errand) -> list[Association]:
    names = sorted({place.association_name for place in places})
    return [
        Association(
            name,
            [
                Link(place.name, f"/{place.slug}/{errand.path}")
                for place in places
                if place.association_name == name
            ],
        )
        for name in names
    ]


def _figures(standings: Mapping[str, Standing], plan: PlanSummary) -> list[Figure]:
    working, digital = standings[WORKING], standings[DIGITAL]
    whole = plan.funding.stimulus + plan.funding.cofunding
    measured = len(working.in_state(ValueState.MEASURED))
    return [
        _share_figure(_("Granted alarms that work as intended"), working),
        _share_figure(_("Granted alarms that are digital"), digital),
        Figure(
            _("Municipalities with a value for the alarms"),
            str(measured),
            _("of %(count)s") % {"count": len(working.rows)},
            ngettext(
                "%(count)d is counted directly from the alarm service",
                "%(count)d are counted directly from the alarm service",
                working.counted_here,
            )
            % {"count": working.counted_here},
            f"{reverse('programme:county')}#utan-varde",
        ),
        Figure(
            _("Cost of the plan %(first)s–%(last)s")
            % {"first": plan.first_year, "last": plan.last_year},
            shown.kronor(whole),
            _("SEK"),
            _("%(grant)s in grant and %(own)s from the county")
            % {
                "grant": shown.kronor(plan.funding.stimulus),
                "own": shown.kronor(plan.funding.cofunding),
            },
            reverse("programme:money"),
        ),
    ]


def _share_figure(label: str, found: Standing) -> Figure:
    return Figure(
        label,
        shown.share_text(found.county),
        below=shown.counts_text(found.county, _("alarms")),
        href=reverse("programme:indicator", args=[found.definition.id]),
    )


def _multiple(
    found: Standing, moments: Sequence[Moment], target: WantedShare | None
) -> charts.Multiple:
    """Draw how one measure has gone for the whole county."""
    definition = found.definition
    return charts.Multiple(
        title=shown.said(definition.short_name or definition.name),
        href=reverse("programme:indicator", args=[definition.id]),
        value=shown.share_text(found.county),
        below=shown.counts_text(found.county, noun(definition)),
        told=charts_words.changed(change(moments)),
        drawing=charts_svg.spark(
            moments,
            target=target.tenths if target else None,
            target_text=charts.target_text(target),
        ),
    )


def _chips(chosen_id: str) -> list[Link]:
    here = reverse("programme:county")
    return [
        Link(
            shown.said(one.short_name or one.name),
            f"{here}?{urlencode({'matt': one.id})}#karta",
            current=one.id == chosen_id,
        )
        for one in _by_use()
        if one.measure is Measure.SHARE
    ]


def _by_use() -> list[IndicatorDefinition]:
    """Put what is counted here first; the rest as the plan has it."""
    first = [WORKING, DIGITAL]
    return sorted(
        shipped.indicators().values(),
        key=lambda one: first.index(one.id) if one.id in first else len(first),
    )
