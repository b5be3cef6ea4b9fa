"""The directory's pages: who may, what stands where, what a search finds, and what the keeper does."""

from datetime import UTC, datetime

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from tests.cast_at_work import HOME, log_in

from gemensam.audit.models import AccessLog
from gemensam.identity import api as identity
from gemensam.identity.directory import pages, queries
from gemensam.identity.models import Commission, Person, StaffMember
from gemensam.kernel.actor import Purpose, Regime
from gemensam.kernel.periods import Period
from gemensam.organisations import api as organisations
from gemensam.organisations.models import CareProvider, Unit
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NEW_HSA_ID = "SE2120000001-E020"
ADD = f"/katalog/enhet/ny/{NEW_HSA_ID}/"


@pytest.fixture
def here(db):
    """In Munkedal."""
    with tenant_context(Tenant.objects.get(slug=HOME).id):
        yield


def _text(key, address):
    answer = log_in(key).client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _unit_href(name):
    return reverse("directory:unit", args=[Unit.objects.get(name=name).id])


def test_the_tree_has_providers_units_and_their_parts_in_swedish_order(here):
    private = organisations.register_care_provider(
        hsa_id="SE5560000001-1", name="Åsen AB", organisation_number="556000-0001", is_private=True
    )
    for name in ("Ösa", "Älv", "Åker", "Zeta"):
        organisations.register_unit(
            name=name, kind=organisations.UnitKind.SCHOOL_HEALTH, care_provider_id=private
        )
    by_name = {one.name: one for one in pages.branches(NOW)}
    own, others = by_name["Munkedals kommun"], by_name["Åsen AB"]
    assert [one.name for one in others.parts] == ["Zeta", "Åker", "Älv", "Ösa"]
    assert {one.name: [part.name for part in one.parts] for one in own.parts if one.parts} == {
        "Hemtjänst Norr": ["Nattpatrullen"]
    }
    assert "elevhälsa" in others.parts[0].below


def test_the_page_says_how_old_the_picture_is_and_what_differs(here):
    text = _text("henrik", "/katalog/")
    assert "Avstämt med HSA" in text
    assert f"Enheten Elevhälsan ({NEW_HSA_ID}) finns inte här." in text
    assert ADD in text


def test_a_reader_who_does_not_keep_the_directory_is_offered_no_change(here):
    assert ADD not in _text("sven", "/katalog/")
    assert "/plats/" not in _text("sven", _unit_href("Nattpatrullen"))


def test_a_unit_shows_who_works_there_by_commission(here):
    text = _text("henrik", _unit_href("Hemsjukvården"))
    wanted = ("Hanna Öberg", "SE2120000001-U014", "legitimerad: SJ", "Vård och behandling")
    assert [word for word in wanted if word not in text] == []


def test_a_commission_that_hsa_took_away_stands_with_the_day(here):
    Commission.objects.filter(hsa_id="SE2120000001-U014").update(withdrawn_at=NOW)
    text = _text("henrik", _unit_href("Hemsjukvården"))
    assert "Finns inte i HSA sedan 23 november 2026" in text


def test_commissions_directly_under_a_care_provider_stand_on_its_page(here):
    owner = CareProvider.objects.get(hsa_id="SE2120000001-VG01")
    Commission.objects.filter(hsa_id="SE2120000001-U014").update(unit=None)
    text = _text("henrik", reverse("directory:provider", args=[owner.id]))
    assert ("Hanna Öberg" in text, "Anna Berg" in text) == (True, False)


@pytest.mark.parametrize(
    "address", ["/katalog/?sok=P014", "/katalog/?sok=%C3%B6berg", "/katalog/", "unit"]
)
def test_a_protected_name_is_shown_to_keepers_and_found_by_them_alone(here, address):
    StaffMember.objects.filter(employee_hsa_id="SE2120000001-P014").update(is_protected=True)
    address = _unit_href("Hemsjukvården") if address == "unit" else address
    shown = {key: "Hanna Öberg" in _text(key, address) for key in ("henrik", "sven")}
    assert shown == {"henrik": True, "sven": False}


