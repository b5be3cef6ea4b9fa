"""The register: who keeps it, who stands in it when, and the order that favours nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast_at_work import HOME, log_in

from gemensam.audit.models import AccessLog
from gemensam.authority import api as authority
from gemensam.identity import api as identity
from gemensam.identity.models import DemoPersona
from gemensam.kernel.actor import ActorKind, Assurance
from gemensam.performers import actions
from gemensam.performers import api as performers
from gemensam.performers.models import Approval
from gemensam.performers.rules import first_day_of_change
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant
from gemensam.ui.formats import local_day

TOLD = performers.Told("Städning.", "Munkedal", "svenska", "070-174 06 99")
COMPANY = performers.Company("Ängens Vård AB", "559900-0333", "SE5599000333-1", "Ängens Vård")
POSTED = {
    "company": "Ängens Vård AB",
    "organisation_number": "559900-0333",
    "hsa_id": "SE5599000333-1",
    "unit_name": "Ängens Vård",
    "kind": "home_care",
    "starts_on": "2026-12-01",
    "reason": "SN 2026/200",
    "what": "Städning.",
    "where": "Munkedal",
    "languages": "svenska",
    "contact": "070-174 06 99",
}
NAMES = ["Hemtjänst Norr", "Hemtjänst Söder", "Kvarnåns Omsorg", "Åsens Hemhjälp"]


@pytest.fixture
def here(db):
    """In Munkedal."""
    with tenant_context(Tenant.objects.get(slug=HOME).id):
        yield datetime.now(UTC)


def _actor(key, now):
    persona = DemoPersona.objects.get(key=key)
    found = identity.actor_for(
        person_id=persona.person_id,
        tenant_id=persona.tenant_id,
        commission_id=persona.commission_id,
        kind=ActorKind.STAFF,
        assurance=Assurance.LOA3,
    )
    return replace(found, authenticated_at=now)


def _names(on):
    return [one.name for one in performers.performers("home_care", on=on)]


def test_a_company_can_be_chosen_from_its_first_day_to_its_last_in_the_order_of_names(here):
    today = local_day(here)
    begins = today + timedelta(days=3)
    unit_id = performers.approve(
        actor=_actor("henrik", here),
        company=COMPANY,
        told=TOLD,
        kind="home_care",
        starts_on=begins,
        reason="SN 2026/200",
        now=here,
    )
    approval = Approval.objects.get(unit_id=unit_id)
    performers.end_approval(
        actor=_actor("henrik", here),
        approval_id=approval.id,
        ends_on=begins + timedelta(days=1),
        reason="Företaget lägger ned",
        today=today,
        now=here,
    )
    assert [_names(begins + timedelta(days=n)) for n in (-1, 0, 1, 2)] == [
        NAMES,
        [*NAMES, "Ängens Vård"],
        [*NAMES, "Ängens Vård"],
        NAMES,
    ]
    with pytest.raises(actions.queries.NoSuchApproval):
        performers.end_approval(
            actor=_actor("henrik", here),
            approval_id=approval.id,
            ends_on=begins,
            reason="Igen",
            today=today,
            now=here,
        )


@pytest.mark.parametrize("key", ["sven", "lena", "cecilia", "bo"])
def test_only_whoever_administers_the_directory_keeps_the_register(here, key):
    with pytest.raises(authority.Refused):
        performers.approve(
            actor=_actor(key, here),
            company=COMPANY,
            told=TOLD,
            kind="home_care",
            starts_on=local_day(here),
            reason="SN 2026/200",
            now=here,
        )
    assert _names(local_day(here)) == NAMES


def test_what_the_keeper_does_stands_in_the_access_log(real_db):
    tenant_id = Tenant.objects.get(slug=HOME).id
    with tenant_context(tenant_id):
        unit_id = performers.performers("home_care", on=date(2026, 11, 22))[2].id
    told = {key: POSTED[key] for key in performers.Told.__slots__}
    answer = log_in("henrik").client().post(f"/utforare/enhet/{unit_id}/", told)
    assert answer.status_code == 303
    with tenant_context(tenant_id, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_id=unit_id)
        assert [(row.actor_name, row.activity) for row in rows] == [("Henrik Falk", "Administrera")]
    with tenant_context(tenant_id):
        assert performers.performer(unit_id).languages == "svenska"


@pytest.mark.parametrize(
    ("begun", "first"),
    [
        (date(2026, 11, 1), date(2026, 12, 6)),
        (date(2026, 12, 5), date(2026, 12, 6)),
        (date(2026, 12, 24), date(2026, 12, 25)),
    ],
)
def test_a_change_begins_after_the_notice_and_after_a_day_with_the_first(begun, first):
    day = first_day_of_change("home_care", today=date(2026, 11, 22), begun_on=begun)
    assert day == first


def test_a_company_is_approved_and_ended_on_the_pages_with_its_reasons(real_db):
    browser = log_in("henrik").client()
    wrong = browser.post("/utforare/ny/", POSTED | {"organisation_number": "5599"})
    assert (wrong.status_code, "Skriv det som 556000-0000." in wrong.content.decode()) == (
        422,
        True,
    )
    assert browser.post("/utforare/ny/", POSTED).status_code == 303
    twice = browser.post("/utforare/ny/", POSTED)
    assert (twice.status_code, "finns redan" in twice.content.decode()) == (422, True)
    with tenant_context(Tenant.objects.get(slug=HOME).id):
        approval = Approval.objects.get(reason="SN 2026/200")
    end = f"/utforare/{approval.id}/avsluta/"
    early = browser.post(end, {"ends_on": "2020-01-01", "reason": "Uppsagt"})
    assert (early.status_code, browser.post(end, {"ends_on": "2027-01-31"}).status_code) == (
        422,
        422,
    )
    assert browser.post(end, {"ends_on": "2027-01-31", "reason": "Uppsagt"}).status_code == 303
    page = browser.get("/utforare/").content.decode()
    assert "SN 2026/200 – Uppsagt" in page
    assert browser.get(end).status_code == 404
