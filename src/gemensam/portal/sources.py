"""From source to function: what the five documents ask for, and what meets it. Read from YAML."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

DATA = Path(__file__).parent / "data"
# The C reader is eight times as fast; it is not in every build.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

type Status = Literal["finns", "delvis", "saknas"]
STATUSES: Sequence[Status] = ("finns", "delvis", "saknas")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a document asks for. `pages` are URL names, `tests` pytest paths."""

    id: str
    area: str
    row: int
    sources: tuple[str, ...]
    text: str
    is_inferred: bool
    status: Status
    pages: tuple[str, ...]
    tests: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Source:
    """One of the five public documents."""

    key: str
    title: str
    publisher: str
    about_years: tuple[int, ...]
    note: str


def _read(name: str) -> dict[str, list[dict[str, object]]]:
    text = (DATA / name).read_text(encoding="utf-8")
    read: dict[str, list[dict[str, object]]] = yaml.load(text, Loader=LOADER)  # noqa: S506 -- safe
    return read


def _strings(value: object) -> tuple[str, ...]:
    assert isinstance(value, list)
    return tuple(str(one) for one in value)


@cache
def requirements() -> Sequence[Requirement]:
    """List every requirement in the order of the file."""
    return [
        Requirement(
            id=str(row["id"]),
            area=str(row["area"]),
            row=int(str(row["row"])),
            sources=_strings(row["source"]),
            text=str(row["text_sv"]),
            is_inferred=bool(row["inferred"]),
            status=next(one for one in STATUSES if one == row["status"]),
            pages=_strings(row["pages"]),
            tests=_strings(row["tests"]),
            note=str(row["note"] or ""),
        )
        for row in _read("requirements.yaml")["requirements"]
    ]


@cache
def sources() -> Sequence[Source]:
    """List the documents."""
    return [
        Source(
            key=str(row["key"]),
            title=str(row["title"]),
            publisher=str(row["publisher"]),
            about_years=tuple(int(year) for year in _strings(row["about_years"])),
            note=str(row.get("note") or ""),
        )
        for row in _read("sources.yaml")["sources"]
    ]


# Areas in words, in the order of the documents.
AREAS = {
    "etjanster": "E-tjänster",
    "identitet": "Säker roll och identitet",
    "mobilt": "Mobil dokumentation",
    "larm": "Trygghetslarm",
    "npo": "Nationell patientöversikt",
    "tsdih": "Trygghet, service och delaktighet i hemmet",
    "handlingsplan": "Handlingsplan",
    "stimulansmedel": "Stimulansmedel",
    "indikatorer": "Indikatorer",
    "portfolj": "Uppdragsportfölj",
    "resurser": "Resurser",
    "styrning": "Styrning",
    "distansmoten": "Distansmöten",
    "chatt": "Säker chatt",
    "nattillsyn": "Digital nattillsyn",
    "it_coacher": "IT-coacher",
    "samsa": "Samordnad vårdplanering",
    "sakra_meddelanden": "Säkra meddelanden",
    "ssbtek": "SSBTEK",
    "earkiv": "E-arkiv",
    "egen_information": "Egen information",
    "valfardsteknik": "Välfärdsteknik",
    "fvm": "Framtidens vårdinformationsmiljö",
    "behov": "Behov från kommunerna",
    "systemkartlaggning": "Verksamhetssystem",
    "gap_analys": "Gapanalys",
    "kravspecifikation": "Kravspecifikationer",
    "remiss": "Remiss",
    "enkat": "Enkäter",
    "kommunikation": "Kommunikation",
    "utbildning": "Utbildning",
}
