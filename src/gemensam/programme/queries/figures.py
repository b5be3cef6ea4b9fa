"""The figures that the programme is known by, computed from what is kept right now."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from gemensam.organisations import api as organisations
from gemensam.programme import county, shipped, shipped_followup
from gemensam.programme.queries import followup, overview, plans, resources
from gemensam.programme.rules import contribution, figures, figures_counts, matching
from gemensam.programme.rules.figures import Figure
from gemensam.programme.rules.workings import gettext_noop

PLANS = ("plan_2013_2015", "plan_2018")
GRANT_YEAR = 2013
# The last day of which the population of all 49 is known; the plan names no day.
POPULATION_ON = "2016-12-31"
MONEY = ("programme:money",)

type Provider = Callable[[], Iterator[Figure]]


class NoSuchFigure(LookupError):
    """There is no figure by that key."""


def _plans() -> Iterator[Figure]:
    for key in PLANS:
        plan = plans.plan(key)
        names = {one.key: one.name for one in plan.activities}
        page = ("programme:plan", f"plan={key}")
        yield from figures.of_plan(plan, page)
        yield from figures.of_funding(plan, MONEY)
        yield from figures.of_resources(
            key, resources.lines(key), resources.pools(key), names, page
        )


def _grant() -> Iterator[Figure]:
    grant = overview.grant(GRANT_YEAR)
    if grant is None:
        return
    cofunding = matching.Cofunding(grant.booked, None, is_whole=True)
    sources = ("2013_plan", grant.matching_source)
    yield from figures.of_matching(grant.key, grant.components, cofunding, sources, MONEY)


def _national() -> Iterator[Figure]:
    grant = shipped.grant_2013()
    yield figures.of_sum(
        "national_2013.total",
        gettext_noop("What the state gave in the whole country"),
        "2013_follow_up",
        [(part.text, part.amount) for part in grant.national_components],
        MONEY,
    )


def _contribution() -> Iterator[Figure]:
    rate = shipped.contribution_2018()
    places = organisations.municipalities()
    inhabitants = organisations.inhabitants(POPULATION_ON)
    paid = contribution.contribution(
        per_inhabitant=rate.per_inhabitant,
        populations={place.code: inhabitants.get(place.organisation_id) for place in places},
        source=rate.source,
        assumption=rate.assumption,
    )
    names = {place.code: place.name for place in places}
    found = figures.of_contribution(f"contribution_{rate.year}", paid, names, MONEY)
    if found is not None:
        yield found


def _counts() -> Iterator[Figure]:
    national = shipped_followup.national()
    page = ("programme:national",)
    for area in national.areas:
        yield from figures_counts.of_counties(
            area, national.counties_in_sweden, national.source, page
        )
    for year in sorted(followup.years()):
        report = followup.outcomes(year).report
        yield figures_counts.of_deliveries(report, ("programme:followup", f"ar={year}"))
    members = Counter(place.association_name for place in organisations.municipalities())
    yield figures_counts.of_members(dict(sorted(members.items())), ("programme:county",))


# Each part of the programme adds what it is known by.
PROVIDERS: tuple[Provider, ...] = (_plans, _grant, _national, _contribution, _counts)


def every() -> Sequence[Figure]:
    """Compute every figure."""
    with county.context():
        return [figure for provider in PROVIDERS for figure in provider()]


def one(key: str) -> Figure:
    """Compute the figure by that key. Raises NoSuchFigure."""
    for figure in every():
        if figure.key == key:
            return figure
    raise NoSuchFigure(key)
