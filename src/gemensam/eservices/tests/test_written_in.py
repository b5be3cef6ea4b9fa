"""Applications on paper and by phone: staff write them in by the same form, and the resident sees that."""

from datetime import timedelta

import pytest

from gemensam.cases.models import Case, CaseEvent, Delegation, SubmittedAnswer
from gemensam.cases.tests.acting import the_world
from gemensam.eservices import months
from gemensam.eservices.models import Application
from gemensam.eservices.tests.browsing import ANSWERS, APPLY, MINE, Visitor, begin, fill_in
from gemensam.eservices.tests.household import ALONE
from gemensam.organisations import api as organisations
from gemensam.people.models import Mandate, MandateEntry, Resident
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context
from gemensam.ui import formats

DAY = timedelta(days=1)


@pytest.fixture
def home(real_db):
    """Let the whole test look into Margit's municipality."""
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        yield place


def _resident(name: str = "Margit") -> Resident:
    return Resident.objects.get(given_name=name)


def _begin(name: str = "Margit", channel: str = "PAPER", ago: int = 3) -> Visitor:
    cecilia = Visitor("cecilia")
    cecilia.get(f"/arbeta/invanare/{_resident(name).id}/ansok/trygghetslarm/")
    came_in_on = formats.local_day(_now()) - ago * DAY
    cecilia.send("channel", channel=channel, came_in_on=came_in_on.isoformat())
    return cecilia


def _now():
    from django.utils import timezone

    return timezone.now()


def _write_in(name: str = "Margit", **how: object) -> Visitor:
    cecilia = _begin(name, **how)  # type: ignore[arg-type]
    cecilia.follow()
    fill_in(cecilia)
    cecilia.send("send", send="1")
    cecilia.follow()
    return cecilia


def test_a_paper_application_becomes_a_case_from_the_day_it_came_and_says_how(home):
    cecilia = _write_in()
    row = Application.objects.get(resident=_resident(), channel="PAPER")
    case = Case.objects.get(id=row.case_id)
    came = formats.local_day(_now()) - 3 * DAY
    opened = CaseEvent.objects.get(case=case, kind="OPENED")

    assert (row.came_in_on, formats.local_day(case.opened_at)) == (came, came)
    assert (case.applicant_id, case.representative_id) == (_resident().person_id, None)
    assert (opened.actor_name, opened.side) == ("Cecilia Nyberg", "MUNICIPALITY")
    assert opened.text.startswith("Ansökan kom in på papper den ")
    assert opened.text.endswith(" och skrevs in av kommunen.")
    said = ["Ansökan är registrerad", row.number, f'href="/arbeta/arenden/{case.id}/"']
    assert [words in cecilia.text for words in said] == [True, True, True]
    cecilia.get(f"/arbeta/arenden/{case.id}/")
    assert opened.text in cecilia.text


def test_the_resident_sees_afterwards_that_staff_wrote_it_in(home):
    _write_in(channel="PHONE")
    row = Application.objects.get(resident=_resident(), channel="PHONE")
    margit = Visitor("margit")
    margit.get(f"{MINE}arenden/{row.case_id}/")
    assert "Ansökan kom in per telefon den " in margit.text
    margit.get(f"{APPLY}{row.id}/kvitto/")
    assert "Det här har registrerats" in margit.text


def test_neither_sees_the_others_draft(home):
    margit = Visitor("margit")
    begin(margit, for_whom=str(_resident().id))
    hers = Application.objects.get(resident=_resident(), submitted_at=None)
    cecilia = _begin()
    theirs = Application.objects.get(resident=_resident(), channel="PAPER")
    at_the_desk = "/arbeta/ansokan/trygghetslarm/"

    assert hers.id != theirs.id
    assert cecilia.get(f"{at_the_desk}{hers.id}/1/").status_code == 404
    assert margit.get(f"{APPLY}{theirs.id}/1/").status_code == 404
    margit.get(MINE)
    assert (str(hers.id) in margit.text, str(theirs.id) in margit.text) == (True, False)
    cecilia.get(f"/arbeta/invanare/{_resident().id}/")
    assert (str(hers.id) in cecilia.text, str(theirs.id) in cecilia.text) == (False, True)


def test_what_came_by_the_e_service_is_not_opened_at_the_desk(home):
    margit = Visitor("margit")
    begin(margit, for_whom=str(_resident().id))
    fill_in(margit)
    margit.send("send", send="1")
    sent = Application.objects.get(resident=_resident())
    cecilia = Visitor("cecilia")
    assert cecilia.get(f"/arbeta/ansokan/trygghetslarm/{sent.id}/kvitto/").status_code == 404


