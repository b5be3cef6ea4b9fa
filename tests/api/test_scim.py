"""SCIM 2.0: an independent client finds nothing, rough requests are told no, and leavers are out."""

import json

import httpx
import pytest
from scim2_client.client import BaseSyncSCIMClient
from scim2_tester import Status, check_server
from tests.api.systems import HOME, tenant_of
from tests.cast_at_work import log_in

from gemensam.employees.feed import mapping
from gemensam.employees.feed.comparing import Limits
from gemensam.employees.feed_models import Delivery, EmployeeChange
from gemensam.employees.models import Employee
from gemensam.employees.tests.feeding import CATEGORIES, HEADINGS
from gemensam.identity import api as identity
from gemensam.identity.models import Commission, DemoPersona
from gemensam.tenancy.context import tenant_context

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
EMPLOYMENT = "urn:gemensam:params:scim:schemas:extension:employment:1.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MEDIA = "application/scim+json"


def make_client(*scopes, slug=HOME):
    from django.utils import timezone

    wanted = scopes or (identity.Scope.EMPLOYEES_WRITE,)
    with tenant_context(tenant_of(slug)):
        return identity.make_client(name="Personec", scopes=wanted, now=timezone.now())


def keep_limits(limits):
    from django.utils import timezone

    with tenant_context(tenant_of(HOME)):
        mapping.keep(
            columns=HEADINGS, categories=CATEGORIES, limits=limits, by="H", now=timezone.now()
        )


class Peer(BaseSyncSCIMClient):
    """The independent client, over the network."""

    def __init__(self, client, **about):
        super().__init__(**about)
        self.client = client

    def _stays_under_base_url(self, endpoint):  # noqa: ARG002 -- its name there
        return True

    def _parse_json(self, response):
        return response.json()

    def request(self, method, url, **about):
        return self.client.request(method, "/scim/v2/" + url.lstrip("/"), **about)


@pytest.mark.slow
def test_an_independent_client_finds_nothing(live_server):
    keep_limits(Limits(50, 90, 1000))
    token = make_client()
    with httpx.Client(
        base_url=live_server.url, headers={"Authorization": f"Bearer {token}"}, timeout=30
    ) as http:
        results = check_server(Peer(http))
    wrong = [
        f"{one.title}: {one.reason}"
        for one in results
        if one.status not in {Status.SUCCESS, Status.SKIPPED}
    ]
    assert "\n".join(wrong) == ""
    assert sum(one.status is Status.SUCCESS for one in results) > 20


@pytest.fixture
def hr(db):
    """The HR system, calling."""
    from django.test import Client

    browser = Client(raise_request_exception=False)
    token = make_client()

    def call(method, address, body=None, **headers):
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        return browser.generic(
            method,
            f"/scim/v2/{address}",
            data or b"",
            content_type=headers.pop("content_type", MEDIA),
            headers={"Authorization": f"Bearer {token}", **headers},
        )

    return call


def user(number, **over):
    employment = {"startsOn": "2024-01-01", "isProtected": False} | over.pop("employment", {})
    return {
        "schemas": [USER, EMPLOYMENT],
        "userName": str(number),
        "name": {"givenName": "Asta", "familyName": f"Nummer{number}"},
        "userType": "SOCIAL_CARE",
        "active": True,
        EMPLOYMENT: employment,
    } | over


def hsa_id_of(key):
    persona = DemoPersona.objects.get(key=key)
    with tenant_context(persona.tenant_id):
        return Commission.objects.get(id=persona.commission_id).employee_hsa_id


def test_a_leaver_by_scim_is_out_at_the_next_request(hr):
    number = Employee_of("anna")
    found = hr("GET", f'Users?filter=userName eq "{number}"').json()
    assert found["totalResults"] == 1
    browser = log_in("anna").client()
    assert browser.get("/hemtjanst/").status_code == 200
    operation = {"op": "replace", "path": "active", "value": False}
    address = f"Users/{found['Resources'][0]['id']}"
    answer = hr("PATCH", address, {"schemas": [PATCH], "Operations": [operation]})
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert browser.get("/hemtjanst/").status_code == 303
    with tenant_context(tenant_of(HOME)):
        change = EmployeeChange.objects.select_related("delivery").order_by("-at").first()
        assert (change.kind, change.by) == ("LEFT", "Personec")
        assert change.delivery.name == f"SCIM PATCH {number}"


