"""The inventory: whose, how far, what is missing; where an e-dialogue is possible; only one's own is changed."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook
from tests.cast_at_work import log_in

from gemensam.authority import api as authority
from gemensam.cases.tests.acting import the_world
from gemensam.eservices import api as eservices
from gemensam.eservices import inventory, inventory_actions
from gemensam.eservices.inventory_rules import AREAS, PARTS, is_checked, is_most, missing
from gemensam.eservices.models import ListedService, ServiceStage
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

OWN, JOINT = "Anmäl oro för ett barn", "Familjerådgivning på distans"
POSTED = {
    "title": "Sök kontaktperson",
    "about": "Ansök och följ ärendet.",
    "area": "disability",
    "href": "https://kontakt.example/",
    "hosting": "own",
    "parts": list(PARTS),
    "stage": "operation",
    "reason": "Beslut SN 2026/7",
}


@pytest.mark.parametrize(
    ("parts", "lacks"),
    [
        (PARTS, ()),
        ((), PARTS),
        (PARTS[1:], ("is_electronic",)),
        (("performers", "is_electronic"), PARTS[1:4]),
    ],
)
def test_what_is_missing_is_named_part_by_part(parts, lacks):
    assert (missing(parts), is_checked(parts)) == (lacks, not lacks)


def test_most_areas_are_more_than_half():
    assert [is_most(n) for n in range(len(AREAS) + 1)] == [False] * 4 + [True] * 3


@pytest.fixture
def world(db):
    found = the_world()
    found.now = datetime.now(UTC)
    return found


def _place(slug="munkedal"):
    return organisations.municipality_by_slug(slug)


def _line(title, slug="munkedal"):
    return next(
        (one for one in inventory.lines_of(_place(slug)) if one.service.title == title), None
    )


def test_the_platforms_own_stand_in_every_municipality_and_the_others_where_they_are_used(world):
    by_place = {}
    for one in inventory.lines():
        by_place.setdefault(one.place.slug, []).append((one.service.title, one.stage))
    platform = [
        ("Trygghetslarm", "operation"),
        ("Hemtjänst", "operation"),
        ("Mat hem", "operation"),
        ("Försörjningsstöd", "operation"),
    ]
    assert by_place["ale"] == platform
    assert sorted(by_place["munkedal"]) == sorted(
        [*platform, (OWN, "operation"), (JOINT, "pre_study")]
    )
    assert sorted(by_place[world_other(world)]) == sorted([*platform, (JOINT, "pilot")])


def world_other(world):
    """Give the word of the demo's other municipality."""
    return organisations.body_by_tenant(world.other).slug


def test_a_joint_service_in_operation_is_counted_where_it_is_and_nowhere_else(world):
    key = _line(JOINT).service.key
    with tenant_context(world.home):
        eservices.say_stage(
            actor=world.actor("lena"), key=key, stage="operation", reason="Klart", now=world.now
        )
    counts = {slug: _counting(slug) for slug in ("munkedal", world_other(world), "ale")}
    assert counts == {"munkedal": 5, world_other(world): 4, "ale": 4}
    assert inventory.dialogue_areas(inventory.lines_of(_place())) == {
        *("elderly", "family_law", "financial"),
    }


def _counting(slug):
    return sum(one.counts() for one in eservices.qualities()[_place(slug).code])


