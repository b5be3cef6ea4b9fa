"""The workspace and the pages of time: who is let in, and what they see."""

import re
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone
from tests.as_worker import as_worker

from gemensam.alarms.models import AlarmCount
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme import county
from gemensam.programme.models import CofundingLine
from gemensam.programme.queries import overview
from gemensam.programme.tests.pages import open_as, rows_of, text_of
from gemensam.tenancy.context import tenant_context


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("karin", "/program/", 200),
        ("sara", "/program/", 200),
        ("anna", "/program/", 403),
        ("cecilia", "/program/", 403),
        ("eva", "/program/", 403),
        ("anna", "/program/timmar/", 200),
        ("bo", "/program/timmar/", 200),
        ("karin", "/program/timmar/", 403),
        ("eva", "/program/timmar/", 403),
        ("bo", "/program/timmar/attestera/", 200),
        ("anna", "/program/timmar/attestera/", 403),
        ("sara", "/program/timmar/attestera/", 403),
        ("karin", "/program/medfinansiering.csv", 200),
        ("anna", "/program/medfinansiering.csv", 403),
        ("anna", "/program/timmar/data.csv", 200),
    ],
)
def test_each_page_lets_in_only_whose_it_is(db, who, path, status):
    assert open_as(who).get(path).status_code == status


@pytest.mark.parametrize("path", ["/program/", "/program/timmar/", "/program/timmar/attestera/"])
def test_a_stranger_is_sent_to_the_log_in(db, path):
    response = open_as().get(path)
    assert (response.status_code, response["Location"].split("?")[0]) == (303, "/logga-in/")


def test_a_quick_button_reports_at_once(db):
    client = open_as("nils")
    posted = {
        "activity": "plan_2013_2015/mobilitet", "worked_on": timezone.localdate().isoformat(),
        "minutes": "", "quick": "45", "note": "", "key": str(uuid4()),
    }  # fmt: skip
    after = client.post("/program/timmar/", posted)
    assert after.status_code == 303
    page = text_of(client.get(after["Location"]).content.decode())
    assert "Tiden är rapporterad." in page
    assert "Mobilt arbete i hemtjänst och hemsjukvård 45 min" in page


def test_a_form_without_minutes_is_refused_and_keeps_what_was_typed(db):
    posted = {
        "activity": "plan_2013_2015/trygghetslarm", "worked_on": timezone.localdate().isoformat(),
        "minutes": "", "note": "Provlarm", "key": str(uuid4()),
    }  # fmt: skip
    response = open_as("nils").post("/program/timmar/", posted)
    assert response.status_code == 422
    assert 'value="Provlarm"' in response.content.decode()


def test_attesting_nothing_is_refused(db):
    assert open_as("bo").post("/program/timmar/attestera/", {}).status_code == 422


def _picks(client):
    page = client.get("/program/timmar/attestera/").content.decode()
    return re.findall(r'name="hours" value="([^"]+)"', page)


def test_of_two_who_attest_at_once_one_wins_and_the_other_is_told(real_db):
    browsers = [open_as("bo"), open_as("bo")]
    picks = _picks(browsers[0])
    assert len(picks) == 2
    together, statuses = Barrier(2), []

    def attest(browser):
        together.wait()
        statuses.append(browser.post("/program/timmar/attestera/", {"hours": picks}).status_code)
        connections.close_all()

    threads = [Thread(target=attest, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409]
    assert _picks(browsers[0]) == []


def test_the_worker_carries_munkedals_hours_to_the_county_and_the_page_adds_them(real_db):
    with as_worker():
        assert outbox.drain(now=timezone.now()) > 0
    year = timezone.localdate().year
    with county.context():
        found = overview.cofunding_of(overview.hours_lines(year), year=year)
    page = text_of(open_as("karin").get("/program/").content.decode())
    assert f"Attesterat {year} {found.attested.kronor:.0f} kr" in page
    assert (found.attested.kronor, found.forecast.kronor) == (720, 1512)


def test_time_on_every_plan_is_listed_by_activity_and_the_lines_are_the_sum(db):
    day = timezone.localdate().replace(month=1, day=1)
    place = organisations.municipality_by_slug("munkedal")
    activities = ("plan_2013_2015/mobilitet", "plan_2018/valfardsteknik", "plan_2009/nedlagd")
    with county.context():
        for number, activity in enumerate(activities, start=1):
            plan_key, activity_key = activity.split("/")
            CofundingLine.objects.create(
                state="REPORTED", year=day.year, amount=288 * number, hours_id=uuid4(),
                reporting_municipality_id=place.organisation_id, plan_key=plan_key,
                activity_key=activity_key, worked_on=day, minutes=60 * number,
                rate_per_hour=288, rate_basis="påhittad", report_version=1,
            )  # fmt: skip
    rows = rows_of(open_as("karin").get("/program/").content.decode(), "aktiviteter")
    assert [(row[0], row[3]) for row in rows] == [
        ("Drift- och utförarorganisation för välfärdsteknik", "576 kr"),
        ("Mobilt arbete i hemtjänst och hemsjukvård", "288 kr"),
        ("nedlagd", "864 kr"),
    ]


def test_the_live_indicator_moves_when_the_alarms_count_moves(real_db):
    place = organisations.municipality_by_slug("munkedal")

    def count(granted, digital, working):
        with tenant_context(place.tenant_id):
            AlarmCount.objects.update_or_create(
                defaults={
                    "granted": granted, "digital": digital, "working": working,
                    "counted_at": timezone.now(),
                }
            )  # fmt: skip
        page = open_as().get("/mal/andel_larm_som_avsett/").content.decode()
        numbers = re.search(r"([\d ]+) av ([\d ]+) larm i hela länet", text_of(page))
        assert numbers
        own = next(row for row in rows_of(page, "tabell") if row[0].startswith("Munkedal "))
        return [int(part.replace(" ", "")) for part in numbers.groups()], own[1], own[3]

    before, _, _ = count(20, 12, 10)
    after, own, origin = count(21, 13, 11)
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1]
    assert (own, origin.split(" här ")[0]) == ("11 av 21", "Räknat")