@pytest.mark.parametrize("table", [StaffMember, Person], ids=["in HSA", "by HR"])
def test_whoever_is_protected_is_not_found_by_name_before_the_next_sweep_either(here, table):
    row = Commission.objects.get(employee_hsa_id="SE2120000001-P014")
    key = row.staff_member_id if table is StaffMember else row.person_id
    table.objects.filter(id=key).update(is_protected=True)
    answers = {
        key: [_text(key, f"/katalog/?sok={words}") for words in ("%C3%B6berg", "hanna", "p014")]
        for key in ("henrik", "sven")
    }
    assert ["Hanna Öberg" in text for text in answers["henrik"]] == [True, True, True]
    assert ["P014" in text for text in answers["sven"]] == [False, False, True]
    assert not any("Öberg" in text for text in answers["sven"][1:])


def test_whoever_is_suspended_stands_so_in_the_directory(here):
    assert "Spärrad" not in _text("sven", _unit_href("Hemsjukvården"))
    identity.suspend(["SE2120000001-P014"], reason="Slut", source="Påhittad", now=NOW)
    for address in (_unit_href("Hemsjukvården"), "/katalog/?sok=P014"):
        assert "Spärrad" in _text("sven", address)


def test_a_unit_of_many_is_shown_a_page_at_a_time_in_swedish_order(here):
    unit = Unit.objects.get(name="Hemsjukvården")
    for number, family in enumerate(("Ö", "Å", "Z", "Ä", "W", "V") * 10):
        person_id = identity.register_person(given_name=f"P{number}", family_name=family)
        identity.grant_commission(
            person_id=person_id, hsa_id=f"SE2120000001-X{number}",
            employee_hsa_id=f"SE2120000001-Y{number}", name="Påhittat", title="",
            purpose=Purpose.CARE, rights=[], valid=Period(NOW), unit_id=unit.id,
        )  # fmt: skip
    seen, after = [], ""
    while True:
        page = queries.workers(Q(unit_id=unit.id), shows_protected=True, now=NOW, after=after)
        seen += [one.name.split()[-1] for one in page.rows if one.commission == "Påhittat"]
        after = page.next_cursor
        if not after:
            break
        assert len(page.rows) == 50
    assert seen == [family for family in "VWZÅÄÖ" for _ in range(10)]
    assert "Visa fler" in _text("sven", _unit_href("Hemsjukvården"))


def test_a_search_finds_units_and_people_and_says_when_it_finds_nothing(here):
    now, everybody = datetime.now(UTC), {"shows_protected": True}
    found = pages.found("hemtjänst", QueryDict(), now=now, **everybody)
    assert [row.cells[0].text for row in found["places"].rows] == [
        "Hemtjänst Norr",
        "Hemtjänst Söder",
    ]
    assert [one.name for one in queries.found("nyberg cec", now=now, **everybody).rows] == [
        "Cecilia Nyberg"
    ]
    text = _text("henrik", "/katalog/?sok=finns+inte+alls")
    assert "Ingen enhet eller vårdgivare passar din sökning." in text


def test_a_search_that_is_too_long_is_told_so(here):
    assert log_in("henrik").client().get("/katalog/", {"sok": "a" * 81}).status_code == 422


def test_a_unit_of_hsas_is_added_by_the_keeper_and_its_commission_can_come(here):
    visitor = log_in("henrik").client()
    posted = {"name": "Elevhälsan", "kind": "SCHOOL_HEALTH", "regime": "HSL"}
    answer = visitor.post(ADD, posted)
    unit = Unit.objects.select_related("care_provider").get(hsa_id=NEW_HSA_ID)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/katalog/enhet/{unit.id}/")
    assert (unit.name, unit.kind, unit.regime, unit.care_provider.hsa_id) == (
        "Elevhälsan", "SCHOOL_HEALTH", Regime.HSL.value, "SE2120000001-VG01",
    )  # fmt: skip


