"""What an honest log-in gives: the right person, one commission, a session of its own, and its end."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from joserfc import jwt
from structlog.testing import capture_logs
from tests.cast_at_work import log_in

from gemensam.identity.models import (
    Commission,
    DemoPersona,
    ExternalIdentity,
    LoginAttempt,
    Person,
    Session,
)
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.tests.hostile_issuer import (
    COORDINATION,
    EVENT,
    NONRESIDENT,
    NUMBER,
    SAMBI3,
    come_back,
    press,
    profile,
    write,
)
from gemensam.identity.tests.test_oidc_hostile import (
    SLUG,
    answer_to,
    browser,
    id_token,
    named,
    number,
    refused,
)
from gemensam.kernel.actor import ActorKind, Assurance, Right
from gemensam.kernel.personal_identity_number import NumberKind
from gemensam.tenancy.context import tenant_context

STAFF = "siths"


def token_of(client):
    return client.cookies[settings.GEMENSAM_SESSION_COOKIE].value


def actor_behind(token):
    client = browser()
    client.cookies[settings.GEMENSAM_SESSION_COOKIE] = token
    return client.get("/hjalp/").wsgi_request.actor


def go_through(client, issuer, slug=SLUG, **form):
    return come_back(client, slug, issuer.authorize(press(client, slug, **form)))


@pytest.fixture
def margit(residents):
    """The issuer speaks of Margit."""
    person = DemoPersona.objects.select_related("person").get(key="margit").person
    residents.who = {NUMBER: person.personal_identity_number}
    return person


class At:
    """Cecilia's commission, in her tenant."""

    def __init__(self, key="cecilia"):
        self.persona = DemoPersona.objects.get(key=key)

    def get(self):
        with tenant_context(self.persona.tenant_id):
            return Commission.objects.get(id=self.persona.commission_id)

    def update(self, **more):
        with tenant_context(self.persona.tenant_id):
            Commission.objects.filter(id=self.persona.commission_id).update(**more)

    def another(self):
        with tenant_context(self.persona.tenant_id):
            row = self.get()
            row.id = None
            row._state.adding = True
            values = {
                field.attname: getattr(row, field.attname)
                for field in row._meta.concrete_fields
                if field.attname != "id"
            }
            return Commission.objects.create(
                **values | {"hsa_id": "SE2120000001-U999", "name": "Handläggare, jour"}
            )


@pytest.fixture
def cecilia(staff):
    """The issuer of staff speaks of Cecilia's commission."""
    here = At()
    row = here.get()
    staff.who = {
        "employeeHsaId": row.employee_hsa_id,
        "commissionHsaId": row.hsa_id,
        "commissionPurpose": "Handläggning",
        "commissionRight": row.rights,
    }
    return here


def test_a_resident_is_found_by_number_and_stays_linked(db, residents, margit):
    client = browser()
    response = go_through(client, residents, vidare="/munkedal/mina-sidor/")
    assert (response.status_code, response["Location"]) == (303, "/munkedal/mina-sidor/")
    actor = actor_behind(token_of(client))
    assert (actor.person_id, actor.kind, actor.assurance, actor.commission) == (
        margit.id,
        ActorKind.RESIDENT,
        Assurance.LOA3,
        None,
    )
    session = Session.objects.get()
    assert (session.method, session.issuer, session.issuer_session) == (
        "oidc:legitimation",
        residents.url,
        "sid-s-1",
    )
    residents.who = {}
    go_through(client, residents)
    assert actor_behind(token_of(client)).person_id == margit.id
    assert ExternalIdentity.objects.filter(issuer=residents.url).count() == 1


def test_somebody_new_is_written_down_once(db, residents):
    residents.who = named()
    for _ in range(2):
        assert go_through(browser(), residents).status_code == 303
    person = Person.objects.get(personal_identity_number=number())
    assert person.display_name == "Prov Provsson"


def test_whoever_does_not_live_here_logs_in_by_a_coordination_number(db, residents):
    theirs = number(kind=NumberKind.SAMORDNINGSNUMMER)
    residents.acr = NONRESIDENT
    residents.who = named(**{NUMBER: None, COORDINATION: theirs})
    client = browser()
    assert go_through(client, residents).status_code == 303
    assert actor_behind(token_of(client)).resident_identity.reveal() == theirs


