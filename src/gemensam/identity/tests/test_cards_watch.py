"""Whoever is logged in by a card is out soon after the card is revoked, and nobody else is."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.identity.cards import configured, watch
from gemensam.identity.cards import log_in as log_in_by_card
from gemensam.identity.models import DemoPersona, ExternalIdentity, Session
from gemensam.identity.tests.card_trees import card, put_list, settings, trees, write
from gemensam.identity.tests.oidc_browsing import actor_behind, browser, token_of
from gemensam.identity.tests.test_cards_log_in import (
    cecilia,
    cecilias,
    press,
    the_door,
)

__all__ = ["cecilia", "the_door"]


@pytest.fixture
def hers(the_door, cecilia):
    """Cecilia, logged in by a card."""
    client, one = browser(), cecilias(cecilia)
    _status, back = the_door.show(one, press(client))
    assert client.get(back).status_code == 303
    return client, one


def look():
    return watch.end_revoked(configured.configured(), now=timezone.now())


def is_in(client):
    return actor_behind(token_of(client)).person_id is not None


def test_a_session_knows_its_card_by_authority_and_serial(hers):
    _client, one = hers
    (authority,) = (each for each in configured.configured().everybody() if "HSA-id 3" in each.name)
    serial = f"{one.certificate.serial_number:X}"
    assert Session.objects.values_list("card", flat=True).get() == f"{authority.mark}:{serial}"


def test_a_card_that_is_revoked_ends_its_sessions_and_no_others(hers, the_door, tmp_path):
    client, one = hers
    demo = log_in("cecilia").token
    put_list(tmp_path, trees().person3, card(trees().person3))
    assert (look(), is_in(client)) == (0, True)
    put_list(tmp_path, trees().person3, one)
    assert (look(), is_in(client)) == (1, False)
    assert actor_behind(demo).person_id is not None
    assert look() == 0


def test_the_same_serial_of_another_authority_is_another_card(hers, the_door, tmp_path):
    client, one = hers
    put_list(tmp_path, trees().person2, one)
    put_list(tmp_path, trees().efos3, one)
    assert (look(), is_in(client)) == (0, True)


def test_an_authority_that_is_revoked_takes_its_cards_with_it(hers, the_door, tmp_path):
    client, _one = hers
    put_list(tmp_path, trees().root, trees().person2)
    assert (look(), is_in(client)) == (0, True)
    put_list(tmp_path, trees().root, trees().person3)
    assert (look(), is_in(client)) == (1, False)


@pytest.mark.parametrize("rubbish", [None, b"", b"rubbish"])
def test_a_list_that_is_missing_lets_nobody_in_and_throws_nobody_out(hers, tmp_path, rubbish):
    client, _one = hers
    path = put_list(tmp_path, trees().person3)
    path.unlink() if rubbish is None else path.write_bytes(rubbish)
    assert (look(), is_in(client)) == (0, True)


def test_an_authority_that_is_configured_no_more_ends_what_its_cards_began(hers, tmp_path):
    client, _one = hers
    folder = tmp_path / "less"
    folder.mkdir()
    said = settings(folder)
    del said["trees"][0]
    with override_settings(GEMENSAM_CARDS=write(folder, said)):
        assert (look(), is_in(client)) == (1, False)


def test_whoever_chose_a_commission_after_the_list_came_is_out_at_the_next_look(
    the_door, cecilia, tmp_path
):
    other = cecilia.another()
    client, one = browser(), cecilias(cecilia)
    _status, back = the_door.show(one, press(client))
    choice = client.get(back)["Location"]
    put_list(tmp_path, trees().person3, one)
    assert look() == 0
    assert client.post(choice, {"uppdrag": str(other.id)}).status_code == 303
    assert (look(), is_in(client)) == (1, False)


def test_a_change_of_commission_takes_the_card_along(the_door, cecilia, tmp_path):
    other = cecilia.another()
    client, one = browser(), cecilias(cecilia)
    _status, back = the_door.show(one, press(client))
    client.post(client.get(back)["Location"], {"uppdrag": str(cecilia.persona.commission_id)})
    client.post("/uppdrag/", {"uppdrag": str(other.id)})
    put_list(tmp_path, trees().person3, one)
    assert (look(), is_in(client)) == (1, False)


def test_a_card_shown_anew_that_is_refused_at_last_ends_nothing(hers, the_door):
    client, one = hers
    sven = DemoPersona.objects.get(key="sven").person_id
    ExternalIdentity.objects.filter(issuer=log_in_by_card.URL).update(person_id=sven)
    _status, back = the_door.show(one, press(client, **{"pa-nytt": "1"}))
    assert (client.get(back).status_code, is_in(client)) == (403, True)


def test_sessions_that_are_over_are_not_looked_for(hers, tmp_path):
    _client, one = hers
    put_list(tmp_path, trees().person3, one)
    Session.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    assert look() == 0
