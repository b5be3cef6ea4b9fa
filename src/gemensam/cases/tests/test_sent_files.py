"""The files of an application: who opens them, what they look like, and what becomes of harmful ones."""

import io
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from tests.as_worker import as_worker
from tests.clamd import EICAR

from gemensam.audit.models import AccessLog
from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.cases import sent_files
from gemensam.cases.models import Case, CaseEvent
from gemensam.cases.tests.acting import open_case_with_files
from gemensam.delivery.models import Message
from gemensam.files import api as files
from gemensam.kernel.actor import ANONYMOUS
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.outbox.models import Event
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context

PDF = b"%PDF-1.7\n% ett intyg\n"
HARMFUL = b"%PDF-1.7\n" + EICAR


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return out.getvalue()


def _try(act):
    try:
        act()
    except authority.Refused as refusal:
        return refusal.decision.reason.name
    except cases.NoSuchCase:
        return "no such case"
    return "yes"


@pytest.mark.parametrize(
    ("key", "opens"),
    [
        ("cecilia", "yes"),
        ("margit", "yes"),
        ("eva", "yes"),
        ("david", "no such case"),
        ("anna", "PURPOSE"),
        ("hanna", "PURPOSE"),
        ("henrik", "PURPOSE"),
        ("olga", "TENANT"),
        ("ulla", "TENANT"),
        ("anonymous", "NOT_LOGGED_IN"),
    ],
)
def test_who_opens_a_file_of_margits_application(world, disk, key, opens):
    sent = open_case_with_files(world, {"intyg.pdf": PDF})
    actor = ANONYMOUS if key == "anonymous" else world.actor(key)
    asked = _try(
        lambda: cases.sent_file(actor, sent.case_id, sent.files["intyg.pdf"], now=world.now)
    )
    assert asked == opens


def test_a_caseworker_of_another_unit_opens_nothing(world, disk):
    sent = open_case_with_files(world, {"intyg.pdf": PDF})
    other = organisations.units(organisations.UnitKind.HOME_CARE)[0]
    Case.objects.filter(id=sent.case_id).update(unit_id=other.id)
    actor = world.actor("cecilia")
    assert (
        _try(lambda: cases.sent_file(actor, sent.case_id, sent.files["intyg.pdf"], now=world.now))
        == "RELATION"
    )


def test_in_another_municipality_there_is_no_such_file(world, disk):
    sent = open_case_with_files(world, {"intyg.pdf": PDF})
    with tenant_context(world.other), pytest.raises(cases.NoSuchCase):
        cases.sent_file(world.actor("ulla"), sent.case_id, sent.files["intyg.pdf"], now=world.now)


def test_only_what_came_in_with_the_application_is_opened(world, disk):
    sent = open_case_with_files(
        world,
        {"intyg.pdf": PDF},
        taken_away={"fel.pdf": PDF},
        hidden={"dold.pdf": PDF},
    )
    elsewhere = open_case_with_files(
        world, {"annans.pdf": PDF}, resident="david", by="david"
    ).files["annans.pdf"]
    actor = world.actor("cecilia")
    tried = {
        name: _try(lambda one=one: cases.sent_file(actor, sent.case_id, one, now=world.now))
        for name, one in (sent.files | {"annans.pdf": elsewhere}).items()
    }
    assert tried == {
        "intyg.pdf": "yes",
        "fel.pdf": "no such case",
        "dold.pdf": "no such case",
        "annans.pdf": "no such case",
    }


def test_a_case_without_a_response_has_no_files(world, disk):
    file_id = open_case_with_files(world, {"intyg.pdf": PDF}).files["intyg.pdf"]
    case_id = world.open_case()
    assert (
        _try(lambda: cases.sent_file(world.actor("cecilia"), case_id, file_id, now=world.now))
        == "no such case"
    )


# --- pages -----------------------------------------------------------------------------------


def _client(key):
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": key})
    return client


def _in_home(real_world, act):
    with transaction.atomic(), tenant_context(real_world.home):
        return act()


