"""What a phone sends is read whole and strictly, or not at all."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemensam.homecare.entries import (
    IntentEntry,
    NoteEntry,
    Unreadable,
    read_intent,
    read_note,
)
from gemensam.homecare.rules import BODY_MAX, GENESIS, IntentKind
from gemensam.kernel.actor import InformationClass, Regime

ID = UUID("0199a0b0-0000-7000-8000-000000000001")
BODIES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=200
).filter(str.strip)


def a_note(**over):
    values = {
        "id": ID,
        "author": ID,
        "device": ID,
        "sequence": 1,
        "resident": ID,
        "visit": None,
        "regime": Regime.SOL,
        "information_class": InformationClass.NOTE_SOL,
        "form_version": None,
        "created_at": datetime(2026, 11, 21, 16, 30, 0, 123_000, tzinfo=UTC),
        "based_on": 0,
        "prev_hash": GENESIS,
        "body": "Åt frukost.",
        "corrects": None,
    }
    return NoteEntry(**(values | over))


def written(note):
    return note.plain() | {"hash": note.hash}


# A busy machine makes even small inputs slowly.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=BODIES,
    sequence=st.integers(1, 2**31 - 1),
    based_on=st.integers(0, 2**63 - 1),
    visit=st.none() | st.uuids(),
    corrects=st.none() | st.uuids(),
    regime=st.sampled_from(Regime),
    information_class=st.sampled_from(InformationClass),
)
def test_a_note_reads_back_as_it_was_written(**over):
    note = a_note(**over)
    assert read_note(written(note)) == (note, note.hash)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", None), ("id", 7), ("id", "x"), ("id", str(ID).upper()), ("id", ID.hex),
        ("author", ""), ("device", []), ("resident", {}), ("visit", "x"), ("corrects", 1),
        ("sequence", 0), ("sequence", -1), ("sequence", 2**31), ("sequence", True),
        ("sequence", 1.0), ("sequence", "1"),
        ("based_on", -1), ("based_on", 2**63), ("based_on", None),
        ("regime", "X"), ("information_class", "anteckning SoL"),
        ("created_at", None), ("created_at", "i dag"), ("created_at", "2026-11-21T16:30:00.123"),
        ("created_at", "2026-11-21T16:30:00.123456Z"), ("created_at", "2026-11-21T17:30:00.123+01:00"),
        ("prev_hash", "0" * 63), ("prev_hash", "G" * 64), ("prev_hash", "A" * 64), ("hash", None),
        ("body", None), ("body", ""), ("body", " \n "), ("body", "a\x00"), ("body", "\ud800"),
        ("body", "a" * (BODY_MAX + 1)),
    ],
)  # fmt: skip
def test_a_note_with_one_thing_wrong_is_unreadable(name, value):
    with pytest.raises(Unreadable):
        read_note(written(a_note()) | {name: value})


@pytest.mark.parametrize("name", sorted(written(a_note()) | {}))
def test_a_note_without_one_of_its_parts_is_unreadable_or_has_none_of_it(name):
    entry = written(a_note())
    del entry[name]
    if name in {"visit", "form_version", "corrects", "kind"}:
        assert read_note(entry) == (a_note(), a_note().hash)
    else:
        with pytest.raises(Unreadable):
            read_note(entry)


def test_a_report_reads_back_as_it_was_written():
    at = datetime(2026, 11, 21, 16, 30, 0, 123_000, tzinfo=UTC)
    assert read_intent(
        {
            "kind": "visit.arrived",
            "id": str(ID),
            "visit": str(ID),
            "at": "2026-11-21T16:30:00.123Z",
            "made_by": str(ID),
            "device": str(ID),
        }
    ) == IntentEntry(ID, IntentKind.ARRIVED, ID, at, ID, ID)


@pytest.mark.parametrize("kind", ["note", "visit.started", "", None, 1])
def test_a_report_of_an_unknown_kind_is_unreadable(kind):
    with pytest.raises(Unreadable):
        read_intent({"kind": kind})
