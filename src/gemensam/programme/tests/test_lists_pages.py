"""Every list goes out and comes back: nothing changes until it is accepted, all of it or nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gemensam.programme import county
from gemensam.programme.lists import every
from gemensam.programme.models import GrantComponent, ListImport
from gemensam.programme.tests.pages import open_as, text_of

PARTS = "/program/listor/bidragsdelar/"
HEAD = "bidrag;nyckel;ordning;text;belopp;matchas;antagande"
# Whoever may send in each list: the county's coordinator, or somebody of the municipality's own.
SENDERS = {"timmar": "nils", "timpriser": "bo"}
NOTHING = "Filen säger det som redan finns. Det finns inget att godkänna."


def _send(client, address, data, name="delar.csv"):
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def _sent(client, address, data):
    response = _send(client, address, data)
    assert response.status_code == 303, text_of(response.content.decode())
    return response["Location"]


def _fingerprint(client, address):
    page = client.get(address).content.decode()
    found = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert found, text_of(page)
    return found[1]


def _accept(client, address):
    return client.post(f"{address}godkann/", {"fingerprint": _fingerprint(client, address)})


def _parts():
    with county.context():
        rows = GrantComponent.objects.order_by("grant__key", "order")
        return [(row.key, row.text, int(row.amount)) for row in rows]


def _answer(client, address, data):
    """Send a file in, and give the words of the page that comes of it."""
    response = _send(client, address, data)
    page = client.get(response["Location"]) if response.status_code == 303 else response
    return text_of(page.content.decode())


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
@pytest.mark.parametrize("key", list(every.lists()))
def test_what_a_list_gives_changes_nothing_when_it_comes_back(db, key, sort):
    client = open_as(SENDERS.get(key, "karin"))
    address = f"/program/listor/{key}/"
    file = client.get(f"{address}fil.{sort}")
    assert file.status_code == 200
    assert NOTHING in _answer(client, address, file.content)


def test_a_bad_row_is_named_and_nothing_can_be_accepted(db):
    client, before = open_as("karin"), _parts()
    data = f"{HEAD}\ngrant_2013;extra;3;Extra;12,3,4;kanske;\ngrant_2013;ny;4;Ny;10;nej;\n".encode()
    address = _sent(client, PARTS, data)
    page = client.get(address).content.decode()
    words = text_of(page)
    assert "2 rader är fel." in words
    assert "”12,3,4” är inget tal. Skriv det med siffror, till exempel 1234." in words
    assert "”kanske” är varken ja eller nej. Skriv ja eller nej." in words
    assert "antagande: En del som inte ska matchas saknar sitt antagande." in words
    assert 'name="fingerprint"' not in page
    answer = client.post(f"{address}godkann/", {"fingerprint": ""})
    assert (answer.status_code, _parts()) == (409, before)


def test_an_accepted_file_changes_what_it_showed_and_is_undone_whole(db):
    client, before = open_as("karin"), _parts()
    rows = "grant_2013;aktiviteter;1;Aktiviteter i kommunerna;11784508;ja;Antaget\n"
    rows += "grant_2013;ny;9;Påhittad del;1 000,50;ja;\n"
    address = _sent(client, PARTS, f"{HEAD}\n{rows}".encode("cp1252"))
    words = text_of(client.get(address).content.decode())
    assert "text: Aktiviteter → Aktiviteter i kommunerna" in words
    assert "Filen är skriven med en äldre teckenuppsättning (Windows-1252)." in words
    assert _parts() == before
    assert _accept(client, address).status_code == 303
    assert ("aktiviteter", "Aktiviteter i kommunerna", 11784508) in _parts()
    assert ("ny", "Påhittad del", 1000) in _parts()
    assert client.post(f"{address}angra/").status_code == 303
    assert _parts() == before
    assert client.post(f"{address}angra/").status_code == 409


def _change_text(client, text):
    row = f"{HEAD}\ngrant_2013;aktiviteter;1;{text};11784508;ja;Antaget"
    return _sent(client, PARTS, row.encode())


def test_what_has_changed_since_the_preview_is_not_accepted(db):
    client = open_as("karin")
    address = _change_text(client, "En")
    fingerprint = _fingerprint(client, address)
    assert _accept(client, _change_text(client, "Två")).status_code == 303
    answer = client.post(f"{address}godkann/", {"fingerprint": fingerprint})
    assert answer.status_code == 409
    assert ("aktiviteter", "Två", 11784508) in _parts()


def test_an_import_that_was_built_upon_is_not_undone(db):
    client = open_as("karin")
    first = _change_text(client, "En")
    _accept(client, first)
    _accept(client, _change_text(client, "Två"))
    answer = client.post(f"{first}angra/")
    assert answer.status_code == 409
    assert "har ändrats eller använts" in text_of(answer.content.decode())
    assert ("aktiviteter", "Två", 11784508) in _parts()


def test_a_file_that_is_thrown_away_leaves_nothing_of_what_it_held(db):
    client = open_as("karin")
    address = _change_text(client, "Hemligt")
    assert client.post(f"{address}kasta/").status_code == 303
    with county.context():
        (row,) = ListImport.objects.filter(id=address.strip("/").split("/")[-1])
    assert (row.state, row.lines, row.changes) == ("DISCARDED", [], [])


@pytest.mark.parametrize("data", [b"", b"\x00\x81", b"a;b\n1;2", b"PK\x03\x04x"])
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(db, data):
    response = _send(open_as("karin"), PARTS, data)
    words = text_of(response.content.decode())
    assert (response.status_code, "Filen går inte att läsa" in words) == (422, True)
    assert "Inget ändrades." in words


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("karin", "/program/listor/", 200),
        ("sara", "/program/listor/", 200),
        ("nils", "/program/listor/", 200),
        ("cecilia", "/program/listor/", 403),
        ("sara", PARTS, 200),
        ("sara", f"{PARTS}fil.csv", 200),
        ("nils", PARTS, 403),
        ("bo", "/program/listor/timpriser/", 200),
        ("anna", "/program/listor/timpriser/", 403),
        ("karin", "/program/listor/finns-inte/", 404),
    ],
)
def test_each_list_lets_in_only_whose_it_is(db, who, address, status):
    assert open_as(who).get(address).status_code == status


def test_an_association_fetches_but_sends_in_nothing(db):
    client = open_as("sara")
    assert "Skicka in en fil" not in text_of(client.get(PARTS).content.decode())
    assert _send(client, PARTS, HEAD.encode()).status_code == 403


def test_an_import_is_found_only_under_its_own_list(db):
    client = open_as("karin")
    address = _change_text(client, "En")
    assert client.get(address.replace("bidragsdelar", "bidrag")).status_code == 404


LEDGER = "/program/listor/bidragsrader/"
LINE = "bidrag;del;slag;dag;text;belopp;form;nyckel;rattar;skal"


def test_a_ledger_line_is_never_changed_by_a_file(db):
    client = open_as("karin")
    (key, *_) = _keys(client)
    row = f"grant_2013;aktiviteter;cost;2013-05-02;Ändrad;5;faktura;{key};;"
    assert "En rad i bidragets bokföring ändras aldrig." in _answer(
        client, LEDGER, f"{LINE}\n{row}".encode()
    )


def _keys(client):
    rows = client.get(f"{LEDGER}fil.csv").content.decode("utf-8-sig").splitlines()
    return [row.split(";")[-1] for row in rows[1:]]


def test_a_preview_tries_the_ledgers_rules_and_writes_nothing(db):
    client = open_as("karin")
    before = _keys(client)
    row = "grant_2013;finns-inte;kostnad;2013-05-02;Ny;5;faktura;;;"
    assert "Bidraget har ingen sådan del." in _answer(client, LEDGER, f"{LINE}\n{row}".encode())
    assert _keys(client) == before


def test_a_new_ledger_line_comes_in_and_says_why_it_is_not_undone(db):
    client = open_as("karin")
    before = _keys(client)
    row = "grant_2013;aktiviteter;kostnad;2013-05-02;Ny;5;faktura;;;"
    address = _sent(client, LEDGER, f"{LINE}\n{row}".encode())
    assert _accept(client, address).status_code == 303
    assert len(_keys(client)) == len(before) + 1
    answer = client.post(f"{address}angra/")
    assert (answer.status_code, "tas aldrig bort" in text_of(answer.content.decode())) == (
        409,
        True,
    )


@pytest.mark.parametrize("key", list(every.lists()))
def test_no_two_columns_of_a_list_are_called_the_same(db, key):
    client = open_as(SENDERS.get(key, "karin"))
    page = client.get(f"/program/listor/{key}/").content.decode()
    heads = re.findall(r'<tr id="row-[a-z_]+" data-row><th scope="row">([^<]+)', page)
    assert len(heads) == len(set(heads)) > 0


def test_filters_of_the_address_narrow_the_file(db):
    text = open_as("karin").get("/program/listor/bidrag/fil.csv?ar=2013").content.decode()
    assert [line.split(";")[0] for line in text.splitlines()[1:]] == ["grant_2013"]


def test_an_empty_file_has_only_the_head(db):
    text = open_as("karin").get(f"{PARTS}fil.csv?tom=1").content.decode("utf-8-sig")
    assert text.splitlines() == [
        "bidrag;nyckel;ordning;text;belopp;ska matchas;antagande;ändamål;från;till;aktiviteter"
    ]
