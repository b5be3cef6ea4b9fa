"""A caseworker who works with a protected person's case for half an hour, and goes on to another."""

from datetime import timedelta
from re import search
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.cases.models import Case, Delegation
from gemensam.cases.tests.conftest import world
from gemensam.identity.models import Session
from gemensam.identity.rules import opened_of

__all__ = ["world"]

OLD = timedelta(minutes=6)
LONG = timedelta(minutes=31)


@pytest.fixture
def cecilia(world):
    """Cecilia, named for protected persons, and two cases of theirs."""
    Delegation.objects.update(covers_protected=True)
    cases = [str(world.open_case(one)) for one in ("greta", "margit")]
    client = log_in("anonymous").client()
    client.post("/logga-in/demo/", {"person": "cecilia"})
    return client, cases, [world.resident(one).id for one in ("greta", "margit")]


def page(case):
    return f"/arbeta/arenden/{case}/"


def pass_by(time):
    """Let the log-ins grow older, though still in use, and what they opened with them."""
    for session in Session.objects.filter(ended_at=None):
        session.authenticated_at -= time
        kept = [(who, when - time) for who, when in opened_of(session.opened)]
        session.opened = [f"{who} {when.isoformat()}" for who, when in kept]
        session.save()


def log_in_anew(client, asked):
    """Press the button of the page that a refusal leads to, and come back."""
    shown = client.get(asked["Location"]).content.decode()
    form = dict.fromkeys(("pa-nytt", "vidare", "person", "oppnar"), "")
    for name in form:
        found = search(rf'name="{name}" value="([^"]*)"', shown)
        form[name] = found[1] if found else ""
    return client.post("/logga-in/demo/", form)


def test_a_log_in_made_anew_for_one_person_lasts_for_that_one_half_an_hour(cecilia):
    client, (case, _other), (greta, _margit) = cecilia
    assert client.get(page(case)).status_code == 200
    pass_by(OLD)
    asked = client.get(page(case))
    words = parse_qs(urlsplit(asked["Location"]).query)
    assert (asked.status_code, words) == (303, {"vidare": [page(case)], "oppnar": [str(greta)]})
    assert log_in_anew(client, asked)["Location"] == page(case)
    pass_by(timedelta(minutes=29))
    assert client.get(page(case)).status_code == 200
    pass_by(timedelta(minutes=2))
    assert client.get(page(case)).status_code == 303


def test_what_is_sent_within_the_half_hour_is_taken_without_a_detour(cecilia):
    client, (case, _other), _residents = cecilia
    pass_by(OLD)
    log_in_anew(client, client.get(page(case)))
    pass_by(OLD)
    version = Case.objects.get(id=case).version
    done = client.post(f"{page(case)}ta-over/", {"version": version})
    assert (done.status_code, done["Location"]) == (303, page(case))


def test_another_protected_person_takes_a_log_in_of_its_own_and_the_first_stays_open(
    cecilia, world
):
    from gemensam.people.models import Resident

    client, (case, other), (greta, margit) = cecilia
    Resident.objects.filter(id=margit).update(is_protected=True)
    pass_by(OLD)
    log_in_anew(client, client.get(page(case)))
    pass_by(OLD)
    asked = client.get(page(other))
    assert (asked.status_code, f"oppnar={margit}" in asked["Location"]) == (303, True)
    log_in_anew(client, asked)
    pass_by(OLD)
    assert [client.get(page(one)).status_code for one in (case, other)] == [200, 200]
    opened = Session.objects.get(ended_at=None).opened
    assert {who for who, _when in opened_of(opened)} == {greta, margit}
    pass_by(timedelta(minutes=20))
    assert [client.get(page(one)).status_code for one in (case, other)] == [303, 200]


def test_a_form_that_is_kept_opens_the_person_too(cecilia):
    client, (case, _other), (greta, _margit) = cecilia
    pass_by(OLD)
    kept = client.post(f"{page(case)}skriv/", {"text": "Hej"})
    shown = kept.content.decode()
    assert (kept.status_code, f'name="oppnar" value="{greta}"' in shown) == (403, True)
    assert ("30 minuter för den här personen" in shown, 'value="Hej"' in shown) == (True, True)


def test_nothing_else_is_opened_by_it(cecilia, world):
    client, (case, _other), (greta, _margit) = cecilia
    pass_by(OLD)
    log_in_anew(client, client.get(page(case)))
    pass_by(OLD)
    # Ending others' sessions takes a log-in of the last five minutes, whoever was opened.
    assert client.post("/inloggad/overallt/").status_code == 403
    client.post("/logga-ut/")
    client.post("/logga-in/demo/", {"person": "cecilia", "oppnar": str(greta)})
    assert opened_of(Session.objects.get(ended_at=None).opened) == frozenset()


@pytest.mark.parametrize("said", ["", "nobody", "0" * 500, "' OR 1=1"])
def test_rubbish_in_place_of_a_person_opens_nobody(cecilia, said):
    client, _cases, _residents = cecilia
    form = {"person": "cecilia", "pa-nytt": "1", "oppnar": said}
    assert client.post("/logga-in/demo/", form).status_code == 303
    assert opened_of(Session.objects.get(ended_at=None).opened) == frozenset()
    assert client.get("/logga-in/igen/", {"oppnar": said}).status_code == 200


def test_who_was_opened_long_ago_is_forgotten(cecilia):
    client, (case, _other), _residents = cecilia
    pass_by(OLD)
    log_in_anew(client, client.get(page(case)))
    pass_by(LONG)
    client.post("/logga-in/demo/", {"person": "cecilia", "pa-nytt": "1"})
    session = Session.objects.get(ended_at=None)
    assert (opened_of(session.opened), session.ends_at > timezone.now()) == (frozenset(), True)
