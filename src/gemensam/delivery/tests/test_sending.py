"""Notices over a real mail server: sent once, tried again, given up, never with content."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction

from gemensam.delivery import api as delivery
from gemensam.delivery.models import ContactPoint, Message, Waiting
from gemensam.delivery.transports import Recorder, Smtp
from gemensam.embedded.ports import free_ports
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
# Gives nothing away and cannot be mistaken for a word of the notice itself.
SECRET = "zebrafinken"


@dataclass
class Inbox:
    """What the mail server took, and what it answers."""

    answer: str = "250 OK"
    refuses: str = ""
    letters: list = field(default_factory=list)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.answer.startswith("250"):
            self.letters.append((envelope.rcpt_tos, envelope.content.decode()))
        return self.answer


@contextmanager
def mail_server(inbox):
    from aiosmtpd.controller import Controller

    [port] = free_ports(1)
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield Smtp(f"smtp://127.0.0.1:{port}?from=noreply@munkedal.example")
    finally:
        server.stop()


@pytest.fixture
def tenant_id(real_db):
    """Munkedal, with an empty queue and the worker's role on the connection."""
    from django.conf import settings

    connection = connections["default"]
    connection.close()
    kept = dict(connection.settings_dict)
    connection.settings_dict.update(settings.ENVIRONMENT.database("worker", name=real_db.name))
    Waiting.objects.all().delete()
    yield organisations.municipality_by_slug("munkedal").tenant_id
    connection.close()
    connection.settings_dict.update(kept)


def _notify(tenant_id, *, channel=delivery.Channel.EMAIL, protected=False, language="sv"):
    person_id = uuid4()
    with transaction.atomic(), tenant_context(tenant_id):
        delivery.choose_channel(
            person_id=person_id,
            channel=channel,
            address="eva@example.org",
            language=language,
            now=NOW,
        )
        delivery.notify(
            person_id=person_id,
            kind=delivery.MessageKind.QUESTION,
            sender_name="Munkedal",
            link_path="/munkedal/mina-sidor/",
            is_protected=protected,
            subject_key=SECRET,
            now=NOW,
        )
    return person_id


def _state(tenant_id, person_id):
    with transaction.atomic(), tenant_context(tenant_id):
        row = Message.objects.get(person_id=person_id)
        return row.state, row.attempts, row.last_error


def test_an_e_mail_says_that_something_came_and_not_what(tenant_id):
    inbox = Inbox()
    person_id = _notify(tenant_id)
    with mail_server(inbox) as way:
        assert delivery.send_due(now=NOW, over=[way]) == 1
    ((receivers, letter),) = inbox.letters
    assert receivers == ["eva@example.org"]
    assert "Subject: Du har ett nytt meddelande hos Munkedal" in letter
    assert "/munkedal/mina-sidor/" in letter
    assert 'From: "Munkedal" <noreply@munkedal.example>' in letter
    assert "Auto-Submitted: auto-generated" in letter
    assert SECRET not in letter
    assert _state(tenant_id, person_id) == ("SENT", 1, "")
    assert Waiting.objects.count() == 0


def test_a_notice_is_in_the_language_that_was_chosen(tenant_id):
    inbox = Inbox()
    _notify(tenant_id, language="en")
    with mail_server(inbox) as way:
        delivery.send_due(now=NOW, over=[way])
    assert "Subject: You have a new message from Munkedal" in inbox.letters[0][1]


def test_a_mail_server_that_is_down_is_tried_again_later(tenant_id):
    person_id = _notify(tenant_id)
    closed = Smtp("smtp://127.0.0.1:1")
    assert delivery.send_due(now=NOW, over=[closed]) == 1
    assert _state(tenant_id, person_id) == ("QUEUED", 1, "ConnectionRefusedError")
    assert delivery.send_due(now=NOW + timedelta(seconds=29), over=[closed]) == 0
    inbox = Inbox()
    with mail_server(inbox) as way:
        assert delivery.send_due(now=NOW + timedelta(seconds=30), over=[way]) == 1
    assert (len(inbox.letters), _state(tenant_id, person_id)) == (1, ("SENT", 2, ""))


def test_an_address_that_does_not_exist_is_given_up_at_once(tenant_id):
    person_id = _notify(tenant_id)
    with mail_server(Inbox(refuses="550 No such user")) as way:
        delivery.send_due(now=NOW, over=[way])
    assert _state(tenant_id, person_id) == ("FAILED", 1, "SMTPRecipientsRefused 550")
    assert Waiting.objects.count() == 0


def test_a_server_that_is_busy_is_tried_again(tenant_id):
    person_id = _notify(tenant_id)
    with mail_server(Inbox(answer="451 Try later")) as way:
        delivery.send_due(now=NOW, over=[way])
    assert _state(tenant_id, person_id) == ("QUEUED", 1, "SMTPDataError 451")


def test_somebody_with_a_protected_identity_gets_nothing(tenant_id):
    inbox = Inbox()
    person_id = _notify(tenant_id, protected=True)
    with mail_server(inbox) as way:
        assert delivery.send_due(now=NOW, over=[way]) == 0
    assert (inbox.letters, _state(tenant_id, person_id)) == ([], ("WITHHELD", 0, ""))


def test_a_channel_without_a_way_out_waits(tenant_id):
    person_id = _notify(tenant_id, channel=delivery.Channel.SMS)
    delivery.send_due(now=NOW, over=[Recorder(delivery.Channel.EMAIL)])
    assert _state(tenant_id, person_id) == ("QUEUED", 1, "NoTransport")


def test_a_notice_of_an_undone_transaction_is_never_sent(tenant_id):
    def notify_and_fail():
        with transaction.atomic():
            _notify(tenant_id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        notify_and_fail()
    assert delivery.send_due(now=NOW, over=[Recorder(delivery.Channel.EMAIL)]) == 0


def test_choosing_an_empty_address_ends_the_notices(tenant_id):
    person_id = _notify(tenant_id)
    with transaction.atomic(), tenant_context(tenant_id):
        delivery.choose_channel(
            person_id=person_id, channel=delivery.Channel.EMAIL, address="", now=NOW
        )
        assert ContactPoint.objects.filter(person_id=person_id).count() == 0


def test_the_page_of_what_was_sent_shows_the_words(tenant_id, client_of_the_demo):
    _notify(tenant_id)
    page = client_of_the_demo.get("/demo/utskick/")
    assert page.status_code == 200
    assert "Du har ett nytt meddelande hos Munkedal" in page.text
    assert SECRET not in page.text


def test_outside_the_demo_the_page_does_not_exist(tenant_id, client_of_the_demo, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "GEMENSAM_DEMO", False)
    assert client_of_the_demo.get("/demo/utskick/").status_code == 404


@pytest.fixture
def client_of_the_demo():
    from django.test import Client

    return Client(HTTP_ACCEPT_LANGUAGE="sv")
