"""What a phone sends: taken in once, in order, each with its verdict; what cannot be is held."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from gemensam.homecare import queries
from gemensam.homecare.actions import batch, notes, visits
from gemensam.homecare.actions.notes import entry_of
from gemensam.homecare.models import Device, HeldEntry, Intent, Note, Visit
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context


def verdicts(answers):
    return [(answer.verdict, answer.reason) for answer in answers]


def bodies():
    rows = Note.objects.order_by("server_sequence")
    return [row.body for row in rows if row.body.startswith("test ")]


def test_a_note_is_kept_bit_for_bit_with_number_author_and_event(munkedal, phone, resident, now):
    anna = phone("anna")
    sent = anna.note(resident("Gunnar Ek"), "test ett\n«åäö» 😀")
    before = queries.stream().last_sequence if queries.stream() else 0
    (answer,) = batch.take_in(anna.actor, [sent], now=now)
    row = Note.objects.get(id=sent["id"])
    assert entry_of(row).plain() | {"hash": row.hash} == sent
    assert answer == batch.Answer(
        sent["id"], "accepted", "", server_sequence=before + 1, hash=sent["hash"]
    )
    assert (row.author_name, row.author_title, row.unit_id, row.received_at) == (
        "Anna Berg",
        "undersköterska",
        anna.actor.commission.unit_id,
        now,
    )
    event = Event.objects.filter(name="homecare.note.written").latest("id")
    assert event.payload == {
        "note_id": sent["id"],
        "resident_id": sent["resident"],
        "unit_id": str(row.unit_id),
        "author_person_id": sent["author"],
        "at": now.isoformat(),
        "corrects": None,
        "version": 1,
    }


def test_the_same_batch_twice_is_as_once_and_gives_the_same_receipt(
    munkedal, phone, resident, visit_tomorrow, now
):
    anna = phone("anna")
    sent = [
        anna.note(resident("Gunnar Ek"), "test ett"),
        anna.report(visit_tomorrow("Gunnar Ek").id, "visit.accepted"),
    ]
    first = batch.take_in(anna.actor, sent, now=now)
    second = batch.take_in(anna.actor, sent, now=now + timedelta(hours=1))
    assert verdicts(first) == [("accepted", ""), ("accepted", "")]
    assert second == [replace(answer, verdict="duplicate") for answer in first]
    assert (bodies(), Intent.objects.filter(id=sent[1]["id"]).count()) == (["test ett"], 1)


def test_notes_that_come_backwards_are_numbered_in_the_order_they_were_written(
    munkedal, phone, resident, now
):
    anna = phone("anna")
    sent = [anna.note(resident("Gunnar Ek"), f"test {n}") for n in range(3)]
    answers = batch.take_in(anna.actor, sent[::-1], now=now)
    assert [answer.id for answer in answers] == [entry["id"] for entry in sent[::-1]]
    assert bodies() == ["test 0", "test 1", "test 2"]
    assert queries.breaks_in_chain(anna.device) == []


def test_a_note_of_a_stranger_is_held_and_those_behind_it_are_taken_in(
    munkedal, phone, resident, now
):
    anna = phone("anna")
    sent = [
        anna.note(resident("Gunnar Ek"), "test ett"),
        anna.note(resident("David Holm"), "test främmande"),
        anna.note(resident("Birgit Olsson"), "test tre"),
    ]
    assert verdicts(batch.take_in(anna.actor, sent, now=now)) == [
        ("accepted", ""),
        ("held", "no_access"),
        ("accepted", ""),
    ]
    assert bodies() == ["test ett", "test tre"]
    held = HeldEntry.objects.get(entry_id=sent[1]["id"])
    assert json.loads(held.payload) == sent[1]
    assert (held.author_id, held.unit_id, held.resident_id, held.settlement) == (
        anna.actor.person_id,
        anna.actor.commission.unit_id,
        resident("David Holm"),
        "",
    )
    assert queries.breaks_in_chain(anna.device) == []


def test_something_held_that_is_sent_again_is_held_once_with_the_same_reason(
    munkedal, phone, resident, now
):
    anna = phone("anna")
    sent = [anna.note(resident("David Holm"))]
    first = batch.take_in(anna.actor, sent, now=now)
    assert batch.take_in(anna.actor, sent, now=now) == first
    assert HeldEntry.objects.filter(entry_id=sent[0]["id"]).count() == 1


def test_a_late_note_is_taken_in_when_the_author_had_access_as_it_was_written(
    munkedal, phone, resident, now
):
    anna = phone("anna")
    gunnar = resident("Gunnar Ek")
    unit = anna.actor.commission.unit_id
    while_in_care = anna.note(gunnar, "test under", created_at=now - timedelta(hours=3))
    people.end_relation(resident_id=gunnar, unit_id=unit, now=now - timedelta(hours=2))
    after_care = anna.note(gunnar, "test efter", created_at=now - timedelta(hours=1))
    answers = batch.take_in(anna.actor, [while_in_care, after_care], now=now)
    assert verdicts(answers) == [("accepted", ""), ("held", "no_access")]
    assert bodies() == ["test under"]


def test_a_note_is_judged_by_the_commission_that_its_phone_was_enrolled_under(
    munkedal, phone, resident, actor, now
):
    anna, farid = phone("anna"), actor("farid")
    batch.enrol(anna.actor, anna.device, now=now)
    sent = anna.note(resident("Gunnar Ek"), "test gammalt uppdrag")
    moved = replace(farid, person_id=anna.actor.person_id, display_name="Anna Berg")
    assert verdicts(batch.take_in(moved, [sent], now=now)) == [("accepted", "")]
    assert Note.objects.get(id=sent["id"]).unit_id == anna.actor.commission.unit_id


def test_a_new_phone_is_judged_by_the_commission_of_the_session(
    munkedal, phone, resident, actor, now
):
    anna = phone("anna")
    sent = anna.note(resident("Gunnar Ek"), "test nytt uppdrag")
    moved = replace(actor("farid"), person_id=anna.actor.person_id)
    assert verdicts(batch.take_in(moved, [sent], now=now)) == [("held", "no_access")]


def test_what_somebody_else_wrote_or_whose_phone_it_is_not_is_held(
    munkedal, phone, resident, actor, now
):
    anna = phone("anna")
    batch.enrol(anna.actor, anna.device, now=now)
    bo = actor("bo")
    as_anna = anna.note(resident("Gunnar Ek"), "test som Anna")
    on_her_phone = replace(anna, actor=bo).note(resident("Gunnar Ek"), "test på Annas")
    assert verdicts(batch.take_in(bo, [as_anna, on_her_phone], now=now)) == [
        ("held", "other_author"),
        ("held", "other_device"),
    ]
    assert bodies() == []


def test_a_phone_whose_id_another_municipality_has_too_is_as_new(munkedal, phone, resident, now):
    anna = phone("anna")
    skara = organisations.municipality_by_slug("skara").tenant_id
    with tenant_context(skara):
        unit = organisations.units()[0]
        Device.objects.create(
            id=anna.device,
            person_id=anna.actor.person_id,
            commission_id=anna.actor.commission.id,
            unit_id=unit.id,
            enrolled_at=now,
        )
    sent = anna.note(resident("Gunnar Ek"), "test samma telefon")
    assert verdicts(batch.take_in(anna.actor, [sent], now=now)) == [("accepted", "")]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"body": "test ändrad"}, "hash_differs"),
        ({"body": "test \x00"}, "unreadable"),
        ({"body": "test \ud800"}, "unreadable"),
        ({"sequence": "1"}, "unreadable"),
        ({"id": "inget id"}, "unreadable"),
        ({"resident": {"djupt": ["x"] * 5}}, "unreadable"),
    ],
)
def test_a_broken_note_is_held_as_it_came(munkedal, phone, resident, now, broken, reason):
    anna = phone("anna")
    sent = anna.note(resident("Gunnar Ek"), "test hel") | broken
    (answer,) = batch.take_in(anna.actor, [sent], now=now)
    assert (answer.id, answer.verdict, answer.reason) == (str(sent["id"]), "held", reason)
    assert [json.loads(row.payload) for row in HeldEntry.objects.filter(reason=reason)] == [sent]


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"resident": uuid4()}, "unknown_resident"),
        ({"visit": uuid4()}, "unknown_visit"),
        ({"corrects": uuid4()}, "unknown_original"),
        ({"created_at": timedelta(minutes=6)}, "clock_ahead"),
        ({"created_at": -timedelta(days=31)}, "too_late"),
        ({"prev_hash": "f" * 64}, "chain_broken"),
    ],
)
def test_a_whole_note_that_fits_nowhere_is_held(munkedal, phone, resident, now, over, reason):
    anna, over = phone("anna"), dict(over)
    if "created_at" in over:
        over = {"created_at": now + over["created_at"]}
    sent = anna.note(over.pop("resident", resident("Gunnar Ek")), "test", **over)
    assert verdicts(batch.take_in(anna.actor, [sent], now=now)) == [("held", reason)]


def test_a_visit_of_somebody_else_is_no_place_for_a_note(
    munkedal, phone, resident, visit_tomorrow, now
):
    anna = phone("anna")
    sent = anna.note(resident("Gunnar Ek"), "test", visit=visit_tomorrow("Birgit Olsson").id)
    assert verdicts(batch.take_in(anna.actor, [sent], now=now)) == [("held", "unknown_visit")]


def test_two_notes_with_the_same_number_on_a_phone_are_not_both_taken_in(
    munkedal, phone, resident, now
):
    anna = phone("anna")
    copied = replace(anna)
    sent = [
        anna.note(resident("Gunnar Ek"), "test ett"),
        copied.note(resident("Gunnar Ek"), "test två"),
    ]
    assert verdicts(batch.take_in(anna.actor, sent, now=now)) == [
        ("accepted", ""),
        ("held", "sequence_reused"),
    ]


def test_another_persons_id_is_neither_taken_over_nor_told_of(munkedal, phone, resident, now):
    anna, bo = phone("anna"), phone("bo")
    first = anna.note(resident("Gunnar Ek"), "test Annas")
    batch.take_in(anna.actor, [first], now=now)
    second = bo.note(resident("Gunnar Ek"), "test Bos", id=Note.objects.get(id=first["id"]).id)
    assert verdicts(batch.take_in(bo.actor, [second], now=now)) == [("held", "not_storable")]
    assert (bodies(), HeldEntry.objects.filter(author_id=bo.actor.person_id).count()) == (
        ["test Annas"],
        1,
    )


def test_a_correction_is_a_new_note_and_the_original_stays_and_is_marked(
    munkedal, phone, resident, now
):
    anna = phone("anna")
    wrong = anna.note(resident("Gunnar Ek"), "test fel")
    batch.take_in(anna.actor, [wrong], now=now)
    original = Note.objects.get(id=wrong["id"])
    right = anna.note(resident("Gunnar Ek"), "test rätt", corrects=original.id)
    assert verdicts(batch.take_in(anna.actor, [right], now=now)) == [("accepted", "")]
    newest, before = queries.latest_notes(anna.actor, [original.resident_id], now=now)[
        original.resident_id
    ][:2]
    assert [(newest.body, newest.corrects), (before.body, before.corrected_by)] == [
        ("test rätt", original.id),
        ("test fel", newest.id),
    ]


def test_of_two_who_accept_the_first_gets_it_and_the_second_is_told_with_the_state(
    munkedal, phone, visit_tomorrow, now
):
    visit = visit_tomorrow("Gunnar Ek")
    anna, bo = phone("anna"), phone("bo")
    batch.take_in(anna.actor, [anna.report(visit.id, "visit.accepted")], now=now)
    sent = bo.report(visit.id, "visit.accepted")
    assert batch.take_in(bo.actor, [sent], now=now) == [
        batch.Answer(sent["id"], "held", "taken", visit_state="ACCEPTED", visit_version=2)
    ]
    assert Visit.objects.get(id=visit.id).assigned_person_id == anna.actor.person_id


def test_reports_move_a_visit_on_at_the_times_they_happened(munkedal, phone, visit_tomorrow, now):
    visit = visit_tomorrow("Gunnar Ek")
    anna = phone("anna")
    times = [now - timedelta(minutes=minutes) for minutes in (40, 30, 5)]
    kinds = ("visit.accepted", "visit.arrived", "visit.done")
    sent = [anna.report(visit.id, kind, at=at) for kind, at in zip(kinds, times, strict=True)]
    answers = batch.take_in(anna.actor, sent, now=now)
    row = Visit.objects.get(id=visit.id)
    assert [answer.visit_state for answer in answers] == ["ACCEPTED", "ARRIVED", "DONE"]
    assert (row.accepted_at, row.arrived_at, row.done_at, row.version) == (*times, 4)
    done = Event.objects.filter(name="homecare.visit.done").latest("id")
    assert (done.payload["visit_id"], done.payload["at"]) == (str(row.id), times[2].isoformat())


def test_a_report_of_a_stranger_or_of_nothing_is_held(munkedal, phone, visit_tomorrow, now):
    farid = phone("farid")
    sent = [
        farid.report(visit_tomorrow("Gunnar Ek").id, "visit.accepted"),
        farid.report(uuid4(), "visit.accepted"),
        farid.report(visit_tomorrow("Rune Alm").id, "visit.flown"),
    ]
    assert verdicts(batch.take_in(farid.actor, sent, now=now)) == [
        ("held", "no_access"),
        ("held", "unknown_visit"),
        ("held", "unreadable"),
    ]
    assert Visit.objects.get(id=sent[0]["visit"]).state == "PLANNED"


def test_a_new_epoch_changes_nothing_but_itself(munkedal, phone, resident, now):
    anna = phone("anna")
    batch.take_in(anna.actor, [anna.note(resident("Gunnar Ek"), "test ett")], now=now)
    before = queries.stream()
    after = notes.begin_new_epoch()
    assert after != before.epoch
    assert queries.stream().last_sequence == before.last_sequence


def test_a_note_is_never_changed_or_removed_in_the_database(munkedal, phone, resident, now):
    from django.db import DatabaseError, transaction

    anna = phone("anna")
    sent = anna.note(resident("Gunnar Ek"), "test ett")
    batch.take_in(anna.actor, [sent], now=now)
    rows = Note.objects.filter(id=sent["id"])
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(body="annat")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    assert bodies() == ["test ett"]


def test_the_server_keeps_a_chain_for_whoever_writes_on_a_plain_page(
    munkedal, actor, visit_tomorrow, now
):
    anna, visit = actor("anna"), visit_tomorrow("Gunnar Ek")
    rows = [
        notes.write(anna, resident_id=visit.resident_id, body=f"test {n}", visit=visit, now=now)
        for n in range(2)
    ]
    assert [row.prev_hash for row in rows[1:]] == [rows[0].hash]
    assert [entry_of(row).hash for row in rows] == [row.hash for row in rows]
    assert queries.breaks_in_chain(rows[0].device_id) == []


def test_finishing_a_visit_that_is_not_there_says_so(munkedal, actor, now):
    with pytest.raises(visits.NoSuchVisit):
        visits.finish_visit(actor("anna"), uuid4(), at=now)