def Employee_of(key):  # noqa: N802 -- reads as a question
    hsa_id = hsa_id_of(key)
    with tenant_context(tenant_of(HOME)):
        return Employee.objects.get(hsa_id=hsa_id).hr_number


def test_from_post_to_delete_with_its_version(hr):
    made = hr("POST", "Users", user("77001", title="kock", emails=[{"value": "a@b.se"}]))
    body = made.json()
    assert (made.status_code, body["active"], "emails" in body) == (201, True, False)
    address = f"Users/{body['id']}"
    assert made["Location"].endswith(address)
    assert made["ETag"] == body["meta"]["version"] == 'W/"1"'
    assert hr("GET", address, **{"If-None-Match": 'W/"1"'}).status_code == 304
    assert hr("POST", "Users", user("77001")).json()["scimType"] == "uniqueness"
    changed = user("77001", **{ENTERPRISE: {"department": "Köket"}})
    assert hr("PUT", address, changed, **{"If-Match": 'W/"9"'}).status_code == 412
    put = hr("PUT", address, changed, **{"If-Match": 'W/"1"'}).json()
    assert (put[ENTERPRISE]["department"], "title" in put) == ("Köket", False)
    assert put["meta"]["version"] == 'W/"2"'
    assert hr("DELETE", address).status_code == 204
    assert hr("GET", address).status_code == 404
    again = hr("POST", "Users", user("77001"))
    assert (again.status_code, again.json()["active"]) == (201, True)


def test_what_is_said_twice_changes_nothing_and_leaves_no_trace(hr):
    made = hr("POST", "Users", user("77001")).json()
    with tenant_context(tenant_of(HOME)):
        before = Delivery.objects.count()
    same = hr("PUT", f"Users/{made['id']}", user("77001")).json()
    assert same["meta"]["version"] == made["meta"]["version"]
    with tenant_context(tenant_of(HOME)):
        assert Delivery.objects.count() == before


def test_what_does_not_say_whether_somebody_is_active_is_told_no(hr):
    made = hr("POST", "Users", user("77001", active=False)).json()
    silent = {key: value for key, value in user("77001").items() if key != "active"}
    assert hr("PUT", f"Users/{made['id']}", silent).status_code == 400
    assert hr("GET", f"Users/{made['id']}").json()["active"] is False


def _seen(page):
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_who_was_taken_away_and_is_sent_anew_is_there_again_though_not_at_work(hr):
    known = user(77001, active=False)
    first = hr("POST", "Users", known).json()["id"]
    assert hr("DELETE", f"Users/{first}").status_code == 204
    again = hr("POST", "Users", known)
    answer = hr("GET", f"Users/{again.json()['id']}")
    assert (again.status_code, answer.status_code, answer.json()["active"]) == (201, 200, False)


