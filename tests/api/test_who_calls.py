"""Who calls: a system with its token, inside its own organisation and scopes; nobody else."""

import pytest
from django.conf import settings
from django.test import Client as Caller
from django.utils import timezone
from tests.api.systems import ALL_SORTS, AWAY, HOME, V1, System, make_client, publish, tenant_of
from tests.cast_at_work import log_in

from gemensam.identity import api as identity
from gemensam.tenancy.context import tenant_context

NOBODY = {
    "type": "about:blank",
    "title": "Unauthorized",
    "status": 401,
    "detail": "Not known here: unknown tokens, revoked ones and none at all are told the same.",
}


def _told(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.json()


def test_without_a_token_with_an_unknown_one_and_with_a_revoked_one_the_answer_is_the_same(db):
    revoked = make_client()
    with tenant_context(tenant_of(HOME)):
        identity.revoke_client(name="Treserva", now=timezone.now())
    answers = [System(token).get("/forms") for token in ("", "unknown", revoked, revoked[:-1])]
    assert [_told(one) for one in answers] == [NOBODY] * 4
    assert {one.headers["WWW-Authenticate"] for one in answers} == {"Bearer"}


def test_a_cookie_opens_nothing_under_api(db):
    caller = Caller()
    caller.cookies[settings.GEMENSAM_SESSION_COOKIE] = log_in("sven").token
    assert _told(caller.get(f"{V1}/forms")) == NOBODY


def test_a_token_opens_no_page(db):
    caller = Caller(headers={"Authorization": f"Bearer {make_client()}"})
    page = caller.get("/formular/")
    assert (page.status_code, page.headers["Location"]) == (303, "/logga-in/?vidare=%2Fformular%2F")


def test_a_client_does_what_its_scopes_let_it_and_nothing_else(db):
    publish(ALL_SORTS)
    answers = {}
    for scope in identity.Scope:
        system = System(make_client(HOME, scope, name=scope))
        answers[scope] = [
            system.get("/forms").status_code,
            system.get("/forms/all_sorts").status_code,
            system.get("/forms/all_sorts/versions/1").status_code,
            system.post("/forms/all_sorts/validate", {"answers": {}}).status_code,
            system.send("all_sorts", {}).status_code,
            system.get("/responses/00000000-0000-4000-8000-000000000000").status_code,
        ]
    # Those of cases and events open nothing here; what they open is in `test_cases`.
    assert answers == dict.fromkeys(identity.Scope, [403] * 6) | {
        "forms:read": [200, 200, 200, 200, 403, 403],
        "responses:write": [403, 403, 403, 403, 201, 403],
        "responses:read": [403, 403, 403, 403, 403, 404],
    }


def test_whoever_lacks_a_scope_is_told_which_before_the_body_is_looked_at(db):
    system = System(make_client(HOME, identity.Scope.FORMS_READ))
    told = _told(system.post("/forms/all_sorts/responses", {"unknown": 1}))
    assert (told["status"], told["detail"]) == (
        403,
        "This needs the scope responses:write, which this client was not given.",
    )


def test_a_client_sees_nothing_of_another_municipality(db):
    publish(ALL_SORTS | {"key": "ours"}, HOME, is_shared=False)
    ours, theirs = System(make_client(HOME)), System(make_client(AWAY))
    sent = ours.send("ours", {}).json()
    assert "ours" in [one["key"] for one in ours.get("/forms").json()["forms"]]
    assert "ours" not in [one["key"] for one in theirs.get("/forms").json()["forms"]]
    assert [
        theirs.get("/forms/ours").status_code,
        theirs.get("/forms/ours/versions/1").status_code,
        theirs.post("/forms/ours/validate", {"answers": {}}).status_code,
        theirs.send("ours", {}).status_code,
        theirs.get(f"/responses/{sent['id']}").status_code,
    ] == [404] * 5


def test_a_client_sees_nothing_that_another_of_the_same_municipality_brought(db):
    publish(ALL_SORTS)
    sent = System(make_client(name="Treserva")).send("all_sorts", {}).json()
    other = System(make_client(name="Lifecare"))
    assert other.get(f"/responses/{sent['id']}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("GET", "/api/v1/", 404, None),
        ("GET", "/api/v1/nowhere", 404, None),
        ("GET", "/api/", 404, None),
        ("GET", "/api/v1/responses/nothing", 404, None),
        ("DELETE", "/api/v1/forms", 405, "GET"),
        ("GET", "/api/v1/forms/all_sorts/validate", 405, "POST"),
        ("POST", "/api/v1/openapi.json", 405, "GET"),
    ],
)
def test_what_is_not_there_is_a_problem_too(db, method, path, status, allowed):
    answer = Caller(headers={"Authorization": f"Bearer {make_client()}"}).generic(method, path)
    assert (_told(answer)["status"], answer.headers.get("Allow")) == (status, allowed)


def test_a_host_that_is_not_ours_is_a_problem_too(db):
    answer = Caller(headers={"Host": "elsewhere.example"}).get(f"{V1}/forms")
    assert (answer.status_code, _told(answer)["status"]) == (400, 400)


def test_what_breaks_is_a_problem_with_the_number_that_the_log_has_it_by(db, monkeypatch):
    token = make_client()
    monkeypatch.setattr("gemensam.questionnaires.machines.offers.offers", None)
    told = _told(System(token).get("/forms"))
    assert (told["status"], len(told["incident"])) == (500, 12)


def test_pages_for_people_are_pages_still(db):
    assert Caller().get("/munkedal/nowhere/").headers["Content-Type"].startswith("text/html")
