"""The county as its data file says it, municipalities that are added, and units of one tenant."""

from collections import Counter
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
import yaml
from django.db import IntegrityError, ProgrammingError, connections, transaction

from gemensam.config import environment
from gemensam.config.cli import main
from gemensam.kernel.actor import Regime
from gemensam.organisations import api as organisations
from gemensam.organisations.actions import COUNTY_FILE, Loaded
from gemensam.organisations.models import Municipality, Organisation, Population
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

FACTS = yaml.safe_load(COUNTY_FILE.read_text(encoding="utf-8"))
SERIES = {key: one for key, one in FACTS["series"].items() if key.startswith("population_")}
HUE = "The hue is a whole number from 0 to 359."
ALPHABET = " -abcdefghijklmnopqrstuvwxyzåäö"
Kind = organisations.OrganisationKind

SMALL_COUNTY = """
series:
  population_2023: {date: "2023-12-31", source: "Räknat"}
  population_2024: {date: "2024-12-31", source: "Skattat"}
county_body: {slug: organet, name: Organet, organisation_number: "858501-2084"}
associations: [{key: a, name: Nord, full_name: Nords förbund, slug: nord}]
municipalities:
  - {code: "9998", name: Änghem, slug: anghem, association: a, population_2023: 0,
     population_2024: null, theme: {hue: 0, chroma: 0.07}}
"""


@pytest.fixture
def migrator(clones, monkeypatch):
    """Work in the role that may make tenants; the command names it in the environment too."""
    monkeypatch.setenv("GEMENSAM_DATABASE_ROLE", "app")
    settings = connections["default"].settings_dict
    powerful = environment.read().database("migrator")
    clones.renew()
    connections["default"].close()
    before = {key: settings[key] for key in ("USER", "PASSWORD", "OPTIONS")}
    settings.update({key: powerful[key] for key in before})
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"].close()
        settings.update(before)


def the_county():
    """Give all that is written down of organisations."""
    return organisations.bodies(), organisations.municipalities(), Tenant.objects.count()


def add(*words):
    return main(["municipality", "add", *words])


def test_the_county_has_49_municipalities_4_associations_and_1_body_each_with_its_own_tenant(db):
    bodies = organisations.bodies()
    assert Counter(one.kind for one in bodies) == {
        Kind.MUNICIPALITY: 49,
        Kind.ASSOCIATION: 4,
        Kind.COUNTY_BODY: 1,
        Kind.ALARM_CENTRE: 1,
    }
    assert len({one.tenant_id for one in bodies}) == len(bodies) == Tenant.objects.count()


def test_every_municipality_is_as_the_file_says_in_swedish_alphabetical_order(db):
    associations = {one["key"]: one for one in FACTS["associations"]}
    said = [
        (
            one["code"],
            one["name"],
            one["slug"],
            associations[one["association"]]["slug"],
            associations[one["association"]]["name"],
            f"{one['theme']['hue']}-{round(one['theme']['chroma'] * 1000)}",
        )
        for one in FACTS["municipalities"]
    ]
    in_order = sorted(said, key=lambda one: [ALPHABET.index(mark) for mark in one[1].lower()])
    found = [
        (
            place.code,
            place.name,
            place.slug,
            place.association_slug,
            place.association_name,
            place.accent,
        )
        for place in organisations.municipalities()
    ]
    assert found == in_order
    assert [one[1] for one in found[-4:]] == ["Vårgårda", "Vänersborg", "Åmål", "Öckerö"]


def test_every_association_has_as_many_members_as_its_own_page_says(db):
    members = Counter(place.association_slug for place in organisations.municipalities())
    assert members == {one["slug"]: one["member_count_in_county"] for one in FACTS["associations"]}
    names = {one.name for one in organisations.bodies(Kind.ASSOCIATION)}
    assert names == {one["full_name"] for one in FACTS["associations"]}


def test_a_municipality_is_found_by_slug_code_and_tenant(db):
    for place in organisations.municipalities():
        assert organisations.municipality_by_slug(place.slug) == place
        assert organisations.municipality_by_code(place.code) == place
        assert organisations.municipality_by_tenant(place.tenant_id) == place


def test_any_organisation_is_found_by_slug_and_tenant_without_an_accent_where_it_has_none(db):
    (body,) = organisations.bodies(Kind.COUNTY_BODY)
    assert body == organisations.body_by_slug("vastkom")
    assert body == organisations.body_by_tenant(body.tenant_id)
    assert (body.name, body.short_name, body.accent) == ("VästKom", "VästKom", "")
    place = organisations.municipality_by_slug("munkedal")
    own = organisations.body_by_tenant(place.tenant_id)
    assert (own.id, own.slug, own.kind, own.name, own.short_name, own.accent) == (
        place.organisation_id,
        "munkedal",
        Kind.MUNICIPALITY,
        "Munkedals kommun",
        "Munkedal",
        "263-70",
    )