@pytest.mark.parametrize(
    ("ago", "said"), [(-1, "Den dagen har inte kommit än."), (400, "Kontrollera årtalet.")]
)
def test_a_day_that_cannot_be_is_refused(home, ago, said):
    cecilia = _begin(ago=ago)
    assert (cecilia.page.status_code, said in cecilia.text) == (422, True)


def test_beginning_twice_goes_on_with_the_one_there_is(home):
    first, second = _begin(), _begin()
    assert first.page["Location"] == second.page["Location"]


def test_a_protected_identity_goes_the_same_way_by_those_who_handle_them(home):
    path = f"/arbeta/invanare/{_resident('Greta').id}/ansok/trygghetslarm/"
    assert Visitor("cecilia").get(path).status_code == 404
    Delegation.objects.update(covers_protected=True)
    _write_in("Greta")
    row = Application.objects.get(resident=_resident("Greta"))
    assert (row.channel, Case.objects.get(id=row.case_id).resident_id) == (
        "PAPER",
        _resident("Greta").id,
    )


def test_what_staff_do_at_work_is_not_noted_as_done_by_mandate(home):
    """Cecilia may be somebody's representative in private: at work she acts for nobody."""
    Mandate.objects.filter(resident=_resident()).update(representative_id=_person("Cecilia"))
    before = MandateEntry.objects.count()
    _write_in()
    assert MandateEntry.objects.count() == before
    assert Application.objects.get(resident=_resident()).representative_id is None


def _person(given_name: str):
    from gemensam.identity.models import Person

    return Person.objects.get(given_name=given_name).id


def test_a_resident_who_has_never_logged_in_becomes_the_applicant(home):
    Resident.objects.filter(given_name="Margit").update(person=None)
    margit_id = _person("Margit")
    _write_in()
    case = Case.objects.get(id=Application.objects.get(resident=_resident()).case_id)
    assert (case.applicant_id, case.representative_id) == (margit_id, None)


def test_an_application_that_is_not_filled_in_is_not_registered(home):
    cecilia = _begin()
    cecilia.follow()
    cecilia.next(**ANSWERS[0])
    row = Application.objects.get(resident=_resident(), channel="PAPER")
    cecilia.get(f"/arbeta/ansokan/trygghetslarm/{row.id}/kontrollera/")
    token = {"csrfmiddlewaretoken": cecilia.client.cookies["gemensam_csrf"].value}
    path = f"/arbeta/ansokan/trygghetslarm/{row.id}/kontrollera/"
    assert cecilia.client.post(path, token).status_code == 422


def _begin_for_a_month(month, came_in_on) -> Visitor:
    cecilia = Visitor("cecilia")
    cecilia.get(f"/arbeta/invanare/{_resident('Margit').id}/ansok/forsorjningsstod/")
    cecilia.send(
        "channel",
        channel="PAPER",
        came_in_on=came_in_on.isoformat(),
        month=month.isoformat() if month else "",
    )
    return cecilia


def test_what_is_applied_for_by_the_month_is_written_in_for_a_month(home):
    today = formats.local_day(_now())
    this = today.replace(day=1)
    cecilia = _begin_for_a_month(this, today)
    cecilia.follow()
    row = Application.objects.get(resident=_resident(), channel="PAPER")
    assert (row.month, row.service, cecilia.page.status_code) == (
        this,
        "financial_assistance",
        200,
    )
    typed = {key: questionnaires.Typed(value) for key, value in ALONE.items()}
    questionnaires.save_answers(
        response_id=row.response_id, typed=typed, actor=the_world().actor("cecilia"), now=_now()
    )
    cecilia.get(f"/arbeta/ansokan/forsorjningsstod/{row.id}/kontrollera/")
    cecilia.send("send", send="1")
    cecilia.follow()
    row.refresh_from_db()
    assert "Ansökan är registrerad" in cecilia.text
    first = SubmittedAnswer.objects.filter(case_id=row.case_id).order_by("position").first()
    assert (first.field_id, first.text) == ("month", months.in_words(this))


@pytest.mark.parametrize(
    ("months_before", "said"),
    [(None, "Välj vilken månad det gäller."), (1, "Bara månaden då den kom in, eller nästa")],
)
def test_a_month_that_is_missing_or_over_is_asked_about(home, months_before, said):
    today = formats.local_day(_now())
    before = (today.replace(day=1) - DAY).replace(day=1) if months_before else None
    cecilia = _begin_for_a_month(before, today)
    assert (cecilia.page.status_code, said in cecilia.text) == (422, True)
    assert not Application.objects.filter(resident=_resident(), channel="PAPER").exists()
