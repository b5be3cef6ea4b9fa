"""The unit manager and what was held: admit it as it was written, or leave it outside with a reason."""

import pytest

from gemensam.authority import api as authority
from gemensam.homecare.actions import batch, held
from gemensam.homecare.actions.notes import entry_of
from gemensam.homecare.models import HeldEntry, Note, Settlement


@pytest.fixture
def held_note(munkedal, phone, resident, now):
    """What Anna wrote of somebody that her unit has nothing to do with."""
    sent = phone("anna")
    entry = sent.note(resident("David Holm"), "test kvarhållen")
    first = sent.note(resident("Gunnar Ek"), "test enrolerar")
    batch.take_in(sent.actor, [entry, first], now=now)
    return entry, HeldEntry.objects.get(entry_id=entry["id"])


def settle(actor, row, settlement, now, because=""):
    held.settle(actor, row, settlement, because=because, now=now)


def test_an_admitted_note_stands_in_the_record_as_its_author_wrote_it(held_note, actor, now):
    entry, row = held_note
    settle(actor("bo"), row, Settlement.ADMITTED, now)
    note = Note.objects.get(id=entry["id"])
    assert entry_of(note).plain() | {"hash": note.hash} == entry
    assert note.author_name == "Anna Berg"
    row.refresh_from_db()
    assert (row.settlement, row.settled_at, row.settled_by_id) == (
        "ADMITTED",
        now,
        actor("bo").person_id,
    )


def test_a_note_left_outside_stays_among_the_held_with_the_reason(held_note, actor, now):
    entry, row = held_note
    settle(actor("bo"), row, Settlement.LEFT, now, because="Fel person, skriven på nytt.")
    row.refresh_from_db()
    assert (row.settlement, row.settled_because, Note.objects.filter(id=entry["id"]).count()) == (
        "LEFT",
        "Fel person, skriven på nytt.",
        0,
    )


def test_to_leave_something_outside_takes_a_reason(held_note, actor, now):
    with pytest.raises(held.NoReasonGiven):
        settle(actor("bo"), held_note[1], Settlement.LEFT, now, because="  ")


def test_nothing_is_settled_twice(held_note, actor, now):
    settle(actor("bo"), held_note[1], Settlement.ADMITTED, now)
    with pytest.raises(held.AlreadySettled):
        settle(actor("bo"), held_note[1], Settlement.LEFT, now, because="Ångrar mig.")


@pytest.mark.parametrize("key", ["anna", "farid", "nils", "hanna", "cecilia"])
def test_only_the_manager_settles(held_note, actor, now, key):
    with pytest.raises(authority.Refused):
        settle(actor(key), held_note[1], Settlement.ADMITTED, now)


def test_what_is_not_what_its_author_wrote_is_never_admitted(munkedal, phone, resident, actor, now):
    anna = phone("anna")
    entry = anna.note(resident("Gunnar Ek"), "test hel") | {"body": "test ändrad"}
    batch.take_in(anna.actor, [entry], now=now)
    row = HeldEntry.objects.get(entry_id=entry["id"])
    with pytest.raises(held.NotAdmissible):
        settle(actor("bo"), row, Settlement.ADMITTED, now)
