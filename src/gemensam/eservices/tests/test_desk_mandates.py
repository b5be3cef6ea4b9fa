"""Staff register mandates on paper and courts' orders, end them when told so, and undo slips."""

from datetime import date

import pytest

from gemensam.audit import api as audit
from gemensam.cases.models import Delegation
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.identity.models import Person
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.people import api as people
from gemensam.people.models import Mandate, Resident
from gemensam.tenancy.context import tenant_context

FIND = "/arbeta/invanare/"
PER = number_for_tests(date(1960, 5, 6), 3)


def _resident(name: str = "Margit") -> Resident:
    return Resident.objects.get(given_name=name)


def _find(name: str = "Margit") -> Visitor:
    visitor = Visitor("cecilia")
    visitor.get(FIND)
    visitor.send("number", number=_resident(name).personal_identity_number)
    return visitor


def _register(cecilia: Visitor, basis: str, **what: object) -> None:
    cecilia.get(f"{FIND}{_resident().id}/ombud/nytt/")
    cecilia.send("basis", go="next", basis=basis, number=PER.reveal(), name="Per Åhl")
    cecilia.send(next(iter(what)), go="next", **what)
    cecilia.send("evidence", go="next", evidence="SN 2026-118")
    cecilia.send("steg", go="next")
    cecilia.follow()


ORDER = {"court": "Uddevalla tingsrätt", "decided_on": "2025-03-03"}


def test_the_resident_is_found_by_number_and_sees_that_she_was_opened(place):
    with tenant_context(place.tenant_id):
        number, resident_id = _resident().personal_identity_number, _resident().id
    cecilia = Visitor("cecilia")
    cecilia.get(FIND)
    cecilia.send("number", number=number)
    cecilia.follow()
    assert "<h1>Margit Lindgren</h1>" in cecilia.text
    with tenant_context(place.tenant_id):
        rows = audit.accesses_to_resident(resident_id, limit=5)
    assert {(one.actor_name, one.resource_type) for one in rows} >= {
        ("Cecilia Nyberg", "resident"),
        ("Cecilia Nyberg", "mandate"),
    }


def test_a_power_of_attorney_on_paper_is_registered_and_both_sides_read_it(home):
    cecilia = _find()
    _register(cecilia, "MANDATE", services=["home_care"], may="read")
    row = Mandate.objects.latest("id")
    assert (row.basis, row.scopes, row.evidence) == (
        "MANDATE",
        ["home_care:Läsa"],
        "Fullmakt på papper: SN 2026-118",
    )
    assert [(one.actor_name, one.what) for one in people.journal(row.id)] == [
        ("Cecilia Nyberg", "Behörigheten registrerades av kommunen")
    ]
    margit = Visitor("margit")
    margit.get(f"{MINE}ombud/")
    assert [words in margit.text for words in ("Per Åhl", "SN 2026-118")] == [True, True]


@pytest.mark.parametrize(
    ("duties", "scopes"),
    [
        (["bevaka rätt"], ["*:Läsa", "*:Signera", "*:Skriva"]),
        (["förvalta egendom"], ["financial_assistance:Läsa"]),
        (
            ["sörja för person"],
            [
                "home_care:Läsa",
                "meals:Läsa",
                "safety_alarm:Läsa",
            ],
        ),
    ],
)
def test_a_courts_order_opens_what_its_duties_cover(home, duties, scopes):
    _register(_find(), "TRUSTEE", **ORDER, duties=duties)
    row = Mandate.objects.latest("id")
    assert (row.basis, row.scopes, row.regimes) == ("TRUSTEE", scopes, ["LSS", "SOL"])
    assert row.evidence == (
        f"Beslut av Uddevalla tingsrätt den 3 mars 2025 ({duties[0]}). Pappret: SN 2026-118"
    )


