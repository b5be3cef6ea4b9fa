"""Projects and the portfolio in the browser and in the database: what is shown, what is refused."""

import csv
import io
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.utils import timezone
from tests.as_worker import as_worker

from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme import county
from gemensam.programme.models import (
    ApplicationDraft,
    PortfolioApplicant,
    PortfolioApplication,
    PortfolioCall,
    PortfolioModel,
    Project,
    ProjectParticipant,
    ProjectStatus,
)
from gemensam.programme.queries import projects_portfolio as queries
from gemensam.programme.tests.pages import open_as, rows_of, text_of
from gemensam.tenancy.context import tenant_context

WORDS = {
    "title": "Delad nattjour", "purpose": "Någon svarar hela natten.",
    "cooperation": "Vi turas om.", "transparency": "Allt läggs ut.", "reuse": "Fritt att ta.",
    "activity": "etjanster", "percent": "10", "money": "100 000",
}  # fmt: skip
DECISION = {
    "outcome": "GRANTED", "decided_on": "2026-11-20", "reference": "§ 9", "reason": "Hög poäng.",
    "money": "100 000",
}  # fmt: skip


def page_of(path, who=""):
    return text_of(open_as(who).get(path).content.decode())


def municipality(slug):
    place = organisations.municipality_by_slug(slug)
    assert place is not None
    return place


def test_a_project_whose_participants_nobody_tells_says_unknown_and_never_none(db):
    page = page_of("/projekt/npo-2013/")
    assert "Deltar Okänt" in page
    assert "Det är inte samma sak som ingen" in page


def test_a_municipality_s_list_names_its_projects_and_the_unknown_ones_beside(db):
    page = page_of("/projekt/?kommun=munkedal&ar=2014")
    assert "IT- och teknikcoacher i Munkedal" in page
    assert "Distansmöten: chatt" not in page
    assert "4 projekt till kan ha haft med Munkedal" in page_of("/projekt/?kommun=munkedal")


def test_projects_are_filtered_by_lead_and_activity(db):
    assert "Digitala trygghetslarm" in page_of("/projekt/?ledare=borasregionen-sjuharad")
    narrowed = page_of("/projekt/?aktivitet=npo_konsument&ledare=vastkom")
    assert "Nationell patientöversikt" in narrowed
    assert "E-tjänster för invånare" not in narrowed


def test_a_whole_project_names_who_its_sub_projects_name(db):
    page = page_of("/projekt/etjanster-2013/")
    assert "I delprojekten: Götene, Lidköping, Munkedal, Skövde, Tidaholm, Trollhättan" in page


def test_the_lens_shows_who_is_not_named_as_unknown_on_page_and_in_file(db):
    response = open_as().get("/projekt/vilka-deltar/?ar=2013")
    rows = {row[0]: row for row in rows_of(response.content.decode(), "kommunerna")}
    assert len(rows) == 49
    assert rows["Göteborg"][1:] == ["Göteborgsregionen", "Okänt", "556 640", "okänt"]
    assert rows["Munkedal"][2].startswith("2 projekt")
    body = open_as().get("/projekt/vilka-deltar/data.csv?ar=2013").content.decode("utf-8-sig")
    file = {row["kommun"]: row for row in csv.DictReader(io.StringIO(body), delimiter=";")}
    assert (file["Göteborg"]["projekt"], file["Munkedal"]["projekt"]) == ("", "2")
    assert file["Munkedal"]["per 10 000 invånare"] == "1,93"


def test_where_every_participant_is_known_a_municipality_is_in_no_project(db):
    response = open_as().get("/projekt/vilka-deltar/?ar=2014")
    rows = {row[0]: row for row in rows_of(response.content.decode(), "kommunerna")}
    assert rows["Göteborg"][1:] == ["Göteborgsregionen", "Inget projekt", "556 640", "0,00"]


def test_a_project_is_added_changed_and_lost_to_whoever_saved_first(db):
    browser = open_as("sara")
    place = str(municipality("munkedal").organisation_id)
    given = {
        "name": "Gemensam välfärdsteknik", "year": "2026", "kind": "PROJECT",
        "participants_known": "LISTED", "participants": [place],
    }  # fmt: skip
    added = browser.post("/program/projekt/nytt/", given)
    assert (added.status_code, added["Location"]) == (
        303, "/program/projekt/gemensam-valfardsteknik-2026/",
    )  # fmt: skip
    change = f"{added['Location']}andra/"
    assert browser.post(change, given | {"version": "1", "name": "A"}).status_code == 303
    assert browser.post(change, given | {"version": "1", "name": "B"}).status_code == 409
    assert "Munkedal" in page_of("/projekt/gemensam-valfardsteknik-2026/")


