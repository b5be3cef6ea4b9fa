"""A client of Kolada's open interface, version 3: key figures and values, page by page.

Terms: free to use with "Källa: Kolada" beside the figures, and not when one has worked on them. So
what is fetched is kept and shown as it came, never added up and never mixed with our own.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import httpx

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.models import KoladaKpi, KoladaValue

ADDRESS = "https://api.kolada.se/v3"
ATTRIBUTION = "Källa: Kolada"
# Kolada refuses much longer lists in an address.
MOST_AT_ONCE = 25
PER_PAGE = 5000
# 49 municipalities, every year and both sexes are two pages; more than this is a fault in a loop.
MOST_PAGES = 200
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
# Seconds before the second, third and fourth try.
PAUSES = (1.0, 4.0, 15.0)
LONGEST_PAUSE = 60.0
WORTH_ANOTHER_TRY = frozenset({429, 500, 502, 503, 504})
KPI = re.compile(r"[NU]\d{5}")
GENDERS = frozenset("TKM")

type Json = Mapping[str, object]


class KoladaUnreachable(RuntimeError):
    """Kolada did not answer, or not with success, after every try."""


class NotUnderstood(ValueError):
    """Kolada answered with something else than it documents."""


class NoSuchKpi(LookupError):
    """Kolada has no key figure by that id."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure as Kolada describes it."""

    id: str
    title: str
    description: str
    auspice: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Value:
    """A value as Kolada gives it, unrounded; None where it has none."""

    kpi: str
    code: str
    year: int
    gender: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Client:
    """Asks Kolada; `pause` waits between tries."""

    http: httpx.Client
    pause: Callable[[float], None] = time.sleep

    def kpis(self, ids: Sequence[str]) -> list[Kpi]:
        """Give what the key figures are. Raises NoSuchKpi."""
        found = {
            one.id: one
            for some in _batches(ids)
            for page in self._pages(f"kpi/{','.join(some)}", {})
            for one in map(_kpi, _rows(page))
        }
        for one in ids:
            if one not in found:
                raise NoSuchKpi(one)
        return [found[one] for one in ids]

    def values(
        self, ids: Sequence[str], codes: Sequence[str], years: Sequence[int]
    ) -> Iterator[Value]:
        """Give every value of the key figures, municipalities and years, as they come."""
        for some in _batches(codes):
            for these in _batches([str(year) for year in years]):
                path = (
                    f"data/kpi/{','.join(ids)}/municipality/{','.join(some)}/year/{','.join(these)}"
                )
                for page in self._pages(path, {"per_page": str(PER_PAGE)}):
                    for row in _rows(page):
                        yield from _values(row)

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[Json]:
        url: httpx.URL | None = httpx.URL(
            f"{str(self.http.base_url).rstrip('/')}/{path}", params=query
        )
        for _page in range(MOST_PAGES):
            if url is None:
                return
            answer = self._get(url)
            yield answer
            url = self._next(answer)
        raise NotUnderstood("the pages never end")

    def _next(self, answer: Json) -> httpx.URL | None:
        following = answer.get("next_url")
        if not following or not _rows(answer):
            return None
        url = self.http.base_url.join(str(following))
        # An answer must not send us to somebody else.
        if url.host != self.http.base_url.host:
            raise NotUnderstood(f"the next page lies at {url.host}")
        return url.copy_with(scheme=self.http.base_url.scheme, port=self.http.base_url.port)

    def _get(self, url: httpx.URL) -> Json:
        reason = ""
        for wait in (*PAUSES, None):
            try:
                response = self.http.get(url)
            except httpx.TransportError as error:
                reason = f"{type(error).__name__}: {error}"
                asked_to_wait = 0.0
            else:
                if response.is_success:
                    return _json(response)
                reason = f"status {response.status_code}"
                if response.status_code not in WORTH_ANOTHER_TRY:
                    break
                asked_to_wait = _seconds(response.headers.get("Retry-After", ""))
            if wait is not None:
                self.pause(min(max(wait, asked_to_wait), LONGEST_PAUSE))
        raise KoladaUnreachable(f"{url}: {reason}")