def test_another_municipalitys_own_cannot_be_changed_or_joined_nor_by_others_in_the_database(world):
    key = _line(OWN).service.key
    service_id = ListedService.objects.get(title=OWN).service_id
    tove = world.actor("tove")
    with tenant_context(world.other):
        with pytest.raises(inventory_actions.NotYoursToChange):
            eservices.say_stage(actor=tove, key=key, stage="idea", reason="Nej", now=world.now)
        told = eservices.ToldOfService("X", "Y", "elderly", "", "own", ())
        with pytest.raises(inventory_actions.NotYoursToChange):
            inventory_actions.change_service(
                actor=tove, service_id=service_id, told=told, reason="Nej", now=world.now
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceStage.objects.create(
                service=key,
                municipality_id=_place().organisation_id,
                stage="idea",
                reason="Nej",
                made_at=world.now,
                made_by_id=tove.person_id,
            )
    with tenant_context(world.home), pytest.raises(authority.Refused):
        eservices.list_service(
            actor=world.actor("cecilia"), told=told, stage="idea", reason="Nej", now=world.now
        )
    assert _line(OWN).stage == "operation"


def test_an_officer_lists_changes_and_ends_on_the_pages_and_every_step_is_kept(real_db):
    lena = log_in("lena").client()
    wrong = lena.post("/etjanster/vara/ny/", POSTED | {"href": "kontakt", "area": ""})
    assert (wrong.status_code, "Välj ett område." in wrong.content.decode()) == (422, True)
    assert lena.post("/etjanster/vara/ny/", POSTED).status_code == 303
    key = _line(POSTED["title"]).service.key
    page = f"/etjanster/vara/{key}/"
    changed = POSTED | {"parts": list(PARTS[:2]), "reason": "Felet rättat"}
    assert lena.post(f"{page}andra/", changed).status_code == 303
    assert lena.post(page, {"stage": "pilot", "reason": "Pausad"}).status_code == 303
    line = _line(POSTED["title"])
    assert (line.stage, line.service.missing, line.counts) == ("pilot", PARTS[2:], False)
    assert [(one.who, one.reason) for one in inventory.history(key)] == [
        ("Lena Åberg", "Pausad"),
        ("Lena Åberg", "Felet rättat"),
        ("Lena Åberg", "Beslut SN 2026/7"),
        ("Lena Åberg", "Beslut SN 2026/7"),
    ]
    assert "Felet rättat" in lena.get(page).content.decode()
    tove = log_in("tove").client()
    assert [tove.get(one).status_code for one in (page, f"{page}andra/")] == [404, 404]
    assert lena.post(f"{page}avsluta/", {"reason": ""}).status_code == 422
    assert lena.post(f"{page}avsluta/", {"reason": "Nedlagd"}).status_code == 303
    assert (_line(POSTED["title"]), lena.get(page).status_code) == (None, 404)
    assert ListedService.objects.filter(service_id=key).count() == 3


def test_the_county_list_is_narrowed_in_the_address_and_given_out_as_it_is_narrowed(real_db):
    browser = log_in("lena").client()
    query = "?kommun=munkedal&brister=ja"
    page = browser.get(f"/etjanster/{query}").content.decode()
    assert (OWN in page, "Fattas: du och handläggaren kan fråga och svara varandra" in page) == (
        True,
        True,
    )
    assert re.search(r'role="status">\s*En e-tjänst\.', page)
    text = browser.get(f"/etjanster/lista.csv{query}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[:6] for row in rows[1:]] == [
        ["Munkedal", OWN, "Barn och unga", "Kommunens egen", "I drift", "Nej"]
    ]
    book = load_workbook(io.BytesIO(browser.get(f"/etjanster/lista.xlsx{query}").content))
    assert [[cell or "" for cell in row] for row in book.active.values] == rows
    assert browser.get("/etjanster/lista.pdf").status_code == 404


def test_the_municipalitys_page_links_to_what_lies_elsewhere_and_closes_what_is_not_open(real_db):
    lena = log_in("lena").client()
    offer = lena.get("/munkedal/").content.decode()
    assert ("https://munkedal.example/oro/" in offer, JOINT in offer) == (True, False)
    stage = {"stage": "idea", "reason": "Köket byggs om"}
    assert lena.post("/etjanster/vara/meals/", stage).status_code == 303
    assert "Ansök om mat hem" not in lena.get("/munkedal/").content.decode()
    closed = lena.get("/munkedal/ansok/mat-hem/")
    assert (closed.status_code, "inte öppen i Munkedal än" in closed.content.decode()) == (
        409,
        True,
    )
    assert lena.get("/ale/ansok/mat-hem/").status_code == 200


def test_a_municipality_leaves_a_joint_service_and_the_others_keep_it(world):
    key = _line(JOINT).service.key
    with tenant_context(world.home):
        lena = replace(world.actor("lena"), authenticated_at=world.now)
        eservices.say_stage(actor=lena, key=key, stage="", reason="För dyrt", now=world.now)
    assert (_line(JOINT), _line(JOINT, world_other(world)).stage) == (None, "pilot")