def test_a_log_in_changes_the_token_and_ends_the_browsers_old_session(db, residents, margit):
    client = browser()
    tokens = []
    for _ in range(2):
        go_through(client, residents)
        tokens.append(token_of(client))
    assert tokens[0] != tokens[1]
    assert [actor_behind(one).display_name for one in tokens] == ["", margit.display_name]


def test_a_token_from_before_the_log_in_is_worth_nothing_after_it(db, residents, margit):
    client = browser()
    client.cookies[settings.GEMENSAM_SESSION_COOKIE] = "planted"
    go_through(client, residents)
    assert (actor_behind("planted").person_id, token_of(client) != "planted") == (None, True)


def test_two_tabs_log_in_beside_each_other(db, residents, margit):
    client = browser()
    first, second = (residents.authorize(press(client, SLUG)) for _ in range(2))
    assert [answer_to(client, said) for said in (first, second)] == [(303,), (303,)]
    assert actor_behind(token_of(client)).person_id == margit.id


def test_old_attempts_are_forgotten_at_the_next_log_in(db, residents):
    press(browser(), SLUG)
    LoginAttempt.objects.update(created_at=timezone.now() - timedelta(hours=2))
    press(browser(), SLUG)
    assert LoginAttempt.objects.count() == 1


def test_nothing_of_an_attempt_can_be_read_from_the_table(db, residents):
    client = browser()
    said = residents.authorize(press(client, SLUG))
    row = LoginAttempt.objects.get()
    secret = [said["state"], client.cookies["gemensam-browser"].value]
    assert [one for one in vars(row).values() if str(one) in secret] == []


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_the_way_on_never_leads_away_from_us(db, residents, margit, evil):
    assert go_through(browser(), residents, vidare=evil)["Location"] == "/"


@override_settings(GEMENSAM_SESSION_COOKIE="__Host-gemensam", SESSION_COOKIE_SECURE=True)
def test_the_browsers_cookie_is_bound_to_this_host(db, residents):
    client = browser()
    press(client, SLUG)
    cookie = client.cookies["__Host-gemensam-browser"]
    said = {name: value for name, value in cookie.items() if value != "" and name != "expires"}
    assert said == {
        "path": "/",
        "max-age": 900,
        "httponly": True,
        "samesite": "Lax",
        "secure": True,
    }


def test_what_is_asked_for_is_exact_and_signed(db, residents):
    sent = press(browser(), SLUG)
    request = jwt.decode(
        re.search(r"request=([^&]+)", sent)[1], residents.client_key, algorithms=["ES256"]
    )
    asked = request.claims
    assert set(re.findall(r"[?&](\w+)=", sent)) == {"response_type", "client_id", "scope", "request"}
    assert (asked["prompt"], asked["exp"] - asked["iat"]) == ("login", 300)
    assert asked["claims"]["id_token"]["acr"]["essential"] is True
    assert "acr_values" not in asked


def test_each_proof_of_ours_is_for_the_issuer_and_is_used_once(db, residents, margit):
    for _ in range(2):
        go_through(browser(), residents)
    first, second = residents.assertions
    assert (first["iss"], first["sub"], first["aud"]) == (
        "gemensam-prov",
        "gemensam-prov",
        residents.url,
    )
    assert first["jti"] != second["jti"]


def test_staff_are_bound_to_the_commission_that_they_chose_at_the_issuer(db, staff, cecilia):
    client = browser()
    assert go_through(client, staff, STAFF).status_code == 303
    actor = actor_behind(token_of(client))
    assert (actor.kind, actor.tenant_id, actor.commission.id) == (
        ActorKind.STAFF,
        cecilia.persona.tenant_id,
        cecilia.persona.commission_id,
    )
    assert client.get("/arbeta/").status_code == 200


def test_a_session_holds_no_more_rights_than_the_issuer_named(db, staff, cecilia):
    one = cecilia.get().rights[0]
    staff.who["commissionRight"] = one
    client = browser()
    go_through(client, staff, STAFF)
    assert actor_behind(token_of(client)).commission.rights == {Right.parse(one)}


