"""What the console shows and reads: the queue, the feed, the resident and the log."""

import re
from uuid import UUID

import pytest

from gemensam.alarms.actions import supervising
from gemensam.alarms.tests.conftest import database_role
from gemensam.alarms.tests.console_world import (
    GUNNAR,
    SCRIPT,
    browse,
    claim,
    feed,
    logged,
    raise_alarm,
    second_operator,
)

__all__ = ["browse", "raise_alarm", "second_operator"]


@pytest.mark.parametrize(
    ("key", "status"),
    [("olga", 200), ("anna", 403), ("cecilia", 403), ("ulla", 403), ("eva", 403), ("", 303)],
)
@pytest.mark.parametrize("path", ["/larm/", "/larm/handelser"])
def test_only_an_operator_sees_the_queue(db, browse, key, status, path):
    assert browse(key).get(path).status_code == status


def test_the_queue_names_nobody_and_says_place_and_presses(db, browse, raise_alarm):
    for ago, ref in ((60, "r1"), (40, "r2"), (20, "r3"), (5, "r4")):
        raise_alarm(ref=ref, ago=ago)
    page = browse("olga").get("/larm/").content.decode()
    assert "Tryckt 4 gånger" in page
    assert "Munkedal" in page
    assert "Astrid" not in page
    assert "Hällevägen" not in page


def test_what_polling_draws_holds_nothing_of_the_resident(db, browse, raise_alarm):
    alarm_id, olga = raise_alarm(), browse("olga")
    claim(olga, alarm_id, **SCRIPT)
    drawn = str(feed(olga, alarm_id=alarm_id))
    assert "Skicka nattpatrullen" in drawn
    assert [word for word in ("Astrid", "Hällevägen", "Nyckelskåp") if word in drawn] == []


def test_an_alarm_that_somebody_else_has_shows_no_resident_and_logs_none(
    real_db, browse, second_operator, raise_alarm, home
):
    alarm_id = raise_alarm()
    claim(browse("olga"), alarm_id)
    before = logged(real_db, home())
    page = second_operator().get(f"/larm/{alarm_id}/").content.decode()
    assert "Olga Persson har larmet" in page
    assert "Astrid" not in page
    assert logged(real_db, home()) == before


def test_an_unknown_unit_is_shown_with_its_number_and_without_a_resident(
    real_db, browse, raise_alarm, centre
):
    alarm_id, olga = raise_alarm("44710098"), browse("olga")
    queue = feed(olga)["parts"]["queue"]
    assert "Enhet 44710098" in queue
    page = claim(olga, alarm_id, **SCRIPT).content.decode()
    assert "Larmenheten finns inte i registret" in page
    assert "Gör så här när ingen vet vems larmenheten är" in page
    assert 'name="enhet"' not in page
    assert logged(real_db, centre()) == []


def test_the_feed_gives_numbers_without_gaps_and_goes_on_where_it_was(real_db, browse, raise_alarm):
    raise_alarm()
    raise_alarm(GUNNAR)
    with database_role("supervisor"):
        supervising.number_events()
    olga = browse("olga")
    read = feed(olga)
    numbers = [event["sequence"] for event in read["events"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 2
    claim(olga, UUID(read["open"][0]["id"]))
    with database_role("supervisor"):
        supervising.number_events()
    more = feed(olga, after=read["sequence"])
    assert [event["sequence"] for event in more["events"]] == list(
        range(numbers[-1] + 1, numbers[-1] + 1 + len(more["events"]))
    )
    assert [event["kind"] for event in more["events"]][:1] == ["CLAIMED"]


def test_a_stopped_writer_hides_no_alarm_and_is_told(db, browse, raise_alarm):
    alarm_id = raise_alarm(ago=30)
    read = feed(browse("olga"))
    assert read["events"] == []
    assert [one["id"] for one in read["open"]] == [str(alarm_id)]
    assert f'value="{alarm_id} ' in read["parts"]["queue"]
    assert read["writer_is_late"] is True


def test_a_reading_that_has_nothing_new_draws_nothing(db, browse, raise_alarm):
    raise_alarm()
    olga = browse("olga")
    read = feed(olga)
    same = feed(olga, after=read["sequence"], seen=read["digest"])
    assert (same["digest"], same["parts"]) == (read["digest"], None)
    raise_alarm(ref="r2")
    assert feed(olga, seen=read["digest"])["open"][0]["presses"] == 2


def test_a_renewed_lease_is_nothing_to_draw_anew_for(db, browse, raise_alarm):
    alarm_id, olga = raise_alarm(), browse("olga")
    claim(olga, alarm_id)
    read = feed(olga, alarm_id=alarm_id)
    olga.post("/larm/forny/", {"larm": [str(alarm_id)]})
    assert feed(olga, alarm_id=alarm_id, seen=read["digest"])["parts"] is None


def test_the_number_of_operators_at_work_is_counted(db, browse, second_operator, raise_alarm):
    olga = browse("olga")
    assert feed(olga)["operators"] == 1
    second_operator()
    assert feed(olga)["operators"] == 2


def test_the_page_works_as_forms_and_links_alone(db, browse, raise_alarm):
    raise_alarm()
    page = browse("olga").get("/larm/").content.decode()
    assert '<form method="post" action="/larm/ta/"' in page
    assert re.search(r"<noscript><a [^>]*>Uppdatera</a></noscript>", page)
    assert 'http-equiv="refresh"' not in page
