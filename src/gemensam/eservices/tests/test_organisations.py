"""An organisation as representative, through the pages: given, acted for, seen by all, and ended."""

from datetime import UTC, date, datetime

from gemensam.cases.models import Case, CaseEvent
from gemensam.delivery import api as delivery
from gemensam.delivery.models import Message
from gemensam.eservices.tests.browsing import APPLY, MINE, Visitor, begin, fill_in
from gemensam.identity.models import DemoPersona, Person
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.people import api as people
from gemensam.people.models import Appointee, Mandate, RepresentativeOrganisation, Resident
from gemensam.tenancy.context import tenant_context

GIVE = f"{MINE}ombud/ny/organisation/"
LIST = "/arbeta/invanare/ombudsorganisationer/"
NAME = "Ombudshjälpen Bohus ideell förening"
PER = number_for_tests(date(1960, 5, 6), 3)


def _margit() -> Resident:
    return Resident.objects.get(given_name="Margit")


def _organisation() -> RepresentativeOrganisation:
    return RepresentativeOrganisation.objects.get(name=NAME)


def _given(may: str = "write") -> Mandate:
    """Let Margit give the organisation a mandate by her pages."""
    margit = Visitor("margit")
    margit.get(GIVE)
    margit.send("organisation", go="next", organisation=str(_organisation().id))
    margit.send("services", go="next", services=["safety_alarm"], may=may)
    margit.send("starts_on", go="next")
    assert [words in margit.text for words in (NAME, "559900-1210")] == [True, True]
    margit.send("steg", go="next")
    margit.follow()
    return Mandate.objects.get(organisation=_organisation())


def _end(visitor: Visitor) -> None:
    appointee = Appointee.objects.get(person=_person("david"))
    visitor.get(f"{LIST}{_organisation().id}/{appointee.id}/avsluta/")
    visitor.send("reason", reason="Ordföranden ringde, han har slutat.")


def _person(key: str) -> Person:
    return DemoPersona.objects.select_related("person").get(key=key).person


def test_a_resident_gives_an_organisation_a_mandate_and_all_who_act_are_told(home):
    for person in (_person("margit"), _person("david")):
        delivery.choose_channel(
            person_id=person.id,
            channel=delivery.Channel.SMS,
            address="0701740604",
            now=datetime.now(UTC),
        )
    given = _given()
    assert (given.representative_id, given.scopes, given.basis) == (
        None,
        ["safety_alarm:Läsa", "safety_alarm:Skriva"],
        "MANDATE",
    )
    told = Message.objects.filter(subject_key=given.id, kind="MANDATE")
    assert set(told.values_list("person_id", flat=True)) == {
        _person("margit").id,
        _person("david").id,
    }
    margit = Visitor("margit")
    margit.get(f"{MINE}ombud/")
    wanted = [NAME, "Agerar för organisationen", "David Holm"]
    assert [words in margit.text for words in wanted] == [True] * 3


def test_an_appointee_applies_in_the_organisations_name_and_everybody_sees_who_it_was(home):
    given = _given()
    david = Visitor("david")
    david.get(MINE)
    assert f"För {NAME} får du läsa, ansöka och svara" in david.text
    david.get(APPLY)
    assert f"Du agerar för {NAME}." in david.text
    begin(david, for_whom=str(_margit().id))
    fill_in(david)
    david.send("send", send="1")
    case = Case.objects.get(resident=_margit(), representative=_person("david"))
    opened = CaseEvent.objects.get(case=case, kind="OPENED")
    assert (opened.actor_name, opened.actor_title, opened.is_on_behalf) == (
        "David Holm",
        NAME,
        True,
    )
    assert [
        (one.actor_name, one.organisation_name, one.what) for one in people.journal(given.id)
    ] == [
        ("Margit Lindgren", "", "Behörigheten gavs"),
        ("David Holm", NAME, "Började fylla i en ansökan: trygghetslarm"),
        ("David Holm", NAME, "Skickade in en ansökan: trygghetslarm"),
    ]
    cecilia = Visitor("cecilia")
    cecilia.get(f"/arbeta/arenden/{case.id}/")
    assert f"David Holm, {NAME}" in cecilia.text
    margit = Visitor("margit")
    margit.get(f"{MINE}arenden/{case.id}/")
    assert f"David Holm, {NAME}, ombud" in margit.text
    # Ended, he reads nothing, the next notice is not his, and the caseworker sees that it is over.
    _end(cecilia)
    assert david.get(f"{MINE}arenden/{case.id}/").status_code == 404
    cecilia.get(f"/arbeta/arenden/{case.id}/")
    assert f"David Holm, {NAME} är inte längre ombud" in cecilia.text


def test_notices_of_a_case_go_to_a_colleague_when_the_sender_is_ended_and_to_nobody_when_revoked(
    home,
):
    from gemensam.cases import acting

    given = _given()
    david = Visitor("david")
    begin(david, for_whom=str(_margit().id))
    fill_in(david)
    david.send("send", send="1")
    case = Case.objects.get(resident=_margit(), representative=_person("david"))
    now = datetime.now(UTC)
    assert acting.still_acting(case, now) == (_person("david").id,)
    people.appoint(
        actor=_actor("cecilia"),
        organisation_id=_organisation().id,
        person_id=_person("eva").id,
        evidence="Protokoll",
        now=now,
    )
    _end(Visitor("cecilia"))
    now = datetime.now(UTC)
    assert acting.still_acting(case, now) == [_person("eva").id]
    people.revoke_mandate(actor=_actor("cecilia"), mandate_id=given.id, now=now)
    assert acting.still_acting(case, now) == []


