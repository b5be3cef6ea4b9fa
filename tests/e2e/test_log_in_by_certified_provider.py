"""Log in through the certified `oidc-provider` in a real browser: it checks us as a real issuer would.

It demands `private_key_jwt`, a signed request object and PKCE, answers with `iss` (RFC 9207), signs
userinfo, and gives the level only where the `claims` parameter asks for it as essential.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from tests.e2e import certified_provider
from tests.e2e.certified_provider import Provider

from gemensam.identity.models import LoginAttempt, Session
from gemensam.identity.oidc.issuers import configured
from gemensam.identity.oidc.provider import provider_of
from gemensam.identity.tests import hostile_issuer
from gemensam.identity.tests.hostile_issuer import LOA3, NUMBER, SAMBI3
from gemensam.identity.tests.oidc_browsing import At

pytestmark = pytest.mark.browser
LOA2 = "http://id.sambi.se/loa/loa2"
EMERGENCY = "/journal/nodatkomst/"
NAMES = {"staff": "SITHS", "residents": "Provlegitimation"}


@pytest.fixture(scope="session", autouse=True)
def _installed():
    certified_provider.install()


def staff(key, *, acr=SAMBI3, **more):
    """Whom an issuer of staff speaks of, with the commission that they chose there."""
    row = At(key).get()
    claims = {
        "employeeHsaId": row.employee_hsa_id,
        "commissionHsaId": row.hsa_id,
        "commissionPurpose": {"CARE": "Vård och behandling", "CASEWORK": "Handläggning"}[
            row.purpose
        ],
        "commissionRight": row.rights,
    }
    return {"name": key, "acr": acr, "claims": claims | more}


def resident(key):
    person = At(key).persona.person
    return {"name": key, "acr": LOA3, "claims": {NUMBER: person.personal_identity_number}}


@contextmanager
def connected(provider: Provider, folder) -> Iterator[None]:
    """Connect a provider, and have it run."""
    more = {"userinfo": "signed"}
    claims = hostile_issuer.profile(provider, folder, kind=provider.kind)["claims"]
    if provider.kind == "staff":
        # Asked for as essential: one that gives no care provider is not asked for it.
        more["claims"] = {name: one for name, one in claims.items() if name != "care_provider"}
    profile = hostile_issuer.profile(provider, folder, kind=provider.kind, **more)
    path = hostile_issuer.write(folder / "issuers.yaml", [profile])
    with override_settings(GEMENSAM_ISSUERS=path), provider.running():
        yield


@pytest.fixture
def page(browser):
    """A browser of somebody's own, without JavaScript."""
    with browser.new_context(locale="sv-SE", java_script_enabled=False) as context:
        context.set_default_timeout(10_000)
        yield context.new_page()


def log_in(page, provider, who, *, lands="/hjalp/"):
    """Go to a page by the log-in page and the provider's own."""
    page.goto(f"{provider.us}/logga-in/?vidare={lands}")
    page.get_by_role("button", name=NAMES[provider.kind]).click()
    choose(page, provider, who)


def choose(page, provider, who):
    page.wait_for_url(f"{provider.url}/vem/*")
    page.get_by_role("button", name=who).click()
    page.wait_for_url(f"{provider.us}/**")


def live():
    return list(Session.objects.filter(ended_at=None))


@pytest.fixture
def hanna(live_server, tmp_path, page):
    """Hanna, a nurse, logged in through the provider of staff."""
    provider = Provider("staff", live_server.url, {"h": staff("hanna"), "c": staff("cecilia")})
    with connected(provider, tmp_path):
        log_in(page, provider, "hanna")
        yield provider


@pytest.fixture
def margit(live_server, tmp_path, page):
    """Margit, a resident, logged in through the provider of residents."""
    provider = Provider("residents", live_server.url, {"m": resident("margit")})
    with connected(provider, tmp_path):
        log_in(page, provider, "margit", lands="/munkedal/mina-sidor/")
        yield provider


def test_staff_come_in_bound_to_the_commission_that_they_chose(hanna, page):
    assert page.url.endswith("/hjalp/")
    (session,) = live()
    persona = At("hanna").persona
    assert (session.person_id, session.commission_id, session.assurance) == (
        persona.person_id,
        persona.commission_id,
        3,
    )
    assert set(session.rights) == set(At("hanna").get().rights)
    assert (session.issuer, bool(session.issuer_session)) == (hanna.url, True)


def test_a_resident_comes_to_the_page_that_was_asked_for(margit, page):
    assert page.url.endswith("/munkedal/mina-sidor/")
    (session,) = live()
    assert (session.person_id, session.commission_id) == (At("margit").persona.person_id, None)


def test_the_provider_itself_lets_no_lower_level_through(live_server, tmp_path, page):
    provider = Provider("staff", live_server.url, {"h": staff("hanna", acr=LOA2)})
    with connected(provider, tmp_path):
        page.goto(f"{provider.us}/logga-in/")
        page.get_by_role("button", name="SITHS").click()
        for _ in range(2):
            # Asked for as essential, it asks once more instead of giving what it has.
            page.wait_for_url(f"{provider.url}/vem/*")
            page.get_by_role("button", name="hanna").click()
        page.wait_for_url(f"{provider.url}/vem/*")
    assert live() == []


def test_a_new_log_in_is_asked_for_proven_fresh_and_leads_back(hanna, page):
    Session.objects.update(authenticated_at=timezone.now() - timedelta(minutes=6))
    (old,) = live()
    page.goto(hanna.us + EMERGENCY)
    page.get_by_role("button", name="Logga in igen med SITHS").click()
    choose(page, hanna, "hanna")
    assert page.url == hanna.us + EMERGENCY
    (new,) = live()
    assert (new.id == old.id, new.commission_id) == (False, old.commission_id)
    assert new.authenticated_at > timezone.now() - timedelta(minutes=1)
    assert LoginAttempt.objects.filter(renews=old.id).count() == 1


def test_another_person_at_the_new_log_in_is_not_let_in(hanna, page, browser):
    Session.objects.update(authenticated_at=timezone.now() - timedelta(minutes=6))
    # The provider's own page that ends the one's log-in for the other's takes JavaScript.
    state = page.context.storage_state()
    with browser.new_context(locale="sv-SE", storage_state=state) as context:
        page = context.new_page()
        page.goto(hanna.us + EMERGENCY)
        page.get_by_role("button", name="Logga in igen med SITHS").click()
        choose(page, hanna, "cecilia")
        page.get_by_role("heading", name="Det gick inte att logga in").wait_for()
    assert not Session.objects.filter(person_id=At("cecilia").persona.person_id).exists()


@pytest.mark.parametrize("who", ["hanna", "margit"])
def test_a_log_out_at_the_provider_ends_the_session_here(request, page, who):
    provider = request.getfixturevalue(who)
    assert len(live()) == 1
    page.goto(f"{provider.url}/session/end")
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_text("Utloggad").wait_for()
    assert live() == []
    page.goto(f"{provider.us}/inloggad/")
    assert page.url.startswith(f"{provider.us}/logga-in/")


def test_the_provider_changes_its_key_and_people_still_come_in(hanna, page):
    (first,) = live()
    kept = provider_of(configured()[0])
    before = [key.get("kid") for key in kept.keys]
    hanna.rotate()
    # Keys are asked for once a minute at most.
    kept.asked_at -= timedelta(minutes=1)
    log_in(page, hanna, "hanna")
    (second,) = live()
    assert (first.id == second.id, before) == (False, ["forsta"])
    assert [key.get("kid") for key in kept.keys] == ["andra"]
