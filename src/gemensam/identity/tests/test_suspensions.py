"""Whoever is suspended is refused at the log-in, dead at the next request, and offered to nobody."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.identity import api as identity
from gemensam.identity import suspensions
from gemensam.identity.models import Commission, DemoPersona
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.suspension_models import Suspension
from gemensam.identity.tests.hostile_issuer import press
from gemensam.identity.tests.oidc_browsing import STAFF, answer_to, browser, refused
from gemensam.kernel.actor import Activity, InformationClass, Purpose
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def home(db):
    return organisations.municipality_by_slug("munkedal").tenant_id


@pytest.fixture
def cecilia(home):
    """Cecilia's commission."""
    persona = DemoPersona.objects.get(key="cecilia")
    with tenant_context(home):
        return Commission.objects.get(id=persona.commission_id)


def suspend(home, row, now=None):
    with tenant_context(home):
        return identity.suspend(
            {row.employee_hsa_id}, reason="Slutat", source="prov.csv", now=now or timezone.now()
        )


def test_a_suspended_employee_is_refused_at_the_log_in_with_a_reason(home, staff, cecilia):
    staff.who = {
        "employeeHsaId": cecilia.employee_hsa_id,
        "commissionHsaId": cecilia.hsa_id,
        "commissionPurpose": "Handläggning",
        "commissionRight": cecilia.rights,
    }
    suspend(home, cecilia)
    client = browser()
    said = staff.authorize(press(client, STAFF))
    assert answer_to(client, said, STAFF) == refused(Refusal.SUSPENDED)


def test_whoever_is_suspended_is_offered_to_nobody(home, cecilia):
    now = timezone.now()

    def seen():
        with tenant_context(home):
            return (
                cecilia.person_id in {one.person_id for one in identity.colleagues([Purpose.CASEWORK], now=now)},
                cecilia.person_id in identity.persons_who_may(Activity.READ, InformationClass.CASE, now=now),
                cecilia.person_id in {one.person_id for one in identity.staff(purpose=Purpose.CASEWORK, now=now)},
            )  # fmt: skip

    assert seen() == (True, True, True)
    suspend(home, cecilia)
    assert seen() == (False, False, False)


def test_a_second_suspension_of_the_same_one_changes_nothing_but_ends_sessions(home, cecilia):
    assert [suspend(home, cecilia), suspend(home, cecilia)] == [1, 0]
    with tenant_context(home):
        assert Suspension.objects.filter(employee_hsa_id=cecilia.employee_hsa_id).count() == 1


def test_another_municipalitys_suspension_says_nothing_here(home, cecilia):
    suspend(organisations.municipality_by_slug("skara").tenant_id, cecilia)
    assert log_in("cecilia").client().get("/arbeta/").status_code == 200


def test_nobody_is_lifted_without_a_reason_and_only_once(home, cecilia):
    suspend(home, cecilia)
    now = timezone.now()
    about = {"employee_hsa_id": cecilia.employee_hsa_id, "by": "Henrik Falk", "now": now}
    with tenant_context(home):
        with pytest.raises(IntegrityError), transaction.atomic():
            identity.lift_suspension(reason="", **about)
        identity.lift_suspension(reason="Fel fil", **about)
        with pytest.raises(identity.NotSuspended):
            identity.lift_suspension(reason="Fel fil", **about)
        (row,) = suspensions.suspensions_of(cecilia.employee_hsa_id)
    assert (row.lifted_by, row.lift_reason, row.source) == ("Henrik Falk", "Fel fil", "prov.csv")
