"""The client and a real HTTPS server that wants a certificate: answers, silence, faults, and what is never said."""

import logging
import ssl
from dataclasses import replace

import pytest
from django.test import override_settings

from gemensam.assistance.rules.incomes import IncomeKind
from gemensam.assistance.rules.steps import Column
from gemensam.assistance.ssbtek import client as clients
from gemensam.assistance.ssbtek.client import (
    AnswerNotUnderstood,
    NotConfigured,
    RefusedBySsbtek,
    SsbtekUnreachable,
)
from gemensam.assistance.ssbtek.configuring import configuration
from gemensam.assistance.ssbtek.incomes import incomes_of
from gemensam.assistance.ssbtek.question import Agency
from gemensam.assistance.tests import samples, schemas
from gemensam.assistance.tests.samples import PERSON, QUESTION
from gemensam.assistance.tests.stand_in import StandIn, client_of, serving
from gemensam.assistance.tests.test_ssbtek_reading import WHOLE
from gemensam.assistance.tests.worked import NOVEMBER, household, income, kr, rent, worked
from gemensam.soap.tests.stand_in import papers

SECRETS = (PERSON.reveal(), PERSON.reveal()[2:], "2026-0417", "Hemlig", "Provkassan")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def stand_in():
    return StandIn()


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def client(stand_in, made, pauses):
    with serving(stand_in, made) as configured, client_of(configured, pauses) as client:
        yield client


def test_a_question_is_answered_by_all_agencies(client, stand_in):
    assert client.ask(QUESTION).by_agency == WHOLE
    assert stand_in.asked == [[agency.value for agency in Agency]]
    assert [stand_in.headers[0][name] for name in ("Content-Type", "SOAPAction")] == [
        "text/xml; charset=utf-8",
        '""',
    ]


@schemas.needs_schemas
def test_what_went_over_the_wire_was_valid_both_ways(client, stand_in):
    stand_in.away_once = {"SO"}
    client.ask(QUESTION)
    schema = schemas.composite()
    answers = [schemas.errors_of(schema, schemas.in_body(one)) for one in stand_in.answers]
    assert (stand_in.objections, answers) == ([], [[], []])


def test_an_agency_that_was_not_reached_is_asked_once_more_and_it_alone(client, stand_in, pauses):
    stand_in.away_once = {"SO", "CSN"}
    assert client.ask(QUESTION).by_agency == WHOLE
    assert (stand_in.asked[1:], pauses) == ([["CSN", "SO"]], [2.0])


def test_an_agency_that_answers_with_an_error_is_not_asked_again(client, stand_in):
    stand_in.parts["SO"] = samples.away("SO", "BT")
    assert set(client.ask(QUESTION).failures) == {Agency.SO}
    assert len(stand_in.asked) == 1


def test_an_agency_that_stays_away_is_a_failure_among_the_others(client, stand_in):
    stand_in.parts["SO"] = samples.away("SO")
    found = client.ask(QUESTION)
    assert (
        {name for name, one in found.by_agency.items() if one == WHOLE[name]},
        len(stand_in.asked),
    ) == (
        set(Agency) - {Agency.SO},
        2,
    )


def test_the_first_answers_stand_when_the_second_question_is_refused(client, stand_in):
    stand_in.first = [
        (200, samples.response(samples.everything() | {"SO": samples.away("SO")})),
        (500, samples.fault()),
    ]
    assert set(client.ask(QUESTION).failures) == {Agency.SO}


@pytest.mark.parametrize("trouble", [0, 429, 502, 503, 504])
def test_a_passing_trouble_is_tried_again(client, stand_in, pauses, trouble):
    stand_in.first = [(trouble, b""), (trouble, b"")]
    assert client.ask(QUESTION).by_agency == WHOLE
    assert pauses == [2.0, 10.0]


@pytest.mark.parametrize(("status", "tries"), [(503, 3), (0, 3), (403, 1), (302, 1)])
def test_trouble_that_lasts_is_told_by_its_kind_only(client, stand_in, status, tries):
    stand_in.first = [(status, b"Hemligt")] * 3
    with pytest.raises(SsbtekUnreachable) as caught:
        client.ask(QUESTION)
    assert (str(caught.value), len(stand_in.asked)) == (
        f"status {status}" if status else "RemoteProtocolError",
        tries,
    )
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_a_question_that_was_taken_and_not_answered_in_time_is_not_put_again(
    stand_in, made, pauses
):
    stand_in.delay = 1.0
    with (
        serving(stand_in, made) as configured,
        client_of(configured, pauses, 0.2) as client,
        pytest.raises(SsbtekUnreachable, match="ReadTimeout"),
    ):
        client.ask(QUESTION)
    assert (len(stand_in.asked), pauses) == (1, [])


