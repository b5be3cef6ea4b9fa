"""An indicator's page, files, pictures and frame say the same, and an address is read with care."""

import csv
import io
import json
import re
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from PIL import Image

from gemensam.programme.tests.pages import open_as, rows_of, text_of

PAGE = "/mal/andel_npo/"
CHOICES = (
    {},
    {"forbund": "skaraborg"},
    {"kommun": "munkedal"},
    {"underlag": "rapporterat"},
)


def _get(path: str, query: Mapping[str, str] | None = None) -> bytes:
    response = open_as().get(path, dict(query or {}))
    assert response.status_code == 200, path
    return response.content


def _screen(query: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Give name, numbers and share (or why there is none) of each row on the page."""
    return [
        (row[0], re.sub(r"(\d) (?=\d)", r"\1", row[1]), row[2])
        for row in rows_of(_get(PAGE, query).decode(), "tabell")
    ]


def _as_on_screen(row: Mapping[str, object]) -> tuple[str, str, str]:
    part, whole = row["täljare"], row["nämnare"]
    is_measured = part not in ("", None)
    share = f"{row['andel i procent']} %".replace(",0 %", " %") if is_measured else row["läge"]
    counts = f"{part} av {whole}" if is_measured else ""
    return f"{row['kommun']} {row['delregion']}", counts, str(share)


@pytest.mark.parametrize("query", CHOICES)
def test_screen_file_workbook_and_interface_give_the_same_figures(db, query):
    screen = _screen(query)
    assert len(screen) == {"forbund": 15, "kommun": 1}.get(next(iter(query), ""), 49)

    text = _get(f"{PAGE}data.csv", query).decode("utf-8-sig")
    assert [
        _as_on_screen(row) for row in csv.DictReader(io.StringIO(text), delimiter=";")
    ] == screen

    book = load_workbook(io.BytesIO(_get(f"{PAGE}data.xlsx", query)))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert [_as_on_screen(dict(zip(head, row, strict=True))) for row in rows] == screen

    data = json.loads(_get(f"{PAGE}data.json", query))
    told = [
        (
            f"{row['name']} {row['association']}",
            f"{row['numerator']} av {row['denominator']}" if row["state"] == "measured" else "",
        )
        for row in data["municipalities"]
    ]
    assert told == [row[:2] for row in screen]


def test_the_interface_hides_what_the_page_hides_and_adds_up_what_it_shows(db):
    data = json.loads(_get(f"{PAGE}data.json"))
    states = {row["name"]: (row["state"], row["numerator"]) for row in data["municipalities"]}
    assert states["Essunga"] == ("suppressed", None)
    assert states["Gullspång"] == ("missing", None)
    whole = {
        key: sum(one[key] for one in data["associations"]) for key in ("numerator", "denominator")
    }
    assert whole == {key: data["county"][key] for key in whole}
    development = data["development"][0]["periods"]
    assert [one["ends_on"] for one in development] == sorted(one["ends_on"] for one in development)
    assert len(development) == 7


def test_a_period_of_the_past_shows_what_was_reported_then(db):
    page = _get(PAGE).decode()
    periods = re.findall(r'<option value="(20\d\d-\d\d)"', page)
    assert len(periods) == 7
    now = json.loads(_get(f"{PAGE}data.json"))["county"]
    then = json.loads(_get(f"{PAGE}data.json", {"period": periods[-1]}))
    oldest = json.loads(_get(f"{PAGE}data.json"))["development"][0]["periods"][0]
    assert then["period"]["ends_on"] == oldest["ends_on"]
    # The development is of those who reported for the very period; a page shows what stood then.
    assert then["county"]["numerator"] == oldest["numerator"] < now["numerator"]


@pytest.mark.parametrize(
    "query",
    [
        {"period": "1999"},
        {"period": "<script>"},
        {"forbund": "finns-inte"},
        {"kommun": "../../etc"},
        {"underlag": "allt", "sortera": "upp"},
    ],
)
def test_what_an_address_says_wrong_is_left_out(db, query):
    assert _screen(query) == _screen({})


def test_a_named_view_keeps_its_choices_in_the_address_and_is_only_text(db):
    query = {"namn": "Till <b>nämnden</b>", "forbund": "fyrbodal", "sortera": "andel"}
    page = _get(PAGE, query).decode()
    assert "Till &lt;b&gt;nämnden&lt;/b&gt;" in page
    assert "<b>nämnden" not in page
    address = re.search(r'id="vyns-adress" readonly value="([^"]+)"', page)
    assert address
    assert address[1].replace("&amp;", "&") == (
        "http://testserver/mal/andel_npo/?"
        + urlencode({"forbund": "fyrbodal", "sortera": "andel", "namn": query["namn"]})
    )


def test_a_municipalitys_page_says_its_place_and_whether_chance_explains_it(db):
    text = text_of(_get(PAGE, {"kommun": "ale"}).decode())
    assert re.search(r"Ale ligger på \d", text)
    assert re.search(r"Plats \d+ av 45\. (Säkert|Skillnaden)", text)


@pytest.mark.parametrize("picture", ["karta", "utveckling", "rangordning"])
def test_a_chart_is_a_picture_that_says_what_it_is(db, picture):
    drawn = _get(f"{PAGE}{picture}.svg").decode()
    assert "Andel personal som når relevanta uppgifter i NPÖ" in drawn
    assert "Påhittade värden. Källa: Gemensam" in drawn
    assert "<a " not in drawn
    assert '%"' not in drawn.replace('"100%"', "")
    with Image.open(io.BytesIO(_get(f"{PAGE}{picture}.png"))) as image:
        assert image.width == 1520
        # Not one colour: something is drawn.
        assert len(image.convert("RGB").getcolors(maxcolors=1 << 24)) > 20


@pytest.mark.parametrize("path", ["data.exe", "karta.gif", "annat.svg", "tabell.png"])
def test_no_other_files_exist(db, path):
    assert open_as().get(f"{PAGE}{path}").status_code == 404


def test_a_count_has_rows_but_no_charts(db):
    assert json.loads(_get("/mal/antal_etjanster/data.json"))["county"]["number"] > 0
    assert open_as().get("/mal/antal_etjanster/karta.svg").status_code == 404
    assert open_as().get("/inbaddad/antal_etjanster/").status_code == 404


def test_a_frame_may_stand_on_any_page_and_do_nothing_there(db):
    response = open_as().get("/inbaddad/andel_npo/", {"bild": "rangordning", "forbund": "fyrbodal"})
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "form-action 'none'" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    html = response.content.decode()
    assert "<script" not in html
    assert 'href="/mal/andel_npo/?forbund=fyrbodal"' in html
    assert html.count('class="span"') == 14
    everywhere_else = open_as().get(PAGE)["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in everywhere_else


def test_an_association_has_its_members_values_and_no_other(db):
    html = _get("/forbund/fyrbodal/").decode()
    text = text_of(html)
    assert "14 kommuner. Här ser du var de står" in text
    assert "Munkedal" in text
    assert "Ulricehamn" not in text
    assert open_as().get("/forbund/finns-inte/").status_code == 404
