"""Definitions and values on their pages, and one way to the figures for screen, files and API."""

import csv
import io
import json
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.pages import indicators_data
from gemensam.programme.queries import indicators
from gemensam.programme.queries.indicators_definitions import versions
from gemensam.programme.rules.indicators import ValueState
from gemensam.programme.tests.pages import open_as, text_of

SHARES = ("andel_digitala_trygghetslarm", "andel_saker_identifikation", "kommuner_npo_konsument")
PERIOD = {"fran": "2025-11-22", "till": "2027-11-22"}
DAYS = {"starts_on": date(2025, 11, 22), "ends_on": date(2027, 11, 22)}


@pytest.mark.parametrize("key", [*SHARES, "antal_etjanster"])
def test_file_workbook_and_api_are_the_figures(db, key):
    with county.context():
        figures = indicators.figures([key], **DAYS)[key]
    rows = indicators_data.rows(figures)
    client = open_as()
    address = f"/api/indikatorer/{key}"
    as_json = json.loads(client.get(f"{address}.json", PERIOD).content)
    assert as_json["rows"] == rows
    text = client.get(f"{address}.csv", PERIOD).content.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text), delimiter=";")
    written = [["" if row[name] is None else str(row[name]) for name in head] for row in rows]
    assert lines == written
    book = load_workbook(io.BytesIO(client.get(f"{address}.xlsx", PERIOD).content))
    first, *cells = book.worksheets[0].iter_rows(values_only=True)
    assert [dict(zip(first, line, strict=True)) for line in cells] == [
        {name: None if value == "" else value for name, value in row.items()} for row in rows
    ]


def test_the_page_shows_what_the_api_gives(db):
    key = "andel_saker_identifikation"
    data = json.loads(open_as().get(f"/api/indikatorer/{key}.json").content)
    page = json.loads(open_as().get(f"/mal/{key}/data.json").content)
    own = [row for row in data["rows"] if row["among"] == "" and row["level"] == "municipality"]
    assert {row["code"]: (row["numerator"], row["denominator"]) for row in own} == {
        row["code"]: (row["numerator"], row["denominator"]) for row in page["municipalities"]
    }
    total = next(row for row in data["rows"] if row["level"] == "county" and not row["among"])
    assert (total["numerator"], total["denominator"]) == (
        page["county"]["numerator"],
        page["county"]["denominator"],
    )


@pytest.mark.parametrize("query", [{"fran": "igår"}, {"till": "9999-12-31"}, {"till": "1-1-1"}])
def test_a_day_that_is_none_is_told(db, query):
    answer = open_as().get("/api/indikatorer/antal_etjanster.json", query)
    assert answer.status_code == 400
    assert "write a day as 2026-11-22" in json.loads(answer.content)["error"]


def _text_of_definition(client, key):
    page = client.get(f"/program/indikatorer/{key}/").content.decode()
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return found[1].replace("&quot;", '"').replace("&#x27;", "'").lstrip("\r\n")


def test_a_definition_is_previewed_for_all_and_saved_as_previewed(db):
    key, client = "andel_digitala_trygghetslarm", open_as("karin")
    text = _text_of_definition(client, key)
    other = text.replace("version: 1", "version: 2").replace(
        "numerator: count(alarms.granted, kind = digital)",
        "numerator: count(alarms.granted) - count(alarms.granted, kind = digital)",
    )
    page = client.post("/program/indikatorer/forhandsgranska/", {"text": other})
    assert page.status_code == 200
    shown = text_of(page.content.decode())
    for place in organisations.municipalities():
        assert place.name in shown
    digest = re.search(r'name="digest" value="([^"]+)"', page.content.decode())[1]
    changed = other.replace("Andel digitala", "Andel analoga")
    said = client.post("/program/indikatorer/spara/", {"text": changed, "digest": digest})
    assert said.status_code == 409
    saved = client.post("/program/indikatorer/spara/", {"text": other, "digest": digest})
    assert saved.status_code == 303
    with county.context():
        assert indicators.recipe(key).definition.version == 2
        assert [(one.version, one.saved_by) for one in versions(key)] == [(2, "Karin Ek")]


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("kind = digital", "kind = digtal", "analogue, digital"),
        ("count(alarms.granted, kind = digital)", "7 + 35", "samma för alla"),
        ("version: 1", "version: 3", "version 2"),
    ],
)
def test_a_bad_definition_is_refused_with_its_place_and_nothing_is_saved(db, good, bad, said):
    key, client = "andel_digitala_trygghetslarm", open_as("karin")
    text = _text_of_definition(client, key).replace("version: 1", "version: 2")
    text = text.replace(good if good != "version: 1" else "version: 2", bad)
    page = client.post("/program/indikatorer/forhandsgranska/", {"text": text})
    assert page.status_code == 422
    assert said in text_of(page.content.decode())
    line = next(n for n, row in enumerate(text.splitlines(), start=1) if bad in row)
    assert re.search(rf'<th scope="row" class="num">\s*(<[^>]+>)*{line}<', page.content.decode())
    with county.context():
        assert not versions(key)


