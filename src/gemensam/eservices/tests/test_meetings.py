"""A meeting on Mina sidor and in casework: answered, moved meanwhile, taken to the calendar."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast_at_work import undone

from gemensam.cases import meetings
from gemensam.cases.meeting_models import Meeting
from gemensam.cases.models import Case
from gemensam.eservices.tests.margits_case import cecilia_at_work, send_for_margit
from gemensam.organisations import api as organisations
from gemensam.people.models import Resident
from gemensam.tenancy.context import tenant_context


@pytest.fixture(scope="module")
def municipality(clones):
    """Margit's municipality; what this module's tests do is undone."""
    clones.renew()
    with undone():
        yield organisations.municipality_by_slug("munkedal")


@pytest.fixture(scope="module")
def sent(municipality):
    """Eva's application for Margit, sent."""
    return send_for_margit(municipality)


@pytest.fixture
def home(sent, municipality):
    """The municipality; what a test does with the case is undone."""
    with undone():
        yield municipality


class Someone:
    """One of the cast at a browser that passes no token along."""

    def __init__(self, key):
        self.client = Client(HTTP_ACCEPT_LANGUAGE="sv")
        self.client.post("/logga-in/demo/", {"person": key})

    def get(self, path):
        return self.client.get(path)

    def post(self, path, data):
        return self.client.post(path, data)


def _form(case_id, **changes):
    day = timezone.localdate() + timedelta(days=3)
    return {
        "kind": "OFFICE",
        "day": day.isoformat(),
        "at": "10:00",
        "minutes": "60",
        "place": "Kommunhuset, Forum",
        "agreed": "fraga",
    } | changes


def _case(home, sent):
    with tenant_context(home.tenant_id):
        return Case.objects.get(id=sent.case_id)


def _meeting(home, sent):
    with tenant_context(home.tenant_id):
        return Meeting.objects.get(case_id=sent.case_id)


def _proposed(home, sent, **changes):
    cecilia = Someone("cecilia")
    page = cecilia.post(f"/arbeta/arenden/{sent.case_id}/mote/", _form(sent.case_id, **changes))
    assert page.status_code == 303, page.content.decode()[:3000]
    return _meeting(home, sent)


def _answer(row, says, **said):
    return {"meeting": str(row.id), "version": str(row.version), "mote-says": says} | {
        f"mote-{key}": value for key, value in said.items()
    }


def _of_margit(sent, part=""):
    return f"/munkedal/mina-sidor/arenden/{sent.case_id}/{part}"


def test_what_is_proposed_waits_on_the_front_and_is_answered_in_the_case(home, sent):
    row = _proposed(home, sent, with_whom="Nils Berg", bring="Legitimation")
    margit = Someone("margit")
    assert "frågar om tiden passar dig" in margit.get("/munkedal/mina-sidor/").content.decode()
    page = margit.get(_of_margit(sent)).content.decode()
    for words in ("Möte på kontoret", "10.00–11.00", "Kommunhuset, Forum", "Nils Berg"):
        assert words in page
    empty = margit.post(_of_margit(sent, "mote/"), _answer(row, "annan-tid"))
    assert (empty.status_code, "Skriv när det passar bättre" in empty.content.decode()) == (
        422,
        True,
    )
    nothing = margit.post(_of_margit(sent, "mote/"), _answer(row, ""))
    assert (nothing.status_code, "Välj vad du vill svara" in nothing.content.decode()) == (
        422,
        True,
    )
    for _ in range(2):
        assert margit.post(_of_margit(sent, "mote/"), _answer(row, "ja")).status_code == 303
    assert _meeting(home, sent).state == "BOOKED"
    assert "Ni är överens om tiden." in margit.get("/munkedal/mina-sidor/").content.decode()
    case = Someone("cecilia").get(f"/arbeta/arenden/{sent.case_id}/").content.decode()
    assert "Bokat" in case
    assert "Tackar ja till möte på kontoret" in case


