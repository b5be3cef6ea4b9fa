"""Three phones, a net that fails both ways, phones that die: what was shown as received is there.

The phone's queue is modelled in Python as `src/offline/queue.js` works: a note is on the disk before
it is shown, a receipt makes it received, a later pull with the same hash makes it shown. The server
is the real one, over HTTP.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast_at_work import log_in

from gemensam.homecare import queries
from gemensam.homecare.actions.notes import entry_of
from gemensam.homecare.models import HeldEntry, Note
from gemensam.homecare.rules import Reason
from gemensam.homecare.tests.phone import Phone
from gemensam.tenancy.context import tenant_context

CARRIERS = ("anna", "anna", "bo")
RESIDENTS = ("Gunnar Ek", "Birgit Olsson", "David Holm")
BATCH = 3

BODIES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40
).filter(str.strip)
STEPS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 2), st.sampled_from(RESIDENTS), BODIES),
    st.tuples(
        st.just("send"),
        st.integers(0, 2),
        st.sampled_from(
            ["fine", "lost on the way there", "lost on the way back", "twice", "shuffled"]
        ),
        st.randoms(use_true_random=False),
    ),
    st.tuples(st.just("pull"), st.integers(0, 2)),
    st.tuples(st.just("kill"), st.integers(0, 2), BODIES),
    st.tuples(st.just("restore"), st.integers(0, 2)),
)


@dataclass
class Carried:
    """A phone with its queue, and the browser that holds its session."""

    phone: Phone
    client: Client
    queue: dict = field(default_factory=dict)
    status: dict = field(default_factory=dict)

    def write(self, resident, body):
        entry = self.phone.note(resident, body)
        self.queue[entry["id"]] = entry
        self.status[entry["id"]] = "queued"

    def die_while_writing(self, resident, body):
        """The transaction of row and chain was not whole: neither is there afterwards."""
        before = (self.phone.sequence, self.phone.last_hash)
        self.phone.note(resident, body)
        self.phone.sequence, self.phone.last_hash = before

    def post(self, entries):
        answer = self.client.generic(
            "POST",
            "/hemtjanst/synk/",
            json.dumps({"entries": entries}),
            content_type="application/json",
        )
        assert answer.status_code == 200
        return answer.json()["verdicts"]

    def send(self, fate, random):
        waiting = [self.queue[key] for key, status in self.status.items() if status == "queued"]
        entries = waiting[:BATCH]
        if fate == "lost on the way there":
            return
        if fate == "shuffled":
            random.shuffle(entries)
        verdicts = self.post(entries)
        if fate == "twice":
            verdicts = self.post(entries)
        if fate == "lost on the way back":
            return
        for each in verdicts:
            if each["verdict"] == "held":
                self.status[each["id"]] = "held"
            elif each["hash"] == self.queue[each["id"]]["hash"]:
                self.status[each["id"]] = "received"

    def pull(self):
        shown = self.client.get("/hemtjanst/anteckningar.json", {"efter": self.start}).json()
        hashes = {note["id"]: note["hash"] for note in shown["notes"]}
        for key, status in self.status.items():
            if status == "received":
                assert hashes[key] == self.queue[key]["hash"]
                self.status[key] = "shown"

    def offer_again(self):
        for key, status in self.status.items():
            if status in {"received", "shown"}:
                self.status[key] = "queued"

    start: int = 0


def check_received(carried):
    """Every note that a phone ever showed as received is there once, bit for bit."""
    for each in carried:
        for key, status in each.status.items():
            if status in {"received", "shown"}:
                (row,) = Note.objects.filter(id=key)
                assert entry_of(row).plain() | {"hash": row.hash} == each.queue[key]
            if status == "held":
                (row,) = HeldEntry.objects.filter(entry_id=key)
                assert json.loads(row.payload) == each.queue[key]
                assert row.reason == Reason.NO_ACCESS


@pytest.mark.slow
def test_whatever_befalls_three_phones_nothing_shown_as_received_is_lost(real_db, home, actor, now):
    from gemensam.people.models import Resident

    clients = {key: log_in(key).client() for key in set(CARRIERS)}
    actors = {key: actor(key) for key in set(CARRIERS)}
    with tenant_context(home()):
        ids = {
            f"{row.given_name} {row.family_name}": row.id
            for row in Resident.objects.all()
            if f"{row.given_name} {row.family_name}" in RESIDENTS
        }

    @settings(
        max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    @given(st.lists(STEPS, min_size=3, max_size=14))
    def befall(steps):
        with tenant_context(home()):
            start = queries.stream().last_sequence
        carried = [
            Carried(Phone(actors[key], now, device=uuid4()), clients[key], start=start)
            for key in CARRIERS
        ]
        for kind, which, *rest in steps:
            each = carried[which]
            if kind == "write":
                each.write(ids[rest[0]], rest[1])
            elif kind == "send":
                each.send(*rest)
            elif kind == "pull":
                each.pull()
            elif kind == "kill":
                each.die_while_writing(ids["Gunnar Ek"], rest[0])
            else:
                each.offer_again()
        for each in carried:
            while "queued" in each.status.values():
                each.send("fine", None)
            each.pull()
        with tenant_context(home()):
            check_received(carried)
            assert [queries.breaks_in_chain(each.phone.device) for each in carried] == [[], [], []]
            written = sum(len(each.queue) for each in carried)
            sequences = Note.objects.filter(server_sequence__gt=start)
            ids_held = [key for each in carried for key in each.queue]
            held = HeldEntry.objects.filter(entry_id__in=ids_held)
            assert sequences.count() + held.count() == written

    befall()


def test_a_note_sent_from_two_phones_sessions_at_once_is_taken_in_once(real_db, home, actor, now):
    """Two requests with the same entry at the same time: one waits for the other and finds it."""
    import threading

    from django.db import connections

    from gemensam.people.models import Resident

    anna = Phone(actor("anna"), now)
    with tenant_context(home()):
        gunnar = Resident.objects.get(given_name="Gunnar", family_name="Ek").id
    entry = anna.note(gunnar, "samtidigt", created_at=now - timedelta(minutes=2))
    answers = []

    def send():
        client = log_in("anna").client()
        answer = client.generic(
            "POST",
            "/hemtjanst/synk/",
            json.dumps({"entries": [entry]}),
            content_type="application/json",
        )
        answers.append(answer.json()["verdicts"][0]["verdict"])
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["accepted", "duplicate", "duplicate", "duplicate"]
    with tenant_context(home()):
        assert Note.objects.filter(id=entry["id"]).count() == 1
