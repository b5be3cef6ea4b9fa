"""What we write is valid by the contract's official schemas: questions, and the stand-in's answers."""

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gemensam.assistance.ssbtek.question import (
    SSBT,
    Agency,
    LefiQuestion,
    Organisation,
    UnusableQuestion,
    envelope,
)
from gemensam.assistance.tests import samples, schemas
from gemensam.assistance.tests.samples import PERSON, QUESTION
from gemensam.assistance.tests.schemas import needs_schemas
from gemensam.soap.envelopes import SOAP

WITH_ALL = replace(
    QUESTION,
    asked_at=datetime(2026, 11, 22, 18, 30, tzinfo=UTC),
    processors=(
        Organisation("5560000001", "Driftbolaget"),
        Organisation("165560000002", "Ombudet"),
    ),
)


# Characters that XML cannot carry at all, among those that need care.
UNCARRIED = "\0\x0b\ud800\ufffe"
texts = st.text("aÖ §&<>\"']\t\n\N{GRINNING FACE}" + UNCARRIED, min_size=1, max_size=12)


@needs_schemas
@pytest.mark.parametrize("question", [QUESTION, WITH_ALL], ids=["least", "with all"])
def test_our_question_is_valid_by_the_official_schema(question):
    assert schemas.errors_of(schemas.composite(), schemas.in_body(envelope(question))) == []


@needs_schemas
@given(st.sets(st.sampled_from(Agency), min_size=1), texts, texts)
def test_whatever_is_asked_the_question_is_valid_or_refused(agencies, case, law):
    try:
        xml = envelope(replace(QUESTION, agencies=frozenset(agencies), case=case, legal_basis=law))
    except UnusableQuestion:
        assert not case.strip() or not law.strip() or set(case + law) & set(UNCARRIED)
        return
    assert schemas.errors_of(schemas.composite(), schemas.in_body(xml)) == []


@needs_schemas
def test_the_schema_does_object_to_a_question_that_is_wrong():
    wrong = envelope(QUESTION).replace(b"162120000001", b"2120000001")
    assert schemas.errors_of(schemas.composite(), schemas.in_body(wrong)) != []


@needs_schemas
def test_lefis_question_is_valid_by_its_description():
    (asked,) = schemas.in_body(envelope(QUESTION)).iter(f"{{{SSBT}}}lefiJsonFraga")
    question = json.loads(base64.b64decode(asked.text))
    assert question == {
        "personnummer": PERSON.reveal(),
        "period": {"from": "2026-08-01", "tom": "2026-11-30"},
        "formansinformation": ["FK:SJP", "FK:BOB"],
        "preliminaraUtbetalningar": ["FK:SJP"],
        "utbetalningar": ["FK:SJP", "FK:BOB", "PM:AP"],
        "ovrigInformation": ["FK:GEPI"],
    }
    assert list(schemas.lefi("LefiExternFormansinformationFraga").iter_errors(question)) == []


ANSWERS = {
    "all": samples.everything(),
    "one away": samples.everything() | {"SO": samples.away("SO")},
    "all away": {agency: samples.away(agency, "BT") for agency in Agency},
    "TNS with an error of its own": {"TNS": samples.TNS_FAILED},
    "nobody knows of her": {"MIV": "<MIV><data/></MIV>"},
}


@needs_schemas
@pytest.mark.parametrize("name", ANSWERS)
def test_our_sample_answers_are_valid_by_the_official_schema(name):
    answer = samples.response(ANSWERS[name])
    assert schemas.errors_of(schemas.composite(), schemas.in_body(answer)) == []


@needs_schemas
def test_our_sample_fault_is_valid_by_the_official_schema():
    (detail,) = etree.fromstring(samples.fault()).iter("detail")
    assert schemas.errors_of(schemas.composite(), detail[0]) == []


@needs_schemas
def test_csns_person_in_our_sample_is_valid_by_csns_schema():
    assert schemas.errors_of(schemas.csn_person(), etree.fromstring(samples.CSN_PERSON)) == []


@needs_schemas
def test_lefis_answer_in_our_sample_is_valid_by_its_description():
    errors = schemas.lefi("LefiExternFormansinformationSvar").iter_errors(samples.LEFI_ANSWER)
    assert list(errors) == []


def test_the_question_is_one_soap_body_in_the_contracts_order():
    root = etree.fromstring(envelope(replace(QUESTION, agencies=frozenset({Agency.SO, Agency.AF}))))
    assert (root.tag, [child.tag for child in root]) == (
        f"{{{SOAP}}}Envelope", [f"{{{SOAP}}}Body"],
    )  # fmt: skip
    (asked,) = root.iter(f"{{{SSBT}}}specifikaFrageparametrar")
    assert [(etree.QName(one).localname, one.get("inkludera"), len(one)) for one in asked] == [
        ("AF", "true", 0), ("CSN", "false", 0), ("FK", "false", 0), ("SKV", "false", 0),
        ("SO", "true", 0), ("TNS", "false", 0), ("MIV", "false", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "over",
    [
        {"case": " "},
        {"caseworker": ""},
        {"purpose": ""},
        {"legal_basis": ""},
        {"agencies": frozenset()},
        {"lefi": None},
        {"lefi": LefiQuestion("prov-51")},
        {"to_day": date(2026, 7, 31)},
        {"to_day": date(2028, 8, 1)},
        {"asked_at": datetime(2026, 11, 22)},  # noqa: DTZ001 -- it is what is refused
    ],
    ids=str,
)
def test_a_question_that_would_be_refused_is_not_made(over):
    with pytest.raises(UnusableQuestion):
        replace(QUESTION, **over)


@pytest.mark.parametrize("number", ["2110000001", "212000000", "122120000001", "21200000o1"])
def test_an_organisation_has_an_organisation_number(number):
    with pytest.raises(UnusableQuestion):
        Organisation(number, "Provkommunen")


def test_what_xml_cannot_carry_is_refused_without_being_repeated():
    with pytest.raises(UnusableQuestion) as caught:
        envelope(replace(QUESTION, case="hemligt\0"))
    assert "hemligt" not in str(caught.value)


def test_nothing_of_a_question_shows_when_it_is_printed():
    assert "2026-0417" not in repr(QUESTION) + str(QUESTION)


@needs_schemas
def test_the_schemas_of_csn_and_lefi_do_object_to_what_is_wrong():
    person = etree.fromstring(samples.CSN_PERSON.replace("Utbetald<", "Kanske<"))
    assert schemas.errors_of(schemas.csn_person(), person) != []
    answer = schemas.lefi("LefiExternFormansinformationSvar")
    assert not answer.is_valid({"utbetalningar": [{"nettobelopp": "tusen"}]})
    assert not answer.is_valid({"utlamnare": [{"utlamnare": {"kod": "AF"}}]})
