"""A proposal on the case page: who sees which buttons, what is kept and said, and what it costs."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gemensam.cases import actions
from gemensam.cases.models import Case, CaseEvent, Decision
from gemensam.tenancy.context import tenant_context

MOST_QUERIES = 20
WORDS = "Dina inkomster räcker till det du behöver."


def _client(key):
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": key})
    return client


def _in_home(world, act):
    with transaction.atomic(), tenant_context(world.home):
        return act()


def _post(client, name, case_id, **values):
    return client.post(reverse(f"cases:{name}", args=[case_id]), values)


def _page(client, case_id):
    return client.get(reverse("cases:case", args=[case_id]))


def _decision(version=1):
    return {
        "beslut-version": version,
        "beslut-outcome": "REJECT",
        "beslut-motivation": WORDS,
    }


@pytest.fixture
def case_id(real_world):
    return _in_home(real_world, lambda: real_world.open_case(kind="financial_assistance"))


@pytest.fixture
def proposed(real_world, case_id):
    _post(_client("petra"), "decide", case_id, **_decision(), bekrafta="ja")
    return case_id


def _kinds(world, case_id):
    rows = CaseEvent.objects.filter(case_id=case_id).order_by("at", "id")
    return _in_home(world, lambda: [*rows.values_list("kind", flat=True)])


def test_whoever_needs_a_second_proposes_with_the_same_form(real_world, case_id):
    client = _client("petra")
    assert "Avslå (en kollega bekräftar)" in _page(client, case_id).text
    looked = _post(client, "decide", case_id, **_decision()).text
    assert ("Läs beslutet innan du föreslår det" in looked, "Föreslå beslutet" in looked) == (
        True,
        True,
    )
    for _ in range(2):
        sent = _post(client, "decide", case_id, **_decision(), bekrafta="ja")
        assert (sent.status_code, sent["Location"].endswith("#forslag")) == (303, True)
    assert _kinds(real_world, case_id) == ["OPENED", "PROPOSAL"]
    page = _page(client, case_id).text
    assert ("Ditt förslag väntar på en kollega" in page, "Ta tillbaka förslaget" in page) == (
        True,
        True,
    )
    assert ("Bekräfta och skicka" in page, 'name="beslut-outcome"' in page) == (False, False)


def test_a_colleague_reads_the_whole_letter_and_confirms_once(real_world, proposed):
    client = _client("cecilia")
    assert "Beslut att bekräfta" in client.get("/arbeta/?visa=bekrafta").text
    page = _page(client, proposed).text
    assert (WORDS in page, "Bekräfta och skicka" in page, "Petra Wallin" in page) == (True,) * 3
    draft = client.get(reverse("cases:draft", args=[proposed]))
    assert (draft.status_code, draft.content[:5]) == (200, b"%PDF-")
    for _ in range(2):
        made = _post(client, "confirm", proposed, version=2)
        assert made.status_code == 303
    assert _kinds(real_world, proposed) == ["OPENED", "PROPOSAL", "DECISION"]
    after = _page(client, proposed).text
    assert (
        "Petra Wallin, socialsekreterare. Bekräftat av Cecilia Nyberg, biståndshandläggare" in after
    )
    assert _in_home(real_world, lambda: Decision.objects.filter(case_id=proposed).count()) == 1


def test_the_resident_reads_who_decided_and_nothing_of_the_proposal(real_world, proposed):
    address = reverse("eservices:case", args=["munkedal", proposed])
    before = _client("margit").get(address).text
    assert ("örslag" in before, WORDS in before) == (False, False)
    _post(_client("cecilia"), "confirm", proposed, version=2)
    after = _client("margit").get(address).text
    assert "Bekräftat av Cecilia Nyberg" in after
    assert "Tog tillbaka" not in after


def test_a_colleague_who_read_an_older_page_is_told_what_is_new(real_world, proposed):
    margit = real_world.actor("margit")
    _in_home(
        real_world,
        lambda: actions.say(
            actor=margit, case_id=proposed, text="Jag har fått lön.", now=timezone.now()
        ),
    )
    stopped = _post(_client("cecilia"), "confirm", proposed, version=2)
    assert (stopped.status_code, stopped.text.count("Jag har fått lön.")) == (409, 2)
    assert "Förslaget gäller inte längre." in stopped.text
    again = _page(_client("petra"), proposed).text
    assert (WORDS in again, 'name="beslut-version" value="3"' in again) == (True, True)
    assert not _in_home(real_world, lambda: Decision.objects.filter(case_id=proposed).exists())


def test_it_is_sent_back_with_words_that_its_proposer_reads(real_world, proposed):
    client = _client("cecilia")
    empty = _post(client, "send_back", proposed, **{"tillbaka-version": 2, "tillbaka-text": ""})
    assert (empty.status_code, "Skriv vad som behöver ändras." in empty.text) == (422, True)
    words = {"tillbaka-version": 2, "tillbaka-text": "Räkna om hyran."}
    for _ in range(2):
        assert _post(client, "send_back", proposed, **words).status_code == 303
    page = _page(_client("petra"), proposed).text
    assert "Cecilia Nyberg skickade tillbaka förslaget:" in page
    assert (page.count("Räkna om hyran.") >= 2, WORDS in page) == (True, True)
    assert _kinds(real_world, proposed) == ["OPENED", "PROPOSAL", "PROPOSAL_RETURNED"]


def test_its_proposer_takes_it_back(real_world, proposed):
    client = _client("petra")
    own = {"tillbaka-version": 2, "ta-tillbaka": "ja"}
    assert _post(client, "send_back", proposed, **own).status_code == 303
    page = _page(client, proposed).text
    assert ("Tog tillbaka förslaget." in page, 'name="beslut-outcome"' in page) == (True, True)


def test_nobody_confirms_her_own_or_what_is_not_there(real_world, case_id, proposed):
    own = _post(_client("petra"), "confirm", proposed, version=2)
    assert (own.status_code, "En kollega bekräftar det." in own.text) == (422, True)
    other = _in_home(real_world, lambda: real_world.open_case(kind="financial_assistance"))
    none = _post(_client("cecilia"), "confirm", other, version=1)
    assert (none.status_code, "Det finns inget förslag här" in none.text) == (409, True)
    assert _client("cecilia").get(reverse("cases:draft", args=[other])).status_code == 404


def test_an_address_without_a_version_leaves_the_proposal_as_it_was(real_world, proposed):
    assert _post(_client("cecilia"), "confirm", proposed, version="ett").status_code == 409
    assert _in_home(real_world, lambda: Case.objects.get(id=proposed).proposed_by_id) is not None


def test_somebody_who_typed_meanwhile_keeps_what_was_typed(real_world, proposed):
    sent = {**_decision(1), "beslut-motivation": "Jag hann inte se det."}
    stopped = _post(_client("cecilia"), "decide", proposed, **sent, bekrafta="ja")
    assert (stopped.status_code, "Jag hann inte se det." in stopped.text) == (409, True)
    assert "Beslut att bekräfta" in stopped.text


@pytest.mark.parametrize("key", ["petra", "cecilia"])
def test_the_pages_keep_to_the_budget_with_a_proposal(real_world, proposed, key):
    client = _client(key)
    address = reverse("cases:case", args=[proposed])
    client.get(address)
    with CaptureQueriesContext(connection) as cost:
        client.get(address)
    asked = [
        one["sql"]
        for one in cost.captured_queries
        if not one["sql"].startswith(
            ("SAVEPOINT", "RELEASE", "SELECT set_config", "BEGIN", "COMMIT")
        )
    ]
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


@pytest.mark.parametrize("name", ["confirm", "send_back"])
def test_nobody_from_another_municipality_can_do_anything(real_world, proposed, name):
    assert _post(_client("ulla"), name, proposed, version=2).status_code in {404, 422}
    assert _kinds(real_world, proposed) == ["OPENED", "PROPOSAL"]
