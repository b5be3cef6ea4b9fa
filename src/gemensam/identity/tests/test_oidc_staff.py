"""Honest and less honest log-ins of staff: a session is bound to one commission that holds."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from gemensam.identity.models import LoginAttempt, Session
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.tests.hostile_issuer import NUMBER, press, profile, write
from gemensam.identity.tests.oidc_browsing import (
    STAFF,
    actor_behind,
    answer_to,
    browser,
    go_through,
    number,
    refused,
    token_of,
)
from gemensam.kernel.actor import ActorKind, Right


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