def test_participants_cannot_be_both_ticked_and_unknown(db):
    place = str(municipality("munkedal").organisation_id)
    given = {
        "name": "A", "year": "2026", "kind": "PROJECT", "participants_known": "UNKNOWN",
        "participants": [place],
    }  # fmt: skip
    response = open_as("karin").post("/program/projekt/nytt/", given)
    assert response.status_code == 422
    assert "Du har kryssat för kommuner: då är de kända" in text_of(response.content.decode())


def test_what_is_said_of_a_project_stays_and_the_latest_counts(db):
    browser = open_as("karin")
    said = {"kind": "DONE", "when": "2015-06", "text": "Klart enligt oss."}
    there = "/program/projekt/npo-2013/lage/"
    assert browser.post(there, said).status_code == 303
    assert browser.post(there, said | {"when": "i våras"}).status_code == 422
    page = page_of("/projekt/npo-2013/")
    assert "Genomfört, läget juni 2015" in page
    assert "Pågår" in page


def written(write):
    """Write something and let the database check now what it else checks at the end."""
    with transaction.atomic():
        write()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _application_of(participants):
    known = PortfolioApplication.objects.first()
    assert known is not None
    row = PortfolioApplication.objects.create(
        call_id=known.call_id, title="A", purpose="A", cooperation="A", transparency="A",
        reuse="A", wants_exchange=True, submitted_at=timezone.now(), state="SUBMITTED",
        draft_version=1,
    )  # fmt: skip
    for slug in participants:
        PortfolioApplicant.objects.create(
            application=row,
            is_lead=slug == "munkedal",
            applicant_municipality_id=municipality(slug).organisation_id,
        )


@pytest.mark.parametrize("participants", [[], ["munkedal"]])
def test_the_database_refuses_an_application_that_fewer_than_two_stand_behind(db, participants):
    with county.context(), pytest.raises(IntegrityError, match="two municipalities or more"):
        written(lambda: _application_of(participants))


def test_the_database_takes_an_application_across_associations(db):
    with county.context():
        written(lambda: _application_of(["munkedal", "boras"]))
        assert PortfolioApplication.objects.filter(title="A").count() == 1


def test_the_database_refuses_a_submitted_draft_that_nobody_else_has_confirmed(db):
    draft = ApplicationDraft.objects.filter(state="DRAFT")
    submitted = {"state": "SUBMITTED", "submitted_at": timezone.now()}
    home = municipality("munkedal").tenant_id
    with tenant_context(home), pytest.raises(IntegrityError, match="two municipalities or more"):
        written(lambda: draft.update(**submitted))


def test_the_database_refuses_a_call_before_the_model(db):
    with county.context():
        call = PortfolioCall.objects.get()
        call.opens_on = PortfolioModel.objects.get().decided_on - timedelta(days=1)
        with pytest.raises(IntegrityError, match="when the model has been decided"):
            written(call.save)


def test_the_database_refuses_participants_of_a_project_whose_participants_are_unknown(db):
    with county.context():
        participant = ProjectParticipant(
            project=Project.objects.get(key="npo-2013"),
            participant_municipality_id=municipality("munkedal").organisation_id,
        )
        with pytest.raises(IntegrityError, match="listed, or unknown"):
            written(participant.save)


def test_the_database_keeps_what_was_said_of_a_project(db):
    with county.context(), pytest.raises(DatabaseError):
        written(lambda: ProjectStatus.objects.update(comment="Omskrivet"))


def test_a_call_is_refused_before_the_day_of_the_model_and_says_why(db):
    with county.context():
        frame, model = queries.frames()[0], queries.models()[0]
    given = {
        "frame": str(frame.id), "title": "För tidigt",
        "opens_on": (model.decided_on - timedelta(days=1)).isoformat(),
        "closes_on": model.decided_on.isoformat(),
    }  # fmt: skip
    response = open_as("karin").post("/program/portfolj/utlysning/", given)
    assert response.status_code == 422
    assert "Utlysningen öppnar innan modellen var beslutad." in text_of(response.content.decode())


def test_what_is_left_is_the_frame_less_what_is_granted(db):
    page = page_of("/portfolj/")
    assert "Pengar kvar 750 000 kr av 1 000 000 kr" in page
    assert "Tjänst kvar 40 % av 60 % av en tjänst" in page
    # Of 2018 nobody has told what was given: the frame stands, nothing is said to be left.
    assert "Ingen utlysning är införd här för året." in page
    assert "Pengar i ramen 1 000 000 kr" in page


def carry():
    """Let the worker carry what waits."""
    with as_worker():
        outbox.drain(now=timezone.now())


def version_on(page):
    found = re.search(r'name="version"[^>]* value="(\d+)"', page)
    assert found
    return found[1]