def test_whoever_has_several_commissions_chooses_one(db, staff, cecilia):
    other = cecilia.another()
    staff.who = {"employeeHsaId": staff.who["employeeHsaId"]}
    client = browser()
    response = go_through(client, staff, STAFF, vidare="/arbeta/")
    address = response["Location"]
    page = client.get(address).content.decode()
    assert [name in page for name in (other.name, cecilia.get().name)] == [True, True]
    assert Session.objects.count() == 0
    assert browser().get(address).status_code == 403
    assert client.post(address, {"uppdrag": "annat"}).status_code == 422
    chosen = client.post(address, {"uppdrag": str(other.id)})
    assert (chosen.status_code, chosen["Location"]) == (303, "/arbeta/")
    assert actor_behind(token_of(client)).commission.id == other.id
    # A second press does nothing twice.
    assert client.post(address, {"uppdrag": str(other.id)}).status_code == 403
    assert LoginAttempt.objects.get().proven is None


PAST, COMING = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
REGISTERED = {
    "the commission has ended": ({"ends_at": PAST}, Refusal.COMMISSION_ENDED),
    "the commission has not begun": ({"starts_at": COMING}, Refusal.COMMISSION_LATER),
    "the commission is put away": ({"is_archived": True}, Refusal.COMMISSION_ARCHIVED),
    "the commission is feigned": ({"is_feigned": True}, Refusal.COMMISSION_FEIGNED),
    "the commission is another's": (
        {"employee_hsa_id": "SE2120000001-P999"},
        Refusal.COMMISSION_OF_ANOTHER,
    ),
}
SAID = {
    "the commission is nobody's": ({"commissionHsaId": "SE-X"}, Refusal.COMMISSION_UNKNOWN),
    "nobody is named": ({"employeeHsaId": None}, Refusal.EMPLOYEE_MISSING),
    "a resident is named": (
        {"employeeHsaId": None, "commissionHsaId": None, NUMBER: number()},
        Refusal.EMPLOYEE_MISSING,
    ),
    "somebody without a commission": (
        {"employeeHsaId": "SE-X", "commissionHsaId": None},
        Refusal.COMMISSION_NONE,
    ),
    "another care provider": ({"healthCareProviderHsaId": "SE-X"}, Refusal.CARE_PROVIDER),
    "another purpose": ({"commissionPurpose": "Vård och behandling"}, Refusal.PURPOSE),
    "several purposes": ({"commissionPurpose": ["Handläggning"]}, Refusal.PURPOSE),
    "a wider right": ({"commissionRight": ["Läsa;alla;SJF"]}, Refusal.RIGHTS),
    "a right in strange words": ({"commissionRight": "Allt;överallt"}, Refusal.RIGHTS),
}


@pytest.mark.parametrize("case", REGISTERED | SAID)
def test_a_commission_that_does_not_hold_logs_nobody_in(db, staff, cecilia, case):
    if case in REGISTERED:
        change, reason = REGISTERED[case]
        cecilia.update(**change)
    else:
        change, reason = SAID[case]
        staff.who |= change
    client = browser()
    said = staff.authorize(press(client, STAFF))
    assert answer_to(client, said, STAFF) == refused(reason)
    assert Session.objects.count() == 0


def test_a_commission_of_another_organisation_is_refused(db, staff, cecilia, tmp_path):
    skaras = [profile(staff, tmp_path, kind="staff", organisations=["skara"])]
    with override_settings(GEMENSAM_ISSUERS=write(tmp_path / "skara.yaml", skaras)):
        client = browser()
        said = staff.authorize(press(client, STAFF))
        assert answer_to(client, said, STAFF) == refused(Refusal.COMMISSION_ELSEWHERE)


@pytest.mark.parametrize(("ago", "answer"), [(60, (303,)), (900, (403, "authentication_time"))])
def test_where_a_fresh_log_in_is_wanted_an_old_one_is_refused(
    db, residents, margit, tmp_path, ago, answer
):
    fresh = [profile(residents, tmp_path, kind="residents", max_age_seconds=300)]
    residents.lies = id_token(auth_time=int(timezone.now().timestamp()) - ago)
    with override_settings(GEMENSAM_ISSUERS=write(tmp_path / "fresh.yaml", fresh)):
        client = browser()
        assert answer_to(client, residents.authorize(press(client, SLUG))) == answer


