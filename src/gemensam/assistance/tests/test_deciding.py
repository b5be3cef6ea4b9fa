"""Money is granted by a calculation: what the decision carries, what is refused, and two at once."""

import io
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from tests.paper import text_of

from gemensam.assistance import calculations
from gemensam.assistance.calculations import CalculationHasChanged
from gemensam.assistance.norms import norms
from gemensam.assistance.rules.costs import Cost, CostKind
from gemensam.assistance.rules.steps import Decision
from gemensam.assistance.tests.casework import an_application, found, jonnas, page_of, visit
from gemensam.assistance.tests.test_from_answers import ALONE
from gemensam.assistance.tests.worked import kr
from gemensam.cases import actions, deciding
from gemensam.cases import api as cases
from gemensam.cases.models import CareService, Case
from gemensam.cases.models import Decision as CaseDecision
from gemensam.files import api as files
from gemensam.tenancy.context import tenant_context

GLASSES = Cost(CostKind.GLASSES, kr(1450), said="Kvitto.", is_added=True)


def _save(world, case_id, *, rent=None, number=None, entry=None):
    def edit(sheet):
        if entry is not None:
            return sheet.with_entry(entry)
        lower = {} if rent is None else {"cost:RENT:": Decision(kr(rent), "Riktlinje.")}
        return sheet.with_decisions(lower, norms())

    return calculations.change(visit(world), case_id, edit=edit, said="Prov.", number=number)


def _decide(world, case_id, outcome=cases.Outcome.GRANT, version=None):
    seen = Case.objects.get(id=case_id).version if version is None else version
    return deciding.decide(
        actor=world.actor("cecilia"),
        case_id=case_id,
        version=seen,
        wanted=cases.Wanted(outcome, "Dina inkomster räcker inte."),
        now=world.now,
    )


def test_a_grant_carries_the_amount_and_gives_no_care_service(world, disk):
    case_id = an_application(world, ALONE)
    _save(world, case_id)
    decision = CaseDecision.objects.get(id=_decide(world, case_id))
    newest = found(world, case_id)
    # 4 000 + 1 200 + 6 200, as worked by hand.
    assert decision.basis["amount"] == 11400_00
    assert newest.case.basis.amount == newest.calculation.granted()
    assert not CareService.objects.filter(decision=decision).exists()
    event = actions.queries.events_of([case_id], with_internal=False)[case_id][-1]
    assert event.text == "Du får 11\u202f400\u00a0kr i ekonomiskt bistånd för november 2026."


def test_the_letter_has_the_calculation_line_by_line_and_is_tagged(world, disk):
    case_id = an_application(world, ALONE)
    _save(world, case_id, rent=6000)
    decision = CaseDecision.objects.get(id=_decide(world, case_id, cases.Outcome.PARTIAL))
    stored = files.open_file(decision.file_id)
    with pikepdf.open(io.BytesIO(stored.data)) as pdf, pdf.open_metadata() as meta:
        text = text_of(pdf).replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
        claims = (meta["pdfuaid:part"], meta["pdfaid:part"], meta["pdfaid:conformance"])
    assert claims == ("1", "2", "A")
    for said in (
        "Såräknadesdet",
        "påhittadnorm",
        "Personligakostnader,vuxna,DavidHolm",
        "Hyra",
        "6200kr",
        "6000kr",
        "Riktlinje.",
        "Dubeviljasekonomisktbiståndmed11200krförnovember2026.",
        "Iövrigtavslås",
    ):
        assert said in text, said


@pytest.mark.parametrize("outcome", [cases.Outcome.GRANT, cases.Outcome.PARTIAL])
def test_money_is_not_granted_without_a_calculation(world, disk, outcome):
    case_id = an_application(world, ALONE)
    with pytest.raises(deciding.NothingWorkedOut):
        _decide(world, case_id, outcome)
    assert not CaseDecision.objects.filter(case_id=case_id).exists()


def test_a_calculation_that_gives_nothing_is_rejected_only(world, disk):
    rich = ALONE | {
        "has_income": "yes",
        "incomes@01": "yes",
        "income_kind@01": "wage",
        "income_amount@01": "20000",
        "income_whose@01": "me",
    }
    case_id = an_application(world, rich)
    _save(world, case_id)
    with pytest.raises(deciding.NothingToGrant):
        _decide(world, case_id)
    decision = CaseDecision.objects.get(id=_decide(world, case_id, cases.Outcome.REJECT))
    # 20 000 − 11 400 more than is needed.
    assert decision.basis["parts"][-1]["rows"][-1]["decided"] == "\u22128\u202f600\u00a0kr"


def test_an_application_is_rejected_without_a_calculation(world, disk):
    case_id = an_application(world, ALONE)
    decision = CaseDecision.objects.get(id=_decide(world, case_id, cases.Outcome.REJECT))
    assert decision.basis is None


def test_deciding_twice_with_the_same_words_is_one_decision(world, disk):
    case_id = an_application(world, ALONE)
    _save(world, case_id)
    first = _decide(world, case_id)
    assert _decide(world, case_id, version=1) == first


def test_a_decision_from_a_page_with_an_older_amount_is_told(world, disk):
    case_id = an_application(world, ALONE)
    _save(world, case_id)
    seen = Case.objects.get(id=case_id).version
    _save(world, case_id, rent=6000)
    with pytest.raises(actions.CaseHasChanged) as told:
        _decide(world, case_id, version=seen)
    assert [one.text for one in told.value.since] == [
        "Beräkning 2: 11\u202f200\u00a0kr. Prov.",
    ]