def test_two_municipalities_apply_and_of_two_decisions_at_once_one_wins(real_db):
    lena, tove, karin = open_as("lena"), open_as("tove"), open_as("karin")
    start = re.search(r"/program/ansokan/ny/[^/]+/", lena.get("/program/ansokan/").content.decode())
    assert start
    there = lena.post(start[0], WORDS)["Location"]
    version = version_on(lena.get(there).content.decode())
    alone = lena.post(f"{there}lamna-in/", {"version": version})
    assert alone.status_code == 422
    assert "Ingen annan kommun har bekräftat ännu." in text_of(alone.content.decode())

    skara = str(municipality("skara").organisation_id)
    assert lena.post(f"{there}fraga/", {"municipalities": [skara]}).status_code == 303
    carry()
    asked = tove.get("/program/ansokan/").content.decode()
    assert "Delad nattjour" in asked
    draft_id = there.rstrip("/").rsplit("/", 1)[1]
    answer = f"/program/inbjudan/{draft_id}/"
    assert tove.post(answer, {"version": "1", "svar": "ja"}).status_code == 303
    carry()
    assert lena.post(f"{there}lamna-in/", {"version": version}).status_code == 303
    carry()
    # Handed in is handed in: Skara's answer stays.
    assert tove.post(answer, {"version": "2", "svar": "nej"}).status_code == 409

    application = f"/program/portfolj/{draft_id}/"
    page = karin.get(application).content.decode()
    assert "2 kommuner" in text_of(page)
    too_much = karin.post(f"{application}beslut/", DECISION | {"version": "1", "money": "750 001"})
    assert "Bara 750 000 kr är kvar." in text_of(too_much.content.decode())
    decided = (f"{application}beslut/", DECISION | {"version": "1"})
    assert at_once(decided, decided) == [303, 409]
    carry()
    assert "Bifall" in text_of(lena.get(there).content.decode())
    assert "Bifall" in text_of(tove.get("/program/ansokan/").content.decode())
    public = page_of("/portfolj/")
    assert "Pengar kvar 650 000 kr av 1 000 000 kr" in public
    assert "Delad nattjour" in public


def at_once(*posts):
    """Let a browser of Karin's post each, all together; give the statuses."""
    together, statuses = Barrier(len(posts)), []

    def post(browser, path, given):
        together.wait()
        statuses.append(browser.post(path, given).status_code)
        connections.close_all()

    threads = [Thread(target=post, args=[open_as("karin"), *one]) for one in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_of_two_who_would_grant_the_last_money_at_once_one_is_told_what_is_left(real_db):
    with county.context():
        waiting = PortfolioApplication.objects.get(decisions=None)
        granted = PortfolioApplication.objects.exclude(decisions=None).get()
    # Each fits in the million alone; together they are a hundred thousand too much.
    statuses = at_once(
        (f"/program/portfolj/{waiting.id}/beslut/", DECISION | {"version": "1", "money": "700000"}),
        (f"/program/portfolj/{granted.id}/beslut/", DECISION | {"version": "2", "money": "400000"}),
    )
    assert statuses == [303, 422]
    with county.context():
        assert queries.frames()[0].left.money.kronor in {50_000, 600_000}


def test_a_changed_application_is_asked_anew_and_an_answer_to_the_old_text_counts_not(real_db):
    lena = open_as("lena")
    page = lena.get("/program/ansokan/").content.decode()
    there = next(
        path
        for path in re.findall(r"/program/ansokan/[0-9a-f-]{36}/", page)
        if "lamna-in" in lena.get(path).content.decode()
    )
    version = version_on(lena.get(there).content.decode())
    application_id = there.rstrip("/").rsplit("/", 1)[1]
    # Skara answers the text as it was; Munkedal changes it before the answer has come.
    assert open_as("tove").post(
        f"/program/inbjudan/{application_id}/", {"version": "1", "svar": "ja"}
    ).status_code == 303  # fmt: skip
    changed = lena.post(f"{there}andra/", WORDS | {"version": version, "money": ""})
    assert changed.status_code == 303
    carry()
    shown = text_of(lena.get(there).content.decode())
    assert "Har inte svarat" in shown
    assert lena.post(f"{there}lamna-in/", {"version": version}).status_code == 409
    assert "Väntar på ert svar" in text_of(
        open_as("tove").get("/program/ansokan/").content.decode()
    )


def test_pilot_and_broad_use_are_counted_and_those_who_have_said_nothing_apart(db):
    assert "1 pilot, inte angivet för 2" in page_of("/projekt/distansmoten-2013/")
    place = municipality("tidaholm").organisation_id
    there = f"/program/projekt/distansmoten-2013/deltagare/{place}/"
    assert open_as("karin").post(there, {"value": "BROAD_USE"}).status_code == 303
    page = page_of("/projekt/distansmoten-2013/")
    assert "1 pilot, 1 i bred drift, inte angivet för en" in page