def test_a_value_is_a_draft_until_it_is_approved_and_locked_it_takes_a_correction(db):
    key = "andel_omraden_edialog"
    month = {"fran": "2026-09-01", "till": "2026-09-30"}
    lena, karin = open_as("lena"), open_as("karin")
    query = "?fran=2026-09-01&till=2026-09-30&kommun=1430"
    typed = {"numerator": "3", "denominator": "5", "numerator_elderly": "1",
             "denominator_elderly": "1", "numerator_children": "1", "denominator_children": "2"}  # fmt: skip

    def figure():
        with county.context():
            found = indicators.figures(
                [key], starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30)
            )[key]
        return found.of("1430")

    assert lena.post(f"/program/varden/{key}/{query}", typed).status_code == 303
    assert figure().state is ValueState.MISSING
    page = lena.get("/program/varden/", month).content.decode()
    picks = re.findall(r'name="varde" value="([^"]+)"', page)
    approved = lena.post(f"/program/varden/godkann/{query}", {"varde": picks})
    assert approved.status_code == 303
    assert (figure().numerator, figure().denominator) == (3, 5)
    # Three of five areas were typed, but the parts add up to two of three.
    assert figure().reading.differs_from_parts
    assert lena.post(f"/program/varden/godkann/{query}", {"varde": picks}).status_code == 409
    assert lena.post(f"/program/varden/las/{query}").status_code == 403
    assert karin.post(f"/program/varden/las/{query}").status_code == 303
    page = lena.get(f"/program/varden/{key}/{query}").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    late = {"numerator": "4", "denominator": "5", "version": version}
    assert lena.post(f"/program/varden/{key}/{query}", late).status_code == 422
    late["corrected_because"] = "Ekonomiskt bistånd räknades inte med"
    assert lena.post(f"/program/varden/{key}/{query}", late).status_code == 303
    assert figure().numerator == 3


def test_nought_is_a_value_and_a_reason_is_not_assessable(db):
    key = "andel_omraden_edialog"
    with county.context():
        places = organisations.municipalities()[:2]
    karin = open_as("karin")
    posted = ({"numerator": "0", "denominator": "4"}, {"because": "Områdena är inte indelade"})
    for place, data in zip(places, posted, strict=True):
        query = f"?fran=2026-08-01&till=2026-08-31&kommun={place.code}"
        assert karin.post(f"/program/varden/{key}/{query}", data).status_code == 303
        page = karin.get(f"/program/varden/{query}").content.decode()
        picks = re.findall(r'name="varde" value="([^"]+)"', page)
        assert karin.post(f"/program/varden/godkann/{query}", {"varde": picks}).status_code == 303
    with county.context():
        found = indicators.figures([key], starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 31))[
            key
        ]
    assert [found.of(place.code).state for place in places] == [
        ValueState.MEASURED,
        ValueState.NOT_ASSESSABLE,
    ]
    assert (found.county.numerator, found.county.denominator) == (0, 4)
    assert (found.county.measured, found.county.missing, found.county.not_assessable) == (1, 47, 1)
