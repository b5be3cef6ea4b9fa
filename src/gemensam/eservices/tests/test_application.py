"""Applying, page by page, without JavaScript: what is saved, what is asked again, what is refused."""

from datetime import date
from uuid import UUID

import pytest

from gemensam.audit import api as audit
from gemensam.cases.models import Case, SubmittedAnswer
from gemensam.eservices.models import Application
from gemensam.eservices.tests.browsing import ANSWERS, APPLY, KNOWN, MINE, Visitor, begin, fill_in
from gemensam.identity.models import Person
from gemensam.kernel.actor import Activity
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.people import api as people
from gemensam.people.models import Mandate, Resident
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def home(real_db):
    """Margit's municipality; what is done is thrown away afterwards."""
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    return place


def _id(home, name: str) -> UUID:
    with tenant_context(home.tenant_id):
        return Resident.objects.get(given_name=name).id


def _application(home, resident: str) -> Application:
    with tenant_context(home.tenant_id):
        return Application.objects.get(resident_id=_id(home, resident))


def _answers(home, application: Application) -> dict[str, object]:
    with tenant_context(home.tenant_id):
        found = questionnaires.answers(application.response_id)
        return {key: value for key, value in found.items() if key != KNOWN}


def _eva_begins(home) -> Visitor:
    eva = Visitor("eva")
    begin(eva, for_whom=str(_id(home, "Margit")))
    return eva


def test_a_representative_applies_without_javascript_and_gets_a_receipt(home):
    eva = _eva_begins(home)
    fill_in(eva)
    eva.send("send", send="1")
    eva.follow()
    row = _application(home, "Margit")

    assert row.number in eva.text
    assert "Din ansökan har kommit in" in eva.text
    with tenant_context(home.tenant_id):
        case = Case.objects.get(id=row.case_id)
        lines = SubmittedAnswer.objects.filter(case=case).order_by("position")
        assert [(one.field_id, one.text) for one in lines] == [
            ("lives_alone", "Ja, jag bor ensam"),
            ("home_kind", "I eget hus"),
            (
                "situations",
                "Jag är rädd för att ramla; Jag har svårt att använda telefonen",
            ),
            ("fallen", "Nej"),
            ("reason", "Hon är ensam om nätterna."),
            ("mobile_coverage", "Dåligt på några ställen"),
            ("landline", "Ja"),
            ("spare_key", "Ja"),
            ("way_in", "Gult hus bakom kapellet"),
            ("phone_number", "070-174 06 04"),
            ("first_contact", "Eva Lindgren, dotter, 070-174 06 05"),
            ("share_with_centre", "Ja"),
        ]
        margit = Resident.objects.get(given_name="Margit")
        eva_id = row.author_id
        assert (case.kind, case.resident_id, case.applicant_id, case.representative_id) == (
            "safety_alarm", margit.id, margit.person_id, eva_id,
        )  # fmt: skip
        mandate = Mandate.objects.get(representative_id=eva_id)
        journal = [line.what for line in people.journal(mandate.id)]
        assert "Skickade in en ansökan: trygghetslarm" in journal
        seen = audit.accesses_to_resident(margit.id)
    assert {row.actor_name for row in seen if row.resource_type == "application"} == {
        "Eva Lindgren"
    }
    told = Event.objects.filter(payload__application_id=str(row.id)).values_list("name", "payload")
    assert [(name, payload["by_representative"]) for name, payload in told] == [
        ("eservices.application.submitted", True)
    ]


def test_sending_twice_gives_the_same_receipt_and_one_case(home):
    eva = _eva_begins(home)
    fill_in(eva)
    check = eva.path
    eva.send("send", send="1")
    first = eva.page["Location"]
    token = {"csrfmiddlewaretoken": eva.client.cookies["gemensam_csrf"].value}
    second = eva.client.post(check, token)

    assert (second.status_code, second["Location"]) == (303, first)
    with tenant_context(home.tenant_id):
        assert Case.objects.filter(application_id=_application(home, "Margit").id).count() == 1


def test_a_page_with_a_mistake_says_so_at_the_top_and_at_the_field(home):
    eva = _eva_begins(home)
    eva.send("go", go="next", lives_alone="alone")

    assert eva.page.status_code == 422
    assert '<a href="#id_home_kind_0">Välj ett svar: Hur bor du?</a>' in eva.text
    assert 'id="id_home_kind_error"' in eva.text
    # What was right is saved all the same.
    assert _answers(home, _application(home, "Margit")) == {"lives_alone": "alone"}


def test_an_answer_that_opens_a_question_shows_it_and_does_not_blame(home):
    eva = _eva_begins(home)
    eva.next(**ANSWERS[0])
    assert 'data-key="fall_details" hidden' in eva.text
    eva.next(situations=["falling"], fallen="yes", reason="Trappan")

    assert eva.page.status_code == 200
    assert 'data-key="fall_details" hidden' not in eva.text
    assert "Vi har en fråga till" in eva.text
    assert "error-text" not in eva.text


