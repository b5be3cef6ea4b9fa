"""An HSA-id in small letters is the same one: at every border, and nowhere kept so."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from django.db import IntegrityError, transaction

from gemensam.identity import api as identity
from gemensam.identity.hsa.reading import read
from gemensam.identity.models import Commission, StaffMember
from gemensam.identity.oidc import who
from gemensam.identity.oidc.issuers import Fact
from gemensam.identity.tests import card_trees
from gemensam.identity.tests.hsa.stand_in import employee, envelope
from gemensam.identity.tests.hsa.world import HANNA, NOW, hanna
from gemensam.identity.tests.test_cards_hostile import judge
from gemensam.identity.tests.test_cards_hostile import read as read_cards
from gemensam.kernel.actor import Purpose
from gemensam.kernel.periods import Period
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

CLAIMS = {Fact.EMPLOYEE: "e", Fact.COMMISSION: "c", Fact.CARE_PROVIDER: "p"}


class Issuer:
    """What the finding of commissions asks of an issuer."""

    claims = MappingProxyType(CLAIMS)
    organisations = ()


class Proof:
    """What an issuer proved."""

    def __init__(self, **claims):
        self.claims = claims


@pytest.fixture
def home(db):
    return organisations.municipality_by_slug("munkedal").tenant_id


def test_a_log_in_finds_its_commission_whichever_case_the_issuer_writes(home):
    with tenant_context(home):
        row = Commission.objects.select_related("care_provider").get(employee_hsa_id=HANNA)
        provider = row.care_provider.hsa_id if row.care_provider else None
    said = {"e": HANNA, "c": row.hsa_id} | ({"p": provider} if provider else {})
    now = row.starts_at if row.starts_at > NOW else NOW
    fits = [
        who.commissions(
            Issuer(), Proof(**{key: write(value) for key, value in said.items()}), now=now
        )
        for write in (str.upper, str.lower)
    ]
    assert [[one.commission_id for one in found] for found in fits] == [[row.id], [row.id]]


def test_a_card_is_read_in_capitals(tmp_path):
    one = card_trees.card(card_trees.trees().person3, hsa_ids=["SE2120000001-p014"])
    assert judge(one, read_cards(tmp_path)).hsa_id == "SE2120000001-P014"


def test_hsa_may_answer_in_small_letters(home):
    with tenant_context(home):
        told = hanna()
    small = replace(
        told, hsa_id=told.hsa_id.lower(), unit=told.unit.lower(), provider=told.provider.lower()
    )
    xml = envelope(employee(HANNA.lower(), small))
    (one,) = read(xml, employee_hsa_id=HANNA).credentials.commissions
    assert (one.hsa_id, one.unit.hsa_id, one.provider.hsa_id) == (
        told.hsa_id, told.unit, told.provider,
    )  # fmt: skip


def test_what_is_granted_in_small_letters_is_kept_in_capitals(home):
    with tenant_context(home):
        commission_id = identity.grant_commission(
            person_id=identity.register_person(given_name="Ada", family_name="Ek"),
            hsa_id="se2120000001-u990", employee_hsa_id="se2120000001-p990", name="Påhittat",
            title="", purpose=Purpose.CARE, rights=[], valid=Period(NOW),
        )  # fmt: skip
        row = identity.commission(commission_id)
    assert (row.hsa_id, row.employee_hsa_id) == ("SE2120000001-U990", "SE2120000001-P990")


def test_the_tables_refuse_small_letters(home):
    with tenant_context(home):
        with pytest.raises(IntegrityError, match="capitals"), transaction.atomic():
            StaffMember.objects.create(employee_hsa_id="SE2120000001-p991")
        with pytest.raises(IntegrityError, match="capitals"), transaction.atomic():
            Commission.objects.filter(employee_hsa_id=HANNA).update(hsa_id="SE2120000001-u1")
