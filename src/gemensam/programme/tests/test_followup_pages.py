"""Goal fulfilment and the national follow-up as pages: what is shown, written, refused and kept."""

import io
import re

import pikepdf
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from tests import paper

from gemensam.programme import county
from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.models import FollowUpReport
from gemensam.programme.pages import followup as pages
from gemensam.programme.queries import followup as queries
from gemensam.programme.rules import followup as rules
from gemensam.programme.tests.pages import open_as, rows_of, text_of

YEAR = 2024
WORK = f"/program/uppfoljning/{YEAR}/"


def words(response):
    return text_of(response.content.decode())


def area(at, **said):
    fields = {"name": "", "goal": "", "status": "NOT_ASSESSABLE", "why": "", "deliveries": ""}
    return {f"omrade-{at}-{name}": value for name, value in (fields | said).items()}


def form(*areas, base=0, **more):
    sent = {"base": base, "omrade-TOTAL_FORMS": len(areas), "omrade-INITIAL_FORMS": len(areas)}
    for at, one in enumerate(areas):
        sent |= area(at, **one)
    return sent | more


LARM = {"name": "Larm", "goal": "Alla är digitala.", "deliveries": "Rutin\nRutin\nKurs"}


def values_of(html):
    """Give what stands in the form's texts and fields."""
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', html))
    return found | dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', html))


def test_the_report_of_2015_shows_three_areas_none_of_them_met(db):
    page = open_as().get("/uppfoljning/?ar=2015").content.decode()
    said = text_of(page)
    assert "0 av 3 områden nådde målet. För 2 säger inget om de gjorde det. 1 vilar." in said
    assert "Leveranser 12 på 15 rader" in said
    assert "8 + 7 + 0" in said
    assert said.count("vår läsning") == said.count("Källan skriver ingen bedömning") + 1 == 3
    assert "Väcks när Ett nationellt initiativ tas Ett lokalt eller delregionalt" in said
    assert "Nått" not in said


def test_each_aim_has_a_measure_or_the_words_that_it_has_none(db):
    page = open_as().get("/uppfoljning/").content.decode()
    aims = re.findall(r"<article[^>]*>(.*?)</article>", page.partition('id="syften"')[2], re.DOTALL)
    assert len(aims) == 6
    assert [("measure" in one, "Inget effektmått" in text_of(one)) for one in aims] == [
        (False, True), (True, False), (True, False), (True, False), (False, True), (True, False),
    ]  # fmt: skip


def test_the_counties_are_thirteen_five_and_two_and_one_is_not_accounted_for(db):
    response = open_as().get("/uppfoljning/nationell/")
    rows = rows_of(response.content.decode(), "tabell-npo_consumer")
    assert [row[1] for row in rows] == ["13", "5", "2"]
    assert rows[2][2] == "Stockholms län, Västra Götalands län"
    said = words(response)
    assert "13 + 5 + 2" in said
    assert "1 län är inte redovisat" in said
    assert "90 000 000 kr = 20 000 000 kr" in said
    assert "20 000 000 + 70 000 000" in said


def test_what_sources_say_of_npo_stands_three_times_and_nothing_decides(db):
    page = open_as().get("/uppfoljning/nationell/").content.decode()
    card = page.partition('id="fraga-npo_i_vg"')[2].partition("</article>")[0]
    said = text_of(card)
    assert card.count("<dt") == 3
    assert "inga tydliga planer" in said
    assert "Ingen kommun är konsument." in said
    assert said.endswith("Inget avgör mellan dem: alla står kvar.")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/uppfoljning/dokument.pdf?ar=2015", b"M\xe5luppfyllnad 2015"),
        ("/uppfoljning/nationell/dokument.pdf", b"Nationell uppf\xf6ljning 2013"),
    ],
)
def test_a_paper_is_tagged_and_the_same_bytes_twice(db, path, words):
    client = open_as()
    first, second = client.get(path), client.get(path)
    assert first["Content-Type"] == "application/pdf"
    assert first.content == second.content
    assert first.content.startswith(b"%PDF-")
    assert b"/MarkInfo" in first.content
    assert b"pdfuaid" in first.content