def test_a_hidden_answer_is_kept_for_the_person_but_not_sent(home):
    eva = _eva_begins(home)
    eva.next(**ANSWERS[0])
    second = eva.path
    eva.next(situations=["falling"], fallen="yes", reason="Trappan")
    eva.next(fall_details="I köket")
    eva.get(second)
    eva.next(fallen="no")
    for typed in ANSWERS[2:]:
        eva.next(**typed)

    assert "I köket" not in eva.text
    eva.send("send", send="1")
    row = _application(home, "Margit")
    assert _answers(home, row)["fall_details"] == "I köket"
    with tenant_context(home.tenant_id):
        sent = SubmittedAnswer.objects.filter(case_id=row.case_id).values_list("field_id")
    assert ("fall_details",) not in list(sent)


def test_an_unfinished_application_cannot_be_sent(home):
    eva = _eva_begins(home)
    eva.next(**ANSWERS[0])
    row = _application(home, "Margit")
    token = {"csrfmiddlewaretoken": eva.client.cookies["gemensam_csrf"].value}
    answer = eva.client.post(f"{APPLY}{row.id}/kontrollera/", token)

    assert answer.status_code == 422
    assert f'href="{APPLY}{row.id}/2/?andra=1#id_fallen"' in answer.content.decode()
    assert _application(home, "Margit").submitted_at is None


def test_changing_an_answer_leads_back_to_the_check_page(home):
    eva = _eva_begins(home)
    fill_in(eva)
    check = eva.path
    eva.get(check.replace("kontrollera/", "1/?andra=1"))
    eva.next(home_kind="flat")

    assert eva.path == check
    assert "I lägenhet" in eva.text


def test_every_answer_is_saved_while_it_is_typed_and_found_again_on_another_device(home):
    eva = _eva_begins(home)
    first = eva.path
    eva.send("go", headers={"X-Autosave": "true"}, lives_alone="alone")
    assert (eva.page.status_code, eva.page.content) == (204, b"")

    tablet = Visitor("eva")
    tablet.get(MINE)
    assert "Den är inte skickad: kommunen har inte fått den." in tablet.text
    assert f'href="{first}"' in tablet.text
    tablet.get(first)
    assert tablet.form("go").values["lives_alone"] == ["alone"]


def test_two_devices_never_write_over_each_other_and_the_person_chooses(home):
    phone, tablet = _eva_begins(home), Visitor("eva")
    tablet.get(phone.path)
    tablet.send("go", go="next", lives_alone="with_somebody", home_kind="flat")
    phone.send("go", headers={"X-Autosave": "true"}, lives_alone="alone")
    assert phone.page.status_code == 409
    phone.get(phone.path)
    stale = phone.form("go")
    tablet.get(phone.path)
    tablet.next(home_kind="house")
    stale_data = stale.values | {"home_kind": ["other"], "go": "next"}
    phone.page = phone.client.post(phone.path, stale_data)

    assert phone.page.status_code == 409
    assert "I eget hus" in phone.text
    assert "På något annat sätt" in phone.text
    row = _application(home, "Margit")
    assert _answers(home, row)["home_kind"] == "house"
    phone.next(keep__home_kind="mine")
    assert _answers(home, row) == {"lives_alone": "with_somebody", "home_kind": "other"}


def test_keeping_the_other_devices_answer_changes_nothing(home):
    phone, tablet = _eva_begins(home), Visitor("eva")
    tablet.get(phone.path)
    tablet.next(lives_alone="alone", home_kind="flat")
    phone.send("go", go="next", lives_alone="alone", home_kind="house")
    phone.next(keep__home_kind="saved")

    assert _answers(home, _application(home, "Margit")) == {
        "lives_alone": "alone",
        "home_kind": "flat",
    }


def test_a_session_that_ended_gives_back_what_was_typed_and_saves_it_after_log_in(home):
    eva = _eva_begins(home)
    page = eva.path
    del eva.client.cookies["gemensam"]
    eva.send("go", go="next", lives_alone="alone", home_kind="house")
    assert eva.page.status_code == 403
    assert "Det du skrev finns kvar" in eva.text
    again = Visitor("eva")
    again.page, again.path = eva.page, page
    again.client.cookies["gemensam_csrf"] = eva.client.cookies["gemensam_csrf"].value
    again.send("lives_alone")

    assert again.page.status_code == 303
    assert _answers(home, _application(home, "Margit")) == {
        "lives_alone": "alone",
        "home_kind": "house",
    }


def test_beginning_again_goes_on_with_the_draft_there_is(home):
    eva = _eva_begins(home)
    first = eva.path

    assert begin(Visitor("eva"), for_whom=str(_id(home, "Margit"))) == first
    assert begin(Visitor("margit"), for_whom=str(_id(home, "Margit"))) == first


def test_not_saying_for_whom_is_asked_again(home):
    eva = Visitor("eva")
    eva.get(APPLY)
    eva.send("for")
    assert eva.page.status_code == 422
    assert "Välj vem ansökan gäller" in eva.text


