"""The pages of asking a colleague and of giving an opinion, and the press that a warning was seen."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from gemensam.audit.models import AccessLog
from gemensam.cases import api as cases
from gemensam.cases.models import Case, CaseEvent, Referral
from gemensam.cases.tests.acting import open_case_with_files
from gemensam.cases.tests.test_case_page import MOST_QUERIES, PDF, _asked, _bring_to, _open
from gemensam.cases.tests.test_referrals import QUESTION, answer, commission_of, refer
from gemensam.cases.tests.test_views import _client, _in_home, _post
from gemensam.tenancy.context import tenant_context

WORDS = "Jag har besökt personen och larmet räcker."


@pytest.fixture
def case_id(real_world):
    return _in_home(real_world, lambda: real_world.open_case(by="eva"))


@pytest.fixture
def asked(real_world, case_id):
    return _in_home(
        real_world, lambda: refer(real_world, case_id, is_yes_no=True, field_ids=["reason"])
    )


def _opinion(referral_id):
    return reverse("cases:opinion", args=[referral_id])


def _form(real_world, **values):
    return {
        "to": _in_home(real_world, lambda: str(commission_of("hanna"))),
        "question": QUESTION,
        "due_on": (real_world.now + timedelta(days=5)).date().isoformat(),
        "shows": "svar",
        "lines": ["reason"],
        **values,
    }


@pytest.mark.parametrize(
    ("key", "listed", "opened"),
    [
        ("hanna", 200, 200),
        ("anna", 200, 403),
        ("henrik", 200, 403),
        ("cecilia", 200, 303),
        ("ulla", 200, 404),
        ("olga", 200, 404),
        ("margit", 403, 404),
        ("eva", 403, 404),
    ],
)
def test_who_meets_which_page(real_world, asked, key, listed, opened):
    client = _client(key)
    answers = client.get("/arbeta/yttranden/"), client.get(_opinion(asked))
    assert tuple(one.status_code for one in answers) == (listed, opened)


def test_a_colleague_is_asked_and_answers_and_the_caseworker_reads_it(real_world, case_id):
    cecilia, hanna = _client("cecilia"), _client("hanna")
    address = reverse("cases:refer", args=[case_id])
    assert "Hanna Öberg" in cecilia.get(address).text
    for _ in range(2):
        sent = cecilia.post(address, _form(real_world, is_yes_no="on"))
        assert (sent.status_code, sent["Location"].partition("#")[2]) == (303, "yttranden")
    listed = hanna.get("/arbeta/yttranden/").text
    assert ("Cecilia Nyberg vill ha ditt yttrande" in listed, "Margit" in listed) == (True, False)
    row = _in_home(real_world, lambda: Referral.objects.get(case_id=case_id))
    page = hanna.get(_opinion(row.id)).text
    assert ("När jag faller." in page, "extra nyckel" in page, "Margit" in page) == (
        True,
        False,
        False,
    )
    for _ in range(2):
        given = hanna.post(_opinion(row.id), {"says": "ja", "text": WORDS})
        assert (given.status_code, given["Location"]) == (303, "/arbeta/yttranden/")
    assert "Yttrande har kommit" in cecilia.get("/arbeta/").text
    case = cecilia.get(reverse("cases:case", args=[case_id])).text
    assert f"Ja. {WORDS}" in case
    assert hanna.get(_opinion(row.id)).status_code == 409


def test_each_look_of_the_colleague_stands_in_the_log_and_on_the_case(real_world, case_id, asked):
    _client("hanna").get(_opinion(asked))
    with tenant_context(real_world.home, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(
            actor_name="Hanna Öberg", resource_id=case_id
        )
        assert [(one.activity, one.resource_type, one.is_allowed) for one in rows] == [
            ("Läsa", "case", True)
        ]
    page = _client("cecilia").get(reverse("cases:case", args=[case_id])).text
    assert "Hanna Öberg" in page.partition("audit")[2]


def test_an_answer_without_yes_or_no_keeps_the_words(real_world, asked):
    page = _client("hanna").post(_opinion(asked), {"text": WORDS})
    assert (page.status_code, WORDS in page.text, "Välj ja eller nej." in page.text) == (
        422,
        True,
        True,
    )


def test_declining_needs_no_yes_or_no(real_world, asked):
    sent = _client("hanna").post(_opinion(asked), {"text": "Känner inte personen.", "avsta": "ja"})
    assert sent.status_code == 303
    state = _in_home(real_world, lambda: Referral.objects.get(id=asked).state)
    assert state == "DECLINED"


def test_taken_back_while_it_was_written_says_so_and_keeps_the_words(real_world, case_id, asked):
    back = reverse("cases:take_back_referral", args=[case_id, asked])
    cecilia = _client("cecilia")
    assert [cecilia.post(back).status_code for _ in range(2)] == [303, 303]
    page = _client("hanna").post(_opinion(asked), {"says": "ja", "text": WORDS})
    assert (page.status_code, WORDS in page.text, "Frågan togs tillbaka" in page.text) == (
        409,
        True,
        True,
    )


def test_taking_back_what_was_answered_says_so(real_world, case_id, asked):
    _in_home(real_world, lambda: answer(real_world, asked, says_yes=True))
    back = reverse("cases:take_back_referral", args=[case_id, asked])
    page = _client("cecilia").post(back)
    assert (page.status_code, "hann svara" in page.text) == (409, True)


def test_an_empty_question_keeps_the_rest(real_world, case_id):
    address = reverse("cases:refer", args=[case_id])
    page = _client("cecilia").post(address, _form(real_world, question=""))
    assert (page.status_code, "Skriv vad du vill fråga." in page.text) == (422, True)
    late = _client("cecilia").post(address, _form(real_world, due_on="2020-01-01"))
    assert (late.status_code, QUESTION in late.text) == (422, True)


@pytest.mark.parametrize(("fields", "expected"), [(["papers"], 200), (["has_more"], 404)])
def test_a_file_is_opened_only_with_its_answer(real_world, disk, fields, expected):
    def prepare():
        sent = open_case_with_files(real_world, {"intyg.pdf": PDF}, by="margit")
        return sent, refer(real_world, sent.case_id, field_ids=fields)

    sent, asked = _in_home(real_world, prepare)
    address = reverse("cases:opinion_file", args=[asked, sent.files["intyg.pdf"]])
    assert _client("hanna").get(address).status_code in {expected, 409 if expected == 200 else 404}
    assert _client("anna").get(address).status_code == 404


def test_the_print_holds_the_opinion_and_no_notes(real_world, case_id, asked):
    _in_home(real_world, lambda: answer(real_world, asked, text=WORDS, says_yes=False))
    page = _client("cecilia").get(reverse("cases:print", args=[case_id]))
    assert (page.status_code, page["Content-Type"]) == (200, "application/pdf")


@pytest.mark.parametrize("state", ["ANSWERED", "DECIDED", "APPEALED"])
def test_a_case_page_with_everything_around_it_keeps_to_the_budget(real_world, disk, state):
    with transaction.atomic(), tenant_context(real_world.home):
        real_world.open_case(by="margit")
        case_id = _open(real_world, "safety_alarm")
        asked = refer(real_world, case_id)
        answer(real_world, asked)
        Case.objects.filter(id=case_id).update(version=2)
        _bring_to(real_world, case_id, state)
        Case.objects.filter(id=case_id).update(
            opinion_at=real_world.now, co_applicant_id=real_world.actor("david").person_id
        )
        another = real_world.open_case("david")
    client = _client("cecilia")
    client.get(reverse("cases:case", args=[another]))
    with _asked() as asked:
        page = client.get(reverse("cases:case", args=[case_id]))
    assert ("Andra ärenden" in page.text, "Hanna Öberg" in page.text) == (True, True)
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_a_warning_is_seen_by_one_press_and_a_second_does_nothing(real_world, case_id):
    _in_home(real_world, real_world.open_case)
    client, here = _client("cecilia"), reverse("cases:case", args=[case_id])
    page = client.get(here).text
    assert "Ett annat öppet ärende av samma slag" in page
    key = page.partition('name="key" value="')[2].partition('"')[0]
    for words in ("Jag har ringt.", "En gång till."):
        assert _post(client, "acknowledge", case_id, key=key, text=words).status_code == 303
    seen = _in_home(
        real_world,
        lambda: list(CaseEvent.objects.filter(case_id=case_id, kind="CONCERN_SEEN")),
    )
    assert [(one.text, one.field_id, one.actor_name) for one in seen] == [
        ("Jag har ringt.", key, "Cecilia Nyberg")
    ]
    after = client.get(here).text
    assert ('value="' + key in after, "Jag har ringt." in after) == (False, True)
    _in_home(real_world, real_world.open_case)
    assert (
        "Ett annat öppet ärende av samma slag" in client.get(here).text.partition('id="ansokan"')[0]
    )


def test_a_warning_that_is_gone_is_not_acknowledged(real_world, case_id):
    page = _post(_client("cecilia"), "acknowledge", case_id, key="late:0123")
    assert (page.status_code, "Titta igen" in page.text) == (409, True)
    thread = _in_home(
        real_world,
        lambda: (
            cases.case_for_resident(real_world.actor("margit"), case_id, now=real_world.now).thread
        ),
    )
    assert [one.kind for one in thread] == ["OPENED"]