def test_a_paper_without_what_is_needed_says_what_at_its_step(home):
    cecilia = _find()
    cecilia.get(f"{FIND}{_resident().id}/ombud/nytt/")
    cecilia.send("basis", go="next", basis="TRUSTEE", number=PER.reveal(), name="Per Åhl")
    page = cecilia.send("court", go="next", decided_on="2099-01-01")
    wanted = [
        "Skriv vem som har beslutat.",
        "Den dagen har inte kommit än.",
        "Välj vad beslutet omfattar",
    ]
    assert page.status_code == 422
    assert [words in cecilia.text for words in wanted] == [True, True, True]
    cecilia.send("court", go="next", **ORDER, duties=["bevaka rätt"])
    page = cecilia.send("evidence", go="next", evidence="")
    assert (page.status_code, "Skriv var pappret finns." in cecilia.text) == (422, True)


def test_nobody_registers_a_mandate_to_themselves(home):
    number = number_for_tests(date(1981, 2, 3), 4)
    Person.objects.filter(given_name="Cecilia").update(personal_identity_number=number.reveal())
    before, cecilia = Mandate.objects.count(), _find()
    cecilia.get(f"{FIND}{_resident().id}/ombud/nytt/")
    cecilia.send("basis", go="next", basis="MANDATE", number=number.reveal(), name="Cecilia Nyberg")
    cecilia.send("services", go="next", services=["*"], may="read")
    cecilia.send("evidence", go="next", evidence="SN 1")
    page = cecilia.send("steg", go="next")
    assert (page.status_code, Mandate.objects.count()) == (422, before)
    assert "Du kan inte registrera en behörighet till dig själv." in cecilia.text


def test_staff_end_an_order_with_a_reason_that_both_read_and_undo_a_slip(home):
    cecilia = _find()
    _register(cecilia, "CONSERVATOR", **ORDER, duties=["bevaka rätt"])
    row = Mandate.objects.latest("id")
    here = f"{FIND}{_resident().id}/ombud/{row.id}/"
    cecilia.get(f"{here}aterkalla/")
    assert cecilia.send("reason").status_code == 422
    cecilia.send("reason", reason="Tingsrätten har avslutat det.")
    cecilia.follow()
    assert f"{here}angra/" in cecilia.text
    token = {"csrfmiddlewaretoken": cecilia.client.cookies["gemensam_csrf"].value}
    assert cecilia.client.post(f"{here}angra/", token).status_code == 303
    assert [one.what for one in people.journal(row.id)] == [
        "Behörigheten registrerades av kommunen",
        "Behörigheten återkallades: Tingsrätten har avslutat det.",
        "Återkallelsen ångrades",
    ]
    # What staff ended is not the resident's to bring back.
    cecilia.get(f"{here}aterkalla/")
    cecilia.send("reason", reason="Tingsrätten har avslutat det.")
    margit = Visitor("margit")
    margit.get(f"{MINE}ombud/")
    assert f"{row.id}/angra/" not in margit.text


def test_a_protected_identity_is_not_told_of_but_to_those_who_handle_them(home):
    cecilia = _find("Greta")
    path = f"{FIND}{_resident('Greta').id}/"
    answers = [cecilia.page.status_code, cecilia.get(path).status_code]
    assert (answers, "Greta" in cecilia.text) == ([404, 404], False)
    Delegation.objects.update(covers_protected=True)
    cecilia.get(path)
    assert "Skyddade uppgifter. Ingen kan göra något digitalt" in cecilia.text


def test_another_municipalitys_staff_find_nobody_and_home_care_has_no_desk(place):
    with tenant_context(place.tenant_id):
        number, path = _resident().personal_identity_number, f"{FIND}{_resident().id}/"
    ulla = Visitor("ulla")
    ulla.get(FIND)
    assert ulla.send("number", number=number).status_code == 404
    got = {key: Visitor(key).get(path).status_code for key in ("ulla", "anna", "hanna", "margit")}
    assert got == {"ulla": 404, "anna": 403, "hanna": 403, "margit": 403}


def test_the_case_shows_the_conservator_whoever_sent_the_application(home):
    from gemensam.cases.tests.acting import the_world

    case_id = the_world().open_case()
    cecilia = _find()
    _register(cecilia, "CONSERVATOR", **ORDER, duties=["bevaka rätt"])
    cecilia.get(f"/arbeta/arenden/{case_id}/")
    assert "Genom domstols beslut" in cecilia.text
    assert "Per Åhl" in cecilia.text
    assert f'href="{FIND}{_resident().id}/"' in cecilia.text
