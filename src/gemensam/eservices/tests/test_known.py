"""What is filled in beforehand: what is known here, what the visitor may see, and where it is from."""

import re
from collections.abc import Mapping
from datetime import timedelta
from importlib import resources

import pytest
import yaml
from django.utils import timezone

from gemensam.audit.models import AccessLog
from gemensam.cases.tests.acting import the_world
from gemensam.delivery import api as delivery
from gemensam.eservices import actions
from gemensam.eservices.policy import Visit
from gemensam.eservices.tests.browsing import MINE, Visitor, begin, fill_in
from gemensam.kernel.actor import Activity
from gemensam.people.models import Home, Mandate, Resident
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires import library
from gemensam.questionnaires.rules import schema_json
from gemensam.tenancy.context import tenant_context

SOURCE = "Hämtat från dina uppgifter hos kommunen. Ändra om det inte stämmer."
BEFORE = "Hämtat från ditt svar förra gången. Ändra om det inte stämmer."
PHONE = "070-174 06 04"


def _field(field_id: str, kind: str, prefill: str) -> Mapping[str, object]:
    label = {"sv": field_id, "en": field_id}
    return {"id": field_id, "kind": kind, "label": label, "required": False, "prefill": prefill}


def _everything() -> dict[str, object]:
    file = resources.files("gemensam.questionnaires") / "data" / "safety_alarm_application.yaml"
    data = schema_json.write(schema_json.read(yaml.safe_load(file.read_text(encoding="utf-8"))))
    data["pages"][0]["groups"][0]["fields"] += [
        _field("known_name", "text", "resident.name"),
        _field("known_number", "personal_number", "resident.personal_number"),
        _field("known_home", "address", "resident.address"),
        _field("known_phone", "phone", "resident.phone"),
        _field("known_mail", "email", "resident.email"),
    ]
    return data


@pytest.fixture
def world(db):
    """The demo's people, and a form that asks for all that can be known."""
    found = the_world()
    with tenant_context(None):
        library.publish(schema_json.read(_everything()), now=timezone.now() - timedelta(minutes=1))
    with tenant_context(found.home):
        margit = found.resident("margit")
        delivery.choose_channel(
            person_id=margit.person_id,
            channel=delivery.Channel.EMAIL,
            address="margit@example.se",
            now=found.now,
        )
        yield found


def _begun(world, who, whose="margit"):
    visit = Visit(world.actor(who), world.now)
    row = actions.begin(visit, service="safety_alarm", resident_id=world.resident(whose).id)
    answers = questionnaires.answers(row.response_id)
    return {key: value for key, value in answers.items() if key.startswith("known_")}, row


def _all_of_margit():
    home = Home.objects.get(resident__given_name="Margit")
    return {
        "known_name": "Margit Lindgren",
        "known_number": Resident.objects.get(given_name="Margit").personal_identity_number,
        "known_home": questionnaires.Parts.of(
            street=home.street_address, postcode=home.postal_code, town=home.town
        ),
        "known_phone": PHONE,
        "known_mail": "margit@example.se",
    }


@pytest.mark.parametrize("who", ["margit", "eva"])
def test_the_resident_and_a_representative_who_may_read_begin_with_what_is_known(world, who):
    assert _begun(world, who)[0] == _all_of_margit()


def test_a_representative_who_may_only_write_begins_with_the_name_alone(world):
    Mandate.objects.update(scopes=[f"safety_alarm:{Activity.WRITE}"])
    assert _begun(world, "eva")[0] == {"known_name": "Margit Lindgren"}


def test_of_a_protected_identity_only_the_name_is_filled_in_even_for_herself(world):
    greta = world.resident("greta")
    delivery.choose_channel(
        person_id=greta.person_id,
        channel=delivery.Channel.EMAIL,
        address="greta@example.se",
        now=world.now,
    )
    assert greta.is_protected
    assert Home.objects.filter(resident_id=greta.id).exclude(phone="").exists()
    assert _begun(world, "greta", "greta")[0] == {"known_name": greta.name}


