"""Kolada's interface as a stand-in serves it: pages, faults, tries, and what is kept of it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from gemensam.programme import county, kolada
from gemensam.programme.kolada import Client, Kpi, Value
from gemensam.programme.models import IndicatorValue, KoladaValue
from gemensam.programme.queries import kolada as reads
from gemensam.programme.tests.pages import open_as, text_of

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KPIS = {
    "N21700": {"id": "N21700", "title": "Invånare 65–79 år med hemtjänst, andel (%)",
               "description": "Antal  invånare.\n Källa: Socialstyrelsen.", "auspice": "Socialstyrelsen",
               "publication_date": "2026-04-01"},
    "U21468": {"id": "U21468", "title": "Brukarbedömning hemtjänst", "description": None,
               "auspice": None, "publication_date": None},
}  # fmt: skip


@dataclass
class StandIn:
    """A server that answers as Kolada documents, a few rows a page; faults come first, in order."""

    values: dict[tuple[str, str, int], dict[str, object]] = field(default_factory=dict)
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    per_page: int = 3
    body: str = ""
    next_host: str = ""
    port: int = 0

    def answer(self, target: str) -> tuple[int, dict[str, str], str]:
        self.asked.append(target)
        if self.faults:
            status, headers = self.faults.pop(0)
            return status, headers, "{}"
        if self.body:
            return 200, {}, self.body
        split = urlsplit(target)
        if found := re.fullmatch(r"/v3/kpi/([\w,]+)", split.path):
            rows: list[object] = [KPIS[one] for one in found[1].split(",") if one in KPIS]
            return 200, {}, json.dumps({"count": len(rows), "next_url": None, "values": rows})
        found = re.fullmatch(
            r"/v3/data/kpi/([\w,]+)/municipality/([\d,]+)/year/([\d,]+)", split.path
        )
        assert found, target
        return 200, {}, self._data(split.path, found, parse_qs(split.query))

    def _data(self, path: str, found: re.Match[str], query: dict[str, list[str]]) -> str:
        ids, codes, years = (part.split(",") for part in found.groups())
        rows = [
            {"kpi": kpi, "municipality": code, "period": year,
             "values": [{"gender": g, "count": 1, "status": "", "value": v} for g, v in cells.items()]}
            for (kpi, code, year), cells in sorted(self.values.items())
            if kpi in ids and code in codes and str(year) in years
        ]  # fmt: skip
        page = int(query.get("page", ["1"])[0])
        some = rows[(page - 1) * self.per_page : page * self.per_page]
        host = self.next_host or f"127.0.0.1:{self.port}"
        is_last = page * self.per_page >= len(rows)
        following = None if is_last else f"http://{host}{path}?page={page + 1}"
        return json.dumps({"count": len(some), "next_url": following, "values": some})


@contextmanager
def serving(stand_in: StandIn) -> Iterator[Client]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = stand_in.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{stand_in.port}/v3", timeout=0.5) as http:
            yield Client(http, pause=pauses.append)
    finally:
        server.shutdown()
        server.server_close()


pauses: list[float] = []


@pytest.fixture(autouse=True)
def _no_pauses() -> None:
    pauses.clear()


def _filled() -> StandIn:
    return StandIn(
        {
            ("N21700", "1430", 2024): {"T": 7.25, "K": None, "M": 0},
            ("N21700", "1430", 2025): {"T": 7.1},
            ("N21700", "1480", 2024): {"T": 5},
            ("N21700", "1480", 2025): {"T": 5.123456},
        }
    )


def test_key_figures_are_told_as_kolada_describes_them() -> None:
    with serving(StandIn()) as client:
        assert client.kpis(["U21468", "N21700"]) == [
            Kpi("U21468", "Brukarbedömning hemtjänst", "", "", None),
            Kpi(
                "N21700",
                "Invånare 65–79 år med hemtjänst, andel (%)",
                "Antal invånare. Källa: Socialstyrelsen.",
                "Socialstyrelsen",
                date(2026, 4, 1),
            ),
        ]
        with pytest.raises(kolada.NoSuchKpi, match="N99999"):
            client.kpis(["N21700", "N99999"])


def test_every_page_is_read_and_a_missing_value_is_not_nought() -> None:
    stand_in = _filled()
    with serving(stand_in) as client:
        found = list(client.values(["N21700"], ["1430", "1480"], [2024, 2025]))
    assert found == [
        Value("N21700", "1430", 2024, "T", Decimal("7.25")),
        Value("N21700", "1430", 2024, "K", None),
        Value("N21700", "1430", 2024, "M", Decimal(0)),
        Value("N21700", "1430", 2025, "T", Decimal("7.1")),
        Value("N21700", "1480", 2024, "T", Decimal(5)),
        Value("N21700", "1480", 2025, "T", Decimal("5.123456")),
    ]
    assert len(stand_in.asked) == 2


def test_no_address_names_more_than_25_municipalities() -> None:
    stand_in = StandIn()
    with serving(stand_in) as client:
        list(client.values(["N21700"], [str(1400 + n) for n in range(49)], [2025]))
    assert [one.count(",") + 1 for one in stand_in.asked] == [25, 24]


def test_a_passing_fault_is_tried_again_and_waits_as_long_as_is_asked() -> None:
    stand_in = StandIn(faults=[(503, {}), (429, {"Retry-After": "7"}), (500, {})])
    with serving(stand_in) as client:
        assert [one.id for one in client.kpis(["N21700"])] == ["N21700"]
    assert pauses == [1.0, 7.0, 15.0]


@pytest.mark.parametrize(("fault", "tries"), [(503, 4), (404, 1), (400, 1)])
def test_a_lasting_fault_is_said(fault: int, tries: int) -> None:
    stand_in = StandIn(faults=[(fault, {})] * 9)
    with serving(stand_in) as client, pytest.raises(kolada.KoladaUnreachable, match=str(fault)):
        client.kpis(["N21700"])
    assert len(stand_in.asked) == tries


def test_a_server_that_is_not_there_is_unreachable() -> None:
    stand_in = StandIn()
    with serving(stand_in):
        pass
    with httpx.Client(base_url=f"http://127.0.0.1:{stand_in.port}/v3", timeout=0.5) as http:
        client = Client(http, pause=pauses.append)
        with pytest.raises(kolada.KoladaUnreachable, match="Connect"):
            client.kpis(["N21700"])
    assert pauses == [1.0, 4.0, 15.0]


@pytest.mark.parametrize(
    "body",
    ["<html>", "[]", "{}", '{"values": 3}', '{"values": [{"id": "N21700"}]}'],
)
def test_an_answer_that_is_not_as_documented_is_refused(body: str) -> None:
    with serving(StandIn(body=body)) as client, pytest.raises(kolada.NotUnderstood):
        client.kpis(["N21700"])


@pytest.mark.parametrize("value", ['"7"', "true", "[]"])
def test_a_value_that_is_no_number_is_refused(value: str) -> None:
    row = f'{{"kpi":"N21700","municipality":"1430","period":2025,"values":[{{"gender":"T","value":{value}}}]}}'
    with (
        serving(StandIn(body=f'{{"next_url":null,"values":[{row}]}}')) as client,
        pytest.raises(kolada.NotUnderstood),
    ):
        list(client.values(["N21700"], ["1430"], [2025]))


def test_an_answer_cannot_send_us_to_another_server() -> None:
    stand_in = _filled()
    stand_in.next_host = "elsewhere.example"
    with serving(stand_in) as client, pytest.raises(kolada.NotUnderstood, match="elsewhere"):
        list(client.values(["N21700"], ["1430", "1480"], [2024, 2025]))


def test_what_is_fetched_is_kept_apart_and_shown_with_its_source(db):
    with county.context():
        before = IndicatorValue.objects.count()
    with serving(_filled()) as client:
        fetched = kolada.fetch(["N21700", "N21700"], [2024, 2025], now=NOW, client=client)
    assert fetched == kolada.Fetched(1, 6, ())
    with county.context():
        assert IndicatorValue.objects.count() == before
    html = open_as().get("/kolada/N21700/").content.decode()
    text = text_of(html)
    assert text.count("Källa: Kolada") == 2
    rows = {row[0]: row[1:] for row in _rows(html)}
    assert rows["Munkedal"] == ["7,25", "7,1"]
    assert rows["Göteborg"] == ["5", "5,123456"]
    assert rows["Ale"] == ["Inget värde", "Inget värde"]
    men = open_as().get("/kolada/N21700/?kon=M").content.decode()
    assert {row[0]: row[1:] for row in _rows(men)}["Munkedal"] == ["0"]
    file = open_as().get("/kolada/N21700/data.csv").content.decode("utf-8-sig").splitlines()
    assert len(file) == 7
    assert all(line.endswith("Källa: Kolada") for line in file[1:])


def _rows(html: str) -> list[list[str]]:
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    ]


def test_fetching_again_replaces_values_and_a_new_name_is_said(db, monkeypatch):
    with serving(_filled()) as client:
        kolada.fetch(["N21700"], [2024, 2025], now=NOW, client=client)
        monkeypatch.setitem(KPIS, "N21700", {**KPIS["N21700"], "title": "Något annat"})
    stand_in = StandIn({("N21700", "1430", 2025): {"T": 8}})
    with serving(stand_in) as client:
        again = kolada.fetch(["N21700"], [2024, 2025], now=NOW, client=client)
    assert again == kolada.Fetched(1, 1, ("N21700",))
    with county.context():
        assert KoladaValue.objects.count() == 6
        (row,) = reads.kpis()
        assert (row.title, row.is_renamed) == ("Något annat", True)
        values = reads.values("N21700", "T")
    assert sorted(by_year[2025] for by_year in values.values()) == [Decimal("5.123456"), Decimal(8)]
    assert "hette det något annat" in text_of(open_as().get("/kolada/N21700/").content.decode())


def test_a_fault_half_way_changes_nothing(db):
    stand_in = _filled()
    stand_in.per_page, stand_in.next_host = 1, "elsewhere.example"
    with serving(stand_in) as client, pytest.raises(kolada.NotUnderstood):
        kolada.fetch(["N21700"], [2024, 2025], now=NOW, client=client)
    with county.context():
        assert reads.kpis() == []
    assert "Inga nyckeltal är hämtade" in text_of(open_as().get("/kolada/").content.decode())
    assert open_as().get("/kolada/N21700/").status_code == 404
