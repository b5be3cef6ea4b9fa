"""Handing one case over to a named colleague."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gemensam.authority.api import Refused
from gemensam.cases import actions, queries, rules
from gemensam.cases.handing_over import NotAllowed, hand_over
from gemensam.cases.models import Case, CaseEvent, Delegation
from gemensam.tenancy.context import tenant_context


def _hand(world, case_id, *, key="cecilia", to="johan", words="Ring dottern först.", version=1):
    hand_over(
        actor=world.actor(key),
        case_id=case_id,
        to_person_id=world.actor(to).person_id,
        words=words,
        version=version,
        now=world.now,
    )


def test_the_colleague_has_the_case_and_the_words_stay_inside(world):
    case_id = world.open_case(by="eva")
    _hand(world, case_id)
    _hand(world, case_id)
    case = Case.objects.get(id=case_id)
    assert (case.caseworker_id, case.state, case.version) == (
        world.actor("johan").person_id,
        "INVESTIGATING",
        3,
    )
    seen = queries.case_for_resident(world.actor("margit"), case_id, now=world.now).thread
    assert [one.text for one in seen if one.kind == "ASSIGNED"] == [
        "Lämnade över ärendet. Johan Lilja handlägger det nu."
    ]
    assert "Ring dottern först." not in {one.text for one in seen}
    assert CaseEvent.objects.filter(case_id=case_id, kind="NOTE").count() == 1


def test_whoever_may_not_decide_it_does_not_get_it(world):
    case_id = world.open_case(by="eva")
    Delegation.objects.filter(commission_id=world.actor("johan").commission.id).delete()
    with pytest.raises(NotAllowed):
        _hand(world, case_id)
    with pytest.raises(NotAllowed):
        _hand(world, case_id, to="anna")
    with pytest.raises(NotAllowed):
        _hand(world, case_id, to="ulla")


def test_empty_words_and_a_stale_page_are_refused(world):
    case_id = world.open_case(by="eva")
    with pytest.raises(rules.EmptyText):
        _hand(world, case_id, words="  ")
    actions.note(actor=world.actor("maria"), case_id=case_id, text="Hej.", now=world.now)
    with pytest.raises(actions.CaseHasChanged):
        _hand(world, case_id)


@pytest.mark.parametrize("key", ["anna", "ulla"])
def test_nobody_outside_the_unit_hands_it_over(world, key):
    case_id = world.open_case(by="eva")
    with pytest.raises(Refused):
        _hand(world, case_id, key=key)


def test_on_the_page_nothing_typed_is_lost(real_world):
    with transaction.atomic(), tenant_context(real_world.home):
        case_id = real_world.open_case(by="eva")
        johan = str(real_world.actor("johan").person_id)
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": "cecilia"})
    address = reverse("cases:hand_over", args=[case_id])
    assert "Johan Lilja" in client.get(address).text
    page = client.post(address, {"version": 1, "to": "", "words": "Ring dottern först."})
    assert (page.status_code, "Ring dottern först." in page.text) == (422, True)
    with transaction.atomic(), tenant_context(real_world.home):
        actions.note(
            actor=real_world.actor("maria"), case_id=case_id, text="Nytt.", now=real_world.now
        )
    typed = {"version": 1, "to": johan, "words": "Ring dottern först."}
    page = client.post(address, typed)
    assert (page.status_code, "Ring dottern först." in page.text, "Nytt." in page.text) == (
        409,
        True,
        True,
    )
    assert client.post(address, {**typed, "version": 2}).status_code == 303