def test_what_is_not_known_is_left_empty(world):
    Home.objects.filter(resident__given_name="Margit").delete()
    kept = {"known_name", "known_number", "known_mail"}
    assert set(_begun(world, "margit")[0]) == kept


def _accesses(world, who):
    with tenant_context(world.home, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(
            actor_name=world.actor(who).display_name, at__gte=world.now
        )
        return sorted(rows.values_list("resource_type", "activity", "is_allowed"))


def _application(visitor, world):
    with tenant_context(world.home):
        margit = str(Resident.objects.get(given_name="Margit").id)
    begin(visitor, for_whom=margit)


@pytest.fixture
def home(real_db):
    return the_world()


def _to_contacts(visitor):
    """Answer page by page until the one where the phone is asked for."""
    visitor.get(visitor.path.rpartition("1/")[0] + "5/")


def test_reading_what_is_known_is_logged_as_such(home):
    before = timezone.now()
    _application(Visitor("eva"), home)
    home.now = before
    assert ("resident", "Läsa", True) in _accesses(home, "eva")
    margit = Visitor("margit")
    margit.get(f"{MINE}vem-har-last/")
    assert "<b>Eva Lindgren</b>, ditt ombud läste kontaktuppgifterna." in margit.text


def test_the_page_says_where_the_number_is_from_until_it_is_changed(home):
    margit = Visitor("margit")
    _application(margit, home)
    _to_contacts(margit)
    assert f'value="{PHONE}"' in margit.text
    assert margit.text.count(SOURCE) == 1
    # It belongs to the control.
    control = re.search(r'<input[^>]*name="phone_number"[^>]*>', margit.text)[0]
    described = re.search(r'aria-describedby="([^" ]+)', control)[1]
    assert SOURCE in margit.text.partition(f'id="{described}"')[2].partition("</")[0]
    margit.send("go", go="stay", phone_number="070-174 06 99")
    margit.follow()
    assert 'value="070-174 06 99"' in margit.text
    assert SOURCE not in margit.text


def test_the_page_where_all_is_checked_says_it_too_and_what_was_sent_does_not(home):
    eva = Visitor("eva")
    _application(eva, home)
    fill_in(eva)
    assert eva.text.count(SOURCE) == 1
    eva.send("send", send="1")
    eva.follow()
    assert SOURCE not in eva.text


def test_the_second_time_the_contacts_are_those_of_the_first(home):
    eva, margit = Visitor("eva"), Visitor("margit")
    _application(eva, home)
    fill_in(eva)
    eva.send("send", send="1")
    _application(margit, home)
    _to_contacts(margit)
    assert 'value="Eva Lindgren"' in margit.text
    assert BEFORE in margit.text


def test_what_was_answered_last_time_is_not_shown_to_who_may_not_read_it(world):
    first = _begun(world, "margit")[1]
    typed = {"way_in": questionnaires.Typed("Gult hus")}
    questionnaires.save_answers(
        response_id=first.response_id, typed=typed, actor=world.actor("margit"), now=world.now
    )
    _submit_as_it_is(first)
    Mandate.objects.update(scopes=[f"safety_alarm:{Activity.WRITE}"])
    again = _begun(world, "eva")[1]
    assert "way_in" not in questionnaires.answers(again.response_id)


def test_what_was_answered_last_time_is_filled_in_for_who_may_read_it(world):
    first = _begun(world, "margit")[1]
    typed = {"way_in": questionnaires.Typed("Gult hus")}
    questionnaires.save_answers(
        response_id=first.response_id, typed=typed, actor=world.actor("margit"), now=world.now
    )
    _submit_as_it_is(first)
    again = _begun(world, "eva")[1]
    assert questionnaires.answers(again.response_id)["way_in"] == "Gult hus"


def _submit_as_it_is(row):
    """Send it without answering the rest, which is not what is tried here."""
    from gemensam.eservices.models import Application
    from gemensam.questionnaires.models import Response

    at = timezone.now()
    Response.objects.filter(id=row.response_id).update(
        status="SUBMITTED", submitted_at=at, answers_digest="0" * 64
    )
    Application.objects.filter(id=row.id).delete()