def test_an_organisation_that_lost_its_last_appointee_meanwhile_can_be_given_nothing(home):
    before, margit = Mandate.objects.count(), Visitor("margit")
    margit.get(GIVE)
    margit.send("organisation", go="next", organisation=str(_organisation().id))
    margit.send("services", go="next", services=["*"], may="read")
    margit.send("starts_on", go="next")
    _end(Visitor("cecilia"))
    page = margit.send("steg", go="next")
    assert (page.status_code, Mandate.objects.count()) == (422, before)
    assert "Ingen kan agera för den organisationen längre." in margit.text


def test_staff_register_an_organisation_and_who_acts_for_it_and_say_what_is_wrong(home):
    cecilia = Visitor("cecilia")
    cecilia.get(f"{LIST}ny/")
    for number, said in (
        ("559900-1211", "Numret stämmer inte."),
        ("700304-9868", "en enskild firmas nummer"),
        ("559900-1210", "En organisation med det numret är redan registrerad."),
    ):
        page = cecilia.send("number", number=number, name="Juristbyrån Väst AB")
        assert (page.status_code, said in cecilia.text) == (422, True)
    cecilia.send("number", number="5599000337", name="Juristbyrån Väst AB")
    cecilia.follow()
    assert "559900-0337" in cecilia.text
    who = {"number": PER.reveal(), "name": "Per Åhl", "evidence": "Registreringsbevis"}
    page = cecilia.send("number", **who | {"evidence": ""})
    assert (page.status_code, "Skriv vilket papper som visar det." in cecilia.text) == (422, True)
    cecilia.send("number", **who)
    cecilia.follow()
    assert "Per Åhl får agera för organisationen." in cecilia.text
    # A second click does nothing twice.
    page = cecilia.send("number", **who)
    assert (page.status_code, "Personen är redan registrerad." in cecilia.text) == (422, True)
    made = RepresentativeOrganisation.objects.get(organisation_number="559900-0337")
    assert [one.name for one in people.organisation(made.id).may_act(datetime.now(UTC))] == [
        "Per Åhl"
    ]


def test_staff_end_an_appointment_with_a_reason_and_a_second_time_is_told(home):
    cecilia, late = Visitor("cecilia"), Visitor("cecilia")
    appointee = Appointee.objects.get(person=_person("david"))
    path = f"{LIST}{_organisation().id}/{appointee.id}/avsluta/"
    late.get(path)
    cecilia.get(path)
    page = cecilia.send("reason", reason="")
    assert (page.status_code, "Skriv varför och vem som sa det." in cecilia.text) == (422, True)
    _end(cecilia)
    cecilia.follow()
    assert "han har slutat" in cecilia.text
    page = late.send("reason", reason="Slutat")
    assert (page.status_code, "Det är redan avslutat." in late.text) == (409, True)


def test_staff_register_nothing_that_opens_somebodys_affairs_to_themselves(home):
    number = number_for_tests(date(1981, 2, 3), 4)
    Person.objects.filter(given_name="Cecilia").update(personal_identity_number=number.reveal())
    cecilia = Visitor("cecilia")
    cecilia.get(f"{LIST}{_organisation().id}/")
    page = cecilia.send("number", number=number.reveal(), name="Cecilia Nyberg", evidence="P")
    assert (page.status_code, Appointee.objects.count()) == (422, 1)
    # Appointed by a colleague she registers no mandate of that organisation's either.
    people.appoint(
        actor=_actor("cecilia"),
        organisation_id=_organisation().id,
        person_id=_person("cecilia").id,
        evidence="Protokoll",
        now=datetime.now(UTC),
    )
    _register_on_paper(cecilia)
    assert (
        cecilia.page.status_code,
        Mandate.objects.filter(organisation__isnull=False).count(),
    ) == (
        422,
        0,
    )


def _register_on_paper(cecilia: Visitor) -> None:
    cecilia.get(f"/arbeta/invanare/{_margit().id}/ombud/nytt/organisation/")
    cecilia.send("organisation", go="next", organisation=str(_organisation().id))
    cecilia.send("services", go="next", services=["*"], may="sign")
    cecilia.send("evidence", go="next", evidence="SN 2026-118")
    cecilia.send("steg", go="next")


def test_who_has_read_says_in_whose_name_a_representative_did(place):
    with tenant_context(place.tenant_id):
        _given()
    Visitor("david").get(f"{MINE}ombud/")
    margit = Visitor("margit")
    margit.get(f"{MINE}vem-har-last/")
    assert f"{NAME}, ditt ombud" in margit.text


def test_staff_register_an_organisations_mandate_on_paper(home):
    cecilia = Visitor("cecilia")
    _register_on_paper(cecilia)
    row = Mandate.objects.get(organisation=_organisation())
    assert cecilia.page["Location"].endswith(f"/ombud/{row.id}/skanna/")
    assert (row.evidence, row.scopes) == (
        "Fullmakt på papper: SN 2026-118",
        ["*:Läsa", "*:Signera", "*:Skriva"],
    )


def _actor(key: str):
    from gemensam.cases.tests.acting import the_world

    return the_world().actor(key)
