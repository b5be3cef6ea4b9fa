"""A group that is asked once per thing: rows are added, removed and brought back, without JavaScript."""

import re
from datetime import timedelta
from importlib import resources

import pytest
import yaml
from django.utils import timezone

from gemensam.eservices.tests.browsing import KNOWN, Visitor, begin
from gemensam.organisations import api as organisations
from gemensam.people.models import Resident
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.models import Answer
from gemensam.questionnaires.rules import schema_json
from gemensam.tenancy.context import tenant_context

WORDS = {"sv": "Ord", "en": "Word"}
COSTS = {
    "id": "costs",
    "title": {"sv": "Kostnader"},
    "repeat": {"least": 1, "most": 2, "one": {"sv": "kostnad", "en": "cost"}},
    "fields": [
        {"id": "amount", "kind": "money", "label": {"sv": "Belopp"}, "decimals": 2},
        {"id": "why", "kind": "text", "label": {"sv": "Varför"}, "show_when": "amount > 100"},
    ],
}
TOTAL = {"id": "total", "kind": "calculated", "label": {"sv": "Summa"}, "value": "sum(costs, amount)", "decimals": 2, "unit": {"sv": "kr"}}  # fmt: skip


@pytest.fixture
def munkedal(db):
    return organisations.municipality_by_slug("munkedal").tenant_id


@pytest.fixture
def visitor(munkedal):
    """Margit, on the first page of an application that asks of her costs."""
    file = resources.files("gemensam.questionnaires") / "data" / "safety_alarm_application.yaml"
    data = schema_json.write(schema_json.read(yaml.safe_load(file.read_text(encoding="utf-8"))))
    data["pages"][0]["groups"] = [COSTS, {"id": "sums", "fields": [TOTAL]}]
    questionnaires.publish(schema_json.read(data), now=timezone.now() - timedelta(seconds=1))
    with tenant_context(munkedal):
        margit = str(Resident.objects.get(given_name="Margit").id)
    visitor = Visitor("margit")
    begin(visitor, for_whom=margit)
    return visitor


def _press(visitor, button, **typed):
    visitor.send("go", go=button, **typed)
    return visitor.follow()


def _rows(visitor):
    return re.findall(r'id="row-costs@(\w+)"', visitor.text)


def _total(visitor):
    return re.search(r'data-calculated="total"[^>]*>([^<]*)<', visitor.text)[1]


def test_rows_are_added_removed_and_brought_back_with_what_was_typed(visitor, munkedal):
    # The one that is asked for in any case is there from the beginning.
    (first,) = _rows(visitor)
    _press(visitor, "add:costs", **{f"amount@{first}": "99,50"})
    assert _rows(visitor)[0] == first
    second = _rows(visitor)[1]
    # There can be no third.
    assert 'value="add:costs"' not in visitor.text
    _press(visitor, "add:costs", **{f"amount@{second}": "0,50"})
    assert _rows(visitor) == [first, second]
    assert _total(visitor) == "100\u00a0kr"

    _press(visitor, f"drop:costs:{first}")
    assert (_rows(visitor), _total(visitor)) == ([second], "0,50\u00a0kr")
    _press(visitor, f"restore:costs:{first}")
    assert (_rows(visitor), _total(visitor)) == ([first, second], "100\u00a0kr")
    with tenant_context(munkedal):
        rows = Answer.objects.filter(response__version__number=2).exclude(key=KNOWN)
        assert {row.key: row.value for row in rows} == {
            f"costs@{first}": "yes",
            f"costs@{second}": "yes",
            f"amount@{first}": "99,50",
            f"amount@{second}": "0,50",
        }


def test_too_few_rows_and_a_bad_answer_in_one_are_told(visitor):
    _press(visitor, "drop:costs:01")
    assert visitor.send("go", go="next").status_code == 422
    assert "Lägg till kostnad: det behövs minst 1" in visitor.text

    _press(visitor, "add:costs")
    (row,) = _rows(visitor)
    assert visitor.send("go", go="next", **{f"amount@{row}": "många"}).status_code == 422
    assert "Skriv ett tal med siffror, till exempel 1 250: Belopp" in visitor.text
    # A question that is asked only now is no mistake.
    visitor.send("go", go="next", **{f"amount@{row}": "101"})
    assert "fler=1" in visitor.follow().wsgi_request.get_full_path()
    visitor.next(**{f"why@{row}": "Dyrt"})
    assert visitor.path.endswith("/2/")


@pytest.mark.parametrize(
    "button", ["add:costs", "drop:costs:a", "restore:costs:a", "add:sums", "add:gone"]
)
def test_a_page_that_saves_itself_adds_no_rows(visitor, button):
    assert visitor.send("go", {"X-Autosave": "true"}, go=button).status_code == 204
    visitor.get(visitor.path)
    assert _rows(visitor) == ["01"]
