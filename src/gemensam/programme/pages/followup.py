"""A year's goal fulfilment as its page shows it: the report beside what is measured today."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme import shipped_followup
from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.pages import charts_words, goals, shown
from gemensam.programme.queries.followup import Version
from gemensam.programme.rules import followup as rules
from gemensam.programme.rules.charts import Moment, change
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.rules.standing import Standing
from gemensam.programme.rules.workings import Workings
from gemensam.programme.standings import CountLine
from gemensam.programme.words import OUTCOME_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Figure, Kind, Link, Tag, Working

TAGS = {
    OutcomeStatus.MET: Kind.OK,
    OutcomeStatus.PARTLY: Kind.HALF,
    OutcomeStatus.NOT_MET: Kind.WARM,
    OutcomeStatus.NOT_ASSESSABLE: Kind.OPEN,
    OutcomeStatus.DORMANT: Kind.OFF,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator now, and which way it has gone."""

    measured: goals.Measured
    changed: str


@dataclass(frozen=True, slots=True)
class AreaShown:
    """An area of the report with what its indicators show today."""

    area: rules.AreaOutcome
    status: OutcomeStatus
    tag: Tag
    # Said when the report's status cannot be shown, because nothing is measured.
    lowered: str
    decided: str
    now: Sequence[Shown]
    deliveries_count: str