def test_what_is_unknown_and_what_is_no_municipality_is_none(db):
    association = organisations.body_by_slug("fyrbodal")
    assert [
        organisations.municipality_by_slug("atlantis"),
        organisations.municipality_by_slug("fyrbodal"),
        organisations.municipality_by_code("0000"),
        organisations.municipality_by_tenant(uuid4()),
        organisations.municipality_by_tenant(association.tenant_id),
        organisations.body_by_slug("atlantis"),
        organisations.body_by_tenant(uuid4()),
    ] == [None] * 7


@pytest.mark.parametrize("key", SERIES)
def test_inhabitants_are_those_the_file_knows_and_missing_is_not_nought(db, key):
    codes = {place.organisation_id: place.code for place in organisations.municipalities()}
    found = organisations.inhabitants(SERIES[key]["date"])
    known = {one["code"]: one[key] for one in FACTS["municipalities"] if one[key] is not None}
    assert {codes[organisation_id]: count for organisation_id, count in found.items()} == known
    is_whole = (len(found), sum(found.values())) == (49, SERIES[key]["total"])
    assert is_whole is SERIES[key]["complete"]


def test_inhabitants_of_a_day_that_nobody_counted_are_unknown(db):
    assert organisations.inhabitants("2020-12-31") == {}


def test_every_population_says_its_day_and_source(db):
    rows = [
        organisations.PopulationRow(
            one["code"], date.fromisoformat(series["date"]), one[key], series["source"][:120]
        )
        for key, series in SERIES.items()
        for one in FACTS["municipalities"]
        if one[key] is not None
    ]
    assert organisations.populations() == sorted(rows, key=lambda row: (row.on_date, row.code))
    days = Counter(row.on_date for row in rows)
    assert list(organisations.population_days().items()) == sorted(days.items(), reverse=True)


def test_a_population_takes_the_place_of_what_was_known_of_that_day_only(db):
    before = organisations.populations()
    old = next(row for row in before if (row.code, row.on_date.year) == ("1430", 2024))
    corrected = replace(old, inhabitants=0, source="Rättelse")
    earlier = replace(old, on_date=date(2012, 12, 31))
    assert organisations.set_populations([corrected, earlier]) == 2
    kept = [corrected if row == old else row for row in before]
    assert organisations.populations() == [earlier, *kept]


def test_a_population_of_an_unknown_municipality_is_refused_with_all_that_came_with_it(db):
    before = organisations.populations()
    with pytest.raises(KeyError):
        organisations.set_populations(
            [replace(before[0], inhabitants=1), replace(before[1], code="0000")]
        )
    assert organisations.populations() == before


def test_the_database_refuses_two_populations_of_one_day(db):
    row = Population.objects.first()
    with pytest.raises(IntegrityError, match="organisations_population_once"):
        Population.objects.create(
            municipality_id=row.municipality_id, on_date=row.on_date, inhabitants=1, source="x"
        )


def test_the_county_is_written_down_once(db):
    before = the_county()
    assert organisations.load_county() == Loaded(0, 0, 0)
    assert the_county() == before


def test_another_countys_file_is_written_down_with_what_it_knows(migrator, tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL_COUNTY, encoding="utf-8")
    assert organisations.load_county(path) == Loaded(3, 1, 1)
    place = organisations.municipality_by_code("9998")
    assert (place.association_name, place.accent) == ("Nord", "0-70")
    assert organisations.inhabitants("2023-12-31")[place.organisation_id] == 0
    assert place.organisation_id not in organisations.inhabitants("2024-12-31")
    assert organisations.load_county(path) == Loaded(0, 0, 0)


def test_the_application_cannot_make_an_organisation(db):
    with pytest.raises(ProgrammingError, match="tenancy_tenant"):
        organisations.register_organisation(slug="ny", kind=Kind.PERFORMER, name="Ny")


@pytest.mark.parametrize("model", [Population, Municipality, Organisation])
def test_the_application_takes_no_public_fact_away(db, model):
    with pytest.raises(ProgrammingError, match="permission denied"):
        model.objects.all()._raw_delete("default")


def test_a_municipality_is_added_with_a_tenant_of_its_own(migrator, capsys):
    before = organisations.municipalities()
    assert add("9999", "Änghem", "anghem", "--association", "fyrbodal", "--hue", "0") == 0
    assert capsys.readouterr().out == "Änghem is added: its pages are at /anghem/\n"
    place = organisations.municipality_by_slug("anghem")
    assert place == organisations.Place(
        tenant_id=Tenant.objects.get(slug="anghem").id,
        organisation_id=Organisation.objects.get(slug="anghem").id,
        slug="anghem",
        code="9999",
        name="Änghem",
        association_slug="fyrbodal",
        association_name="Fyrbodal",
        accent="0-70",
    )
    assert organisations.municipalities() == [*before[:-1], place, before[-1]]
    assert organisations.body_by_slug("anghem").name == "Änghems kommun"
    with tenant_context(place.tenant_id):
        assert place.organisation_id not in organisations.inhabitants("2024-12-31")


