"""A log-in service ends sessions of ours: its own, once, and by a token that holds."""

import pytest
from structlog.testing import capture_logs
from tests.cast_at_work import log_in

from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.tests.hostile_issuer import EVENT
from gemensam.identity.tests.oidc_browsing import (
    SLUG,
    actor_behind,
    browser,
    go_through,
    token_of,
)


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
