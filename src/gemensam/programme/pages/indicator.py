"""One indicator's definition, and its numbers when it is a count."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from gemensam.programme.pages import shown
from gemensam.programme.rules.indicators import Direction, Feed, IndicatorDefinition
from gemensam.programme.standings import CountLine
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Num, Row, Table

FEEDS = {
    Feed.LIVE: "Räknas ur larmtjänsten där den används, annars ur det som kommunen har rapporterat.",
    Feed.REPORTED: "Kommunerna rapporterar.",
}
DIRECTIONS = {Direction.INCREASE: "Ska öka", Direction.DECREASE: "Ska minska"}


@dataclass(frozen=True, slots=True)
class Counts:
    """An indicator that is a number per municipality."""

    total: str
    below: str
    table: Table
    csv_href: str
    is_made_up: bool


def facts(definition: IndicatorDefinition) -> list[Fact]:
    """Tell what is counted, of what, and who says so."""
    return [
        Fact("Täljare", definition.numerator_sv or ""),
        Fact("Nämnare", _denominator(definition)),
        Fact("Riktning", DIRECTIONS[definition.direction]),
        Fact("Så kommer värdet in", FEEDS[definition.feed]),
        Fact("Källa", shown.source_names(definition.sources)),
        Fact("Målvärde", "Inget dokument anger något utgångsvärde eller målvärde."),
        Fact("Definition", f"Version {definition.version}"),
    ]


def _denominator(definition: IndicatorDefinition) -> str:
    if definition.denominator_sv:
        return definition.denominator_sv
    if definition.differing_denominators:
        return "Dokumenten räknar mot olika grupper, se nedan. Kommunen anger sin egen."
    return "Ingen: det är ett antal."


def counts(definition: IndicatorDefinition, lines: Sequence[CountLine]) -> Counts:
    """Give the county's sum and each municipality's number."""
    known = [line.number for line in lines if line.number is not None]
    return Counts(
        total=formats.number(sum(known)) if known else "Ingen uppgift",
        below=f"Summan av {len(known)} av {len(lines)} kommuner",
        table=Table(
            caption=f"{definition.name_sv}, per kommun",
            columns=[Column("Kommun"), Column("Antal", num=True)],
            rows=[
                Row([line.name, Num(_number(line), muted=line.number is None)]) for line in lines
            ],
            foot=["Länet", Num(formats.number(sum(known)) if known else formats.NO_VALUE)],
            id="tabell",
            cards=False,
        ),
        csv_href=reverse("programme:indicator_csv", args=[definition.id]),
        is_made_up=any(line.is_synthetic for line in lines),
    )


def _number(line: CountLine) -> str:
    return "Ingen uppgift är lämnad" if line.number is None else formats.number(line.number)


def csv_rows(definition: IndicatorDefinition, lines: Sequence[CountLine]) -> list[Sequence[object]]:
    """Give the same numbers for a file."""
    rows: list[Sequence[object]] = [("kod", "kommun", "antal", "påhittat", "indikator")]
    rows += [
        (line.code, line.name, line.number, "ja" if line.is_synthetic else "nej", definition.id)
        for line in lines
    ]
    return rows
