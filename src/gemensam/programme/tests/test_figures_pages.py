"""Every figure opens to its rows: on its page, and as JSON."""

import pytest

from gemensam.programme.tests.pages import open_as, rows_of, text_of

# What the programme is known by, in its unit, with what it comes from.
KNOWN = {
    "plan_2013_2015.total": (25_662_496, "19 510 496 + 2 352 000 + 3 800 000"),
    "plan_2013_2015.funding": (25_662_496, "13 877 988 + 11 784 508"),
    "plan_2013_2015.styrning": (19_510_496, "2 467 200 + 17 043 296"),
    "plan_2013_2015.samordning": (3_800_000, "1 000 000 + 2 800 000"),
    "plan_2013_2015.halves": (17_043_296, "2 × 8 521 648"),
    "plan_2013_2015.rest": (8_619_200, "5 356 340 + 3 262 860"),
    "grant_2013.amount": (13_877_988, "11 784 508 + 2 093 480"),
    "grant_2013.left_on_total": (2_093_480, "13 877 988 − 11 784 508"),
    "grant_2013.covered_on_total": (84.9, "11 784 508 / 13 877 988"),
    "grant_2013.left_on_matchable": (0, "11 784 508 − 11 784 508"),
    "plan_2018.esamordnare": (335, "20 + 140 + 40 + 5 + 50 + 20 + 60"),
    "plan_2018.esamordnare.capacity": (400, "4 × 100"),
    "plan_2018.shared": (30, "30"),
    "plan_2018.lanssamordnare": (50, "30 + 20"),
    "plan_2018.bought": (160, "40 + 120"),
    "plan_2018.resources": (575, "335 + 50 + 30 + 160"),
    "plan_2018.seminarier": (440_000, "8 × (40 000 + 15 000)"),
    "plan_2018.total": (5_261_590, "3 711 590 + 550 000 + 1 000 000"),
    "contribution_2018": (10_030_698, "6 × 1 671 783"),
    "national_2013.total": (90_000_000, "20 000 000 + 70 000 000"),
    "national_2013.npo_consumer": (20, "13 + 5 + 2"),
    "national_2013.npo_consumer.unaccounted": (1, "21 − 20"),
    "followup_2015.deliveries": (12, "15 − 3"),
    "county.municipalities": (49, "8 + 14 + 12 + 15"),
}


def _told(figure):
    formula = figure["workings"][-1]["formula"].replace("\N{NARROW NO-BREAK SPACE}", " ")
    return figure["value"], formula


def test_every_known_figure_comes_out_by_computation(db):
    figures = {one["key"]: one for one in open_as().get("/siffror/data.json").json()}
    assert {key: _told(figures[key]) for key in KNOWN} == KNOWN


def test_the_parts_of_each_figure_add_up_to_it(db):
    figures = open_as().get("/siffror/data.json").json()
    sums = {
        one["key"]: (one["value"], round(sum(part["value"] for part in one["parts"]), 2))
        for one in figures
        if one["rows_add_up"]
    }
    assert {key: pair for key, pair in sums.items() if pair[0] != pair[1]} == {}
    assert len(sums) > len(KNOWN)


@pytest.mark.parametrize("key", list(KNOWN))
def test_a_figure_opens_to_rows_that_show_each_part(db, key):
    client = open_as()
    (figure,) = client.get(f"/siffror/data.json?nyckel={key}").json()
    rows = rows_of(client.get(figure["rows"]).content.decode(), "rader")
    assert [row[0] for row in rows] == [text_of(part["text"]) for part in figure["parts"]]
    assert client.get(figure["page"]).status_code == 200


def test_an_assumption_stands_with_the_figure_that_leans_on_it(db):
    page = text_of(open_as().get("/siffror/grant_2013.left_on_matchable/").content.decode())
    assert "inget dokument nämner något undantag" in page


def test_a_figure_that_nobody_knows_is_not_found(db):
    client = open_as()
    assert client.get("/siffror/finns.inte/").status_code == 404
    assert client.get("/siffror/data.json?nyckel=finns.inte").status_code == 404
