"""Every list goes out and comes back: nothing changes until it is accepted, all of it or nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gemensam.programme import county
from gemensam.programme.lists import every
from gemensam.programme.models import GrantComponent, ListImport
from gemensam.programme.tests.pages import open_as, rows_of, text_of

PARTS = "/program/listor/bidragsdelar/"
HEAD = "bidrag;nyckel;ordning;text;belopp;matchas;antagande"
# Whoever may send in each list: the county's coordinator, or somebody of the municipality's own.
SENDERS = {"timmar": "nils", "timpriser": "bo"}
NOTHING = "Filen säger det som redan finns. Det finns inget att godkänna."
NO_ROWS = "Filen har inga rader under rubrikraden."
# Lists that the demo has no rows of.
EMPTY_IN_DEMO: set[str] = set()


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
    assert (NO_ROWS if key in EMPTY_IN_DEMO else NOTHING) in _answer(client, address, file.content)
