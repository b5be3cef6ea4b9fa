"""Responses by the API: stored whole and once, or refused with every problem and not at all."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.api import killed
from tests.api.systems import ALL_SORTS, HOME, System, make_client, publish, tenant_of
from tests.api.test_forms import EXAMPLE, ON_PAGES, SHIPPED

from gemensam.audit.models import AccessLog
from gemensam.identity.models import KeyUsed
from gemensam.questionnaires.machines import receiving
from gemensam.questionnaires.models import Answer, AnswerRevision, Response
from gemensam.questionnaires.queries import published
from gemensam.tenancy.context import tenant_context

ROOT = Path(__file__).parents[2]
ANSWERS = {
    "fallen": "no",
    "ways": ["a", "c"],
    "near": {"name": " Eva  Lind ", "relation": "dotter", "phone": "070-174 06 05"},
    "cost@a": "yes",
    "amount@a": "12,50",
}
KEPT = ANSWERS | {"near": {"name": "Eva Lind", "relation": "dotter", "phone": "070-174 06 05"}}
UNKNOWN = {"sv": "Formuläret har ingen sådan fråga", "en": "The form has no such question"}


def _system() -> System:
    return System(make_client())


def _stored() -> dict[str, int]:
    with tenant_context(tenant_of(HOME)):
        brought = Response.objects.exclude(client=None)
        return {
            "responses": brought.count(),
            "answers": Answer.objects.filter(response__in=brought).count(),
            "keys": KeyUsed.objects.count(),
        }


def test_a_response_is_stored_submitted_and_given_back(db):
    publish(ALL_SORTS)
    system = _system()
    sent = system.send("all_sorts", ANSWERS)
    form = published("all_sorts", now=timezone.now())
    received = sent.json()
    assert (sent.status_code, sent.headers["Location"]) == (
        201,
        f"/api/v1/responses/{received['id']}",
    )
    assert (received["form"], received["version"], received["digest"]) == (
        "all_sorts",
        1,
        form.digest,
    )
    assert system.get(f"/responses/{received['id']}").json() == received | {"answers": KEPT}


def test_a_response_says_which_system_brought_it_and_that_nobody_of_ours_wrote_it(db):
    publish(ALL_SORTS)
    _system().send("all_sorts", ANSWERS)
    with tenant_context(tenant_of(HOME)):
        row = Response.objects.select_related("client").exclude(client=None).get()
        writers = set(row.revisions.values_list("written_by", flat=True))
        assert AnswerRevision.objects.filter(response=row).count() == len(KEPT)
    assert (row.client.name, row.author_id, row.resident_id, row.status, writers) == (
        "Treserva",
        None,
        None,
        "SUBMITTED",
        {None},
    )


def test_bringing_a_response_and_reading_it_are_logged(real_db):
    publish(ALL_SORTS)
    system = _system()
    received = system.send("all_sorts", ANSWERS).json()
    system.get(f"/responses/{received['id']}")
    with tenant_context(tenant_of(HOME), using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_id=received["id"])
        logged = rows.order_by("at", "id").values_list(
            "activity", "purpose", "actor_name", "actor_person_id", "is_allowed"
        )
        assert list(logged) == [
            ("Skriva", "Handläggning", "Treserva", None, True),
            ("Läsa", "Handläggning", "Treserva", None, True),
        ]


def test_the_shipped_form_takes_the_example_of_the_description(db):
    assert _system().send(SHIPPED, EXAMPLE).status_code == 201


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"nothing": "x"}, [("nothing", UNKNOWN)]),
        ({"amount": "1"}, [("amount", UNKNOWN)]),
        ({"fallen@a": "yes"}, [("fallen@a", UNKNOWN)]),
        (
            {"cost@a": "perhaps", "total": "1"},
            [("cost@a", receiving._ROW.write()), ("total", receiving._NOT_ASKED.write())],
        ),
        ({"fallen": ["yes"]}, [("fallen", receiving._SHAPE.write())]),
        ({"fallen": "perhaps"}, [("fallen", receiving._SHAPE.write())]),
        ({"ways": "a"}, [("ways", receiving._SHAPE.write())]),
        ({"ways": ["a", "a"]}, [("ways", receiving._SHAPE.write())]),
        ({"ways": ["d"]}, [("ways", receiving._SHAPE.write())]),
        ({"near": {"age": "1"}}, [("near", receiving._SHAPE.write())]),
        ({"born": {"from": "1"}}, [("born", receiving._SHAPE.write())]),
        ({"details": ["hidden, too"]}, [("details", receiving._SHAPE.write())]),
        ({"fallen": "yes"}, [("details", {"sv": "Fyll i: Ord", "en": "Fill in: Word"})]),
        (
            {"fallen": "yes", "details": "  \n "},
            [("details", {"sv": "Fyll i: Ord", "en": "Fill in: Word"})],
        ),
    ],
)
def test_what_will_not_do_is_told_all_at_once_and_nothing_is_stored(db, answers, problems):
    publish(ALL_SORTS)
    answer = _system().send("all_sorts", answers)
    told = [(one["key"], one["text"]) for one in answer.json()["problems"]]
    assert (answer.status_code, told) == (422, problems)
    assert _stored() == {"responses": 0, "answers": 0, "keys": 0}


def test_files_and_signatures_are_refused_with_words(db):
    publish(ON_PAGES)
    told = _system().send("on_pages", {"photo": ["x"], "name": {"name": "Eva"}}).json()
    assert [(one["key"], one["text"]["en"]) for one in told["problems"]] == [
        ("photo", "Files cannot be sent by the API: let the person fill in the form on its page"),
        (
            "name",
            "Signatures cannot be sent by the API: let the person fill in the form on its page",
        ),
    ]


def test_a_response_is_to_the_version_that_it_names(db):
    publish(ALL_SORTS)
    first = published("all_sorts", now=timezone.now())
    publish(ALL_SORTS | {"title": {"sv": "Nytt", "en": "New"}})
    second = published("all_sorts", now=timezone.now())
    system = _system()
    sent = [
        system.send("all_sorts", {}, key="1"),
        system.send("all_sorts", {}, key="2", version=1),
        system.send("all_sorts", {}, key="3", digest=first.digest),
        system.send("all_sorts", {}, key="4", version=2, digest=second.digest),
        system.send("all_sorts", {}, key="5", version=2, digest=first.digest),
        system.send("all_sorts", {}, key="6", version=3),
    ]
    assert [one.json().get("version", one.status_code) for one in sent] == [2, 1, 1, 2, 404, 404]


# Once, however often it is sent


def test_the_same_key_with_the_same_body_gets_the_same_answer_and_stores_nothing_more(db):
    publish(ALL_SORTS)
    system = _system()
    first, again = (system.send("all_sorts", ANSWERS) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    assert (again.status_code, again.headers["Location"]) == (201, first.headers["Location"])
    assert _stored() == {"responses": 1, "answers": len(KEPT), "keys": 1}


def test_the_same_key_with_another_body_or_for_another_form_is_refused(db):
    publish(ALL_SORTS)
    publish(ALL_SORTS | {"key": "another"})
    system = _system()
    first = system.send("all_sorts", ANSWERS)
    others = [system.send("all_sorts", {}), system.send("another", ANSWERS)]
    assert first.status_code == 201
    assert [(one.status_code, one.json()["detail"]) for one in others] == [
        (422, "This Idempotency-Key was used for another request.")
    ] * 2


def test_a_key_is_needed(db):
    publish(ALL_SORTS)
    told = _system().post("/forms/all_sorts/responses", {"answers": {}}).json()
    assert (told["status"], told["faults"]) == (
        400,
        [{"at": "header.Idempotency-Key", "says": "Field required"}],
    )


def test_the_same_key_of_two_systems_are_two_keys(db):
    publish(ALL_SORTS)
    sent = [System(make_client(name=one)).send("all_sorts", {}).json() for one in ("a", "b")]
    assert sent[0]["id"] != sent[1]["id"]


def test_what_was_refused_leaves_its_key_free(db):
    publish(ALL_SORTS)
    system = _system()
    sent = [system.send("all_sorts", one) for one in ({"fallen": "yes"}, {"fallen": "no"})]
    assert [one.status_code for one in sent] == [422, 201]


def test_a_key_is_forgotten_after_a_week_and_so_are_others(db):
    publish(ALL_SORTS)
    system = _system()
    first = [system.send("all_sorts", {}, key=one).json()["id"] for one in ("a", "b", "c")]
    with tenant_context(tenant_of(HOME)):
        KeyUsed.objects.exclude(key="c").update(made_at=timezone.now() - timedelta(days=7))
    again = [system.send("all_sorts", {}, key=one).json()["id"] for one in ("a", "c")]
    with tenant_context(tenant_of(HOME)):
        kept = set(KeyUsed.objects.values_list("key", flat=True))
    assert (again[0] in first, again[1] == first[2], kept) == (False, True, {"a", "c"})


def _sent_from_a_thread(token: str, start: threading.Barrier) -> int:
    try:
        start.wait()
        return System(token).send("all_sorts", ANSWERS).status_code
    finally:
        connection.close()


def test_the_same_sent_many_times_at_once_is_stored_once(real_db):
    publish(ALL_SORTS)
    token, start = make_client(), threading.Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(_sent_from_a_thread, token, start) for _ in range(8)]
    got = {one.result() for one in asked}
    assert got <= {201, 409}
    assert 201 in got
    assert _stored() == {"responses": 1, "answers": len(KEPT), "keys": 1}


def test_who_asks_again_while_the_first_is_at_work_is_told_to_wait(real_db):
    publish(ALL_SORTS)
    token = make_client()
    at_work, told = threading.Event(), threading.Event()

    def hold() -> int:
        try:
            with transaction.atomic():
                status = System(token).send("all_sorts", ANSWERS).status_code
                at_work.set()
                told.wait(30)
            return status
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(hold)
        at_work.wait(30)
        meanwhile = System(token).send("all_sorts", ANSWERS)
        other = System(token).send("all_sorts", ANSWERS, key="another").status_code
        told.set()
    after = System(token).send("all_sorts", ANSWERS)
    assert (meanwhile.status_code, meanwhile.json()["detail"]) == (
        409,
        "A request with this Idempotency-Key is at work; ask again in a moment.",
    )
    assert (first.result(), other, after.status_code) == (201, 201, 201)
    assert _stored()["responses"] == 2


@pytest.mark.parametrize(("when", "stored"), [(killed.BEFORE, 0), (killed.AFTER, 1)])
def test_a_process_that_is_killed_while_it_answers_has_stored_all_or_nothing(real_db, when, stored):
    publish(ALL_SORTS)
    token = make_client()
    words = [sys.executable, "-m", "tests.api.killed", token, real_db.name, when]
    done = subprocess.run(words, cwd=ROOT, check=False)
    assert (done.returncode, _stored()["responses"]) == (-signal.SIGKILL, stored)
    with tenant_context(tenant_of(HOME)):
        there = [str(one) for (one,) in Response.objects.exclude(client=None).values_list("id")]
    answers = [System(token).send("all_sorts", {}).json()["id"] for _ in range(2)]
    assert answers == (there or answers[:1]) * 2
    assert _stored() == {"responses": 1, "answers": 0, "keys": 1}