def _batches(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(words), MOST_AT_ONCE):
        yield words[start : start + MOST_AT_ONCE]


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else 0.0


def _json(response: httpx.Response) -> Json:
    try:
        # Decimals as they are written: a float would change the last digits.
        found = json.loads(response.text, parse_float=Decimal)
    except ValueError as error:
        raise NotUnderstood(f"{response.url} is no JSON") from error
    if not isinstance(found, dict):
        raise NotUnderstood(f"{response.url} is no object")
    return found


def _rows(answer: Json) -> list[Json]:
    rows = answer.get("values")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotUnderstood("there is no list of values")
    return rows


def _kpi(row: Json) -> Kpi:
    published = str(row.get("publication_date") or "")
    try:
        day = date.fromisoformat(published) if published else None
    except ValueError:
        day = None
    if not row.get("id") or not row.get("title"):
        raise NotUnderstood("a key figure has no id or no title")
    return Kpi(
        id=str(row["id"]),
        title=str(row["title"]).strip(),
        description=" ".join(str(row.get("description") or "").split()),
        auspice=str(row.get("auspice") or "").strip(),
        published_on=day,
    )


def _values(row: Json) -> Iterator[Value]:
    try:
        kpi, code, year = str(row["kpi"]), str(row["municipality"]), int(str(row["period"]))
    except (KeyError, ValueError) as error:
        raise NotUnderstood("a value has no key figure, municipality or year") from error
    for cell in _rows(row):
        gender = str(cell.get("gender") or "T")
        if gender not in GENDERS:
            raise NotUnderstood(f"a value of {kpi} {code} {year} is of {gender}")
        yield Value(kpi, code, year, gender, _number(cell.get("value")))


def _number(value: object) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise NotUnderstood(f"{value!r} is not a number")
    return Decimal(value)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it: how many values, and which key figures are called something else now."""

    kpis: int
    values: int
    renamed: tuple[str, ...]


def fetch(
    ids: Sequence[str], years: Sequence[int], *, now: datetime, client: Client | None = None
) -> Fetched:
    """Fetch key figures for the county's municipalities and write them down, all or nothing.

    Raises KoladaUnreachable, NotUnderstood and NoSuchKpi; then nothing is changed.
    """
    if client is None:
        headers = {"User-Agent": "Gemensam (open source, municipal welfare e-services)"}
        with httpx.Client(base_url=ADDRESS, timeout=TIMEOUT, headers=headers) as http:
            return fetch(ids, years, now=now, client=Client(http))
    ids = list(dict.fromkeys(ids))
    for one in ids:
        if not KPI.fullmatch(one):
            raise NoSuchKpi(one)
    places = {place.code: place.organisation_id for place in organisations.municipalities()}
    kpis = client.kpis(ids)
    values = list(client.values(ids, list(places), years))
    with county.context():
        return _write(kpis, values, places, now)


def _write(
    kpis: Sequence[Kpi], values: Sequence[Value], places: Mapping[str, UUID], now: datetime
) -> Fetched:
    rows, renamed = {}, []
    for one in kpis:
        row = KoladaKpi.objects.filter(kpi=one.id).first() or KoladaKpi(
            kpi=one.id, first_title=one.title
        )
        if row.first_title != one.title:
            renamed.append(one.id)
        row.title, row.description, row.auspice = one.title, one.description, one.auspice
        row.published_on, row.fetched_at = one.published_on, now
        row.save()
        rows[one.id] = row
    # The last word on a value counts, should a page repeat one.
    found = {
        (one.kpi, one.code, one.year, one.gender): one
        for one in values
        if one.code in places and one.kpi in rows
    }
    KoladaValue.objects.bulk_create(
        [
            KoladaValue(
                kpi=rows[one.kpi],
                measured_municipality_id=places[one.code],
                year=one.year,
                gender=one.gender,
                value=one.value,
            )
            for one in found.values()
        ],
        update_conflicts=True,
        unique_fields=["tenant", "kpi", "measured_municipality_id", "year", "gender"],
        update_fields=["value"],
    )
    return Fetched(len(rows), len(found), tuple(renamed))
