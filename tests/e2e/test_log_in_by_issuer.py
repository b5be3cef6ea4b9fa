"""Log in through a log-in service in a real browser, whose own rules about forms and cookies hold."""

import pytest
from django.test import override_settings

from gemensam.identity.tests import hostile_issuer

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("kind", "button", "key", "lands"),
    [
        ("residents", "Provlegitimation", "margit", "/munkedal/mina-sidor/"),
        ("staff", "SITHS", "cecilia", "/arbeta/"),
    ],
)
def test_one_press_leads_to_the_service_and_back_to_the_page_that_was_asked_for(
    live_server, browser, tmp_path, kind, button, key, lands
):
    from gemensam.identity.models import Commission, DemoPersona, Session
    from gemensam.tenancy.context import tenant_context

    persona = DemoPersona.objects.select_related("person").get(key=key)
    with hostile_issuer.running() as issuer:
        if kind == "staff":
            issuer.acr = hostile_issuer.SAMBI3
            with tenant_context(persona.tenant_id):
                commission = Commission.objects.get(id=persona.commission_id)
            issuer.who = {"employeeHsaId": commission.employee_hsa_id}
        else:
            number = persona.person.personal_identity_number
            issuer.who = {hostile_issuer.NUMBER: number}
        profiles = [hostile_issuer.profile(issuer, tmp_path, kind=kind)]
        path = hostile_issuer.write(tmp_path / "issuers.yaml", profiles)
        with (
            override_settings(GEMENSAM_ISSUERS=path),
            browser.new_context(locale="sv-SE", java_script_enabled=False) as context,
        ):
            page = context.new_page()
            page.goto(live_server + lands)
            page.get_by_role("button", name=button).click()
            page.wait_for_url(f"**{lands}")
            assert page.locator("h1").count() == 1
    sessions = Session.objects.filter(ended_at=None).values_list("person_id", "commission_id")
    assert list(sessions) == [(persona.person_id, persona.commission_id)]