def _paper_says(path):
    with pikepdf.open(io.BytesIO(open_as().get(path).content)) as pdf:
        return re.sub(r"\s", "", paper.text_of(pdf))


def test_the_years_paper_says_every_figure_that_the_page_says(db):
    page = text_of(open_as().get("/uppfoljning/?ar=2015").content.decode())
    figures = re.findall(
        r"[\d\s]+ av \d[\d\s]*|\d+(?:,\d+)?\s%", page.partition("De sex syftena")[0]
    )
    said = _paper_says("/uppfoljning/dokument.pdf?ar=2015")
    assert [one for one in figures if re.sub(r"\s", "", one) not in said] == []
    assert len(figures) > 8


def test_the_national_paper_says_every_row_that_the_page_says(db):
    page = open_as().get("/uppfoljning/nationell/").content.decode()
    rows = rows_of(page, "tabell-npo_consumer")
    said = _paper_says("/uppfoljning/nationell/dokument.pdf")
    assert [row for row in rows if re.sub(r"\s", "", "".join(row)) not in said] == []
    assert len(rows) == 3


@pytest.mark.parametrize("year", ["1999", "abcd", "20155"])
def test_a_year_without_a_report_is_not_found(db, year):
    assert open_as().get(f"/uppfoljning/?ar={year}").status_code == 404
    assert open_as().get(f"/uppfoljning/dokument.pdf?ar={year}").status_code == 404


def test_a_report_is_written_published_and_read_by_everybody(db):
    karin = open_as("karin")
    assert karin.post("/program/uppfoljning/", {"year": YEAR}).headers["Location"] == WORK
    begun = words(karin.get(WORK))
    assert "Områdena och målen är de från 2015." in begun
    response = karin.post(WORK, form(LARM, intro="Vårt år."))
    assert (response.status_code, response.headers["Location"]) == (303, WORK)
    assert open_as().get(f"/uppfoljning/?ar={YEAR}").status_code == 404
    assert karin.post(f"{WORK}publicera/", {"version": 1}).status_code == 303
    public = words(open_as().get(f"/uppfoljning/?ar={YEAR}"))
    assert "Vårt år." in public
    assert "Leveranser 2 på 3 rader" in public
    assert karin.post(f"{WORK}publicera/", {"version": 1}).status_code == 409


def test_a_later_version_is_a_draft_until_it_is_published_and_names_what_changed(db):
    karin = open_as("karin")
    karin.post(WORK, form(LARM))
    karin.post(f"{WORK}publicera/", {"version": 1})
    karin.post(WORK, form(LARM | {"key": "larm", "comment": "Nästan klart."}, base=1))
    assert "Nästan klart." not in words(open_as().get(f"/uppfoljning/?ar={YEAR}"))
    assert "Nästan klart." in words(karin.get(f"{WORK}version/2/"))
    assert "Ändrat: Larm: kommentar" in words(karin.get(WORK))
    assert karin.post(f"{WORK}aterstall/", {"version": 1, "base": 2}).status_code == 303
    with county.context():
        first, third = (queries.versions(YEAR)[at] for at in (2, 0))
    assert (first.report, third.number) == (third.report, 3)


