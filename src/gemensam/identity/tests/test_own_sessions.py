"""One's own sessions: change of commission, where one is logged in, and log-out everywhere."""

from datetime import timedelta
from re import findall

import pytest
from django.conf import settings
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.identity import rules
from gemensam.identity.models import Session, Workplace
from gemensam.identity.tests.oidc_browsing import (
    STAFF,
    At,
    actor_behind,
    browser,
    go_through,
    token_of,
)
from gemensam.kernel.actor import Right
from gemensam.tenancy.context import tenant_context

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0"


@pytest.fixture
def two(staff, cecilia):
    """Cecilia with two commissions, logged in by her HSA-id alone and at work in the first."""
    other = cecilia.another()
    staff.who = {"employeeHsaId": staff.who["employeeHsaId"]}
    client = browser()
    choice = go_through(client, staff, STAFF)["Location"]
    client.post(choice, {"uppdrag": str(cecilia.persona.commission_id)})
    return client, other


def change(client, commission_id):
    return client.post("/uppdrag/", {"uppdrag": str(commission_id)})


def test_a_change_of_commission_makes_a_new_session_and_ends_the_old_one(db, two):
    client, other = two
    old = token_of(client)
    before = Session.objects.get(ended_at=None)
    page = client.get("/uppdrag/").content.decode()
    assert findall(r'name="uppdrag" value="([^"]+)"', page) == [str(other.id)]
    response = change(client, other.id)
    assert (response.status_code, response["Location"]) == (303, "/")
    assert (actor_behind(old).person_id, token_of(client) == old) == (None, False)
    assert actor_behind(token_of(client)).commission.id == other.id
    after = Session.objects.get(ended_at=None)
    kept = ("authenticated_at", "ends_at", "assurance", "method", "issuer", "allowed", "rights")
    assert [getattr(after, one) for one in kept] == [getattr(before, one) for one in kept]
    assert after.id != before.id


def test_a_second_press_changes_nothing_twice(db, two):
    client, other = two
    change(client, other.id)
    token = token_of(client)
    assert change(client, other.id).status_code == 303
    assert (token_of(client), Session.objects.filter(ended_at=None).count()) == (token, 1)


def test_the_issuers_end_of_the_log_in_ends_the_session_that_was_changed_to(db, two, staff):
    client, other = two
    change(client, other.id)
    token = staff.sign(staff.logout_token(), typ="logout+jwt")
    browser().post(f"/logga-in/{STAFF}/logga-ut/", {"logout_token": token})
    assert actor_behind(token_of(client)).person_id is None


def test_the_rights_that_the_issuer_named_go_along(db, staff, cecilia):
    other, one = cecilia.another(), cecilia.get().rights[0]
    staff.who = {"employeeHsaId": staff.who["employeeHsaId"], "commissionRight": one}
    client = browser()
    choice = go_through(client, staff, STAFF)["Location"]
    client.post(choice, {"uppdrag": str(cecilia.persona.commission_id)})
    change(client, other.id)
    assert actor_behind(token_of(client)).commission.rights == {Right.parse(one)}


def test_whoever_chose_at_the_issuer_is_bound_to_that_and_told_where_to_choose(db, staff, cecilia):
    other = cecilia.another()
    client = browser()
    go_through(client, staff, STAFF)
    page = client.get("/uppdrag/").content.decode()
    assert ('name="uppdrag"' in page, "Logga in igen med SITHS" in page) == (False, True)
    assert change(client, other.id).status_code == 422
    assert actor_behind(token_of(client)).commission.id == cecilia.persona.commission_id


NOT_NOW = {
    "ended": {"ends_at": timezone.now() - timedelta(hours=1)},
    "not begun": {"starts_at": timezone.now() + timedelta(hours=1)},
    "put away": {"is_archived": True},
    "feigned": {"is_feigned": True},
    "another employee's": {"employee_hsa_id": "SE2120000001-P999"},
}


@pytest.mark.parametrize("case", NOT_NOW)
def test_a_commission_that_does_not_count_now_cannot_be_changed_to(db, two, cecilia, case):
    client, other = two
    with tenant_context(cecilia.persona.tenant_id):
        type(other).objects.filter(id=other.id).update(**NOT_NOW[case])
    assert change(client, other.id).status_code == 422
    assert actor_behind(token_of(client)).commission.id == cecilia.persona.commission_id


def test_somebody_elses_commission_cannot_be_changed_to(db, two):
    client, _other = two
    theirs = At("anna").persona.commission_id
    assert [change(client, one).status_code for one in (theirs, "x", "")] == [422] * 3


