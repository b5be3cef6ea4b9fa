"""The programme's figures as pages and as JSON: value, workings, and the rows that add up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.kernel.money import ORE_PER_KRONA, Money
from gemensam.programme.pages import shown
from gemensam.programme.queries import figures as queries
from gemensam.programme.rules.figures import Figure, Part
from gemensam.programme.rules.workings import Step, Unit
from gemensam.ui import formats
from gemensam.ui.parts import Column, Lines, Num, Row, Table, Working

type Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None

UNIT_WORDS = {
    Unit.ORE: "SEK",
    Unit.TENTHS_OF_PERCENT: "percent",
    Unit.COUNT: "count",
    Unit.INHABITANTS: "inhabitants",
}
TENTHS = 10


def written(value: int, unit: Unit) -> str:
    """Write a figure with its unit."""
    match unit:
        case Unit.ORE:
            return formats.amount(Money(value))
        case Unit.TENTHS_OF_PERCENT:
            return shown.percent(value)
        case Unit.COUNT | Unit.INHABITANTS:
            return formats.number(value)


def _number(value: int, unit: Unit) -> int | float:
    """Give kronor and per cent; whole where they are whole."""
    parts = {Unit.ORE: ORE_PER_KRONA, Unit.TENTHS_OF_PERCENT: TENTHS}.get(unit, 1)
    return value // parts if value % parts == 0 else value / parts


def address(figure: Figure) -> str:
    """Give where the figure opens to its rows."""
    return reverse("programme:figure", args=[figure.key])


def page_of(figure: Figure) -> str:
    """Give the page that the figure is shown on."""
    name, *query = figure.page
    return f"{reverse(name)}?{'&'.join(query)}" if query else reverse(name)


def as_json(figure: Figure) -> dict[str, Plain]:
    """Give a figure as everybody reads it who is no person."""
    return {
        "key": figure.key,
        "title": _(figure.title),
        "about": figure.about,
        "value": _number(figure.value, figure.unit),
        "unit": UNIT_WORDS[figure.unit],
        "source": list(figure.sources),
        "workings": [_step(step) for step in figure.workings.steps],
        "assumptions": list(figure.workings.assumptions),
        "rows": address(figure),
        "rows_add_up": figure.adds_up,
        "parts": [
            {
                "text": _text(part),
                "value": _number(part.value, part.unit),
                "unit": UNIT_WORDS[part.unit],
            }
            for part in figure.parts
        ],
        "page": page_of(figure),
    }


def figures_as_json() -> list[dict[str, Plain]]:
    """Compute every figure and give it as JSON."""
    return [as_json(figure) for figure in queries.every()]


def _step(step: Step) -> dict[str, Plain]:
    return {
        "label": _(step.label),
        "formula": shown.digits(step.formula),
        "result": _number(step.result, step.unit),
        "unit": UNIT_WORDS[step.unit],
        "source": step.source,
        "assumption": step.assumption,
    }


def _text(part: Part) -> str:
    return _(part.text) if part.is_message else part.text


@dataclass(frozen=True, slots=True)
class FigurePage:
    """One figure with its workings and rows."""

    title: str
    about: str
    value: str
    workings: Sequence[Working]
    assumptions: Sequence[str]
    rows: Table
    sources: str
    page: str
    json: str


def build(figure: Figure) -> FigurePage:
    """Put the page of a figure together."""
    rows = [
        Row([
            _text(part) if part.is_message else shown.in_swedish(part.text),
            Num(written(part.value, part.unit)),
        ])
        for part in figure.parts
    ]  # fmt: skip
    return FigurePage(
        title=_(figure.title),
        about=figure.about,
        value=written(figure.value, figure.unit),
        workings=shown.workings(figure.workings),
        assumptions=[_(one) for one in figure.workings.assumptions],
        rows=Table(
            caption=_("The rows"),
            columns=[Column(_("Row")), Column(_("Value"), num=True)],
            rows=rows,
            foot=[_("Sum"), Num(written(figure.value, figure.unit))] if figure.adds_up else (),
            id="rader",
        ),
        sources=shown.source_names(list(dict.fromkeys(figure.sources))),
        page=page_of(figure),
        json=reverse("programme:figures_json") + f"?nyckel={figure.key}",
    )


def index(figures: Sequence[Figure]) -> Table:
    """Put every figure in one table, each a link to its rows."""
    return Table(
        caption=_("Figures"),
        columns=[Column(_("Figure")), Column(_("Value"), num=True), Column(_("How"))],
        rows=[
            Row(
                [
                    Lines(
                        _(figure.title),
                        shown.in_swedish(figure.about) if figure.about else "",
                        href=address(figure),
                    ),
                    Num(written(figure.value, figure.unit)),
                    shown.digits(figure.workings.steps[-1].formula),
                ],
                key=figure.key,
            )
            for figure in figures
        ],
        id="siffror",
    )