def test_an_answer_to_a_time_that_was_moved_meanwhile_is_told_so(home, sent):
    row = _proposed(home, sent)
    form = _form(sent.case_id, at="13:00", meeting=str(row.id), version=str(row.version))
    cecilia = Someone("cecilia")
    assert cecilia.post(f"/arbeta/arenden/{sent.case_id}/mote/", form).status_code == 303
    told = Someone("margit").post(_of_margit(sent, "mote/"), _answer(row, "ja"))
    assert (told.status_code, "flyttades eller ställdes in" in told.content.decode()) == (409, True)
    stale = cecilia.post(f"/arbeta/arenden/{sent.case_id}/mote/", form | {"at": "15:00"})
    page = stale.content.decode()
    assert (stale.status_code, 'value="15:00"' in page) == (409, True)
    assert "Mötet har ändrats sedan du öppnade sidan." in page


def test_two_meetings_of_a_case_stand_side_by_side_and_each_is_answered_by_itself(home, sent):
    office = _proposed(home, sent)
    cecilia, address = Someone("cecilia"), f"/arbeta/arenden/{sent.case_id}/mote/"
    known = cecilia.get(address).content.decode()
    assert "Redan bokat i ärendet" in known
    assert "<span>Möte på kontoret, " in known
    visit = _form(sent.case_id, kind="HOME", place="", at="14:00")
    stale = cecilia.post(address, visit)
    assert (stale.status_code, "möten har ändrats sedan" in stale.content.decode()) == (409, True)
    seen = {"seen": f"{office.id}.{office.version}"}
    assert cecilia.post(address, visit | seen).status_code == 303
    case = cecilia.get(f"/arbeta/arenden/{sent.case_id}/").content.decode()
    assert case.count("Flytta eller ställ in") == 2
    margit = Someone("margit")
    page = margit.get(_of_margit(sent)).content.decode()
    assert "Möte på kontoret" in page
    assert "Hembesök" in page
    assert margit.get("/munkedal/mina-sidor/").content.decode().count("frågar om tiden passar") == 2
    wrong = margit.post(_of_margit(sent, "mote/"), _answer(office, "annan-tid"))
    assert wrong.content.decode().count("Skriv när det passar bättre") == 2
    assert margit.post(_of_margit(sent, "mote/"), _answer(office, "ja")).status_code == 303
    with tenant_context(home.tenant_id):
        states = Meeting.objects.filter(case_id=sent.case_id).order_by("starts_at")
        assert [one.state for one in states] == ["BOOKED", "PROPOSED"]
        visit_id = states[1].id
    for someone, path in ((margit, _of_margit(sent, "mote.ics")), (cecilia, address[:-1] + ".ics")):
        data = someone.get(f"{path}?mote={visit_id}").content.decode()
        assert f"UID:{visit_id}" in data
        assert someone.get(f"{path}?mote=nothing").status_code == 404
    moved = cecilia.get(f"{address}?mote={visit_id}").content.decode()
    assert "Också bokat i ärendet" in moved
    assert cecilia.get(f"{address}?mote={sent.case_id}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"place": ""}, "Skriv var ni träffas."),
        ({"kind": "VIDEO", "place": "http://x.se"}, "Den börjar med https://."),
        ({"day": "2020-01-01"}, "Välj en tid framåt, inom ett år."),
        ({"day": "", "at": "kvart över"}, "Välj en dag."),
    ],
)
def test_what_will_not_do_is_said_and_nothing_typed_is_lost(home, sent, changes, words):
    form = _form(sent.case_id, bring="Legitimation", **changes)
    page = Someone("cecilia").post(f"/arbeta/arenden/{sent.case_id}/mote/", form)
    text = page.content.decode()
    assert (page.status_code, words in text, "Legitimation" in text) == (422, True, True)