def test_a_municipality_without_caseworkers_keeps_the_draft_and_says_so(home):
    lysekil = organisations.municipality_by_slug("lysekil")
    assert lysekil is not None
    with tenant_context(lysekil.tenant_id):
        david = Person.objects.get(given_name="David")
        resident = people.register_resident(
            identity_number=number_for_tests(date(1958, 11, 2), 0),
            given_name="David", family_name="Holm", is_protected=False, person_id=david.id,
        )  # fmt: skip
    visitor = Visitor("david")
    visitor.get("/lysekil/ansok/trygghetslarm/")
    visitor.send("for", **{"for": str(resident)})
    visitor.follow()
    fill_in(visitor)
    visitor.send("send", send="1")

    assert visitor.page.status_code == 409
    assert "Ditt utkast är kvar." in visitor.text


# --- who may -----------------------------------------------------------------------------------


def _paths(row: Application) -> list[str]:
    return [f"{APPLY}{row.id}/{last}/" for last in ("1", "kontrollera", "kvitto")]


def test_a_resident_without_ties_gets_no_sign_that_the_application_is_there(home):
    _eva_begins(home)
    david = Visitor("david")
    pages = [david.get(path) for path in _paths(_application(home, "Margit"))]
    absent = david.get(f"{APPLY}{UUID(int=7)}/1/")

    assert [page.status_code for page in [*pages, absent]] == [404, 404, 404, 404]
    david.get(APPLY)
    david.send("for", **{"for": str(_id(home, "Margit"))})
    assert david.page.status_code == 404


@pytest.mark.parametrize("who", ["ulla", "cecilia", "anna"])
def test_staff_are_told_that_their_commission_is_no_way_to_ones_own_affairs(home, who):
    _eva_begins(home)
    visitor = Visitor(who)
    pages = [visitor.get(path) for path in [*_paths(_application(home, "Margit")), MINE]]

    assert [page.status_code for page in pages] == [403, 403, 403, 403]


def test_strangers_are_led_to_the_log_in_page_and_back(home):
    _eva_begins(home)
    stranger = Visitor()
    for path in [*_paths(_application(home, "Margit")), MINE]:
        page = stranger.get(path)
        assert page.status_code == 303
        assert page["Location"].startswith("/logga-in/?vidare=%2Fmunkedal%2F")


def test_an_application_is_not_there_under_another_municipality(home):
    _eva_begins(home)
    row = _application(home, "Margit")
    eva = Visitor("eva")
    assert eva.get(f"/skara/ansok/trygghetslarm/{row.id}/1/").status_code == 404


def _eva_may_only(home, *activities: Activity) -> None:
    with tenant_context(home.tenant_id):
        Mandate.objects.update(scopes=[f"safety_alarm:{one}" for one in activities])


def test_a_representative_who_may_only_read_is_not_offered_to_apply_and_is_refused(home):
    _eva_may_only(home, Activity.READ)
    eva = Visitor("eva")
    eva.get(APPLY)
    assert "Margit Lindgren" not in eva.text
    eva.send("for", **{"for": str(_id(home, "Margit"))})

    assert eva.page.status_code == 403
    with tenant_context(home.tenant_id):
        assert Application.objects.filter(resident_id=_id(home, "Margit")).count() == 0


def test_a_mandate_that_is_revoked_midway_stops_reading_saving_and_sending(home):
    eva = _eva_begins(home)
    fill_in(eva)
    check, row = eva.path, _application(home, "Margit")
    before = _answers(home, row)
    margit = Visitor("margit")
    margit.get(f"{MINE}ombud/")
    margit.send("revoke")
    margit.follow()
    assert "Avslutades" in margit.text

    page = f"{APPLY}{row.id}/1/"
    mine = {"csrfmiddlewaretoken": eva.client.cookies["gemensam_csrf"].value}
    typed = mine | {"asked": "home_kind", "home_kind": "flat", "seen.home_kind": "1"}
    answers = [
        eva.client.get(page),
        eva.client.post(page, typed),
        eva.client.post(page, typed, headers={"X-Autosave": "true"}),
        eva.client.post(check, mine),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert _answers(home, row) == before
    assert _application(home, "Margit").submitted_at is None


def test_margit_goes_on_with_the_draft_that_her_representative_began(home):
    _eva_begins(home)
    margit = Visitor("margit")
    margit.get(f"{APPLY}{_application(home, 'Margit').id}/1/")
    fill_in(margit)
    margit.send("send", send="1")
    row = _application(home, "Margit")

    assert row.submitted_by_id != row.author_id
    with tenant_context(home.tenant_id):
        assert Case.objects.get(id=row.case_id).representative_id is None


def test_a_choice_that_is_none_and_a_field_of_no_form_are_left_alone(home):
    eva = _eva_begins(home)
    row = _application(home, "Margit")
    data = {
        "csrfmiddlewaretoken": eva.client.cookies["gemensam_csrf"].value,
        "asked": ["lives_alone", "spare_key", "nothing"],
        "lives_alone": "elsewhere",
        "spare_key": "yes",
        "seen.lives_alone": "²",
        "writer": "x",
    }
    answer = eva.client.post(f"{APPLY}{row.id}/1/", data)

    assert answer.status_code == 422
    # A question of another page is the person's own answer all the same: a page that was opened
    # before the form was changed may send one.
    assert _answers(home, row) == {"spare_key": "yes"}