def test_a_fault_refuses_the_whole_question_and_is_not_tried_again(client, stand_in):
    stand_in.first = [(500, samples.fault("E100"))]
    with pytest.raises(RefusedBySsbtek) as caught:
        client.ask(QUESTION)
    assert (str(caught.value), caught.value.messages, len(stand_in.asked)) == (
        "SSBTEK refused the question: E100", ("Hemligt",), 1,
    )  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"<html/>", samples.soap("<x/>"), b"Hemligt"])
def test_an_answer_that_is_none_is_not_taken_for_one(client, stand_in, body):
    stand_in.first = [(200, body)]
    with pytest.raises(AnswerNotUnderstood) as caught:
        client.ask(QUESTION)
    assert ("Hemligt" in str(caught.value), caught.value.__cause__) == (False, None)


def test_an_answer_without_end_is_cut_off(client, stand_in, monkeypatch):
    monkeypatch.setattr(clients, "MOST_BYTES", 1000)
    with pytest.raises(AnswerNotUnderstood, match="too long"):
        client.ask(QUESTION)


def test_nothing_of_question_or_answer_is_logged(client, stand_in, caplog):
    caplog.set_level(logging.DEBUG)
    stand_in.first = [(503, b"Hemligt")]
    stand_in.parts["SO"] = samples.away("SO")
    client.ask(QUESTION)
    assert caplog.text
    assert [word for word in SECRETS if word in caplog.text] == []


def test_without_a_certificate_that_the_server_knows_there_is_no_answer(stand_in, made, pauses):
    with serving(stand_in, made) as configured:
        stranger = replace(configured, certificate=made.stranger, key=made.stranger)
        with client_of(stranger, pauses) as client, pytest.raises(SsbtekUnreachable):
            client.ask(QUESTION)
    assert stand_in.asked == []


def test_a_server_that_nobody_vouches_for_gets_no_question(stand_in, made, pauses):
    with serving(stand_in, made) as configured:
        trusting_others = replace(configured, authorities=made.stranger)
        with client_of(trusting_others, pauses) as client, pytest.raises(SsbtekUnreachable):
            client.ask(QUESTION)
    assert stand_in.asked == []


def test_a_connection_is_made_from_the_configuration_alone(stand_in, made):
    with serving(stand_in, made) as configured, clients.connected(configured) as client:
        assert client.ask(QUESTION).by_agency == WHOLE


def _configured(made):
    return clients.Configuration(
        address="https://127.0.0.1:1",
        certificate=made.certificate,
        key=made.key,
        organisation=QUESTION.asker,
        authorities=made.authority,
    )


def test_the_lowest_tls_is_1_2(made):
    configured = _configured(made)
    context = configured.tls()
    assert (context.minimum_version, context.verify_mode, context.check_hostname) == (
        ssl.TLSVersion.TLSv1_2, ssl.CERT_REQUIRED, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "over",
    [{"address": "http://127.0.0.1:1"}, {"certificate": "saknas.pem"}, {"key": "saknas.pem"}],
)
def test_an_address_in_the_clear_or_a_file_that_is_missing_is_refused(made, over):
    configured = _configured(made)
    with pytest.raises(NotConfigured):
        replace(configured, **over).tls()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "lacks address, certificate, key, organisation, name"),
        ({"address": "https://x", "name": "Prov", "key": "b"}, "lacks certificate, organisation"),
        (
            {
                "address": "https://x",
                "certificate": "a",
                "key": "b",
                "organisation": "1",
                "name": "P",
            },
            "a number of ten digits",
        ),
    ],
)
def test_the_settings_say_what_is_missing(given, missing):
    with override_settings(GEMENSAM_SSBTEK=given), pytest.raises(NotConfigured, match=missing):
        configuration()


def test_from_a_question_to_a_calculation_with_the_agencies_as_sources(client):
    found = incomes_of("Ann", client.ask(QUESTION), first=NOVEMBER, last=NOVEMBER.replace(day=30))
    calculation = worked(
        household(), rent(15000), income("STUDY_SUPPORT", "Ann", 4000), *found.incomes
    )
    rows = {
        row.kind: (row.applied, row.proposed) for row in calculation.rows if row.person == "Ann"
    }
    assert rows == {
        "adults": (kr(4000), kr(4000)),
        IncomeKind.STUDY_SUPPORT: (kr(4000), kr(4444)),
        IncomeKind.SICKNESS_BENEFIT: (None, kr(7000, 25)),
        IncomeKind.PENSION: (None, kr(1200)),
        IncomeKind.UNEMPLOYMENT_BENEFIT: (None, kr(2100, 50)),
    }
    # 4 000 + 1 200 + 15 000 = 20 200;  4 444 + 7 000,25 + 1 200 + 2 100,50 = 14 744,75;  5 455,25 is missing
    # As applied for: 20 200 − 4 000 = 16 200
    assert (calculation.result(), calculation.result(Column.APPLIED)) == (kr(5455, 25), kr(16200))
