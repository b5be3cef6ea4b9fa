"""Resources against posts, and the contribution per inhabitant, as pages and files."""

import csv
import io

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.actions.resources import replace_lines
from gemensam.programme.models import ResourceLine
from gemensam.programme.queries import resources as queries
from gemensam.programme.tests.pages import open_as, rows_of, text_of


def test_lines_come_back_as_they_were_written_and_replace_those_before(db):
    lines = queries.lines("plan_2018")
    assert replace_lines("plan_2018", lines[:3]) == 3
    assert queries.lines("plan_2018") == lines[:3]
    with county.context():
        assert ResourceLine.objects.filter(plan_key="plan_2018").count() == 3


def test_the_plan_of_2018_shows_335_of_400_and_both_readings(db):
    page = text_of(open_as().get("/resurser/?plan=plan_2018").content.decode())
    assert "335 %" in page
    assert "av 400 %" in page
    assert "65 % eller 35 % kvar" in page
    assert "575 %" in page


def test_every_line_stands_on_the_page_and_in_the_file_and_one_states_no_per_cent(db):
    client = open_as()
    shown = rows_of(client.get("/resurser/?plan=plan_2018").content.decode(), "rader")
    text = client.get("/resurser/data.csv?plan=plan_2018").content.decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert len(shown) == len(rows) == 13
    assert [row[3] for row in shown].count("anges inte") == [row[4] for row in rows].count("") == 1
    assert sum(int(row[4]) for row in rows if row[4]) == 575


def test_a_plan_without_resources_or_unknown_is_not_found(db):
    assert open_as().get("/resurser/?plan=finns_inte").status_code == 404


def test_six_kronor_an_inhabitant_is_10_030_698_with_each_municipality(db):
    response = open_as().get("/resurser/per-invanare/")
    page = response.content.decode()
    assert "10 030 698 kr" in text_of(page)
    assert "6 × 1 671 783" in text_of(page)
    rows = rows_of(page, "rader")
    assert len(rows) == 49
    assert ["Munkedal Fyrbodal", "10 361", "62 166 kr"] in rows


def test_a_year_that_is_not_known_for_all_has_no_total_and_names_who_is_missing(db):
    days = organisations.population_days()
    day = next(day for day, count in days.items() if count < 49)
    page = open_as().get(f"/resurser/per-invanare/?datum={day}").content.decode()
    assert "Ingen summa för den dagen" in text_of(page)
    unknown = [row for row in rows_of(page, "rader") if row[1] == "okänt"]
    assert len(unknown) == 49 - days[day]
    assert all(row[2] == "" for row in unknown)


def test_a_day_without_population_is_not_found(db):
    assert open_as().get("/resurser/per-invanare/?datum=1999-12-31").status_code == 404
