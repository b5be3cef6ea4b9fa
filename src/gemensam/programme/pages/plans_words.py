"""How a plan's measures, conditions, resources and dates are said, on screen, on paper and compared."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gemensam.programme.kinds import GoalKind, ResourcePool, RevisionOrigin
from gemensam.programme.pages import shown
from gemensam.programme.rules import plans
from gemensam.programme.rules.plans_lines import Speech
from gemensam.programme.rules.resources import MONTHS, Pool, ResourceLine
from gemensam.ui import formats

ORIGIN_WORDS: Mapping[RevisionOrigin, str] = {
    RevisionOrigin.SHIPPED: gettext_noop("Came with Gemensam"),
    RevisionOrigin.IMPORTED: gettext_noop("Imported"),
    RevisionOrigin.EDITED: gettext_noop("Edited"),
    RevisionOrigin.RESTORED: gettext_noop("Restored"),
}

PLAN_POOL_WORDS: Mapping[ResourcePool, str] = {
    ResourcePool.ESAMORDNARE: gettext_noop("The e-coordinators"),
    ResourcePool.LANSSAMORDNARE: gettext_noop("The county coordinator"),
    ResourcePool.SHARED: gettext_noop("Shared between the two"),
    ResourcePool.BOUGHT: gettext_noop("Bought services"),
    ResourcePool.NONE: gettext_noop("Outside the pools"),
}


def percent(number: int) -> str:
    """Write whole per cent as the reader's language does."""
    return shown.percent(number * 10)


def sentence(text: plans.PlanText) -> str:
    """Give a sentence with its mark when the document cuts it off."""
    return (
        f"{text.text} {_('(the text is cut off in the document)')}"
        if text.is_fragment
        else text.text
    )


def measure(found: plans.GoalMeasure) -> str:
    """Say in words what counts as reaching a goal."""
    of = measured_of(found)
    return f"{target(found)}: {of}" if of else target(found)


def measured_of(found: plans.GoalMeasure) -> str:
    """Say of what the measure is, in the plan's own Swedish."""
    if found.numerator and found.denominator:
        return f"{found.numerator} av {found.denominator}"
    return found.scope


_MEASURES: Mapping[GoalKind, str] = {
    GoalKind.YES_NO: gettext_noop("Done or not done"),
    GoalKind.TOLD: gettext_noop("Told in words; the plan gives nothing to count"),
    GoalKind.INCREASE: gettext_noop("More than before"),
    GoalKind.MUNICIPALITIES: gettext_noop("Number of municipalities"),
    GoalKind.COUNT: gettext_noop("A number"),
    GoalKind.SHARE: gettext_noop("A share, without a target"),
}


def target(found: plans.GoalMeasure) -> str:
    """Say in words what is to be reached."""
    number = found.target
    if number is None:
        return _(_MEASURES[found.kind])
    match found.kind:
        case GoalKind.MUNICIPALITIES:
            said = ngettext("%(count)d municipality", "%(count)d municipalities", number)
            return said % {"count": number}
        case GoalKind.COUNT:
            return _("At least %(count)s") % {"count": formats.number(number)}
        case GoalKind.SHARE:
            words = _("More than %(share)s") if found.is_more_than else _("At least %(share)s")
            return words % {"share": percent(number)}
        case _:
            return _(_MEASURES[found.kind])


def condition(found: plans.SecondCondition) -> str:
    """Say what more must hold, and that it cannot be assessed where the plan gives no threshold."""
    if found.threshold is not None:
        return f"{found.text} {formats.number(found.threshold)}"
    return found.text


def goal(found: plans.PlanGoal) -> str:
    """Give a goal with its measure and conditions in one line, to be compared."""
    words = [sentence(found.text)]
    if found.measure is not None:
        words.append(f"[{measure(found.measure)}]")
        if found.measure.note:
            words.append(found.measure.note)
    words += [f"+ {condition(one)} {one.note}".strip() for one in found.second_conditions]
    return " ".join(words)


def load(line: ResourceLine) -> str:
    """Say how much of a full post a line is; an empty one says so, it is never nought."""
    if line.percent is None:
        return _("no per cent given")
    if line.months == MONTHS:
        return percent(line.percent)
    return _("%(share)s in months %(first)d–%(last)d") % {
        "share": percent(line.percent),
        "first": line.first_month,
        "last": line.last_month,
    }


def resource(line: ResourceLine) -> str:
    """Give a resource line in words."""
    names = [line.role, *([line.part] if line.part else []), load(line)]
    if line.shared_with:
        names.append(_("shared with %(who)s, not said how") % {"who": line.shared_with})
    return " · ".join(names)


def post(found: Pool) -> str:
    """Give a pool's posts in words."""
    return _("%(pool)s: %(posts)d × %(share)s of a full post") % {
        "pool": _(PLAN_POOL_WORDS[found.pool]),
        "posts": found.posts,
        "share": percent(found.percent_each),
    }


def plan_date(text: str) -> str:
    """Write a plan's date in words: `tredje kvartalet 2018`, `september 2014`."""
    year, _dash, rest = text.partition("-")
    if not rest:
        return year
    if rest.startswith("H"):
        words = _("first half of %(year)s") if rest == "H1" else _("second half of %(year)s")
        return words % {"year": year}
    if rest.startswith("Q"):
        return _("quarter %(quarter)s %(year)s") % {"quarter": rest[1], "year": year}
    return _day_or_month(text)


def _day_or_month(text: str) -> str:
    if len(text) == len("2014-09"):
        # Months have no format of their own: the day is taken away again.
        return formats.day(date.fromisoformat(f"{text}-01")).partition(" ")[2]
    return formats.day(date.fromisoformat(text))


def speech() -> Speech:
    """Give the words that the comparison of plans uses."""
    return Speech(sentence=sentence, goal=goal, resource=resource, post=post)


def years(first: int, last: int) -> str:
    """Write one year or several."""
    return str(first) if first == last else f"{first}–{last}"


def unsaid(ends: Sequence[str]) -> str:
    """Say in one sentence what the plan leaves out; nothing when it says all."""
    if not ends:
        return ""
    return _("The plan does not say %(what)s.") % {"what": shown.listed(ends, _("or"))}