def test_too_many_deletes_are_held_until_somebody_has_looked(hr):
    made = [hr("POST", "Users", user(77001 + n)).json()["id"] for n in range(8)]
    answers = [hr("DELETE", f"Users/{one}").status_code for one in made]
    assert answers == [204] * 5 + [429] * 3
    assert hr("DELETE", f"Users/{made[7]}")["Retry-After"] == "3600"
    with tenant_context(tenant_of(HOME)):
        assert Delivery.objects.filter(state="HELD").count() == 3
    changed = user(77008, title="kock")
    assert hr("PUT", f"Users/{made[7]}", changed).status_code == 200
    henrik = log_in("henrik").client()
    page = henrik.get("/personal/stoppade/").content.decode()
    assert "SCIM DELETE 77008" in page
    assert henrik.post("/personal/stoppade/", {"reason": ""}).status_code == 422
    said = {"reason": "Avdelningen har lagts ner", "seen": _seen(page)}
    late = hr("POST", "Users", user(77009)).json()["id"]
    assert hr("DELETE", f"Users/{late}").status_code == 429
    assert henrik.post("/personal/stoppade/", said).status_code == 409
    said["seen"] = _seen(henrik.get("/personal/stoppade/").text)
    assert henrik.post("/personal/stoppade/", said).status_code == 303
    with tenant_context(tenant_of(HOME)):
        assert Employee.objects.get(hr_number="77008").title == "kock"
        rows = Employee.objects.filter(hr_number__startswith="7700", left_at=None)
        assert (rows.count(), Delivery.objects.filter(state="HELD").count()) == (0, 0)
    assert hr("GET", f"Users/{made[7]}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('userName eq "77002"', ["77002"]),
        ('name.familyName ew "r77003"', ["77003"]),
        ('userName sw "7700" and not (title pr)', ["77001", "77003"]),
        ('userName sw "7700" and active eq false', ["77003"]),
        (f'userName sw "7700" and {EMPLOYMENT}:startsOn gt "2024-06-01"', ["77002"]),
        (f'{EMPLOYMENT}:hsaId eq "SE2120000001-P990"', ["77001"]),
        ('title eq "KOCK" and userName sw "7700"', ["77002"]),
        ('userName sw "7700" and meta.lastModified gt "2000-01-01T00:00:00Z"', ["77001", "77002", "77003"]),
        ('userName eq "nobody" or userName eq "77001"', ["77001"]),
    ],
)  # fmt: skip
def test_filters_are_asked_of_the_register(hr, asked, found):
    hr("POST", "Users", user("77001", employment={"hsaId": "SE2120000001-P990"}))
    hr("POST", "Users", user("77002", title="kock", employment={"startsOn": "2025-01-01"}))
    hr("POST", "Users", user("77003", active=False))
    from urllib.parse import quote

    answer = hr("GET", f"Users?filter={quote(asked)}").json()
    assert [one["userName"] for one in answer["Resources"]] == found


SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


@pytest.mark.parametrize("address", [".search", "Users/.search"])
def test_a_search_with_the_question_in_the_body_answers_as_get_does(hr, address):
    for number in range(77001, 77006):
        hr("POST", "Users", user(number))
    asked = {
        "filter": 'userName sw "7700"',
        "startIndex": 2,
        "count": 2,
        "attributes": ["userName"],
    }
    found = hr("POST", address, {"schemas": [SEARCH], **asked})
    by_get = hr("GET", f"Users?filter={asked['filter']}&startIndex=2&count=2&attributes=userName")
    assert (found.status_code, found.json()) == (200, by_get.json())
    assert [one["userName"] for one in found.json()["Resources"]] == ["77002", "77003"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"filter": "(("}, 400), ({"filter": 1}, 400), ({"count": "a"}, 400), ({"startIndex": 10**30}, 200),
     ({"filter": "not (" * 200 + "userName pr" + ")" * 200}, 400), ({"filter": None, "count": -1}, 200)],
)  # fmt: skip
def test_a_search_that_cannot_be_understood_is_told_so(hr, asked, status):
    assert hr("POST", ".search", {"schemas": [SEARCH], **asked}).status_code == status


@pytest.mark.parametrize("hsa_id", ["SE2120000001-P990", "se2120000001-p990"])
def test_an_hsa_id_by_scim_is_one_in_either_case(hr, hsa_id):
    made = hr("POST", "Users", user("77001", employment={"hsaId": hsa_id})).json()
    assert made[EMPLOYMENT]["hsaId"] == "SE2120000001-P990"
    found = hr("GET", f'Users?filter={EMPLOYMENT}:hsaId eq "{hsa_id}"').json()
    assert [one["userName"] for one in found["Resources"]] == ["77001"]


@pytest.mark.parametrize(
    "asked",
    ["((", "foo eq 1", "userName", 'userName eq "a" and', "active gt true", 'id eq "x"', "a" * 3000,
     'meta.created gt "igår"', 'emails[type eq "work"]', "not (" * 200 + "userName pr" + ")" * 200],
)  # fmt: skip
def test_a_filter_that_is_none_is_told_so(hr, asked):
    from urllib.parse import quote

    answer = hr("GET", f"Users?filter={quote(asked)}")
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


