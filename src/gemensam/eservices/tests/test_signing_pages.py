"""The pages where two sign, without JavaScript: Moa's renewal of the demo waits for Jonas."""

import pytest

from gemensam.audit import api as audit
from gemensam.eservices.models import Application, Signature
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

APPLY = "/munkedal/ansok/forsorjningsstod/"


@pytest.fixture
def home(real_db):
    """Munkedal; what is done is thrown away afterwards."""
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    return place


def _waiting(home) -> Application:
    with tenant_context(home.tenant_id):
        return Application.objects.get(submitted_at__isnull=True, co_applicant__isnull=False)


def _path(home, last: str = "skriv-under") -> str:
    return f"{APPLY}{_waiting(home).id}/{last}/"


def _post(visitor: Visitor, path: str, **values: str):
    token = visitor.client.cookies["gemensam_csrf"].value
    return visitor.client.post(path, {"csrfmiddlewaretoken": token, **values})


def test_mina_sidor_tells_both_whose_turn_it_is(home):
    moa, jonas = Visitor("moa"), Visitor("jonas")
    moa.get(MINE)
    jonas.get(MINE)
    assert "Du har skrivit under. Vi väntar på Jonas Falk" in moa.text
    assert "Den är inte skickad." in moa.text
    assert "Moa Lind ansöker för er båda." in jonas.text


def test_the_page_before_sending_says_that_a_draft_is_no_incoming_document(home):
    moa = Visitor("moa")
    moa.get(_path(home, "kontrollera"))
    assert "Ett sparat utkast är inte en inkommen handling" in moa.text
    assert 'name="send"' not in moa.text


def test_a_page_that_shows_older_answers_signs_nothing_and_shows_the_new_ones(home):
    jonas = Visitor("jonas")
    jonas.get(_path(home))
    answer = _post(jonas, _path(home), do="sign", shown="0" * 64)
    assert answer.status_code == 409
    assert "Svaren har ändrats sedan du öppnade sidan." in answer.content.decode()
    with tenant_context(home.tenant_id):
        signed = Signature.objects.filter(application=_waiting(home), is_co_applicant=True)
        assert not signed.exists()


def test_a_no_without_a_reason_is_asked_for_one(home):
    jonas = Visitor("jonas")
    jonas.get(_path(home))
    answer = _post(jonas, _path(home), do="decline", reason=" ")
    assert answer.status_code == 422
    assert "Skriv varför du inte skriver under" in answer.content.decode()


@pytest.mark.parametrize(("last", "status"), [("1", 403), ("kontrollera", 403)])
def test_whoever_is_asked_to_sign_does_not_get_to_the_pages_where_it_is_filled_in(
    home, last, status
):
    jonas = Visitor("jonas")
    assert jonas.get(_path(home, last)).status_code == status


def test_others_do_not_learn_that_it_is_there(home):
    eva = Visitor("eva")
    assert eva.get(_path(home)).status_code == 404


def test_what_the_other_reads_stands_in_the_log_that_the_applicant_reads(home):
    jonas = Visitor("jonas")
    jonas.get(_path(home))
    row = _waiting(home)
    with tenant_context(home.tenant_id):
        seen = audit.accesses_to_resident(row.resident_id)
    found = {(one.actor_name, one.resource_type) for one in seen}
    assert ("Jonas Falk", "application") in found


def test_both_months_stand_on_the_first_page_with_the_way_to_what_is_there(home):
    moa, jonas = Visitor("moa"), Visitor("jonas")
    moa.get(APPLY)
    jonas.get(APPLY)
    assert "Du har redan ansökt för den här månaden." in moa.text
    assert "Du har skrivit under och väntar på din partner." in moa.text
    assert "Din partner har ansökt och väntar på dig." in jonas.text
    assert _path(home) in jonas.text


def test_the_renewal_shows_what_was_told_last_time(home):
    moa = Visitor("moa")
    moa.get(_path(home, "1"))
    assert "Så var det senast" in moa.text
    assert "Alva, 2019-04-11" in moa.text


def test_the_one_who_signs_last_comes_to_the_case(home):
    jonas = Visitor("jonas")
    jonas.get(_path(home))
    path = _path(home)
    shown = jonas.text.split('name="shown" value="')[1][:64]
    answer = _post(jonas, path, do="sign", shown=shown)
    assert answer.status_code == 303
    jonas.get(answer["Location"])
    assert "Du har ansökt tillsammans med <b>Moa Lind</b>" in jonas.text
    # Once more, from a page that is still open: the same case.
    assert _post(jonas, path, do="sign", shown=shown)["Location"] == answer["Location"]
