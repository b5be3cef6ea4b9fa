"""How long others waited: as it was measured, and honest words where too few were decided."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast_at_work import log_in, undone

from gemensam.cases import api as cases
from gemensam.cases.models import Case, MeasuredTime
from gemensam.eservices.tests.margits_case import cecilia_at_work
from gemensam.tenancy.context import tenant_context

TOO_FEW = "Vi kan inte säga än hur lång tid det tar: för få har fått beslut om hemtjänst i Munkedal"
HALF = "Av dem som fick beslut om %s i Munkedal det senaste året fick hälften det inom %s från ansökan."


@pytest.fixture
def home(db):
    from gemensam.organisations import api as organisations

    with undone():
        yield organisations.municipality_by_slug("munkedal")


def _measure(home, kind, *, days, decided):
    with tenant_context(home.tenant_id):
        MeasuredTime.objects.update_or_create(
            kind=kind,
            defaults={"days": days, "decided": decided, "measured_at": timezone.now()},
        )


def _service(slug="hemtjanst", language="sv"):
    client = Client(headers={"accept-language": language})
    return client.get(f"/munkedal/ansok/{slug}/").text


@pytest.mark.parametrize(("days", "said"), [(1, "1 dag"), (12, "12 dagar")])
def test_anybody_reads_it_before_applying(home, days, said):
    _measure(home, "home_care", days=days, decided=10)
    assert HALF % ("hemtjänst", said) in _service()


def test_too_few_decisions_are_said_to_be_too_few(home):
    assert TOO_FEW in _service()
    _measure(home, "home_care", days=12, decided=9)
    assert TOO_FEW in _service()


def test_it_is_said_in_english_too(home):
    _measure(home, "home_care", days=12, decided=10)
    said = "Half of those who had a decision on home care in Munkedal in the last year had it within 12 days."
    assert said in _service(language="en")


def test_a_resident_reads_it_in_the_case_while_it_runs_if_there_is_anything_to_say(home):
    with tenant_context(home.tenant_id):
        case = Case.objects.get(resident__given_name="David", kind="safety_alarm")
    client, address = log_in("david").client(), f"/munkedal/mina-sidor/arenden/{case.id}/"
    _measure(home, "safety_alarm", days=9, decided=9)
    assert "för andra" not in client.get(address).text
    _measure(home, "safety_alarm", days=9, decided=25)
    said = HALF % ("trygghetslarm", "9 dagar")
    assert said in client.get(address).text
    with tenant_context(home.tenant_id):
        cases.decide(
            actor=cecilia_at_work(home),
            case_id=case.id,
            version=case.version,
            wanted=cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett."),
            now=timezone.now(),
        )
    assert said not in client.get(address).text