def test_pages_are_numbered_from_one(hr):
    for number in range(77001, 77006):
        hr("POST", "Users", user(number))
    page = hr("GET", 'Users?filter=userName sw "7700"&startIndex=2&count=2').json()
    assert [one["userName"] for one in page["Resources"]] == ["77002", "77003"]
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (5, 2, 2)
    none = hr("GET", "Users?count=0").json()
    assert (none["itemsPerPage"], none["totalResults"] > 5) == (0, True)


ROUGH = [
    (b"{", 400),
    (b"[]", 400),
    (b'"x"', 400),
    (b"\xff\xfe", 400),
    (b"null", 400),
    (b"", 400),
    (b'{"a":' * 500 + b"1" + b"}" * 500, 400),
    (b'{"schemas":["' + USER.encode() + b'"],"userName":"\\ud800"}', 400),
    (json.dumps(user("x" * 41)).encode(), 400),
    (json.dumps(user("1\x00")).encode(), 400),
    (json.dumps(user("")).encode(), 400),
    (json.dumps(user("1", userType="kock")).encode(), 400),
    (json.dumps(user("1", active="kanske")).encode(), 400),
    (json.dumps(user("1", name="Asta")).encode(), 400),
    (json.dumps(user("1", employment={"startsOn": "igår"})).encode(), 400),
    (json.dumps(user("1", employment={"hsaId": "P1"})).encode(), 400),
    (json.dumps(user("1", externalId="x" * 500)).encode(), 400),
    (json.dumps(user("1") | {"schemas": ["urn:x"]}).encode(), 400),
    (json.dumps({"schemas": [USER], "userName": "1"}).encode(), 400),
    (b'{"x":"' + b"y" * 3_000_000 + b'"}', 413),
]


@pytest.mark.parametrize(("body", "status"), ROUGH)
def test_rough_bodies_are_told_no_and_change_nothing(hr, body, status):
    with tenant_context(tenant_of(HOME)):
        before = Employee.objects.count(), Delivery.objects.count()
    answer = hr("POST", "Users", body)
    assert (answer.status_code, answer["Content-Type"]) == (status, MEDIA)
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    with tenant_context(tenant_of(HOME)):
        assert (Employee.objects.count(), Delivery.objects.count()) == before


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "userName", "value": "2"},
        {"op": "remove", "path": "userName"},
        {"op": "remove", "path": "name.givenName"},
        {"op": "kasta", "path": "title"},
        {"op": "replace", "path": "id", "value": "1"},
        {"op": "replace", "path": "((", "value": "1"},
        {"op": "replace", "path": "title", "value": {"a": 1}},
        {"op": "replace", "path": "title", "value": "x" * 200},
        "replace",
    ],
)
def test_a_patch_that_cannot_be_done_is_told_so(hr, operation):
    made = hr("POST", "Users", user("77001", title="kock")).json()
    answer = hr("PATCH", f"Users/{made['id']}", {"schemas": [PATCH], "Operations": [operation]})
    assert answer.status_code == 400
    assert hr("GET", f"Users/{made['id']}").json() == made


def test_addresses_and_methods_that_are_none_say_so_as_scim_does(hr):
    asked = [
        ("GET", "Groups", 404),
        ("GET", "Users/x", 404),
        ("POST", "Schemas", 405),
        ("DELETE", "Users", 405),
        ("GET", "Schemas/urn:x", 404),
        ("GET", "Users?startIndex=a", 400),
        ("GET", "ResourceTypes?filter=a", 400),
    ]
    answers = [hr(method, address) for method, address, _status in asked]
    assert [one.status_code for one in answers] == [status for *_asked, status in asked]
    assert {one["Content-Type"] for one in answers} == {MEDIA}


def test_a_cookie_opens_nothing_and_another_scope_neither(db):
    from django.test import Client

    browser = log_in("henrik").client()
    answer = browser.get("/scim/v2/Users")
    assert (answer.status_code, answer["Content-Type"]) == (401, MEDIA)
    token = make_client(identity.Scope.CASES_READ)
    other = Client().get("/scim/v2/Users", headers={"Authorization": f"Bearer {token}"})
    assert (other.status_code, other["Content-Type"]) == (403, MEDIA)


def test_another_municipalitys_system_sees_nobody_of_ours(db):
    from django.test import Client

    token = make_client(slug="skara")
    answer = Client().get("/scim/v2/Users", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["totalResults"]) == (200, 0)
