"""The question by the official contract, and every way in which an answer is one, or is not."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import override_settings
from lxml import etree

from gemensam.identity.hsa import client as clients
from gemensam.identity.hsa.answers import Credentials, Place, ToldCommission
from gemensam.identity.hsa.client import configuration, question
from gemensam.identity.hsa.reading import RefusedByHsa, read
from gemensam.identity.tests.hsa import schemas
from gemensam.identity.tests.hsa.stand_in import (
    LOGICAL_ADDRESS,
    MARKS,
    StandIn,
    Told,
    at,
    client_of,
    employee,
    envelope,
    fault,
    serving,
)
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.kernel.protected import ProtectedStr
from gemensam.soap.channel import NotConfigured, Unreachable
from gemensam.soap.elements import NotUnderstood
from gemensam.soap.tests.stand_in import papers

HANNA = "SE2120000001-P014"
CARE = Told(
    "SE2120000001-U014",
    "SE2120000001-E005",
    "SE2120000001-VG01",
    "212000-0001",
    unit_dates=(at(2020, 1, 1), at(2030, 1, 1)),
    provider_dates=(at(2019, 6, 1), None),
)
DIRECT = Told("SE2120000001-U900", None, "SE2120000001-VG01", "2120000001", rights=())
NUMBER = "199001019802"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def stand_in():
    return StandIn({HANNA: employee(HANNA, CARE, DIRECT, number=NUMBER)})


@pytest.fixture
def client(stand_in, made):
    with serving(stand_in, made) as configured, client_of(configured) as client:
        yield client


def _told_of(*commissions, **marks):
    xml = envelope(employee(HANNA, *commissions, **marks))
    return read(xml, employee_hsa_id=HANNA).credentials


def test_an_employee_is_told_of_whole(client, stand_in):
    answer = client.ask(HANNA)
    provider = Place("SE2120000001-VG01", "Munkedals kommun", at(2019, 6, 1))
    assert answer.credentials == Credentials(
        employee_hsa_id=HANNA,
        given_name=ProtectedStr("Hanna"),
        family_name=ProtectedStr("Öberg"),
        number=PersonalIdentityNumber.parse(NUMBER),
        licences=("SJ",),
        system_roles=("HSA;Ombud",),
        commissions=(
            ToldCommission(
                "SE2120000001-U014",
                "Hemsjukvård",
                "Vård och behandling",
                ("Läsa;anteckning HSL;VE",),
                Place("SE2120000001-E005", "Hemsjukvården", at(2020, 1, 1), at(2030, 1, 1)),
                provider,
                "212000-0001",
            ),
            ToldCommission(
                "SE2120000001-U900",
                "Hemsjukvård",
                "Vård och behandling",
                (),
                None,
                Place("SE2120000001-VG01", "Munkedals kommun"),
                "2120000001",
            ),
        ),
    )
    assert (stand_in.asked, len(answer.digest)) == ([HANNA], 64)


def test_printing_what_was_told_shows_no_name_and_no_number(client):
    printed = repr(client.ask(HANNA))
    assert [word for word in ("Öberg", NUMBER, NUMBER[2:]) if word in printed] == []


@schemas.needs_schemas
@pytest.mark.parametrize("search_base", ["", "ou=Vård,o=Munkedal,c=SE"])
def test_the_question_is_valid_by_wsdl_and_schema(search_base):
    configured = clients.Configuration(
        address="", certificate=None, key=None, logical_address="SE1", search_base=search_base
    )
    xml = question(HANNA, configured)
    assert schemas.objections_to_question(f'"{clients.ACTION}"', xml) == []


@schemas.needs_schemas
@pytest.mark.parametrize(
    ("action", "old", "new"),
    [
        ("", b"", b""),
        (clients.ACTION, b"personHsaId", b"personId"),
        (clients.ACTION, b"LogicalAddress", b"Address"),
        (clients.ACTION, b">false<", b">kanske<"),
    ],
)
def test_the_contract_does_object_to_a_question_that_is_wrong(action, old, new):
    configured = clients.Configuration(
        address="", certificate=None, key=None, logical_address="SE1"
    )
    xml = question(HANNA, configured).replace(old, new)
    assert schemas.objections_to_question(f'"{action}"', xml) != []


@schemas.needs_schemas
def test_what_goes_over_the_wire_is_valid_both_ways(client, stand_in):
    stand_in.told["SE2120000001-P015"] = employee(
        "SE2120000001-P015",
        Told("SE2120000001-U015", "E", "P", "1", marks=MARKS),
        is_protected=True,
        is_feigned=True,
    )
    for one in (HANNA, "SE2120000001-P015", "SE2120000001-P404"):
        client.ask(one)
    judged = [schemas.objections_to_answer(one) for one in stand_in.answers]
    assert (stand_in.objections, judged) == ([], [[], [], []])


def test_the_question_names_the_address_and_the_employee_and_nothing_else(client, stand_in):
    configured = client.configured
    root = etree.fromstring(question(HANNA, configured))
    written = [text.strip() for text in root.itertext() if text.strip()]
    client.ask(HANNA)
    assert (written, stand_in.headers[0]["SOAPAction"]) == (
        [LOGICAL_ADDRESS, HANNA, "c=SE", "false"],
        f'"{clients.ACTION}"',
    )


def test_nobody_by_that_hsa_id_is_an_answer(client):
    assert client.ask("SE2120000001-P404").credentials is None


def test_marks_are_read_one_by_one():
    found = {one: _told_of(Told("U", "E", "P", "1", marks=(one,))).commissions[0] for one in MARKS}
    assert {
        mark: (
            one.provider.is_feigned, one.unit.is_feigned, one.is_feigned,
            one.provider.is_archived, one.unit.is_archived,
        )
        for mark, one in found.items()
    } == {
        mark: tuple(place == number for place in range(5)) for number, mark in enumerate(MARKS)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-06-01T00:00:00", datetime(2026, 5, 31, 22, tzinfo=UTC)),
        ("2026-12-01T00:00:00", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        ("2026-12-01T00:00:00Z", datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
def test_a_time_without_zone_is_swedish(written, meant):
    xml = envelope(employee(HANNA, CARE)).replace(b"2030-01-01T00:00:00+00:00", written.encode())
    told = read(xml, employee_hsa_id=HANNA).credentials
    assert told.commissions[0].unit.ends_at == meant


GOOD = envelope(employee(HANNA, CARE, DIRECT, number=NUMBER))
BROKEN = {
    "no XML": b"Hemligt",
    "a document type": b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + GOOD,
    "no envelope": b"<html/>",
    "another operation": GOOD.replace(b"PersonResponse xmlns", b"PersonsResponse xmlns").replace(
        b"PersonResponse>", b"PersonsResponse>"
    ),
    "another version": GOOD.replace(b"Responder:2", b"Responder:1"),
    "another employee": GOOD.replace(HANNA.encode(), b"SE2120000001-P015"),
    "an employee twice": envelope(employee(HANNA) * 2),
    "a commission twice": envelope(employee(HANNA, CARE, CARE)),
    "no name": GOOD.replace(b"middleAndSurName", b"surName"),
    "no provider": GOOD.replace(b"healthCareProviderHsaId", b"providerHsaId"),
    "no organisation number": GOOD.replace(b"healthCareProviderOrgNo", b"orgNo"),
    "no purpose": GOOD.replace("Vård och behandling".encode(), b" "),
    "an HSA-id too long": GOOD.replace(b"SE2120000001-U014", b"SE2120000001-" + b"U" * 20),
    "an HSA-id with a slash": GOOD.replace(b"SE2120000001-E005", b"SE2120000001/E005"),
    "an HSA-id that is empty": GOOD.replace(b"SE2120000001-E005", b""),
    "a right without scope": GOOD.replace(b"<scope>VE</scope>", b""),
    "a time that is none": GOOD.replace(b"2030-01-01T00", b"2030-13-01T00"),
    "an end before its start": GOOD.replace(b"2030-01-01T00", b"2010-01-01T00"),
    "a truth that is none": GOOD.replace(b">false<", b">nej<"),
    "a number that is none": GOOD.replace(NUMBER.encode(), b"199001019803"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_that_is_not_the_contracts_is_refused_and_never_repeated(name):
    with pytest.raises(NotUnderstood) as caught:
        read(BROKEN[name], employee_hsa_id=HANNA)
    told = str(caught.value)
    assert (
        [word for word in ("Öberg", "Hanna", "Hemligt", NUMBER) if word in told],
        caught.value.__cause__,
    ) == ([], None)


def test_names_are_cut_and_what_is_too_long_to_be_a_licence_is_none():
    long = replace(CARE, name="N" * 300)
    told = _told_of(long, name=("G" * 99, "F" * 99), licences=("SJ", "L" * 21))
    assert (
        len(told.given_name.reveal()), len(told.family_name.reveal()),
        len(told.commissions[0].name), told.licences,
    ) == (60, 59, 120, ("SJ",))  # fmt: skip


def test_a_fault_code_that_is_none_of_soaps_is_not_told(client, stand_in):
    stand_in.instead["*"] = (500, fault("900101-9802"))
    with pytest.raises(RefusedByHsa, match="unknown"):
        client.ask(HANNA)


def test_a_fault_is_told_by_its_code_alone(client, stand_in):
    stand_in.instead["*"] = (500, fault())
    with pytest.raises(RefusedByHsa) as caught:
        client.ask(HANNA)
    assert (caught.value.code, "Hemligt" in str(caught.value)) == ("soap:Server", False)


@pytest.mark.parametrize(("status", "tries"), [(0, 3), (403, 1), (503, 3)])
def test_hsa_that_does_not_answer_is_unreachable(client, stand_in, status, tries):
    stand_in.instead["*"] = (status, b"Hemligt")
    with pytest.raises(Unreachable) as caught:
        client.ask(HANNA)
    assert (len(stand_in.asked), "Hemligt" in str(caught.value)) == (tries, False)


def test_an_answer_that_is_too_slow_is_not_asked_for_again(stand_in, made):
    stand_in.delay = 1
    with (
        serving(stand_in, made) as configured,
        client_of(configured, 0.2) as client,
        pytest.raises(Unreachable, match="ReadTimeout"),
    ):
        client.ask(HANNA)
    assert len(stand_in.asked) == 1


def test_an_answer_that_is_huge_is_cut_off(client, stand_in):
    stand_in.instead["*"] = (200, b"<a>" + b" " * clients.MOST_BYTES + b"</a>")
    with pytest.raises(NotUnderstood, match="too long"):
        client.ask(HANNA)


def test_without_our_certificate_there_is_no_answer(stand_in, made):
    with serving(stand_in, made) as configured:
        stranger = replace(configured, certificate=made.stranger, key=made.stranger)
        with client_of(stranger) as client, pytest.raises(Unreachable):
            client.ask(HANNA)
    assert stand_in.asked == []


def test_nothing_of_an_employee_is_logged(client, stand_in, caplog):
    caplog.set_level(logging.DEBUG)
    client.ask(HANNA)
    assert [word for word in (HANNA, "Öberg", NUMBER) if word in caplog.text] == []


def test_the_settings_make_the_configuration():
    given = {
        "address": "https://hsa.example",
        "certificate": "a.pem",
        "key": "b.pem",
        "logical_address": "SE1",
        "search_base": "c=SE",
    }
    with override_settings(GEMENSAM_HSA=given):
        found = configuration()
    assert (found.address, str(found.certificate), found.logical_address, found.search_base) == (
        "https://hsa.example", "a.pem", "SE1", "c=SE",
    )  # fmt: skip
    with (
        override_settings(GEMENSAM_HSA={"address": "https://x"}),
        pytest.raises(NotConfigured, match="lacks certificate, key, logical_address"),
    ):
        configuration()
