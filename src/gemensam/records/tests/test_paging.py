"""A record with more notes than a page holds: page by page, none twice, none lost, blocked ones never."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from tests.cast_at_work import log_in

from gemensam.consents.tests import world
from gemensam.tenancy.context import tenant_context
from gemensam.ui.paging import PAGE_SIZE

MANY = 2 * PAGE_SIZE + 3
OF_NORTH = MANY - MANY // 10
NIGHT = "Nattpatrullen"
# The same as for a record of one note.
QUERIES_MAX = 20


@pytest.fixture
def hanna(db):
    return log_in("hanna").client()


@pytest.fixture
def own(db):
    """How many notes of the unit North Birgit has in the demo: one, or two once today's visit is over."""
    from gemensam.homecare.models import Note

    with tenant_context(world.home()):
        return Note.objects.filter(resident_id=world.resident(world.BIRGIT)).count()


@pytest.fixture
def page(own):
    """Birgit's record with many notes of the unit North; every tenth is of the night patrol."""
    from gemensam.homecare.models import Note
    from gemensam.organisations.models import Unit

    with tenant_context(world.home()):
        resident = world.resident(world.BIRGIT)
        first = Note.objects.filter(resident_id=resident).earliest("server_sequence")
        units = (first.unit_id, Unit.objects.get(name=NIGHT).id)
        last = Note.objects.order_by("-server_sequence")[0].server_sequence
        place = Note.objects.filter(device_id=first.device_id).order_by("-device_sequence")[0]
        for number in range(1, MANY + 1):
            _copy(
                first,
                f"Rad {number:03}",
                units[number % 10 == 0],
                (last + number, place.device_sequence + number),
            )
        return f"/journal/{resident}/"


def _copy(note, body, unit_id, sequences):
    """Write the same note once more, of a unit and with a text of its own."""
    from gemensam.tenancy.models import new_id

    note.pk = new_id()
    note._state.adding = True
    note.server_sequence, note.device_sequence = sequences
    note.body, note.unit_id = body, unit_id
    note.save()


def _rows(text):
    return [int(number) for number in re.findall(r"<p>Rad (\d{3})</p>", text)]


def _text(response):
    assert response.status_code == 200
    return response.content.decode()


def _next(text):
    found = re.search(r'href="(\?efter=[^"]+)"', text)
    return found[1].replace("&amp;", "&") if found else ""


def _walk(client, page):
    """Read every page there is."""
    pages, address = [], page
    while address != page or not pages:
        text = _text(client.get(address))
        pages.append(text)
        address = page + _next(text)
    return pages


def test_every_note_is_read_once_page_by_page_newest_first(hanna, page):
    pages = _walk(hanna, page)
    assert [len(_rows(text)) for text in pages] == [PAGE_SIZE, PAGE_SIZE, MANY - 2 * PAGE_SIZE]
    assert [row for text in pages for row in _rows(text)] == list(range(MANY, 0, -1))
    assert "Rodnad på höger häl" in pages[-1]


def test_each_page_says_how_many_there_are_in_all_by_unit(hanna, own, page):
    by_unit = f"Hemtjänst Norr ({OF_NORTH + own}), {NIGHT} ({MANY - OF_NORTH})"
    said = f'{MANY + own} anteckningar: <span lang="sv">{by_unit}</span>'
    assert [said in text for text in _walk(hanna, page)] == [True] * 3


def test_a_new_note_between_two_pages_moves_no_row(hanna, page):
    from gemensam.homecare.models import Note

    first = _text(hanna.get(page))
    with tenant_context(world.home()):
        note = Note.objects.filter(resident_id=world.resident(world.BIRGIT)).latest(
            "server_sequence"
        )
        after = (note.server_sequence + 1, note.device_sequence + 1)
        _copy(note, "Rad 999", note.unit_id, after)
    second = _text(hanna.get(page + _next(first)))
    assert _rows(second) == list(range(MANY - PAGE_SIZE, MANY - 2 * PAGE_SIZE, -1))


def test_notes_under_a_block_are_neither_shown_nor_counted_on_any_page(hanna, own, page):
    from gemensam.consents import api as consents

    now = datetime.now(UTC)
    with tenant_context(world.home()):
        consents.register_block(
            actor=world.staff("hanna", now=now),
            resident_id=world.resident(world.BIRGIT),
            over=consents.BlockOver(
                consents.BlockLevel.INNER, unit_id=world.unit(NIGHT), care_provider_id=None
            ),
            now=now - timedelta(minutes=1),
        )
    pages = _walk(hanna, page)
    open_rows = [number for number in range(MANY, 0, -1) if number % 10]
    assert [row for text in pages for row in _rows(text)] == open_rows
    assert all(f"{OF_NORTH + own} anteckningar" in text and NIGHT not in text for text in pages)
    assert all("Spärrad uppgift finns" in text for text in pages)


def test_a_page_of_an_altered_address_begins_anew_and_says_so(hanna, page):
    text = _text(hanna.get(f"{page}?efter=hittepa"))
    assert "Listan börjar om" in text
    assert _rows(text) == list(range(MANY, MANY - PAGE_SIZE, -1))


def test_a_long_record_takes_no_more_queries_than_a_short_one(hanna, page):
    from django.db import connection

    with CaptureQueriesContext(connection) as queries:
        _text(hanna.get(page))
    assert len(queries) <= QUERIES_MAX
