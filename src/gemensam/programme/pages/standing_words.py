"""What is said about one indicator over the county: its key, what lacks, where it comes from."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme import map as drawing
from gemensam.programme.pages import shown
from gemensam.programme.rules.indicators import (
    SMALLEST_SHOWN_GROUP,
    Feed,
    IndicatorDefinition,
    ValueState,
)
from gemensam.programme.rules.standing import GroupStanding, Standing, StandingRow
from gemensam.ui import formats
from gemensam.ui.parts import Lines

# Shares of alarms; every other live share is of staff.
_OF_ALARMS = frozenset({"andel_digitala_trygghetslarm", "andel_larm_som_avsett"})


def noun(definition: IndicatorDefinition) -> str:
    """Say what a share is of, in one word."""
    if definition.counts_municipalities:
        return _("municipalities")
    return _("alarms") if definition.id in _OF_ALARMS else _("employees")


def key(definition: IndicatorDefinition) -> list[tuple[str, str]]:
    """Give the map's classes with what each means."""
    if definition.counts_municipalities:
        return [("q5", _("yes")), ("q1", _("no")), ("q0", _("no value"))]
    first, *between, last = drawing.legend()
    return [
        (first.fill.value, _("under %(share)s") % {"share": shown.percent(first.ends_at)}),
        *(
            (step.fill.value, f"{step.starts_at // 10}–{step.ends_at // 10 - 1}")
            for step in between
        ),
        (last.fill.value, _("%(number)d or more") % {"number": last.starts_at // 10}),
        ("q0", _("no value")),
    ]


def strip_words(group: GroupStanding, median: int | None) -> str:
    """Say how many an association's strip is of, and where its middle lies."""
    count = len(group.rows)
    words = ngettext("%(count)d municipality", "%(count)d municipalities", count) % {"count": count}
    if group.without_value:
        words += _(", %(count)d without a value") % {"count": group.without_value}
    return words if median is None else f"{words} · median {shown.percent(median)}"


def lacking_title(standing: Standing) -> str:
    """Say how many municipalities show no value."""
    count = len(standing.rows) - len(standing.in_state(ValueState.MEASURED))
    if not count:
        return _("Every municipality has a value")
    return ngettext(
        "One municipality has no value", "%(count)d municipalities have no value", count
    ) % {"count": count}


def lacking(standing: Standing) -> list[str]:
    """Say per reason which municipalities show no value, and that nought is one."""
    told = []
    if rows := standing.in_state(ValueState.MISSING):
        told.append(_("%(names)s: no figures have been given.") % {"names": _names(rows)})
    if rows := standing.in_state(ValueState.SUPPRESSED):
        told.append(
            _(
                "%(names)s: not shown. Groups under %(least)d are hidden so that nobody can be"
                " recognised. They still count in the county's sum."
            )
            % {"names": _names(rows), "least": SMALLEST_SHOWN_GROUP}
        )
    if rows := standing.in_state(ValueState.NOT_ASSESSABLE):
        told.append(_("%(names)s: nothing to take a share of.") % {"names": _names(rows)})
    if zeros := [row for row in standing.in_state(ValueState.MEASURED) if not row.value.numerator]:
        told.append(_zeros(zeros, standing.definition))
    return told


def _zeros(rows: Sequence[StandingRow], definition: IndicatorDefinition) -> str:
    if definition.counts_municipalities:
        return ngettext(
            "%(count)d has answered no. That is an answer, and counts.",
            "%(count)d have answered no. That is an answer, and counts.",
            len(rows),
        ) % {"count": len(rows)}
    return _("%(names)s: the value is nought. Nought is a value, and counts.") % {
        "names": _names(rows)
    }


def _names(rows: Sequence[StandingRow]) -> str:
    return shown.listed([row.member.name for row in rows], _("and"))


def origin(standing: Standing) -> str:
    """Say how many are counted here, and how many have reported."""
    measured = len(standing.rows) - len(standing.in_state(ValueState.MISSING))
    here = standing.counted_here
    if standing.definition.feed is not Feed.LIVE:
        return _("%(count)d of %(all)d municipalities have reported.") % {
            "count": measured,
            "all": len(standing.rows),
        }
    if standing.definition.id not in _OF_ALARMS:
        return ngettext(
            "%(count)d municipality is counted from its own staff and e-ids here,"
            " %(others)d have reported themselves.",
            "%(count)d municipalities are counted from their own staff and e-ids here,"
            " %(others)d have reported themselves.",
            here,
        ) % {"count": here, "others": measured - here}
    return ngettext(
        "%(count)d municipality is counted directly from the alarm service here,"
        " %(others)d have reported themselves.",
        "%(count)d municipalities are counted directly from the alarm service here,"
        " %(others)d have reported themselves.",
        here,
    ) % {"count": here, "others": measured - here}


def origin_of(row: StandingRow) -> Lines | None:
    """Say where a row's value comes from, and whether it is invented."""
    if row.feed is None or row.at is None:
        return None
    if row.feed is Feed.LIVE:
        return Lines(_("Counted here"), formats.short_moment(row.at))
    return Lines(_("Reported"), _("made up") if row.is_synthetic else formats.day(row.at))