def test_an_hour_that_the_clocks_skip_is_nobodys(home, sent):
    # The last Sunday of March.
    year = timezone.localdate().year + 1
    last = max(
        day
        for day in (timezone.datetime(year, 3, one).date() for one in range(25, 32))
        if day.weekday() == 6
    )
    form = _form(sent.case_id, day=last.isoformat(), at="02:30")
    page = Someone("cecilia").post(f"/arbeta/arenden/{sent.case_id}/mote/", form)
    assert (page.status_code, "Då ställs klockan om." in page.content.decode()) == (422, True)


def test_a_double_booking_is_asked_about_once(home, sent):
    other = send_for_margit_again(home, sent)
    _proposed(home, sent)
    cecilia, address = Someone("cecilia"), f"/arbeta/arenden/{other}/mote/"
    asked = cecilia.post(address, _form(other))
    page = asked.content.decode()
    assert (asked.status_code, "Du har redan något annat då:" in page) == (422, True)
    assert 'name="despite"' in page
    assert cecilia.post(address, _form(other, despite="on")).status_code == 303


def send_for_margit_again(home, sent):
    """Open another case beside the one that was sent."""
    from gemensam.cases.tests.acting import the_world

    world = the_world()
    world.now = timezone.now()
    with tenant_context(home.tenant_id):
        return world.open_case(by="eva")


def test_it_is_called_off_with_a_reason_that_the_applicant_reads(home, sent):
    row = _proposed(home, sent)
    cecilia, address = Someone("cecilia"), f"/arbeta/arenden/{sent.case_id}/mote/stall-in/"
    form = {"stall-in-meeting": str(row.id), "stall-in-version": str(row.version)}
    assert cecilia.post(address, form).status_code == 422
    for _ in range(2):
        answer = cecilia.post(address, form | {"stall-in-reason": "Jag är sjuk."})
        assert answer.status_code == 303
    page = Someone("margit").get(_of_margit(sent)).content.decode()
    assert (page.count("Jag är sjuk."), 'id="mote"' in page) == (1, False)


def test_the_calendar_has_the_time_and_nothing_of_the_matter(home, sent):
    _proposed(home, sent, bring="Hyreskontrakt")
    given = Someone("margit").get(_of_margit(sent, "mote.ics"))
    text = given.content.decode()
    assert given["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Möte med Munkedal" in text
    for words in ("larm", "Margit", "Cecilia", "ärende"):
        assert words not in text
    staff = Someone("cecilia").get(f"/arbeta/arenden/{sent.case_id}/mote.ics").content.decode()
    assert "Margit" not in staff
    assert "SUMMARY:Möte på kontoret " in staff


def test_of_somebody_protected_the_calendar_has_the_time_alone(home, sent):
    _proposed(home, sent)
    with tenant_context(home.tenant_id):
        Resident.objects.filter(given_name="Margit").update(is_protected=True)
    text = Someone("margit").get(_of_margit(sent, "mote.ics")).content.decode()
    assert "SUMMARY:Möte\r\n" in text
    for words in ("Munkedal", "LOCATION", "DESCRIPTION"):
        assert words not in text


def test_the_meetings_stand_in_the_work_list(home, sent):
    cecilia = Someone("cecilia")
    _proposed(home, sent)
    listed = cecilia.get("/arbeta/?visa=moten").content.decode()
    assert str(sent.case_id) in listed
    row = _meeting(home, sent)
    Someone("margit").post(_of_margit(sent, "mote/"), _answer(row, "nej", text="Jag är bortrest."))
    listed = cecilia.get("/arbeta/?visa=moten").content.decode()
    assert "Svar om mötet" in listed


def test_a_home_visit_stands_on_the_phone(home, sent):
    _proposed(home, sent, kind="HOME", place="", agreed="klart")
    cecilia = Someone("cecilia")
    cecilia.post(f"/arbeta/besok/{sent.case_id}/ta-med/", {})
    page = cecilia.get(f"/arbeta/besok/{sent.case_id}/").content.decode()
    assert "Bokat: " in page
    now = timezone.now() + timedelta(days=30)
    with tenant_context(home.tenant_id):
        row = meetings.read_meeting(meetings.Visit(cecilia_at_work(home), now, ""), sent.case_id)[2]
    assert row.is_over(now)
