"""The plans' targets: each with what is measured, its second condition and why it stands as it does."""

from datetime import UTC, date, datetime

import pytest

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.actions.values import Count, report_values
from gemensam.programme.queries import indicators
from gemensam.programme.tests.pages import open_as, rows_of, text_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
YEAR = date(2018, 1, 1), date(2018, 12, 31)
WHOLE = 22


def _report(**numbers: int) -> None:
    body = organisations.bodies(organisations.OrganisationKind.COUNTY_BODY)[0]
    for key, number in numbers.items():
        with county.context():
            definition = indicators.recipe(key).definition
        report_values(
            definition=definition,
            starts_on=YEAR[0],
            ends_on=YEAR[1],
            counts={body.id: Count(number)},
            is_synthetic=True,
            now=NOW,
        )


def _rows(query: str = "") -> dict[str, list[str]]:
    response = open_as().get(f"/mal/malvarden/{query}")
    assert response.status_code == 200
    rows = rows_of(response.content.decode(), "malvarden")
    return {row[0]: row[1:] for row in rows}


def test_a_target_that_nobody_has_reported_on_cannot_be_assessed(db):
    rows = _rows()
    assert len(rows) == WHOLE
    assert rows["Tusen besökare på Offentliga rummet Besökare på Offentliga rummet"] == [
        "Minst 1 000 och: nöjda",
        "Uppgift saknas",
        "Kan inte bedömas Ingen har rapporterat något värde.",
    ]


def test_zero_is_below_enough_is_met_and_a_second_condition_that_nobody_measures_is_neither(db):
    _report(projekt_informationsutbyte=1, koncept_valfardsteknik=0, besokare_offentliga_rummet=1200)
    stands = {name: cells[1:] for name, cells in _rows("?ar=2018").items()}
    found = {
        start: cells
        for start in ("Ett projekt", "Konceptet", "Tusen besökare")
        for name, cells in stands.items()
        if name.startswith(start)
    }
    assert found == {
        "Ett projekt": ["1", "Nått Värdet når målet."],
        "Konceptet": ["0", "Inte nått Värdet når inte målet."],
        "Tusen besökare": ["1 200", "Kan inte bedömas Det andra villkoret mäts inte."],
    }


def test_a_year_without_targets_is_no_page_and_an_earlier_one_is(db):
    assert open_as().get("/mal/malvarden/?ar=1999").status_code == 404
    assert open_as().get("/mal/malvarden/?ar=x").status_code == 404
    assert any(name.startswith("Fler säkra inloggningar") for name in _rows("?ar=2013"))


def test_every_indicator_has_a_page_and_says_what_the_plans_want_of_it(db):
    with county.context():
        keys = list(indicators.definitions())
    pages = {key: open_as().get(f"/mal/{key}/") for key in keys}
    assert {key: page.status_code for key, page in pages.items()} == dict.fromkeys(keys, 200)
    assert len(keys) > 30
    words = text_of(pages["besokare_offentliga_rummet"].content.decode())
    assert "Siffran gäller länet som helhet" in words
    assert "Målvärde 2018 Tusen besökare på Offentliga rummet Minst 1 000" in words


def test_what_only_the_county_has_shows_its_reported_periods_and_is_no_chart(db):
    _report(besokare_offentliga_rummet=1200)
    page = open_as().get("/mal/besokare_offentliga_rummet/").content.decode()
    assert rows_of(page, "tabell")[1] == ["2018", "1 200"]
    assert open_as().get("/mal/besokare_offentliga_rummet/karta.svg").status_code == 404
    assert open_as().get("/api/indikatorer/besokare_offentliga_rummet.csv").status_code == 200


@pytest.mark.parametrize("key", ["finns_inte", "plan_2018"])
def test_an_indicator_that_is_not_defined_is_no_page(db, key):
    assert open_as().get(f"/mal/{key}/").status_code == 404
