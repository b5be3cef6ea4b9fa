"""Employees of the demo's municipality as its HR system has them: files sent in, one of them waiting.

Every name, number and HSA-id is invented; the cast stand among the others.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from gemensam.employees import api as employees
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, STAFF, Cast
from gemensam.tenancy.context import tenant_context

HEADINGS: Final = (
    *("Anställningsnummer", "Förnamn", "Efternamn", "HSA-id", "Personalkategori"),
    *("Befattning", "Arbetsplats", "Startdatum", "Slutdatum", "Skyddad"),
)
# What the HR system of the story calls its staff, and what that is to the programme.
CATEGORIES: Final = {
    "Vårdpersonal": "SOCIAL_CARE",
    "Legitimerad personal": "LICENSED",
    "Chefer": "MANAGER",
    "Handläggare": "CASEWORKER",
    "Elevhälsa": "SCHOOL_HEALTH",
    "Övrig personal": "NOT_CONCERNED",
}
_OF_TITLE: Final = {
    "undersköterska": "Vårdpersonal",
    "sjuksköterska": "Legitimerad personal",
    "arbetsterapeut": "Legitimerad personal",
    "enhetschef": "Chefer",
    "biståndshandläggare": "Handläggare",
    "socialsekreterare": "Handläggare",
    "skolsköterska": "Elevhälsa",
    "kurator": "Elevhälsa",
}
FIRST_NUMBER: Final = 10_001
HENRIK: Final = "Henrik Falk"


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the HR system's file."""

    number: int
    given: str
    family: str
    hsa_id: str
    title: str
    workplace: str
    starts_on: date
    ends_on: date | None = None
    is_protected: bool = False
    category: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Give the cells as the file has them."""
        return (
            str(self.number),
            self.given,
            self.family,
            self.hsa_id,
            self.category or _OF_TITLE.get(self.title, "Övrig personal"),
            self.title,
            self.workplace,
            self.starts_on.isoformat(),
            self.ends_on.isoformat() if self.ends_on else "",
            "ja" if self.is_protected else "nej",
        )


_OTHERS: Final = (
    ("Agneta", "Sandström", "undersköterska", "Hemtjänst Norr"),
    ("Birgitta", "Olofsson", "undersköterska", "Hemtjänst Norr"),
    ("Charlotte", "Engdahl", "undersköterska", "Hemtjänst Söder"),
    ("Dragan", "Petrović", "undersköterska", "Hemtjänst Söder"),
    ("Elin", "Åström", "undersköterska", "Nattpatrullen"),
    ("Fatima", "Hassan", "undersköterska", "Nattpatrullen"),
    ("Gunilla", "Ärlig", "sjuksköterska", "Hemsjukvården"),
    ("Hamid", "Karimi", "sjuksköterska", "Hemsjukvården"),
    ("Inga-Lill", "Öster", "arbetsterapeut", "Hemsjukvården"),
    ("Jonas", "Bergkvist", "enhetschef", "Hemtjänst Söder"),
    ("Kerstin", "Wik", "enhetschef", "Hemsjukvården"),
    ("Lars-Åke", "Dahlin", "biståndshandläggare", "Biståndsenheten"),
    ("Malin", "Frisk", "socialsekreterare", "Biståndsenheten"),
    ("Noor", "Aziz", "socialsekreterare", "Biståndsenheten"),
    ("Olle", "Grahn", "skolsköterska", "Munkedalsskolan"),
    ("Pernilla", "Ståhl", "kurator", "Munkedalsskolan"),
    ("Rolf", "Hedman", "vaktmästare", "Kommunhuset"),
    ("Sofia", "Nordin", "ekonom", "Kommunhuset"),
    ("Tomas", "Lund", "kock", "Centralköket"),
    ("Ylva", "Ekström", "måltidsbiträde", "Centralköket"),
)


def load(cast: Cast, *, now: datetime) -> None:
    """Send in a first file, one with a few changes, and one that nobody has looked at yet."""
    with tenant_context(cast.home):
        employees.keep_mapping(
            headings=HEADINGS, categories=CATEGORIES, by=HENRIK, now=now - timedelta(days=60)
        )
        first = _first(cast, now=now)
        _send(first, "personal_september.csv", now=now - timedelta(days=58), is_carried_out=True)
        second = _second(first, now=now)
        _send(second, "personal_oktober.csv", now=now - timedelta(days=27), is_carried_out=True)
        _send(_third(second, now=now), "personal_november.csv", now=now - timedelta(hours=3))


def _first(cast: Cast, *, now: datetime) -> list[_Line]:
    here = [part for part in STAFF if part.tenant == HOME_MUNICIPALITY]
    began = now.date() - timedelta(days=4 * 365)
    lines = [
        _Line(
            number=FIRST_NUMBER + place,
            given=part.given_name,
            family=part.family_name,
            hsa_id=cast.actor(part.key).hsa_id,
            title=part.title,
            workplace=part.unit,
            starts_on=began + timedelta(days=17 * place),
        )
        for place, part in enumerate(here)
    ]
    return lines + [
        _Line(
            number=FIRST_NUMBER + 100 + place,
            given=given,
            family=family,
            # Whoever works at the town hall or in the kitchen has no card.
            hsa_id="" if workplace in {"Kommunhuset", "Centralköket"} else f"SE2120000001-P{place + 700}",
            title=title,
            workplace=workplace,
            starts_on=began + timedelta(days=31 * place),
            is_protected=given == "Fatima",
        )
        for place, (given, family, title, workplace) in enumerate(_OTHERS)
    ]  # fmt: skip


def _second(lines: Sequence[_Line], *, now: datetime) -> list[_Line]:
    """Give the month after: one moved, one left, one new."""
    after = [
        replace(one, workplace="Hemtjänst Norr") if one.given == "Charlotte" else one
        for one in lines
        if one.given != "Rolf"
    ]
    new = _Line(
        *(FIRST_NUMBER + 130, "Veronica", "Alm", "", "sjuksköterska", "Hemsjukvården"),
        starts_on=now.date() - timedelta(days=30),
    )
    return [*after, new]


def _third(lines: Sequence[_Line], *, now: datetime) -> list[_Line]:
    """Give the newest file: one leaves, one is new, one has another title, one cannot be read."""
    today = now.date()
    changed = {
        "Birgitta": {"ends_on": today - timedelta(days=4)},
        "Hamid": {"title": "distriktssköterska", "category": "Legitimerad personal"},
        "Ylva": {"category": "Bemanningspool"},
    }
    after = [replace(one, **changed.get(one.given, {})) for one in lines]  # type: ignore[arg-type]  # a table of changes
    new = _Line(
        *(FIRST_NUMBER + 131, "Åke", "Ömark", "SE2120000001-P790", "undersköterska"),
        "Nattpatrullen",
        starts_on=today + timedelta(days=8),
    )
    return [*after, new]


def _send(
    lines: Sequence[_Line], name: str, *, now: datetime, is_carried_out: bool = False
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(
        [HEADINGS, *(one.cells for one in lines)]
    )
    employees.send_file(
        text.getvalue().encode(), name=name, by=HENRIK, now=now, is_carried_out=is_carried_out
    )
