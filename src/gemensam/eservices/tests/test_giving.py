"""A resident gives a mandate herself; a court's order is not hers to end; slips are undone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gemensam.delivery import api as delivery
from gemensam.delivery.models import Message
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.identity.models import Person
from gemensam.kernel.actor import Activity
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.models import Mandate, Resident
from gemensam.tenancy.context import tenant_context

GIVE = f"{MINE}ombud/ny/"
BO = number_for_tests(date(1970, 3, 4), 6)
OWN_NUMBER = "Det är ditt eget nummer"
DIFFER = "Numret och namnet hör inte ihop"


@pytest.fixture
def home(real_db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        yield place


def _margit() -> Resident:
    return Resident.objects.get(given_name="Margit")


def _newest() -> Mandate:
    return (
        Mandate.objects.select_related("representative")
        .filter(resident=_margit())
        .latest("starts_at", "id")
    )


def _to_check(visitor: Visitor, **who: str) -> Visitor:
    visitor.get(GIVE)
    visitor.send("number", go="next", **({"number": BO.reveal(), "name": "Bo Ek"} | who))
    visitor.send("services", go="next", services=["meals"], may="write")
    visitor.send("starts_on", go="next", ends_on="2027-05-31")
    return visitor


def test_a_resident_gives_a_mandate_without_javascript_and_both_read_the_journal(home):
    person_id = _margit().person_id
    delivery.choose_channel(
        person_id=person_id,
        channel=delivery.Channel.SMS,
        address="0701740604",
        now=datetime.now(UTC),
    )
    margit = _to_check(Visitor("margit"))
    checked = ["Bo Ek", "19700304-••••", "mat hem", "läsa, ansöka och svara", "31 maj"]
    assert [words in margit.text for words in checked] == [True] * len(checked)
    assert not Person.objects.filter(personal_identity_number=BO.reveal()).exists()
    margit.send("steg", go="next")
    margit.follow()

    given = _newest()
    assert given.scopes == ["meals:Läsa", "meals:Skriva"]
    assert given.representative.display_name == "Bo Ek"
    assert given.ends_at == datetime(2027, 5, 31, 22, tzinfo=UTC)
    assert [line.what for line in people.journal(given.id)] == ["Behörigheten gavs"]
    assert list(Message.objects.filter(subject_key=given.id).values_list("person_id", "kind")) == [
        (person_id, "MANDATE")
    ]
    assert "Bo Ek har fått behörigheten." in margit.text


def test_a_second_click_gives_nothing_twice_and_another_mandate_is_another(home):
    before, margit = Mandate.objects.count(), _to_check(Visitor("margit"))
    again = dict(margit.form("steg").values) | {"go": "next"}
    for _click in range(2):
        assert margit.client.post(GIVE, again).status_code == 303
    assert Mandate.objects.count() == before + 1
    margit.client.post(GIVE, again | {"may": "read"})
    assert Mandate.objects.count() == before + 2


def test_whoever_writes_in_the_journal_after_a_revocation_may_not_undo_it(home):
    margit, now = _actor("Margit"), datetime.now(UTC)
    row = _newest()
    people.revoke_mandate(actor=margit, mandate_id=row.id, now=now)
    eva = _actor("Eva")
    people.note_in_journal(mandate_id=row.id, actor=eva, what="Pappret skannades in", now=now)
    asked = {"mandate_id": row.id, "revoked_at": now, "now": now}
    assert [people.may_undo_revoke(actor=one, **asked) for one in (margit, eva)] == [True, False]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({"name": "Bo"}, "Skriv både för- och efternamn."),
        ({"number": "197003041234"}, "Numret stämmer inte."),
        ({"number": ""}, "Skriv numret."),
    ],
)
def test_what_is_wrong_is_said_at_its_step_and_what_was_typed_is_kept(home, who, said):
    margit = Visitor("margit")
    margit.get(GIVE)
    page = margit.send("number", go="next", **({"number": BO.reveal(), "name": "Bo Ek"} | who))

    assert (page.status_code, said in margit.text) == (422, True)
    assert margit.form("number").values["name"] == [who.get("name", "Bo Ek")]


@pytest.mark.parametrize(("whose", "name", "said"), [
    ("Margit", "Margit Lindgren", OWN_NUMBER),
    ("Eva", "Ewa Berg", DIFFER),
])  # fmt: skip
def test_ones_own_number_or_another_name_than_the_numbers_gives_nothing(home, whose, name, said):
    before = Mandate.objects.count()
    number = Person.objects.get(given_name=whose).personal_identity_number
    margit = _to_check(Visitor("margit"), number=str(number), name=name)
    page = margit.send("steg", go="next")

    assert (page.status_code, said in margit.text, Mandate.objects.count()) == (422, True, before)


def test_going_back_keeps_what_was_chosen(home):
    margit = _to_check(Visitor("margit"))
    margit.send("steg", go="back")
    assert margit.form("starts_on").values["ends_on"] == ["2027-05-31"]
    margit.send("starts_on", go="back")
    assert margit.form("services").values["may"] == ["write"]
    margit.send("services", go="next")
    assert margit.form("starts_on").values["ends_on"] == ["2027-05-31"]


def test_an_end_before_the_beginning_and_a_day_gone_by_are_refused(home):
    margit = Visitor("margit")
    margit.get(GIVE)
    margit.send("number", go="next", number=BO.reveal(), name="Bo Ek")
    margit.send("services", go="next", services=["*"], may="read")
    page = margit.send("starts_on", go="next", starts_on="2027-02-01", ends_on="2027-01-01")
    assert (page.status_code, "Sista dagen kan inte vara före" in margit.text) == (422, True)
    page = margit.send("starts_on", go="next", starts_on="2020-02-01", ends_on="")
    assert (page.status_code, "Tidigast i dag." in margit.text) == (422, True)


def test_somebody_with_a_protected_identity_is_told_why_and_whom_to_call(home):
    greta = Visitor("greta")
    greta.get(GIVE)
    assert "Ring kommunens kontaktcenter" in greta.text
    assert [form for form in ("number", "steg") if f'name="{form}"' in greta.text] == []


def test_a_slip_is_undone_within_ten_minutes_and_not_after(home):
    margit = Visitor("margit")
    margit.get(f"{MINE}ombud/")
    margit.send("revoke", revoke="1")
    margit.follow()
    path = f"{MINE}ombud/{_newest().id}/angra/"
    token = {"csrfmiddlewaretoken": margit.client.cookies["gemensam_csrf"].value}
    assert path in margit.text
    assert (margit.client.post(path, token).status_code, _newest().revoked_at) == (303, None)
    Mandate.objects.update(revoked_at=datetime.now(UTC) - timedelta(minutes=11))
    assert margit.client.post(path, token).status_code == 409
    assert path not in margit.get(f"{MINE}ombud/").content.decode()


def test_a_courts_order_is_shown_with_who_can_end_it_and_no_way_to_revoke(home):
    Mandate.objects.filter(resident=_margit()).update(basis=people.MandateBasis.CONSERVATOR)
    margit = Visitor("margit")
    margit.get(f"{MINE}ombud/")
    assert "Bara tingsrätten kan avsluta den" in margit.text
    assert "aterkalla/" not in margit.text


def test_a_representative_learns_nothing_of_one_who_has_a_protected_identity_now(home):
    Resident.objects.filter(given_name="Margit").update(is_protected=True)
    eva = Visitor("eva")
    pages = [eva.get(path) for path in (MINE, f"{MINE}ombud/")]
    assert [(page.status_code, "Margit" in page.content.decode()) for page in pages] == [
        (200, False),
        (200, False),
    ]


def test_what_is_given_counts_for_what_was_chosen_and_nothing_else(home):
    eva_number = str(Person.objects.get(given_name="Eva").personal_identity_number)
    margit = _to_check(Visitor("margit"), number=eva_number, name="eva lindgren")
    margit.send("steg", go="next")
    eva = people.facts_for(_actor("Eva"), _margit().id, now=datetime.now(UTC))
    held = {(one.service, one.activity) for each in eva.mandates for one in each.scopes}
    assert held == {
        (service, activity)
        for service in ("safety_alarm", "meals")
        for activity in (Activity.READ, Activity.WRITE)
    }


def _actor(given_name: str):
    from gemensam.identity import api as identity
    from gemensam.kernel.actor import ActorKind, Assurance

    person = Person.objects.get(given_name=given_name)
    return identity.actor_for(
        person_id=person.id,
        tenant_id=None,
        commission_id=None,
        kind=ActorKind.RESIDENT,
        assurance=Assurance.LOA3,
    )
