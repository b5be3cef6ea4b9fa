"""Figures that count: counties by what they do, deliveries, municipalities by association. Pure."""

from collections.abc import Mapping

from gemensam.programme.rules import followup
from gemensam.programme.rules.figures import Figure, Part
from gemensam.programme.rules.workings import Step, Unit, Workings, gettext_noop


def of_counties(
    area: followup.AreaOfCounties, in_all: int, source: str, page: tuple[str, ...]
) -> list[Figure]:
    """Give how many counties a summary names in an area, and how many it leaves out."""
    counted = followup.counties(area, in_all)
    if counted is None:
        return []
    named = counted.steps[0]
    parts = tuple(Part(one.text, one.counties or 0, Unit.COUNT) for one in area.groups)
    return [
        Figure(
            key=f"national_2013.{area.key}",
            title=gettext_noop("Counties that the follow-up counts"),
            sources=(source,),
            workings=Workings((named,)),
            parts=parts,
            page=page,
            about=area.name,
        ),
        Figure(
            key=f"national_2013.{area.key}.unaccounted",
            title=gettext_noop("Counties that it does not account for"),
            sources=(source,),
            workings=counted,
            parts=(
                Part(gettext_noop("Counties in Sweden"), in_all, Unit.COUNT, is_message=True),
                Part(named.label, -named.result, Unit.COUNT, is_message=True),
            ),
            page=page,
            about=area.name,
        ),
    ]


def of_deliveries(report: followup.Report, page: tuple[str, ...]) -> Figure:
    """Give a year's deliveries, one that stands under two areas counted once."""
    counted = followup.deliveries(report)
    lines, distinct = counted.steps[0].result, counted.steps[-1].result
    again = gettext_noop("Stand under two areas with the same words")
    return Figure(
        key=f"followup_{report.year}.deliveries",
        title=gettext_noop("Deliveries, each counted once"),
        sources=(report.source,),
        workings=counted,
        parts=(
            *(Part(area.name, len(area.deliveries), Unit.COUNT) for area in report.areas),
            Part(again, distinct - lines, Unit.COUNT, is_message=True),
        ),
        page=page,
    )


def of_members(counts: Mapping[str, int], page: tuple[str, ...]) -> Figure:
    """Give how many municipalities the county has, by association."""
    step = Step(
        label=gettext_noop("Municipalities of the county"),
        formula=" + ".join(map(str, counts.values())),
        result=sum(counts.values()),
        unit=Unit.COUNT,
    )
    return Figure(
        key="county.municipalities",
        title=step.label,
        sources=(),
        workings=Workings((step,)),
        parts=tuple(Part(name, count, Unit.COUNT) for name, count in counts.items()),
        page=page,
    )
