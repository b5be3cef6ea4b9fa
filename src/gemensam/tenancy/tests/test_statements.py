"""Statements written out once read the same rows as the ORM does, behind the same walls."""

import pytest
from django.db.models import F, Q
from django.utils import timezone

from gemensam.kernel.actor import Regime
from gemensam.organisations import api as organisations
from gemensam.organisations.models import Unit
from gemensam.outbox.models import Event
from gemensam.tenancy import statements
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def units(db):
    """Two units with a parent and a percent sign, in one of two municipalities."""
    here = organisations.municipality_by_slug("orust")
    there = organisations.municipality_by_slug("tjorn")
    assert here is not None
    assert there is not None
    with tenant_context(there.tenant_id):
        _unit("Elsewhere")
    with tenant_context(here.tenant_id):
        north = _unit("Norr 100 %")
        south = _unit("Söder")
        Unit.objects.filter(id=south).update(parent_id=north)
        yield {"north": north, "south": south}


def _unit(name):
    return organisations.register_unit(
        name=name, kind=organisations.UnitKind.HOME_CARE, regime=Regime.SOL
    )


def _names(grounds, rest, **values):
    words = f"{grounds.words} {rest}"
    return [name for (name,) in statements.rows(words, {**grounds.values, **values})]


def test_what_several_questions_find_is_read_by_their_names(units):
    grounds = statements.grounds(
        ("id", "name"),
        north=Unit.objects.filter(name="Norr 100 %"),
        others=Unit.objects.exclude(name="Norr 100 %"),
    )
    both = "SELECT name FROM north UNION ALL SELECT name FROM others WHERE id = %(south)s"
    assert _names(grounds, both, south=units["south"]) == ["Norr 100 %", "Söder"]
    assert _names(grounds, "SELECT name FROM others WHERE name LIKE 'Else%%'") == []


def test_a_question_that_can_find_nothing_has_no_name(units):
    grounds = statements.grounds(
        ("name",), nobody=Unit.objects.filter(Q(pk__in=())), everybody=Unit.objects.all()
    )
    assert grounds.names == frozenset({"everybody"})
    assert sorted(_names(grounds, "SELECT name FROM everybody")) == ["Norr 100 %", "Söder"]


def test_a_percent_sign_in_a_questions_words_stays_one(units):
    question = Unit.objects.annotate(left=F("pk")).extra(where=["name LIKE '%%100 %%%%'"])
    grounds = statements.grounds(("name",), hundred=question)
    assert _names(grounds, "SELECT name FROM hundred") == ["Norr 100 %"]


def test_a_row_comes_with_what_it_refers_to_and_without_what_is_left_out(units):
    read = statements.joined(Unit, "one", "parent", without=("name",))
    rows = statements.rows(
        f"SELECT {read.columns}, 7 FROM organisations_unit one {read.joins} ORDER BY one.name"
    )
    (north, rest), (south, _rest) = map(read.instance, rows)
    assert ((north.id, north.parent), rest) == ((units["north"], None), (7,))
    assert (south.id, south.parent.name) == (units["south"], "Norr 100 %")
    assert (south.get_deferred_fields(), south.name) == ({"name"}, "Söder")


def test_json_is_read_as_the_model_has_it(db):
    made = Event.objects.create(
        name="test", payload={"was": [1, None]}, key="k", created_at=timezone.now()
    )
    read = statements.joined(Event, "one")
    [row] = statements.rows(
        f"SELECT {read.columns} FROM outbox_event one WHERE id = %(id)s", {"id": made.id}
    )
    (found, rest) = read.instance(row)
    assert (found, found.payload, rest) == (made, {"was": [1, None]}, ())
