"""The pages of Arbeta: who meets what, what is kept through errors, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gemensam.audit.models import AccessLog
from gemensam.cases import actions
from gemensam.cases.models import Case, CaseEvent, Decision
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

# The budget of any page.
MOST_QUERIES = 20


def _client(key):
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": key})
    return client


@pytest.fixture
def case_id(real_world):
    with transaction.atomic(), tenant_context(real_world.home):
        return real_world.open_case(by="eva")


def _in_home(real_world, act):
    with transaction.atomic(), tenant_context(real_world.home):
        return act()


def _case(real_world, case_id):
    return _in_home(real_world, lambda: Case.objects.get(id=case_id))


def _post(client, name, case_id, **values):
    return client.post(reverse(f"cases:{name}", args=[case_id]), values)


@pytest.mark.parametrize(
    ("key", "listed", "opened"),
    [
        ("cecilia", 200, 200),
        ("ulla", 200, 404),
        ("anna", 403, 403),
        ("henrik", 403, 403),
        ("sven", 403, 403),
        ("margit", 403, 404),
    ],
)
def test_who_meets_which_page(real_world, case_id, key, listed, opened):
    client = _client(key)
    page = client.get(reverse("cases:case", args=[case_id]))
    assert (client.get("/arbeta/").status_code, page.status_code) == (listed, opened)


def test_a_stranger_is_sent_to_log_in(real_world, case_id):
    response = Client().get(reverse("cases:case", args=[case_id]))
    assert (response.status_code, response["Location"].split("?")[0]) == (303, "/logga-in/")


def _list_cost(client):
    with CaptureQueriesContext(connection) as cost:
        page = client.get("/arbeta/?visa=nya")
    return page.text.count("data-row"), len(cost)


def test_the_work_list_costs_the_same_with_three_rows_as_with_one(real_world):
    def leave(count):
        rows = Case.objects.filter(state="NEW").order_by("due_at")
        rows.exclude(id__in=list(rows.values_list("id", flat=True)[:count])).update(
            state="INVESTIGATING"
        )

    def open_and_leave_three():
        real_world.open_case(by="eva")
        leave(3)

    _in_home(real_world, open_and_leave_three)
    client = _client("cecilia")
    client.get("/arbeta/")
    (three, cost_of_three) = _list_cost(client)
    _in_home(real_world, lambda: leave(1))
    assert (three, _list_cost(client)) == (3, (1, cost_of_three))
    assert cost_of_three <= MOST_QUERIES


def test_a_case_page_keeps_to_the_budget(real_world, case_id):
    client = _client("cecilia")
    address = reverse("cases:case", args=[case_id])
    client.get(address)
    with CaptureQueriesContext(connection) as cost:
        client.get(address)
    assert len(cost) <= MOST_QUERIES


def test_everybody_in_the_list_is_logged_in_one_statement(real_world):
    client = _client("cecilia")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/arbeta/")
    inserts = [one["sql"] for one in queries if 'INSERT INTO "audit_accesslog"' in one["sql"]]
    assert len(inserts) == 1
    with tenant_context(real_world.home, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_type="case_list")
        assert rows.count() == page.text.count("data-row")


def test_the_list_beside_an_open_case_names_nobody_else(real_world, case_id):
    page = _client("cecilia").get(reverse("cases:case", args=[case_id])).text
    assert "Margit Lindgren" in page
    assert "Birgit Alm" not in page


def test_filters_in_the_address_choose_what_is_shown(real_world):
    client = _client("cecilia")
    page = client.get("/arbeta/?visa=nya").text
    assert ("Birgit Alm" in page, "Torsten Vik" in page) == (True, False)
    assert "lämnades utanför" in client.get("/arbeta/?visa=allt").text


def test_a_question_without_words_keeps_the_rest_of_what_was_typed(real_world, case_id):
    response = _post(
        _client("cecilia"),
        "ask",
        case_id,
        **{"fraga-version": 1, "fraga-field_id": "reason", "fraga-due_on": "2030-01-02"},
    )
    assert response.status_code == 422
    assert "Skriv vad du vill fråga." in response.text
    assert "2030-01-02" in response.text


def test_a_question_on_an_old_page_says_what_is_new_and_keeps_the_words(real_world, case_id):
    client = _client("cecilia")
    _in_home(
        real_world,
        lambda: actions.say(
            actor=real_world.actor("eva"), case_id=case_id, text="Vi flyttar!", now=real_world.now
        ),
    )
    due_on = (real_world.now + timedelta(days=5)).date().isoformat()
    response = _post(
        client,
        "ask",
        case_id,
        **{
            "fraga-version": 1,
            "fraga-field_id": "reason",
            "fraga-text": "Hur ofta faller hon?",
            "fraga-due_on": due_on,
        },
    )
    assert response.status_code == 409
    assert "Ärendet har ändrats sedan du öppnade det." in response.text
    assert response.text.count("Vi flyttar!") == 2
    assert "Hur ofta faller hon?" in response.text
    assert _case(real_world, case_id).state == "NEW"


def _decision(version, **over):
    unit = next(one for one in organisations.units() if one.name == "Hemtjänst Norr")
    return {
        "beslut-version": version,
        "beslut-outcome": "GRANT",
        "beslut-motivation": "Margit har fallit två gånger.",
        "beslut-starts_on": "2030-01-02",
        "beslut-performer": str(unit.id),
    } | over


def test_a_decision_is_shown_before_it_is_made_and_made_once(real_world, case_id):
    client = _client("cecilia")
    values = _in_home(real_world, lambda: _decision(1))
    looked = _post(client, "decide", case_id, **values)
    assert "Läs beslutet innan du fattar det" in looked.text
    assert _case(real_world, case_id).state == "NEW"
    for _ in range(2):
        made = _post(client, "decide", case_id, **values, bekrafta="ja")
        assert made.status_code == 303
    count = _in_home(real_world, lambda: Decision.objects.filter(case_id=case_id).count())
    assert count == 1
    letter = client.get(reverse("cases:letter", args=[case_id]))
    assert (letter["Content-Type"], letter["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert letter.content.startswith(b"%PDF-")


def test_a_decision_read_through_on_an_old_page_is_stopped_and_told_what_is_new(
    real_world, case_id
):
    client = _client("cecilia")
    values = _in_home(real_world, lambda: _decision(1))
    _in_home(
        real_world,
        lambda: actions.say(
            actor=real_world.actor("eva"),
            case_id=case_id,
            text="Vi ångrar oss.",
            now=real_world.now,
        ),
    )
    looked = _post(client, "decide", case_id, **values)
    assert '<input type="hidden" name="beslut-version" value="1"' in looked.text
    stopped = _post(client, "decide", case_id, **values, bekrafta="ja")
    assert (stopped.status_code, stopped.text.count("Vi ångrar oss.")) == (409, 2)
    assert 'name="beslut-version" value="2"' in stopped.text
    assert "Margit har fallit två gånger." in stopped.text
    assert _case(real_world, case_id).state == "NEW"


def test_a_phrase_is_added_after_what_is_typed(real_world, case_id):
    values = _in_home(real_world, lambda: _decision(1))
    page = _post(_client("cecilia"), "decide", case_id, **values, fras="0").text
    assert "Margit har fallit två gånger.\nDu har fallit eller riskerar" in page


def test_a_rejection_needs_neither_day_nor_unit(real_world, case_id):
    values = _in_home(
        real_world,
        lambda: _decision(
            1, **{"beslut-outcome": "REJECT", "beslut-starts_on": "", "beslut-performer": ""}
        ),
    )
    made = _post(_client("cecilia"), "decide", case_id, **values, bekrafta="ja")
    assert made.status_code == 303


def test_writing_in_a_decided_case_says_so(real_world, case_id):
    client = _client("cecilia")
    values = _in_home(real_world, lambda: _decision(1))
    _post(client, "decide", case_id, **values, bekrafta="ja")
    response = _post(client, "write", case_id, **{"skriv-text": "Hej", "skriv-to": "sokande"})
    assert response.status_code == 409
    assert "Ärendet beslutades innan du skickade det här." in response.text


@pytest.mark.parametrize("name", ["take", "ask", "write", "decide"])
def test_nobody_from_another_municipality_can_do_anything(real_world, case_id, name):
    assert _post(_client("ulla"), name, case_id).status_code in {404, 422}
    kinds = _in_home(
        real_world,
        lambda: list(CaseEvent.objects.filter(case_id=case_id).values_list("kind", flat=True)),
    )
    assert kinds == ["OPENED"]


@pytest.mark.parametrize("name", ["take", "ask", "write", "decide", "letter"])
def test_what_is_done_by_the_wrong_method_is_refused(real_world, case_id, name):
    client = _client("cecilia")
    address = reverse(f"cases:{name}", args=[case_id])
    answer = client.post(address) if name == "letter" else client.get(address)
    assert answer.status_code == 405
