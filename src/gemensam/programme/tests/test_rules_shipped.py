"""The shipped facts agree with each other, and a wrong file is refused with its place."""

from importlib.resources import files

import pytest
import yaml

from gemensam.programme import shipped
from gemensam.programme.shipped_row import Row, ShippedDataIsWrong

SOURCES = yaml.safe_load(
    files("gemensam").joinpath("portal/data/sources.yaml").read_text(encoding="utf-8")
)["sources"]
REQUIREMENTS = yaml.safe_load(
    files("gemensam").joinpath("portal/data/requirements.yaml").read_text(encoding="utf-8")
)["requirements"]
COUNTY = yaml.safe_load(
    files("gemensam").joinpath("organisations/data/organisations.yaml").read_text(encoding="utf-8")
)
MUNICIPALITIES = COUNTY["municipalities"]


def test_the_49_populations_of_2016_add_up_to_the_county() -> None:
    assert len(MUNICIPALITIES) == 49
    assert sum(m["population_2016"] for m in MUNICIPALITIES) == 1_671_783
    assert COUNTY["series"]["population_2016"]["total"] == 1_671_783


def test_later_populations_are_unknown_where_they_are_not_known() -> None:
    known = {
        year: sum(m[f"population_{year}"] is not None for m in MUNICIPALITIES)
        for year in (2023, 2024)
    }
    assert known == {2023: 31, 2024: 29}


def test_every_municipality_has_a_code_and_address_of_its_own_and_an_association() -> None:
    slugs = [m["slug"] for m in MUNICIPALITIES]
    assert len({m["code"] for m in MUNICIPALITIES}) == len(set(slugs)) == 49
    assert all(slug.isascii() and slug == slug.lower() and " " not in slug for slug in slugs)
    assert {"goteborg", "lilla-edet", "dals-ed", "ockero", "amal"} <= set(slugs)
    members = {
        a["key"]: sum(m["association"] == a["key"] for m in MUNICIPALITIES)
        for a in COUNTY["associations"]
    }
    assert members == {"fyrbodal": 14, "skaraborg": 15, "goteborgsregionen": 12, "sjuharad": 8}


def test_themes_keep_away_from_red_and_amber() -> None:
    assert all(125 <= m["theme"]["hue"] <= 330 for m in MUNICIPALITIES)


def test_the_map_draws_exactly_the_municipalities() -> None:
    assert set(shipped.county_map().shapes) == {m["code"] for m in MUNICIPALITIES}


def test_every_source_that_is_named_exists() -> None:
    keys = {source["key"] for source in SOURCES}
    plan = shipped.plan_2013_2015()
    named = {
        *(source for requirement in REQUIREMENTS for source in requirement["source"]),
        *(source for d in shipped.indicators().values() for source in d.sources),
        *(activity.source for activity in plan.activities),
        *(area.source for area in plan.areas),
        *(statement.source for statement in shipped.grant_2013().statements),
        shipped.contribution_2018().source,
    }
    assert named == keys


def test_the_contribution_names_a_population_series_that_is_complete() -> None:
    series = COUNTY["series"][shipped.contribution_2018().population_series]
    assert series["complete"] is True


def test_requirements_have_their_own_ids_and_a_known_status() -> None:
    ids = [requirement["id"] for requirement in REQUIREMENTS]
    assert len(ids) == len(set(ids)) == 126
    assert {r["status"] for r in REQUIREMENTS} <= {"finns", "delvis", "saknas"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "f.yaml: not a mapping"),
        ("other: 1", "f.yaml: key is missing"),
        ("key: text", "f.yaml: key is not a whole number"),
        ("key: true", "f.yaml: key is not a whole number"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ShippedDataIsWrong) as refused:
        Row.parse(text, place="f.yaml").whole("key")
    assert str(refused.value) == message


def test_a_wrong_row_is_refused_with_its_place() -> None:
    row = Row.parse("rows: [{a: 1}, 2]\nwords: [a, 1]\nnumbers: [1, a]\none: 1", place="f.yaml")
    refusals = []
    for read in (
        lambda: row.rows("rows"),
        lambda: row.texts("words"),
        lambda: row.wholes("numbers"),
        lambda: row.rows("one"),
        lambda: row.text("one"),
        lambda: row.flag("one"),
    ):
        with pytest.raises(ShippedDataIsWrong) as refused:
            read()
        refusals.append(str(refused.value))
    assert refusals == [
        "f.yaml.rows[1]: not a mapping",
        "f.yaml: words is not a list of texts",
        "f.yaml: numbers is not a list of whole numbers",
        "f.yaml: one is not a list",
        "f.yaml: one is not a text",
        "f.yaml: one is not true or false",
    ]