def test_what_the_keeper_does_stands_in_the_access_log(real_db):
    tenant_id = Tenant.objects.get(slug=HOME).id
    with tenant_context(tenant_id):
        patrol = Unit.objects.get(name="Nattpatrullen").id
    place = reverse("directory:place", args=[patrol])
    assert log_in("henrik").client().post(place, {"parent": ""}).status_code == 303
    with tenant_context(tenant_id, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_id=patrol)
        assert [(one.actor_name, one.activity) for one in rows] == [("Henrik Falk", "Administrera")]


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"name": "", "kind": "SCHOOL_HEALTH"}, "Skriv enhetens namn."),
        ({"name": "Elevhälsan", "kind": ""}, "Välj vad enheten gör."),
        ({"name": "Hemsjukvården", "kind": "SCHOOL_HEALTH"}, "finns redan"),
    ],
)
def test_a_unit_that_cannot_be_added_is_told_why_and_nothing_is_lost(here, posted, said):
    answer = log_in("henrik").client().post(ADD, posted)
    text = answer.content.decode()
    assert (answer.status_code, said in text, posted["name"] in text) == (422, True, True)
    assert not Unit.objects.filter(hsa_id=NEW_HSA_ID).exists()


def test_a_unit_that_hsa_does_not_tell_of_is_not_added(here):
    answer = (
        log_in("henrik")
        .client()
        .post("/katalog/enhet/ny/SE2120000001-E777/", {"name": "Påhitt", "kind": "CASEWORK"})
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/katalog/")
    assert not Unit.objects.filter(name="Påhitt").exists()


def test_a_unit_is_placed_and_never_inside_its_own_parts(here):
    norr, patrol = (Unit.objects.get(name=one) for one in ("Hemtjänst Norr", "Nattpatrullen"))
    visitor = log_in("henrik").client()
    ring = visitor.post(reverse("directory:place", args=[norr.id]), {"parent": str(patrol.id)})
    assert (ring.status_code, "Välj en annan" in ring.content.decode()) == (422, True)
    address = reverse("directory:place", args=[patrol.id])
    other = Unit.objects.get(name="Hemtjänst Söder")
    placed = [visitor.post(address, {"parent": str(other.id)}).status_code for _again in range(2)]
    patrol.refresh_from_db()
    assert (placed, patrol.parent_id) == ([303, 303], other.id)
    assert visitor.post(address, {"parent": ""}).status_code == 303
    patrol.refresh_from_db()
    assert patrol.parent_id is None


def test_a_unit_is_no_part_of_another_care_providers(here):
    foreign = organisations.register_care_provider(
        hsa_id="SE5560000001-1", name="Åsen AB", organisation_number="556000-0001", is_private=True
    )
    theirs = organisations.register_unit(
        name="Zeta", kind=organisations.UnitKind.HOME_CARE, care_provider_id=foreign
    )
    with pytest.raises(organisations.PartOfItself):
        organisations.place_unit(Unit.objects.get(name="Nattpatrullen").id, theirs)


def test_another_municipalitys_unit_is_not_there(here):
    with tenant_context(Tenant.objects.get(slug="skara").id):
        other = Unit.objects.get(name="Biståndsenheten").id
    for name in ("unit", "place"):
        answer = log_in("henrik").client().get(reverse(f"directory:{name}", args=[other]))
        assert answer.status_code == 404


def test_a_unit_that_has_ended_is_marked_in_the_tree(here):
    unit = Unit.objects.get(name="Hemsjukvården")
    organisations.list_unit(
        unit.id, organisations.Listing(ends_at=datetime(2026, 1, 1, tzinfo=UTC))
    )
    own = next(one for one in pages.branches(NOW) if one.name == "Munkedals kommun")
    marked = {one.name: one.tag.text for one in own.parts if one.tag}
    assert marked == {"Hemsjukvården": "Har upphört"}
