"""One or two plain sentences that are worked out from the figures, for whoever reads no charts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme.pages import shown
from gemensam.programme.pages.standing_words import noun
from gemensam.programme.queries.charts import WantedShare
from gemensam.programme.rules.charts import Change, Position, Ranked, position
from gemensam.programme.rules.indicators import (
    IndicatorDefinition,
    ShareValue,
    ValueState,
)
from gemensam.programme.rules.standing import Standing
from gemensam.ui import formats

# Less than this many tenths of a per cent in a year is written as no change.
UNCHANGED = 5


def points(tenths: int) -> str:
    """Write a difference between two shares: `14 punkter`, `1 punkt`, `0,5 punkter`."""
    whole, part = divmod(abs(tenths), 10)
    if part:
        return _("%(number)s points") % {"number": formats.number(abs(tenths) / 10, 1)}
    return ngettext("%(number)d point", "%(number)d points", whole) % {"number": whole}


def changed(found: Change | None) -> str:
    """Say which way it has gone, and since when; nothing when there is nothing to compare with."""
    if found is None:
        return ""
    since = {"since": shown.month(found.before.ends_on), "points": points(found.tenths)}
    if abs(found.tenths) < UNCHANGED:
        return _("About the same as in %(since)s") % since
    if found.tenths > 0:
        return _("Up %(points)s since %(since)s") % since
    return _("Down %(points)s since %(since)s") % since


def of_place(
    name: str, value: ShareValue, definition: IndicatorDefinition, found: Change | None
) -> str:
    """Say where a place stands now, and which way it has gone."""
    if not shown.is_measured(value):
        words = {
            ValueState.MISSING: _("%(place)s has given no figures."),
            ValueState.SUPPRESSED: _("The figures of %(place)s are too small to be shown."),
        }
        return words.get(value.state, _("%(place)s has nothing to take a share of.")) % {
            "place": name
        }
    told = _("%(place)s is at %(share)s: %(counts)s.") % {
        "place": name,
        "share": shown.share_text(value),
        "counts": shown.counts_text(value, noun(definition)),
    }
    gone = changed(found)
    return f"{told} {gone}." if gone else told


def wanted(value: ShareValue, target: WantedShare | None) -> str:
    """Say how far it is to the target; nothing without one."""
    tenths = value.tenths_of_percent
    if target is None or tenths is None:
        return ""
    about = {
        "target": shown.percent(target.tenths),
        "day": formats.day(target.ends_on),
        "points": points(target.tenths - tenths),
    }
    # The exact counts decide, so that 89,96 % has not reached 90 by rounding.
    assert value.numerator is not None
    assert value.denominator is not None
    if value.numerator * target.denominator >= target.numerator * value.denominator:
        return _("The target, %(target)s by %(day)s, is reached.") % about
    return _("The target is %(target)s by %(day)s: %(points)s are lacking.") % about


def of_ranking(ranked: Sequence[Ranked], standing: Standing) -> str:
    """Say who is highest and lowest, and how many surely differ from the county."""
    if len(ranked) < 2:  # noqa: PLR2004 -- one alone is neither
        return ""
    first, last = ranked[0], ranked[-1]
    above = sum(one.position is Position.ABOVE for one in ranked)
    below = sum(one.position is Position.BELOW for one in ranked)
    told = _("%(first)s comes first with %(most)s and %(last)s last with %(least)s.") % {
        "first": first.row.member.name,
        "most": shown.share_text(first.row.value),
        "last": last.row.member.name,
        "least": shown.share_text(last.row.value),
    }
    if not shown.is_measured(standing.county):
        return told
    return f"{told} " + _(
        "%(above)d are surely above the county's %(county)s and %(below)d surely below;"
        " for the other %(rest)d the difference may be chance."
    ) % {
        "above": above,
        "below": below,
        "rest": len(ranked) - above - below,
        "county": shown.share_text(standing.county),
    }


def beside_county(one: Ranked, count: int, county: ShareValue) -> str:
    """Say a municipality's place in the order, and whether it surely differs from the county."""
    about = {"number": one.number, "count": count, "county": shown.share_text(county)}
    told = _("Number %(number)d of %(count)d.") % about
    match one.position:
        case Position.ABOVE:
            return f"{told} " + _("Surely above the county's %(county)s.") % about
        case Position.BELOW:
            return f"{told} " + _("Surely below the county's %(county)s.") % about
        case Position.UNCERTAIN:
            return (
                f"{told} " + _("The difference from the county's %(county)s may be chance.") % about
            )


def of_municipalities(standing: Standing) -> str:
    """Say how many municipalities have answered yes, when each is one."""
    yes = standing.county.numerator or 0
    return ngettext(
        "%(yes)d of the %(answered)d that have answered says yes.",
        "%(yes)d of the %(answered)d that have answered say yes.",
        yes,
    ) % {"yes": yes, "answered": standing.county.denominator or 0}


def sides(name: str, values: Sequence[tuple[Standing, ShareValue]]) -> list[str]:
    """Say in which measures a place surely lies above and below the county."""
    found: dict[Position, list[str]] = {one: [] for one in Position}
    for one, value in values:
        definition = one.definition
        if definition.counts_municipalities or not value.denominator:
            continue
        side = position(value.numerator or 0, value.denominator, one.county)
        text = shown.said(definition.short_name or definition.name)
        # Inside a sentence, but an abbreviation keeps its capitals.
        found[side].append(text[:1].lower() + text[1:])
    told = []
    if above := found[Position.ABOVE]:
        told.append(
            _("%(place)s is surely above the county in %(measures)s.")
            % {"place": name, "measures": shown.listed(above, _("and"))}
        )
    if below := found[Position.BELOW]:
        told.append(
            _("%(place)s is surely below the county in %(measures)s.")
            % {"place": name, "measures": shown.listed(below, _("and"))}
        )
    return told