@pytest.mark.parametrize(
    ("one", "field", "fault"),
    [
        ({"name": ""}, "name", "Fyll i: Område"),
        ({"status": "NOT_MET"}, "why", "Skriv vad bedömningen vilar på"),
        (
            {"status": "MET", "why": "Vi tycker det."},
            "indicators",
            "Välj vad som visar att målet är nått",
        ),
        ({"status": "DORMANT"}, "wakes_on", "Skriv vad som skulle väcka området"),
        ({"decided": "i maj"}, "decided", "Skriv datumet som 2026, 2026-09 eller 2026-09-15"),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_is_kept(db, one, field, fault):
    response = open_as("karin").post(WORK, form(LARM | one))
    page = response.content.decode()
    assert response.status_code == 422
    assert fault in text_of(page)
    assert re.search(rf'href="#id_omrade-0-{field}(_0)?"', page)
    assert values_of(page)["omrade-0-goal"] == "Alla är digitala."
    with county.context():
        assert not FollowUpReport.objects.filter(year=YEAR).exists()


def test_areas_are_added_and_taken_away_without_a_script_and_nothing_typed_is_lost(db):
    karin = open_as("karin")
    page = karin.post(WORK, form(LARM, {"name": "Skola"}, add="1", intro="x")).content.decode()
    found = values_of(page)
    assert (found["omrade-TOTAL_FORMS"], found["omrade-0-name"], found["intro"]) == (
        "3",
        "Larm",
        "x",
    )
    page = karin.post(WORK, form(LARM, {"name": "Skola"}, remove="1", intro="x")).content.decode()
    found = values_of(page)
    assert (found["omrade-TOTAL_FORMS"], found["omrade-0-name"], found["intro"]) == (
        "1",
        "Skola",
        "x",
    )
    assert "behöver rättas" not in text_of(page)


def test_who_saves_second_is_told_what_the_first_changed_and_loses_nothing(db):
    first, second = open_as("karin"), open_as("karin")
    first.post(WORK, form(LARM))
    first.post(WORK, form(LARM | {"key": "larm", "comment": "Först."}, base=1))
    mine = form(LARM | {"key": "larm", "goal": "Mitt mål."}, base=1)
    response = second.post(WORK, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "De ändrade: Larm: kommentar" in text_of(page)
    found = values_of(page)
    assert (found["omrade-0-goal"], found["base"]) == ("Mitt mål.", "2")
    assert second.post(WORK, mine | {"base": found["base"]}).status_code == 303
    with county.context():
        assert [one.number for one in queries.versions(YEAR)] == [3, 2, 1]


def test_an_association_reads_drafts_but_writes_and_publishes_none(db):
    open_as("karin").post(WORK, form(LARM))
    sara = open_as("sara")
    said = words(sara.get(WORK))
    assert "Version 1" in said
    assert "Spara" not in said
    assert sara.get(f"{WORK}version/1/").status_code == 200
    assert sara.post(WORK, form(LARM, base=1)).status_code == 403
    assert sara.post(f"{WORK}publicera/", {"version": 1}).status_code == 403
    assert open_as("anna").get(WORK).status_code == 403


def test_what_nothing_measures_is_not_shown_as_met():
    one = rules.AreaOutcome(
        "larm", "Larm", "", OutcomeStatus.MET, why="Vi tycker det.", indicators=("x",)
    )
    report = rules.Report(YEAR, "", "", "", (one,))
    version = queries.Version(report, 1, "", "", None, True, "", None)
    page = pages.build(version, (), pages.Measures({}, {}, {}, {}, {}))
    assert (page.areas[0].tag.text, page.areas[0].lowered) == (
        "Kan inte bedömas",
        "Rapporten säger ”Nått”, men inget av det är uppmätt.",
    )
    assert page.told == "0 av 1 områden nådde målet. För 1 säger inget om det gjorde det."


def test_a_county_without_reports_is_told_so_and_still_sees_the_aims():
    aims = pages.aims(pages.Measures({}, {}, {}, {}, {}))
    said = text_of(render_to_string("programme/followup.html", {"page": None, "aims": aims}))
    assert "Ingen årsrapport är publicerad än" in said
    assert said.count("Inget effektmått") == 6
    assert "PDF" not in said


@pytest.mark.parametrize("path", ["/uppfoljning/?ar=2015", "/uppfoljning/nationell/"])
def test_a_page_of_follow_up_asks_the_database_at_most_twenty_times(db, path):
    client = open_as()
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    assert len(asked) <= 20


def test_a_year_far_away_is_not_found_and_an_empty_county_begins_with_one_empty_area(db):
    karin = open_as("karin")
    assert karin.get("/program/uppfoljning/1805/").status_code == 404
    page = karin.get("/program/uppfoljning/2001/").content.decode()
    assert values_of(page)["omrade-TOTAL_FORMS"] == "1"
    assert karin.post("/program/uppfoljning/", {"year": "99"}).status_code == 422
