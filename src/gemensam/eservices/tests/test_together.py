"""Signing together: both, once, the same answers; and what a co-applicant gets to, and does not."""

from datetime import date

import pytest

from gemensam.authority.api import Refused
from gemensam.cases import api as cases
from gemensam.cases.models import Case, SubmittedAnswer
from gemensam.eservices import api as eservices
from gemensam.eservices import months, signing, together
from gemensam.eservices.actions import NotSigned
from gemensam.eservices.models import Application, Signature
from gemensam.eservices.tests.household import (
    ALONE,
    DECEMBER,
    NOVEMBER,
    NOW,
    SERVICE,
    UNCHANGED,
    draft,
    fill_in,
    somebody,
    together_with,
)
from gemensam.kernel.actor import Activity
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def home(db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        yield place


@pytest.fixture
def lisa(home):
    return somebody("Lisa Ek", date(1990, 5, 4))


@pytest.fixture
def sam(home):
    return somebody("Sam Berg", date(1988, 2, 9))


@pytest.fixture
def olle(home):
    return somebody("Olle Vik", date(1979, 3, 3))


def _shown(who, application_id):
    row = eservices.application(application_id)
    return signing.standing_of(row, people.resident(row.resident_id), now=NOW).digest


def _sign(who, application_id, *, as_co_applicant=False):
    shown = _shown(who, application_id)
    return together.sign(
        who.at(), application_id=application_id, shown=shown, as_co_applicant=as_co_applicant
    )


def _let(representative, resident, *activities):
    return people.give_mandate(
        actor=resident.at().actor,
        resident_id=resident.resident_id,
        representative_id=representative.person_id,
        basis=people.MandateBasis.MANDATE,
        scopes=[(SERVICE, one) for one in activities],
        evidence="Papper",
        now=NOW,
    )


def _standing(application_id):
    row = eservices.application(application_id)
    return signing.standing_of(row, people.resident(row.resident_id), now=NOW)


def test_whoever_lives_alone_signs_and_it_is_sent(lisa):
    application_id = draft(lisa, ALONE)
    receipt = _sign(lisa, application_id)
    assert receipt is not None
    lines = SubmittedAnswer.objects.filter(case_id=receipt.case_id).order_by("position")
    first = [(one.field_id, one.text.split(",")[0]) for one in lines[:2]]
    assert (Case.objects.get(id=receipt.case_id).title, first) == (
        "Försörjningsstöd november 2026",
        [("month", "november 2026"), ("signed_by", "Lisa Ek")],
    )


def test_it_is_sent_when_both_have_signed_and_not_before(lisa, sam):
    application_id = draft(lisa, together_with(sam))
    assert _sign(lisa, application_id) is None
    before = (Case.objects.filter(application_id=application_id).count(), _standing(application_id))
    receipt = _sign(sam, application_id, as_co_applicant=True)
    assert receipt is not None
    case = Case.objects.get(id=receipt.case_id)
    assert (before[0], before[1].is_waiting) == (0, True)
    assert (case.resident_id, case.co_applicant_id, case.representative_id) == (
        lisa.resident_id, sam.person_id, None,
    )  # fmt: skip


def test_whoever_clicks_and_however_often_it_is_sent_once(lisa, sam):
    application_id = draft(lisa, together_with(sam))
    _sign(lisa, application_id)
    first = _sign(sam, application_id, as_co_applicant=True)
    again = [
        together.sign(lisa.at(), application_id=application_id, shown="of before"),
        together.sign(sam.at(), application_id=application_id, shown="", as_co_applicant=True),
    ]
    assert (again, Signature.objects.filter(application_id=application_id).count()) == (
        [first, first], 2,
    )  # fmt: skip


def test_the_same_one_signing_twice_is_one_signature(lisa, sam):
    application_id = draft(lisa, together_with(sam))
    assert [_sign(lisa, application_id), _sign(lisa, application_id)] == [None, None]
    assert Signature.objects.filter(application_id=application_id).count() == 1


def test_it_is_not_sent_past_the_signatures(lisa, sam):
    application_id = draft(lisa, together_with(sam))
    with pytest.raises(NotSigned):
        eservices.submit(lisa.at(), application_id=application_id)


def test_a_change_voids_the_signature_and_what_was_signed_can_be_signed_no_more(lisa, sam):
    application_id = draft(lisa, together_with(sam))
    _sign(lisa, application_id)
    shown = _shown(sam, application_id)
    fill_in(lisa, application_id, {"cost_amount@01": "7500"})
    with pytest.raises(signing.ChangedSinceShown):
        together.sign(sam.at(), application_id=application_id, shown=shown, as_co_applicant=True)
    with pytest.raises(signing.NotAskedToSign):
        _sign(sam, application_id, as_co_applicant=True)
    standing = _standing(application_id)
    assert (standing.is_waiting, [one.name for one in standing.voided]) == (False, ["Lisa Ek"])


def test_whoever_declines_says_why_and_sees_it_no_more(lisa, sam):
    application_id = draft(lisa, together_with(sam))
    _sign(lisa, application_id)
    with pytest.raises(signing.ReasonNeeded):
        together.decline(sam.at(), application_id=application_id, reason="  ")
    together.decline(sam.at(), application_id=application_id, reason="Hyran är fel.")
    standing = _standing(application_id)
    assert standing.declined is not None
    assert (standing.declined.reason, standing.is_waiting) == ("Hyran är fel.", False)
    with pytest.raises(eservices.NoSuchApplication):
        _sign(sam, application_id, as_co_applicant=True)
    # The same answers may be signed anew, by both.
    _sign(lisa, application_id)
    assert _sign(sam, application_id, as_co_applicant=True) is not None


def test_a_co_applicant_changes_nothing_and_reaches_nothing_else(lisa, sam):
    earlier = _sign(lisa, draft(lisa, ALONE))
    row = eservices.begin(lisa.at(), service=SERVICE, resident_id=lisa.resident_id, month=DECEMBER)
    renewed = {
        key: one for key, one in together_with(sam).items() if key.startswith(("lives", "partner"))
    }
    fill_in(lisa, row.id, {**UNCHANGED, "household_changed": "yes", **renewed})
    assert _sign(lisa, row.id) is None
    assert earlier is not None
    with pytest.raises((Refused, eservices.NoSuchApplication)):
        fill_in(sam, row.id, {"done": "Annat."})
    with pytest.raises(cases.NoSuchCase):
        cases.case_for_resident(sam.at().actor, earlier.case_id, now=NOW)
    assert cases.cases_of_co_applicant(sam.at().actor, now=NOW) == []


def test_both_read_and_write_in_the_case_they_opened(lisa, sam):
    application_id = draft(lisa, together_with(sam))
    _sign(lisa, application_id)
    receipt = _sign(sam, application_id, as_co_applicant=True)
    assert receipt is not None
    cases.say(actor=sam.at().actor, case_id=receipt.case_id, text="Hej!", now=NOW)
    found = cases.case_for_resident(sam.at().actor, receipt.case_id, now=NOW)
    listed = cases.cases_of_co_applicant(sam.at().actor, now=NOW)
    assert (found.is_co_applicant, found.is_on_behalf, [one.id for one in listed]) == (
        True, False, [receipt.case_id],
    )  # fmt: skip


@pytest.mark.parametrize("who", ["protected", "unknown", "no number"])
def test_a_partner_who_cannot_sign_here_signs_on_paper_and_it_comes_in_today(home, lisa, who):
    sam = somebody("Sam Berg", date(1988, 2, 9), is_protected=who == "protected")
    answers = together_with(sam)
    if who == "unknown":
        answers["partner_pin"] = number_for_tests(date(1950, 1, 1), 9).reveal()
    if who == "no number":
        answers |= {"partner_has_number": "no", "partner_pin": "", "partner_born_on": "1988-02-09"}
    application_id = draft(lisa, answers)
    standing = _standing(application_id)
    receipt = _sign(lisa, application_id)
    assert receipt is not None
    line = SubmittedAnswer.objects.get(case_id=receipt.case_id, field_id="signed_by")
    assert (standing.partner, "Sam Berg: skriver under på papper" in line.text) == (
        signing.Partner("Sam Berg", None), True,
    )  # fmt: skip


def test_a_month_is_applied_for_once_by_a_household(lisa, sam):
    application_id = draft(lisa, together_with(sam))
    _sign(lisa, application_id)
    _sign(sam, application_id, as_co_applicant=True)
    with pytest.raises(months.AlreadyApplied):
        eservices.begin(sam.at(), service=SERVICE, resident_id=sam.resident_id, month=NOVEMBER)
    row = eservices.application(application_id)
    offers = months.offers(
        service=SERVICE, resident=people.resident(sam.resident_id), today=NOW.date()
    )
    assert [(one.month, one.application) for one in offers] == [(NOVEMBER, row), (DECEMBER, None)]


def test_two_who_send_one_each_for_the_same_month_are_stopped_at_the_second(lisa, sam):
    mine, hers = draft(lisa, together_with(sam)), draft(sam, ALONE)
    _sign(sam, hers)
    with pytest.raises(months.AlreadyApplied):
        _sign(lisa, mine)
    assert Application.objects.get(id=mine).submitted_at is None


def test_a_draft_of_before_is_not_sent_past_what_both_have_signed(lisa, sam):
    joint, hers = draft(lisa, together_with(sam)), draft(sam, ALONE)
    _sign(lisa, joint)
    _sign(sam, joint, as_co_applicant=True)
    with pytest.raises(months.AlreadyApplied):
        _sign(sam, hers)
    assert Application.objects.get(id=hers).submitted_at is None


def test_only_this_month_and_the_next_are_open(lisa):
    with pytest.raises(months.NotThisMonth):
        eservices.begin(
            lisa.at(), service=SERVICE, resident_id=lisa.resident_id, month=date(2027, 1, 1)
        )


def test_a_representative_signs_only_with_that_in_the_mandate(lisa, sam):
    application_id = draft(lisa, ALONE)
    shown = _shown(lisa, application_id)
    _let(sam, lisa, Activity.READ, Activity.WRITE)
    fill_in(sam, application_id, {"reason": "Hon har förlorat jobbet."})
    with pytest.raises(Refused):
        together.sign(sam.at(), application_id=application_id, shown=shown)
    _let(sam, lisa, Activity.SIGN)
    receipt = _sign(sam, application_id)
    assert receipt is not None
    assert Case.objects.get(id=receipt.case_id).representative_id == sam.person_id


def test_a_representatives_signature_sends_nothing_once_the_mandate_is_revoked(lisa, sam, olle):
    application_id = draft(lisa, together_with(sam))
    mandate_id = _let(olle, lisa, Activity.READ, Activity.WRITE, Activity.SIGN)
    assert _sign(olle, application_id) is None
    people.revoke_mandate(actor=lisa.at().actor, mandate_id=mandate_id, now=NOW)
    with pytest.raises(signing.NotAskedToSign):
        _sign(sam, application_id, as_co_applicant=True)
    assert signing.awaiting(sam.person_id, now=NOW) == []
    assert Application.objects.get(id=application_id).submitted_at is None
    # She signs it herself, and then it goes as usual: in her own name.
    assert _sign(lisa, application_id) is None
    receipt = _sign(sam, application_id, as_co_applicant=True)
    assert Case.objects.get(id=receipt.case_id).representative_id is None


def test_what_is_missing_is_said_before_anybody_signs(lisa):
    application_id = draft(lisa, {**ALONE, "is_true": ""})
    with pytest.raises(questionnaires.NotComplete):
        _sign(lisa, application_id)
    assert Signature.objects.filter(application_id=application_id).count() == 0