def _log(real_world, sent):
    with tenant_context(real_world.home, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(
            resource_type="case_file", resource_id=sent.case_id
        )
        return list(rows.order_by("id").values_list("actor_name", "activity", "is_allowed"))


def _href(sent, name):
    return reverse("cases:file", args=[sent.case_id, sent.files[name]])


def _open(real_world, given):
    return _in_home(real_world, lambda: open_case_with_files(real_world, given))


def test_a_caseworker_reads_the_files_by_name_looks_at_the_picture_and_saves_the_rest(
    real_world, clamd
):
    sent = _open(real_world, {"intyg.pdf": PDF, "trappan.png": _picture()})
    client = _client("cecilia")
    page = client.get(reverse("cases:case", args=[sent.case_id])).text
    pdf, picture = (client.get(_href(sent, name)) for name in ("intyg.pdf", "trappan.png"))

    assert "2 filer" not in page
    assert page.count("Kontrollerad, ren") == 2
    assert f'<a href="{_href(sent, "intyg.pdf")}">intyg.pdf</a>' in page
    assert f'<img src="{_href(sent, "trappan.png")}" alt="trappan.png" loading="lazy">' in page
    assert page.count("Titta på bilden") == 1
    assert (pdf.content, pdf["Content-Type"]) == (PDF, "application/pdf")
    assert [
        (
            one["Content-Disposition"].split(";")[0],
            one["X-Content-Type-Options"],
            one["Cache-Control"],
        )
        for one in (pdf, picture)
    ] == [("attachment", "nosniff", "no-store"), ("inline", "nosniff", "no-store")]
    assert _log(real_world, sent) == [("Cecilia Nyberg", "Läsa", True)] * 2


def test_a_refused_opening_is_logged_and_gives_nothing(real_world, disk):
    sent = _open(real_world, {"intyg.pdf": PDF})
    refused = {
        key: _client(key).get(_href(sent, "intyg.pdf")) for key in ("anna", "henrik", "david")
    }
    assert {key: one.status_code for key, one in refused.items()} == {
        "anna": 403,
        "henrik": 403,
        "david": 404,
    }
    assert not any(PDF in one.content for one in refused.values())
    # A resident is nowhere in particular at the staff's address, so nothing is there to be logged.
    assert _log(real_world, sent) == [
        ("Anna Berg", "Läsa", False),
        ("Henrik Falk", "Läsa", False),
    ]


def _cost(client, sent):
    address = reverse("cases:case", args=[sent.case_id])
    client.get(address)
    with CaptureQueriesContext(connection) as cost:
        client.get(address)
    return len(cost)


def test_a_case_page_costs_the_same_with_three_files_as_with_one(real_world, disk):
    one = _open(real_world, {"intyg.pdf": PDF})
    three = _open(real_world, {"a.pdf": PDF, "b.pdf": PDF, "trappan.png": _picture()})
    client = _client("cecilia")
    assert _cost(client, one) == _cost(client, three)


def test_a_file_that_waits_is_named_but_not_opened(real_world, clamd):
    clamd.stop()
    sent = _open(real_world, {"intyg.pdf": PDF, "trappan.png": _picture()})
    client = _client("cecilia")
    page = client.get(reverse("cases:case", args=[sent.case_id])).text
    tried = client.get(_href(sent, "intyg.pdf"))

    assert page.count("Väntar på viruskontroll") == 2
    assert "Den går att öppna när den är kontrollerad." in page
    assert _href(sent, "intyg.pdf") not in page
    assert "<img src" not in page.partition('id="ansokan"')[2]
    assert (tried.status_code, PDF in tried.content) == (409, False)


# --- found harmful later ---------------------------------------------------------------------


def _scan(real_world, clamd):
    """Let the worker scan what waits and carry what it found, as its own process does."""
    clamd.start()
    at = real_world.now + timedelta(minutes=1)
    with as_worker():
        found = files.scan_waiting(now=at)
        outbox.drain(now=at + timedelta(minutes=1))
    return found


def _sent_harmful(real_world, clamd):
    clamd.stop()
    sent = _open(real_world, {"intyg.pdf": HARMFUL, "bra.pdf": PDF})
    _scan(real_world, clamd)
    return sent


NOTICE = "Något skadligt hittades i filen intyg.pdf. Filen är borttagen."


def _thread(real_world, sent):
    rows = _in_home(
        real_world,
        lambda: list(
            CaseEvent.objects.filter(case_id=sent.case_id)
            .order_by("at", "id")
            .values_list("kind", "side", "actor_name", "text")
        ),
    )
    return rows[1:]


def test_what_is_found_harmful_after_it_was_sent_is_said_in_the_case_once_and_cannot_be_opened(
    real_world, clamd
):
    sent = _sent_harmful(real_world, clamd)
    client = _client("cecilia")
    page = client.get(reverse("cases:case", args=[sent.case_id])).text
    told = [("NOTICE", "SYSTEM", "Viruskontrollen", f"{NOTICE} Den behöver skickas igen.")]

    assert _thread(real_world, sent) == told
    assert "Skadlig fil borttagen" in page
    assert "Skadlig, borttagen" in page
    assert f"{NOTICE} Den behöver skickas igen." in page
    assert client.get(_href(sent, "intyg.pdf")).status_code == 409
    assert client.get(_href(sent, "bra.pdf")).status_code == 200
    # Heard of twice, it is said once.
    _in_home(
        real_world,
        lambda: sent_files.tell_of_harmful(
            response_id=sent.response_id, file_id=sent.files["intyg.pdf"], now=real_world.now
        ),
    )
    assert _thread(real_world, sent) == told


def test_both_events_say_ids_and_nothing_of_the_person(real_world, clamd):
    sent = _sent_harmful(real_world, clamd)
    events = Event.objects.filter(payload__file_id=str(sent.files["intyg.pdf"]))
    at = (real_world.now + timedelta(minutes=1)).isoformat()
    file_id = str(sent.files["intyg.pdf"])
    assert list(events.order_by("id").values_list("name", "payload")) == [
        ("files.file.found_infected", {"file_id": file_id, "at": at}),
        (
            "questionnaires.attachment.found_infected",
            {"response_id": str(sent.response_id), "file_id": file_id, "at": at},
        ),
    ]


def test_the_resident_and_her_representative_are_told_that_there_is_news(real_world, clamd):
    before = _in_home(real_world, lambda: set(Message.objects.values_list("id", flat=True)))
    sent = _sent_harmful(real_world, clamd)
    new = _in_home(
        real_world,
        lambda: list(
            Message.objects.exclude(id__in=before)
            .filter(subject_key=str(sent.case_id), kind="CASE_NEWS")
            .values_list("person_id", flat=True)
        ),
    )
    people = {real_world.actor(key).person_id for key in ("margit", "eva")}
    assert set(new) <= people
    assert new


def test_in_a_decided_case_it_is_said_but_nothing_is_asked_for(real_world, clamd):
    clamd.stop()
    sent = _open(real_world, {"intyg.pdf": HARMFUL})

    def decide():
        cases.decide(
            actor=real_world.actor("cecilia"),
            case_id=sent.case_id,
            version=Case.objects.get(id=sent.case_id).version,
            wanted=cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett."),
            now=real_world.now,
        )

    _in_home(real_world, decide)
    _scan(real_world, clamd)
    assert _thread(real_world, sent)[-1] == ("NOTICE", "SYSTEM", "Viruskontrollen", NOTICE)


def test_a_harmful_file_in_a_draft_is_asked_for_before_it_can_be_submitted(world, clamd):
    def scan_and_submit(*, response_id, now):
        clamd.start()
        files.scan_waiting(now=now)
        questionnaires.submit(response_id=response_id, now=now)

    clamd.stop()
    with pytest.raises(questionnaires.NotComplete) as refused:
        open_case_with_files(world, {"intyg.pdf": HARMFUL}, submit=scan_and_submit)
    assert [(one.key, one.text.sv) for one in refused.value.problems] == [
        ("papers", "Ta bort filen och välj en annan, något skadligt hittades i den: intyg.pdf")
    ]