@pytest.mark.parametrize("takes", [True, False])
def test_numbers_for_tests_and_real_ones_are_kept_apart(db, residents, margit, tmp_path, takes):
    profiles = [profile(residents, tmp_path, kind="residents", takes_test_numbers=takes)]
    with override_settings(GEMENSAM_ISSUERS=write(tmp_path / "real.yaml", profiles)):
        client = browser()
        got = answer_to(client, residents.authorize(press(client, SLUG)))
    assert got == ((303,) if takes else refused(Refusal.NUMBER_FOR_TESTS))


def end(issuer, claims, **header):
    """Post a logout token; give the status and why it was refused."""
    token = issuer.sign(claims, **{"typ": "logout+jwt"} | header)
    with capture_logs() as logs:
        response = browser().post(f"/logga-in/{SLUG}/logga-ut/", {"logout_token": token})
    return response.status_code, *[one["refusal"] for one in logs if "refusal" in one]


ENDINGS = {
    "with a nonce": ({"nonce": "x"}, {}, Refusal.LOGOUT_WITH_NONCE),
    "without events": ({"events": None}, {}, Refusal.LOGOUT_EVENT),
    "with another event": ({"events": {"http://x": {}}}, {}, Refusal.LOGOUT_EVENT),
    "with an event that is no object": ({"events": {EVENT: 1}}, {}, Refusal.LOGOUT_EVENT),
    "for another client": ({"aud": "another"}, {}, Refusal.AUDIENCE),
    "of another issuer": ({"iss": "https://other.example"}, {}, Refusal.ISSUER),
    "that has ended": ({"exp": 1_700_000_000}, {}, Refusal.EXPIRED),
    "of nobody": ({"sub": None}, {}, Refusal.LOGOUT_OF_NOBODY),
    "without a name of its own": ({"jti": None}, {}, Refusal.LOGOUT_OF_NOBODY),
    "that is an ID token": ({}, {"typ": "JWT"}, Refusal.TOKEN_OF_ANOTHER_SORT),
    "under an unknown key": ({}, {"kid": "unknown"}, Refusal.KEY_UNKNOWN),
}


@pytest.mark.parametrize("case", ENDINGS)
def test_a_logout_token_that_does_not_hold_ends_nothing(db, residents, margit, case):
    claims, header, reason = ENDINGS[case]
    client = browser()
    go_through(client, residents)
    got = end(residents, residents.logout_token(**claims), **header)
    assert got == (400, reason.value)
    assert actor_behind(token_of(client)).person_id == margit.id


@pytest.mark.parametrize("named_by", [{"sid": "sid-s-1", "sub": None}, {"sid": "sid-s-1"}, {}])
def test_the_issuer_ends_a_session_once(db, residents, margit, named_by):
    client = browser()
    go_through(client, residents)
    claims = residents.logout_token(**named_by)
    assert end(residents, claims) == (200,)
    assert actor_behind(token_of(client)).person_id is None
    go_through(client, residents)
    assert end(residents, claims) == (400, "logout_replayed")
    assert actor_behind(token_of(client)).person_id == margit.id


@pytest.mark.parametrize("others", [{"sid": "sid-x"}, {"sub": "x"}, {"sub": "x", "sid": "sid-s-1"}])
def test_the_end_of_anothers_session_leaves_mine(db, residents, margit, others):
    client = browser()
    go_through(client, residents)
    demo = log_in("margit").token
    assert end(residents, residents.logout_token(**others)) == (200,)
    assert [actor_behind(one).person_id for one in (token_of(client), demo)] == [margit.id] * 2


def test_the_log_in_page_offers_the_issuers_that_are_connected(db, issuers):
    page = browser().get("/logga-in/?vidare=/larm/").content.decode()
    assert re.findall(r'action="(/logga-in/\w+/)"', page) == [
        "/logga-in/legitimation/",
        "/logga-in/siths/",
    ]


def test_without_a_file_of_issuers_there_is_nothing_to_see(db):
    assert "Provlegitimation" not in browser().get("/logga-in/").content.decode()
    asked = [
        browser().post("/logga-in/siths/"),
        browser().get("/logga-in/siths/svar/"),
        browser().post("/logga-in/siths/logga-ut/"),
    ]
    assert [response.status_code for response in asked] == [404, 404, 404]