def test_a_municipality_may_belong_to_no_association(migrator):
    assert add("9999", "Nyås", "nyas") == 0
    place = organisations.municipality_by_slug("nyas")
    assert (place.association_slug, place.association_name) == ("", "")
    assert organisations.body_by_slug("nyas").name == "Nyås kommun"


def test_the_second_time_a_municipality_is_refused_and_nothing_is_changed(migrator, capsys):
    assert add("9999", "Änghem", "anghem") == 0
    before = the_county()
    assert add("9999", "Änghem", "anghem") == 1
    assert capsys.readouterr().err == "The code 9999 is taken.\n"
    assert the_county() == before


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["999", "Nyhem", "nyhem"], 2, "The code has four digits, as in 1430."),
        (["99999", "Nyhem", "nyhem"], 2, "The code has four digits, as in 1430."),
        (["abcd", "Nyhem", "nyhem"], 2, "The code has four digits, as in 1430."),
        (["9999", "Nyhem", "Nyhem"], 2, "The slug has small letters a–z, digits and hyphens."),
        (["9999", "Åhem", "åhem"], 2, "The slug has small letters a–z, digits and hyphens."),
        (["9999", "Nyhem", "ny-"], 2, "The slug has small letters a–z, digits and hyphens."),
        (["9999", "Nyhem", "a/b"], 2, "The slug has small letters a–z, digits and hyphens."),
        (["9999", "Nyhem", ""], 2, "The slug has small letters a–z, digits and hyphens."),
        (["1430", "Nyhem", "nyhem"], 1, "The code 1430 is taken."),
        (["9999", "Nyhem", "munkedal"], 1, "The slug munkedal is taken."),
        (["9999", "Nyhem", "fyrbodal"], 1, "The slug fyrbodal is taken."),
        (["9999", "Nyhem", "nyhem", "--association", "x"], 1, "There is no association x."),
        (["9999", "N", "n", "--association", "orust"], 1, "There is no association orust."),
        (["9999", "Nyhem", "a" * 51], 2, "The slug has at most 50 characters."),
        (["9999", "Nyhem", "ui"], 1, "The slug ui is the address of one of our own pages."),
        (["9999", " ", "nyhem"], 2, "The name has one to 60 characters."),
        (["9999", "N" * 61, "nyhem"], 2, "The name has one to 60 characters."),
        (["9999", "Nyhem", "nyhem", "--hue", "360"], 2, HUE),
        (["9999", "Nyhem", "nyhem", "--hue", "-5"], 2, HUE),
        (["١٤٣٠", "Nyhem", "nyhem"], 2, "The code has four digits, as in 1430."),
    ],
)
def test_a_wrong_word_is_named_and_nothing_is_changed(migrator, capsys, words, status, said):
    before = the_county()
    assert add(*words) == status
    assert capsys.readouterr() == ("", f"{said}\n")
    assert the_county() == before


def test_units_are_the_running_tenants_by_name_and_there_are_none_without_a_tenant(db):
    here = organisations.municipality_by_slug("orust").tenant_id
    there = organisations.municipality_by_slug("tjorn").tenant_id
    with tenant_context(here):
        provider = organisations.register_care_provider(
            hsa_id="SE2120000009-X1", name="Kommunen", organisation_number="212000-0009"
        )
        office = organisations.register_unit(
            name="Kontoret", kind=organisations.UnitKind.ADMINISTRATION
        )
        care = organisations.register_unit(
            name="Hemtjänsten",
            kind=organisations.UnitKind.HOME_CARE,
            regime=Regime.SOL,
            care_provider_id=provider,
        )
        rows = [
            organisations.UnitRow(care, "Hemtjänsten", "HOME_CARE", "SOL", provider, "Kommunen"),
            organisations.UnitRow(office, "Kontoret", "ADMINISTRATION", "", None),
        ]
        assert organisations.units() == rows
        assert organisations.units(organisations.UnitKind.HOME_CARE) == rows[:1]
    with tenant_context(there):
        same = organisations.register_unit(
            name="Kontoret", kind=organisations.UnitKind.ADMINISTRATION
        )
        assert [row.id for row in organisations.units()] == [same]
    assert organisations.units() == []


def test_the_database_refuses_two_units_with_one_name_and_two_care_providers_with_one_hsa_id(db):
    provider = {"hsa_id": "SE2120000009-X1", "name": "A", "organisation_number": "212000-0009"}
    unit = {"name": "Norr", "kind": organisations.UnitKind.HOME_CARE}
    with tenant_context(organisations.municipality_by_slug("orust").tenant_id):
        for register, given, constraint in (
            (organisations.register_unit, unit, "organisations_unit_name"),
            (organisations.register_care_provider, provider, "organisations_careprovider_hsa_id"),
        ):
            register(**given)
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                register(**given)