def test_the_way_to_change_stands_where_there_is_something_to_change_to(db, two, staff, cecilia):
    client, _other = two
    one = log_in("anna").client()
    pages = [each.get("/hjalp/").content.decode() for each in (client, one)]
    assert ['href="/uppdrag/"' in page for page in pages] == [True, False]


def test_where_an_employee_works_is_noted_with_the_commission(db, cecilia):
    row = cecilia.get()
    assert list(
        Workplace.objects.filter(employee_hsa_id=row.employee_hsa_id).values_list("tenant_id")
    ) == [(row.tenant_id,)]
    cecilia.update(employee_hsa_id="SE-NY")
    assert Workplace.objects.filter(employee_hsa_id="SE-NY").count() == 1


def begin(key, device=""):
    client = browser()
    client.post("/logga-in/demo/", {"person": key}, headers={"user-agent": device})
    return client


DEVICES = {
    FIREFOX: "Firefox, Windows",
    PHONE: "Safari, iPhone",
    ANDROID: "Chrome, Android",
    EDGE: "Edge, Windows",
    "curl/8": "",
    "": "",
}


@pytest.mark.parametrize("device", DEVICES)
def test_a_browser_is_known_roughly_and_no_more_exactly(db, device):
    begin("anna", device)
    assert Session.objects.get().device == DEVICES[device]


@pytest.mark.parametrize("key", ["anna", "margit"])
def test_everybody_sees_where_they_are_logged_in_and_nobody_else(db, key):
    here, _there = begin(key, FIREFOX), begin(key, PHONE)
    begin("eva", ANDROID)
    page = here.get("/inloggad/").content.decode()
    said = ["Firefox, Windows – den här webbläsaren" in page, "Safari, iPhone" in page]
    assert (said, "Chrome" in page, page.count("Logga ut där")) == ([True, True], False, 1)
    assert ("I arbetet." in page) is (key == "anna")


def test_sessions_that_are_over_are_not_shown(db):
    here = begin("anna", FIREFOX)
    begin("anna", PHONE)
    others = Session.objects.filter(device__contains="iPhone")
    for over in (
        {"ended_at": timezone.now()},
        {"ended_at": None, "ends_at": timezone.now()},
        {"ends_at": timezone.now() + timedelta(1), "last_seen_at": timezone.now() - rules.IDLE},
    ):
        others.update(**over)
        assert "iPhone" not in here.get("/inloggad/").content.decode()


def test_a_session_left_open_elsewhere_is_ended_from_here(db):
    here, there = begin("anna", FIREFOX), begin("anna", PHONE)
    other = Session.objects.get(device__contains="iPhone")
    for _ in range(2):
        assert here.post(f"/inloggad/{other.id}/")["Location"] == "/inloggad/"
    behind = [actor_behind(token_of(one)).display_name for one in (here, there)]
    assert behind == ["Anna Berg", ""]


def test_nobody_ends_anothers_session(db):
    eva, anna = begin("eva"), begin("anna")
    theirs = Session.objects.get(person_id=At("anna").persona.person_id)
    assert eva.post(f"/inloggad/{theirs.id}/").status_code == 303
    assert actor_behind(token_of(anna)).display_name == "Anna Berg"


@pytest.mark.parametrize("key", ["anna", "margit"])
def test_log_out_everywhere_is_everywhere_and_here(db, key):
    here, there, other = begin(key), begin(key), begin("eva")
    response = here.post("/inloggad/overallt/")
    assert (response.status_code, response["Location"]) == (303, "/")
    assert here.cookies[settings.GEMENSAM_SESSION_COOKIE].value == ""
    behind = [actor_behind(token_of(one)).person_id is None for one in (there, other)]
    assert behind == [True, False]
    assert not Session.objects.filter(person_id=At(key).persona.person_id, ended_at=None).exists()


@pytest.mark.parametrize("key", ["anna", "margit"])
def test_others_sessions_are_ended_soon_after_a_log_in_only(db, key):
    here, there = begin(key), begin(key)
    other = Session.objects.latest("id")
    Session.objects.update(authenticated_at=timezone.now() - timedelta(minutes=6))
    for path in (f"/inloggad/{other.id}/", "/inloggad/overallt/"):
        assert here.post(path).status_code == 403
        assert actor_behind(token_of(there)).person_id is not None


def test_sessions_side_by_side_know_nothing_of_each_other(db):
    first, second = begin("anna"), begin("anna")
    first.post("/logga-ut/")
    assert [actor_behind(token_of(one)).display_name for one in (second,)] == ["Anna Berg"]
    assert Session.objects.filter(ended_at=None).count() == 1