@dataclass(frozen=True, slots=True)
class AimShown:
    """An aim and what could show its effect."""

    text: str
    measured: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A year's goal fulfilment."""

    report: rules.Report
    source: str
    published: str
    is_published: bool
    years: Sequence[Link]
    figures: Sequence[Figure]
    deliveries: Sequence[Working]
    told: str
    areas: Sequence[AreaShown]
    pdf_href: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What every indicator shows today: shares, counts, and how the shares have moved."""

    definitions: Mapping[str, IndicatorDefinition]
    standings: Mapping[str, Standing]
    counts: Mapping[str, Sequence[CountLine]]
    # The same counts a year before.
    earlier: Mapping[str, Sequence[CountLine]]
    developments: Mapping[str, Sequence[Moment]]

    def of(self, key: str) -> Shown | None:
        """Give an indicator as it is shown; None when nothing of that name is defined."""
        if key in self.standings:
            gone = charts_words.changed(change(self.developments.get(key, ())))
            return Shown(goals.share(self.standings[key]), gone)
        if key in self.counts:
            gone = _counted(self.counts[key], self.earlier.get(key, ()))
            return Shown(goals.count(self.definitions[key], self.counts[key]), gone)
        return None

    def every(self, keys: Sequence[str]) -> list[Shown]:
        """Give those of some indicators that are defined."""
        return [one for key in keys if (one := self.of(key)) is not None]

    def measured(self, keys: Sequence[str]) -> Collection[str]:
        """Give those of some indicators that have a value."""
        return {key for key in keys if (one := self.of(key)) and one.measured.has_value}


def _counted(now: Sequence[CountLine], before: Sequence[CountLine]) -> str:
    """Say how a count has moved in a year; nothing when no municipality is known both times."""
    found = rules.count_change(_known(now), _known(before))
    if found is None:
        return ""
    about = {"more": formats.number(abs(found.more)), "count": found.places}
    if found.more == 0:
        return _("As many as a year ago, in the %(count)d known both times") % about
    if found.more > 0:
        return _("%(more)s more than a year ago, in the %(count)d known both times") % about
    return _("%(more)s fewer than a year ago, in the %(count)d known both times") % about


def _known(lines: Sequence[CountLine]) -> dict[str, int]:
    return {one.code: one.number for one in lines if one.number is not None}


def tag_of(status: OutcomeStatus) -> Tag:
    """Give a status its word and shape."""
    return Tag(_(OUTCOME_WORDS[status]), TAGS[status], box=True)


def build(version: Version, years: Sequence[int], measures: Measures) -> ReportPage:
    """Put a report beside what is measured today."""
    report = version.report
    counted = rules.deliveries(report)
    href = reverse("programme:followup")
    areas = [_area(one, measures) for one in report.areas]
    return ReportPage(
        report=report,
        source=shown.source_name(report.source) if report.source else "",
        published=published_words(version),
        is_published=version.is_published,
        years=[Link(str(year), f"{href}?ar={year}", year == report.year) for year in years],
        figures=_figures([one.status for one in areas], counted),
        deliveries=shown.workings(counted),
        told=_told([one.status for one in areas]),
        areas=areas,
        pdf_href=f"{reverse('programme:followup_pdf')}?ar={report.year}",
    )


def aims(measures: Measures) -> list[AimShown]:
    """Give the six aims of kommunal eHälsa with what is measured near them."""
    return [
        AimShown(shown.said(aim.text), measures.every(aim.indicators))
        for aim in shipped_followup.national().aims
    ]


def aim_indicators() -> list[str]:
    """Name every indicator that an aim leans on."""
    return [key for aim in shipped_followup.national().aims for key in aim.indicators]


def _area(area: rules.AreaOutcome, measures: Measures) -> AreaShown:
    status = rules.shown_status(area, measures.measured(area.indicators))
    lowered = ""
    if status is not area.status:
        lowered = _("The report says “%(status)s”, but nothing of it is measured.") % {
            "status": _(OUTCOME_WORDS[area.status])
        }
    number = len(area.deliveries)
    return AreaShown(
        area=area,
        status=status,
        tag=tag_of(status),
        lowered=lowered,
        decided=_("Decided %(when)s") % {"when": when(area.decided)} if area.decided else "",
        now=measures.every(area.indicators),
        deliveries_count=ngettext("%(count)d delivery", "%(count)d deliveries", number)
        % {"count": number},
    )


def when(written: str) -> str:
    """Write a year, month or day as people say it."""
    parts = [int(one) for one in written.split("-")]
    if len(parts) == 1:
        return written
    day = formats.day(_first_day(parts))
    return day if len(parts) == len(("year", "month", "day")) else day.partition(" ")[2]


def _first_day(parts: Sequence[int]) -> date:
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)  # noqa: PLR2004


def published_words(version: Version) -> str:
    """Say when and by whom a version was published; of a shipped one nothing is known."""
    if version.published_at is None:
        return ""
    return _("Published %(when)s by %(who)s, version %(number)d") % {
        "when": formats.day(version.published_at),
        "who": version.published_by,
        "number": version.number,
    }


def _told(statuses: Sequence[OutcomeStatus]) -> str:
    """Say in a sentence how the areas turned out."""
    if not statuses:
        return ""
    met = statuses.count(OutcomeStatus.MET)
    open_ = statuses.count(OutcomeStatus.NOT_ASSESSABLE)
    told = _("%(met)d of %(count)d areas met their goal.") % {"met": met, "count": len(statuses)}
    if open_:
        told += " " + ngettext(
            "For %(count)d nothing says whether it did.",
            "For %(count)d nothing says whether they did.",
            open_,
        ) % {"count": open_}
    if resting := statuses.count(OutcomeStatus.DORMANT):
        told += " " + ngettext("%(count)d is at rest.", "%(count)d are at rest.", resting) % {
            "count": resting
        }
    return told


def _figures(statuses: Sequence[OutcomeStatus], counted: Workings) -> list[Figure]:
    every, distinct = counted.steps[0].result, counted.result
    return [
        *(
            Figure(
                _(OUTCOME_WORDS[status]),
                str(number),
                below=_("of %(count)d areas") % {"count": len(statuses)},
            )
            for status, number in rules.by_status(statuses).items()
            if number
        ),
        Figure(
            _("Deliveries"),
            str(distinct),
            below=_("in %(count)d lines: some stand under two areas") % {"count": every}
            if every != distinct
            else "",
        ),
    ]
