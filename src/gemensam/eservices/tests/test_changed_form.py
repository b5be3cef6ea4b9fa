"""The form is published anew while somebody has a page of it open; and what no page of ours sends."""

from datetime import timedelta
from importlib import resources

import pytest
import yaml
from django.utils import timezone

from gemensam.eservices.tests.browsing import KNOWN, Visitor, begin
from gemensam.organisations import api as organisations
from gemensam.people.models import Resident
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.models import Answer, Response
from gemensam.questionnaires.rules import schema_json
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def munkedal(db):
    return organisations.municipality_by_slug("munkedal").tenant_id


@pytest.fixture
def visitor(munkedal):
    """Margit, on the first page of an application that she has just begun."""
    with tenant_context(munkedal):
        margit = str(Resident.objects.get(given_name="Margit").id)
    visitor = Visitor("margit")
    begin(visitor, for_whom=margit)
    return visitor


def _publish(change):
    """Publish the application with its first page changed, and forget what is cached."""
    file = resources.files("gemensam.questionnaires") / "data" / "safety_alarm_application.yaml"
    data = schema_json.write(schema_json.read(yaml.safe_load(file.read_text(encoding="utf-8"))))
    fields = data["pages"][0]["groups"][0]["fields"]
    change(fields)
    now = timezone.now() - timedelta(seconds=1)
    # The shared form is the platform's: no municipality publishes it.
    with tenant_context(None):
        assert questionnaires.publish(schema_json.read(data), now=now)


def _answers(tenant_id):
    with tenant_context(tenant_id):
        response = Response.objects.latest("started_at")
        number = questionnaires.version(response.version_id).number
        return {
            row.key: row.value
            for row in Answer.objects.filter(response=response).exclude(key=KNOWN)
        }, number


AUTOSAVE = {"X-Autosave": "true"}


def _without_flat(fields):
    fields[1]["choices"] = [one for one in fields[1]["choices"] if one["id"] != "flat"]


def test_a_choice_that_is_gone_meanwhile_is_saved_from_a_page_that_still_had_it(visitor, munkedal):
    _publish(_without_flat)
    assert visitor.send("go", AUTOSAVE, home_kind="flat").status_code == 204

    # Announced as saved, so it is; and the draft stays where that is an answer.
    visitor.get(visitor.path)
    assert _answers(munkedal) == ({"home_kind": "flat"}, 1)
    assert "De här svaren passar inte i den nya versionen: Hur bor du?</p>" in visitor.text
    # Once none of them is left, none is spoken of; the draft stays, as the person has been told.
    visitor.send("go", AUTOSAVE, home_kind="house")
    visitor.get(visitor.path)
    assert "Formuläret ändrades" in visitor.text
    assert "De här svaren passar inte" not in visitor.text
    assert _answers(munkedal) == ({"home_kind": "house"}, 1)


def test_a_question_that_is_gone_meanwhile_is_saved_and_the_draft_stays(visitor, munkedal):
    _publish(lambda fields: fields.pop(1))
    visitor.next(lives_alone="alone", home_kind="flat")

    assert _answers(munkedal) == ({"lives_alone": "alone", "home_kind": "flat"}, 1)


def test_a_draft_that_fits_moves_when_its_page_is_sent(visitor, munkedal):
    _publish(_without_flat)
    visitor.next(lives_alone="alone", home_kind="house")

    assert _answers(munkedal) == ({"lives_alone": "alone", "home_kind": "house"}, 2)
    assert visitor.path.endswith("/2/")


@pytest.mark.parametrize(
    ("odd", "saved"),
    [
        ({"asked": ["lives_alone", "lives_alone", "home_kind"]}, {"lives_alone": "alone"}),
        ({"asked": ["gone", "lives_alone@x", "home", "", "@", "lives_alone"]}, {"lives_alone": "alone"}),
        ({"asked": []}, {}),
        ({"seen.lives_alone": "9" * 5000}, {"lives_alone": "alone"}),
        ({"seen.lives_alone": "-1"}, {"lives_alone": "alone"}),
        ({"writer": "nobody"}, {"lives_alone": "alone"}),
        ({"lives_alone": ["no choice", "alone"]}, {"lives_alone": "alone"}),
        ({"home_kind": "castle"}, {"lives_alone": "alone"}),
        ({"go": "drop:lives_alone:x"}, {"lives_alone": "alone"}),
        ({"go": "add:home"}, {"lives_alone": "alone"}),
        ({"go": "restore"}, {"lives_alone": "alone"}),
    ],
)  # fmt: skip
def test_what_no_page_of_ours_sends_does_no_harm(visitor, munkedal, odd, saved):
    typed = {"lives_alone": "alone"} | {key.replace(".", "__"): value for key, value in odd.items()}
    assert visitor.send("go", **{"go": "later", **typed}).status_code == 303
    assert _answers(munkedal) == (saved, 1)