def test_nothing_is_calculated_in_a_decided_case(world, disk):
    case_id = an_application(world, ALONE)
    _save(world, case_id)
    _decide(world, case_id)
    with pytest.raises(cases.CaseIsDecided):
        _save(world, case_id, rent=6000)
    assert found(world, case_id).number == 1


def test_after_an_appeal_the_amount_is_changed_in_the_applicants_favour(world, disk):
    case_id = an_application(world, ALONE)
    _save(world, case_id, rent=6000)
    _decide(world, case_id, cases.Outcome.PARTIAL)
    cases.appeal(actor=world.actor("david"), case_id=case_id, text="Hela hyran.", now=world.now)
    _save(world, case_id, rent=6200)
    _decide(world, case_id, cases.Outcome.GRANT)
    rows = CaseDecision.objects.filter(case_id=case_id).order_by("number")
    assert [(one.outcome, one.basis["amount"]) for one in rows] == [
        ("PARTIAL", 11200_00),
        ("GRANT", 11400_00),
    ]
    assert Case.objects.get(id=case_id).state == "DECIDED"


def test_the_same_words_with_another_amount_are_another_decision(world, disk):
    case_id = an_application(world, ALONE)
    _save(world, case_id, rent=6000)
    _decide(world, case_id, cases.Outcome.PARTIAL)
    cases.appeal(actor=world.actor("david"), case_id=case_id, text="Hela hyran.", now=world.now)
    _save(world, case_id, rent=6100)
    second = _decide(world, case_id, cases.Outcome.PARTIAL)
    # A second click, from the page that was seen then.
    assert _decide(world, case_id, cases.Outcome.PARTIAL, version=1) == second
    assert CaseDecision.objects.filter(case_id=case_id).count() == 2
    # Granted in part: what was appealed still goes to court.
    assert Case.objects.get(id=case_id).state == "APPEALED"


def _at_once(world, *acts):
    def run(act):
        try:
            with transaction.atomic(), tenant_context(world.home):
                return act()
        except (CalculationHasChanged, actions.CaseHasChanged, cases.CaseIsDecided) as error:
            return type(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def case_id(real_world, disk):
    with transaction.atomic(), tenant_context(real_world.home):
        return an_application(real_world, ALONE)


def test_of_two_who_save_at_once_one_is_told(real_world, case_id):
    got = _at_once(
        real_world,
        lambda: _save(real_world, case_id, rent=6000, number=0),
        lambda: _save(real_world, case_id, rent=5000, number=0),
    )
    assert sorted(got, key=str) == sorted([1, CalculationHasChanged], key=str)


def test_a_decision_and_a_change_at_once_never_give_another_amount_than_was_seen(
    real_world, case_id
):
    with transaction.atomic(), tenant_context(real_world.home):
        _save(real_world, case_id)
        seen = Case.objects.get(id=case_id).version
    got = _at_once(
        real_world,
        lambda: _decide(real_world, case_id, version=seen),
        lambda: _save(real_world, case_id, rent=6000, number=1),
    )
    with transaction.atomic(), tenant_context(real_world.home):
        decision = CaseDecision.objects.filter(case_id=case_id).first()
    if decision is None:
        assert got == [actions.CaseHasChanged, 2]
    else:
        assert (decision.basis["amount"], got[1]) == (11400_00, cases.CaseIsDecided)


def test_what_is_added_by_hand_is_no_part_of_what_was_applied_for(world):
    case_id = an_application(world, ALONE)
    _save(world, case_id, entry=GLASSES)
    basis = found(world, case_id).case.basis
    assert (basis.amount, basis.applied, basis.is_less) == (kr(12850), kr(11400), False)


def test_the_case_page_leads_to_the_calculation_and_asks_for_no_unit_or_day(real_world, case_id):
    page = page_of(real_world, case_id)
    here = reverse("cases:case", args=[case_id])
    before = page.client.get(here).text
    assert page.address("calculation") in before
    assert "Pengar beviljas efter en sparad beräkning." in before
    assert "beslut-performer" not in before
    wanted = {"beslut-outcome": "GRANT", "beslut-motivation": "Räcker inte.", "beslut-version": 1}
    refused = page.client.post(here + "beslut/", wanted)
    assert refused.status_code == 422
    assert "Spara en beräkning först" in refused.text
    page.client.post(page.address("amounts"), page.amounts())
    wanted["beslut-version"] = page.inside(lambda: Case.objects.get(id=case_id).version)
    look = page.client.post(here + "beslut/", wanted).text
    assert "Du beviljas ekonomiskt bistånd med 11\u202f400\u00a0kr för november 2026." in look
    done = page.client.post(here + "beslut/", {**wanted, "bekrafta": "ja"})
    assert done.status_code == 303


def test_the_resident_reads_line_by_line_how_it_was_worked_out(real_world, case_id):
    with transaction.atomic(), tenant_context(real_world.home):
        _save(real_world, case_id, rent=6000)
        _decide(real_world, case_id, cases.Outcome.PARTIAL)
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": "david"})
    shown = client.get(f"/munkedal/mina-sidor/arenden/{case_id}/").text
    assert "Så räknades det" in shown
    for said in ("6\u202f200\u00a0kr", "6\u202f000\u00a0kr", "Riktlinje.", "Normen är påhittad."):
        assert said in shown


def test_the_job_stimulus_counts_the_months_that_were_granted_here(world, disk):
    case = jonnas()
    assisted = found(world, case.id).sheet.application.assisted
    month = jonnas("DECIDED").opened_at.date().replace(day=1)
    assert assisted == {"applicant": frozenset({month})}
