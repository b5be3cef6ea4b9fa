"""Whom to call: hours read from what is typed, said as a caller needs them, and kept by one's own officer."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.cast_at_work import log_in

from gemensam.authority import api as authority
from gemensam.cases.tests.acting import the_world
from gemensam.eservices import contact
from gemensam.eservices.models import ContactDetails
from gemensam.eservices.opening_hours import (
    Alike,
    Span,
    Standing,
    UnreadableHours,
    alike,
    from_json,
    read,
    standing,
    to_json,
    write,
)
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

HERE = ZoneInfo("Europe/Stockholm")
MORNING, AFTERNOON = Span(time(8, 30), time(12)), Span(time(13), time(16, 30))
WEEK = (*[(MORNING, AFTERNOON)] * 4, (MORNING,), (), ())


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("  ", ()),
        ("8-16", (Span(time(8), time(16)),)),
        ("8.30–12, 13–16.30", (MORNING, AFTERNOON)),
        ("08:30 till 12:00 och 13 - 16:30", (MORNING, AFTERNOON)),
        ("0–24", (Span(time(0), time(23, 59)),)),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert read(text) == spans


@pytest.mark.parametrize(
    "text", ["stängt", "8", "16-8", "8-8", "25-26", "8.75-9", "8-12, 11-16", "8-12 13-16", "8-12,"]
)
def test_what_cannot_be_read_is_refused_rather_than_guessed(text):
    with pytest.raises(UnreadableHours):
        read(text)


_MINUTES = st.lists(st.integers(0, 24 * 60 - 1), max_size=6, unique=True).map(sorted)


@given(_MINUTES)
def test_what_is_written_is_read_back_as_it_was(minutes):
    times = [time(one // 60, one % 60) for one in minutes]
    spans = tuple(Span(one, two) for one, two in zip(times[::2], times[1::2], strict=False))
    assert read(write(spans)) == spans
    assert read(write(spans, separator=":")) == spans
    assert from_json(to_json([spans])) == (spans,)


def test_days_in_a_row_with_the_same_hours_are_said_together():
    assert alike(WEEK) == [
        Alike(0, 3, (MORNING, AFTERNOON)),
        Alike(4, 4, (MORNING,)),
        Alike(5, 6, ()),
    ]


def _at(*moment):
    return datetime(*moment, tzinfo=HERE)


@pytest.mark.parametrize(
    ("now", "how"),
    [
        # A Monday.
        (_at(2026, 11, 23, 8, 29), Standing(False, _at(2026, 11, 23, 8, 30))),
        (_at(2026, 11, 23, 8, 30), Standing(True, _at(2026, 11, 23, 12))),
        (_at(2026, 11, 23, 12), Standing(False, _at(2026, 11, 23, 13))),
        (_at(2026, 11, 23, 16, 30), Standing(False, _at(2026, 11, 24, 8, 30))),
        # A Friday after noon: nobody answers until Monday.
        (_at(2026, 11, 27, 12, 1), Standing(False, _at(2026, 11, 30, 8, 30))),
        # Christmas Eve is a Thursday: then Friday and Saturday are holidays, and Sunday is closed.
        (_at(2026, 12, 24, 10), Standing(False, _at(2026, 12, 28, 8, 30))),
    ],
)
def test_it_is_said_until_when_it_is_open_or_closed(now, how):
    assert standing(WEEK, now) == how


def test_who_is_closed_every_day_promises_nothing():
    assert standing([()] * 7, _at(2026, 11, 23, 10)) == Standing(False, None)


@pytest.fixture
def world(db):
    found = the_world()
    found.now = datetime.now(UTC)
    return found


def _contact(**changes):
    told = {"phone": "031-390 06 50", "week": WEEK, "address": "Storgatan 1"}
    return contact.Contact(**told | changes)


def _place(slug="munkedal"):
    return organisations.municipality_by_slug(slug).organisation_id


def test_what_the_officer_tells_counts_from_then_in_that_municipality_only(world):
    with tenant_context(world.home):
        contact.tell_contact(actor=world.actor("lena"), contact=_contact(), now=world.now)
        told = contact.latest(_place())
    assert (told.who, told.at, told.contact) == ("Lena Åberg", world.now, _contact())
    assert contact.contact_of(_place("ale")) is None


def test_the_same_told_again_writes_nothing(world):
    with tenant_context(world.home):
        for _ in range(2):
            contact.tell_contact(actor=world.actor("lena"), contact=_contact(), now=world.now)
        assert ContactDetails.objects.filter(phone=_contact().phone).count() == 1


def test_a_caseworker_is_refused_and_the_database_refuses_to_speak_for_another(world):
    with tenant_context(world.home):
        with pytest.raises(authority.Refused):
            contact.tell_contact(actor=world.actor("cecilia"), contact=_contact(), now=world.now)
        row = ContactDetails.objects.order_by("-made_at").first()
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactDetails.objects.create(
                municipality_id=_place("ale"),
                phone=row.phone,
                hours=[],
                made_at=world.now,
                made_by_id=row.made_by_id,
            )


POSTED = {
    "phone": "031-390 06 50",
    **{f"day{day}": "8.30–12, 13–16.30" for day in range(4)},
    "day4": "8.30-12",
}


def test_the_page_says_what_the_officer_wrote_and_a_resident_can_call(real_db):
    client = log_in("lena").client()
    page = client.get("/etjanster/vara/kontakt/").content.decode()
    assert 'value="8.30–12, 13–15"' in page
    done = client.post("/etjanster/vara/kontakt/", POSTED)
    assert (done.status_code, done["Location"]) == (303, "/etjanster/vara/kontakt/")
    talk = client.get("/munkedal/prata/").content.decode()
    assert 'href="tel:0313900650"' in talk
    assert "<dt>Måndag–torsdag</dt><dd>8.30–12, 13–16.30</dd>" in talk
    assert "<dt>Lördag–söndag</dt><dd>stängt</dd>" in talk


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phone": "ring oss"}, "Skriv telefonnumret med siffror, till exempel 070-174 06 05."),
        ({"day2": "förmiddagar"}, "Skriv tiderna som 8.30–16.30, eller 8–12, 13–16."),
        ({f"day{day}": "" for day in range(5)}, "Skriv tiderna för minst en dag."),
        ({"urgent_phone": "031-390 06 51"}, "Skriv när man ska ringa det numret."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(real_db, changes, said):
    client = log_in("lena").client()
    page = client.post("/etjanster/vara/kontakt/", POSTED | changes)
    assert page.status_code == 422
    for text in (said, *filter(None, changes.values())):
        assert text in page.content.decode()


def test_where_nothing_is_told_one_calls_the_switchboard(real_db):
    page = Client().get("/ale/prata/").content.decode()
    assert "Ring växeln" in page
