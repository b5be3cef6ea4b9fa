"""From the agencies' answers to plain data, whole or broken; and from that to incomes."""

import dataclasses
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.assistance.rules.incomes import Income, IncomeKind
from gemensam.assistance.ssbtek.answers import (
    BenefitPayment,
    Benefits,
    Employment,
    Failure,
    FailureSource,
    Fund,
    FundPayment,
    Permit,
    Residence,
    StudyPayment,
    StudySupport,
    Support,
    Taxation,
    TaxFact,
    UnemploymentFunds,
    Vehicle,
    Vehicles,
)
from gemensam.assistance.ssbtek.incomes import incomes_of
from gemensam.assistance.ssbtek.question import Agency
from gemensam.assistance.ssbtek.reading import Fault, read
from gemensam.assistance.tests import samples, schemas
from gemensam.assistance.tests.worked import kr
from gemensam.soap.elements import NotUnderstood

ALL = frozenset(Agency)


def answer(agency: str, part: str):
    return read(samples.response({agency: part}), frozenset({Agency(agency)})).by_agency[
        Agency(agency)
    ]


WHOLE = {
    Agency.AF: Employment(
        status_code="0",
        status="Svar finns",
        has_protected_identity=True,
        is_registered=True,
        category="Öppet arbetslös",
        registered_on=date(2026, 2, 3),
        extent=75,
        deregistered_on=None,
        reported_on=date(2026, 11, 12),
        report_message="Inlämnad",
        unemployment_fund="Provkassan",
        supports=(Support("Aktivitetsstöd", 75, date(2026, 9, 1), date(2027, 2, 28)),),
    ),
    Agency.CSN: StudySupport(
        code="0",
        message="OK",
        is_known=True,
        payments=(
            StudyPayment(
                "Studiemedel", "Studiemedel Sverige", date(2026, 11, 25), True, kr(4444),
                ("202645", "202648"),
            ),
            StudyPayment(
                "Studiemedel", "Studiemedel Sverige", date(2026, 12, 23), False, kr(4444), None
            ),
        ),
    ),
    Agency.FK: Benefits(
        providers={"FK": "OK", "PM": "OK"},
        deviations=(),
        payments=(
            BenefitPayment(
                "Försäkringskassan", ("SJP",), "Sjukpenning", date(2026, 11, 25), False,
                kr(7000, 25), kr(9000, 50), (date(2026, 11, 1), date(2026, 11, 20)),
            ),
            BenefitPayment(
                "FK", ("BOB",), "Bostadsbidrag", date(2026, 10, 27), False, kr(1300), None, None
            ),
            BenefitPayment(
                "FK", ("SJP",), "Sjukpenning", date(2026, 11, 30), True, kr(500), None, None
            ),
            BenefitPayment(
                "PM", ("PM:AP",), "Allmän pension", date(2026, 11, 18), False, kr(1200), kr(1500),
                (date(2026, 11, 1), date(2026, 11, 30)),
            ),
        ),
    ),
    Agency.SKV: Taxation(
        ("0",),
        (
            TaxFact("Kapitaluppgift", "Taxeringsar", "2025"),
            TaxFact("Kapitaluppgift", "OverskottPaKapital", "666"),
            # The document says Latin-1 inside an answer in UTF-8: it has been decoded once.
            TaxFact("Kapitaluppgift", "Slag", "Ränta"),
        ),
    ),
    Agency.SO: UnemploymentFunds(
        (
            Fund(
                "Provkassan",
                "OK",
                (
                    FundPayment(
                        "Provkassan", date(2026, 11, 6), kr(2250, 50), kr(2100, 50), "4",
                        (date(2026, 10, 26), date(2026, 11, 1)),
                    ),
                ),
                ((date(2026, 9, 1), date(2026, 9, 5)),),
                None,
                True,
            ),
        )
    ),
    Agency.TNS: Vehicles((Vehicle("PRV123", "Volvo", "2009", "PERSONBIL", "V50"),)),
    Agency.MIV: Residence(
        "Provland",
        date(2019, 5, 6),
        (
            Permit(
                "UPPEHÅLLSTILLSTÅND", "BEVILJAS", date(2020, 1, 2), date(2020, 1, 2), None, True
            ),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("agency", Agency)
def test_each_agencys_answer_is_read_whole(agency):
    found = read(samples.response(samples.everything()), ALL)
    assert found.correlation_id == "prov-1"
    assert dataclasses.asdict(found.by_agency[agency]) == dataclasses.asdict(WHOLE[agency])


def test_nothing_of_an_answer_shows_when_it_is_printed():
    found = read(samples.response(samples.everything()), ALL)
    shown = repr(found) + "".join(repr(one) + str(one) for one in found.by_agency.values())
    # Where in memory something lies may have any digits.
    shown = re.sub(r"0x[0-9a-f]+", "", shown)
    secret = ["Provkassan", "Sjukpenning", "PRV123", "Provland", "666", "Öppet", "4444"]
    assert [word for word in secret if word in shown] == []


@pytest.mark.parametrize("agency", Agency)
def test_one_agency_away_leaves_the_others_as_they_are(agency):
    parts = samples.everything() | {agency: samples.away(agency, "BT", "E7")}
    found = read(samples.response(parts), ALL)
    assert {name for name, one in found.by_agency.items() if one != WHOLE[name]} == {agency}
    assert found.failures == {agency: Failure(FailureSource.BT, "E7", ("Hemligt",))}


BROKEN = {
    "CSN is not base64": ("CSN", "<CSN><data><svar>###</svar></data></CSN>"),
    "CSN is not XML": ("CSN", samples.csn("nej")),
    "CSN with a document type": (
        "CSN", samples.csn('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><CSNSvar>&e;</CSNSvar>'),
    ),
    "CSN is something else": ("CSN", samples.csn("<x/>")),
    "CSN with an amount that is none": ("CSN", samples.csn(samples.CSN_ANSWER.replace(">4444<", ">4,4<"))),
    "CSN with a day that is none": ("CSN", samples.csn(samples.CSN_ANSWER.replace("20261125", "20261345"))),
    "FK is not JSON": ("FK", f"<FK><data><lefiJsonSvar>{samples.in_base64('nej')}</lefiJsonSvar></data></FK>"),
    "FK is a list": ("FK", samples.fk([])),
    "FK with payments that are no list": ("FK", samples.fk({"utbetalningar": {}})),
    "FK with a payment without amount": ("FK", samples.fk({"utbetalningar": [{}]})),
    "FK in another currency": (
        "FK", samples.fk({"formansinformation": {"utbetalningsuppgift": [
            {"nettobelopp": {"summa": 1, "valuta": "EUR"}}]}}),
    ),
    "FK with not a number": (
        "FK",
        f"<FK><data><lefiJsonSvar>{samples.in_base64('{"utbetalningar": [{"nettobelopp": NaN}]}')}</lefiJsonSvar></data></FK>",
    ),
    "FK deeper than anything": (
        "FK", f"<FK><data><lefiJsonSvar>{samples.in_base64('[' * 200_000)}</lefiJsonSvar></data></FK>",
    ),
    "SKV is not XML": ("SKV", samples.skv("nej")),
    "SO without a list": ("SO", "<SO><data/></SO>"),
    "AF without an answer": ("AF", "<AF><data/></AF>"),
    "an error of nobody's": ("AF", samples.away("AF", "VEM")),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_that_agencys_failure_and_nobody_elses(name):
    agency, part = BROKEN[name]
    found = read(samples.response(samples.everything() | {agency: part}), ALL)
    assert found.failures == {Agency(agency): Failure(FailureSource.READING, "NOT_UNDERSTOOD")}


def test_an_agency_that_was_asked_and_left_out_is_a_failure():
    parts = samples.everything()
    del parts["SO"]
    found = read(samples.response(parts), ALL)
    assert found.failures == {Agency.SO: Failure(FailureSource.READING, "NO_ANSWER")}


def test_what_was_not_asked_for_is_left_where_it_is():
    found = read(samples.response(samples.everything()), frozenset({Agency.SO}))
    assert set(found.by_agency) == {Agency.SO}


def test_an_error_of_transportstyrelsens_own_is_a_failure():
    assert answer("TNS", samples.TNS_FAILED) == Failure(FailureSource.BT, "17", ("Hemligt",))


def test_a_fault_is_read_with_its_code():
    assert read(samples.fault("E100"), ALL) == Fault("E100", ("Hemligt",))


def test_a_fault_of_soap_itself_is_read_too():
    plain = samples.soap(
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>Nej</faultstring></s:Fault>"
    )
    assert read(plain, ALL) == Fault("s:Client", ("Nej",))


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<html/>",
        b"nej",
        samples.soap("<x/>"),
        samples.response({}).replace(b"svarsdata", b"annat"),
        b'<!DOCTYPE Envelope [<!ENTITY a "b">]>' + samples.response({}).partition(b"?>")[2],
    ],
)
def test_what_is_no_answer_of_the_contract_is_refused(xml):
    with pytest.raises(NotUnderstood):
        read(xml, ALL)


@given(st.binary(max_size=200), st.integers(0, 10_000))
def test_a_damaged_answer_is_read_or_refused_and_nothing_else(noise, place):
    whole = samples.response(samples.everything())
    place %= len(whole)
    try:
        found = read(whole[:place] + noise + whole[place + len(noise) :], ALL)
    except NotUnderstood:
        return
    assert isinstance(found, Fault) or set(found.by_agency) == ALL


SAMPLES = schemas.CONTRACT.parents[1] / "examples"


@schemas.needs_schemas
@pytest.mark.parametrize("number", range(1, 9))
def test_the_samples_that_come_with_the_contract_are_read_though_some_are_not_valid(number):
    (file,) = SAMPLES.glob(f"test{number:02d}_*/responses/ssbtek-response.xml")
    found = read(file.read_bytes(), ALL)
    absent = Failure(FailureSource.READING, "NO_ANSWER")
    read_well = [name for name, one in found.by_agency.items() if one != absent]
    expected = {
        1: ["CSN"],
        2: ["AF"],
        3: ["FK"],
        4: ["SKV"],
        5: ["SO"],
        6: ["TNS"],
        7: ["MIV"],
        8: list(Agency),
    }
    assert (read_well, [one for one in found.failures.values() if one != absent]) == (
        expected[number],
        [],
    )


def test_what_was_paid_in_the_month_becomes_incomes_with_their_sources():
    found = incomes_of(
        "Ann",
        read(samples.response(samples.everything()), ALL),
        first=date(2026, 11, 1),
        last=date(2026, 11, 30),
    )
    november = (date(2026, 11, 1), date(2026, 11, 30))
    assert found.missing == ()
    assert found.incomes == (
        Income(IncomeKind.STUDY_SUPPORT, "Ann", kr(4444), "CSN", date(2026, 11, 25)),
        Income(
            IncomeKind.SICKNESS_BENEFIT, "Ann", kr(7000, 25), "FK Sjukpenning", date(2026, 11, 25),
            (date(2026, 11, 1), date(2026, 11, 20)),
        ),
        Income(IncomeKind.PENSION, "Ann", kr(1200), "PM Allmän pension", date(2026, 11, 18), november),
        Income(
            IncomeKind.UNEMPLOYMENT_BENEFIT, "Ann", kr(2100, 50), "SO Provkassan", date(2026, 11, 6),
            (date(2026, 10, 26), date(2026, 11, 1)),
        ),
    )  # fmt: skip


def test_the_month_before_has_its_own_payment():
    found = incomes_of(
        "Ann",
        read(samples.response(samples.everything()), ALL),
        first=date(2026, 10, 1),
        last=date(2026, 10, 31),
    )
    assert [(one.kind, one.amount) for one in found.incomes] == [
        (IncomeKind.HOUSING_ALLOWANCE, kr(1300))
    ]


def test_what_is_planned_or_preliminary_has_not_been_paid():
    found = incomes_of(
        "Ann",
        read(samples.response(samples.everything()), ALL),
        first=date(2026, 11, 26),
        last=date(2026, 12, 31),
    )
    assert found.incomes == ()


@pytest.mark.parametrize(
    ("agency", "part"),
    [
        ("SO", samples.away("SO")),
        ("FK", samples.fk(samples.LEFI_ANSWER | {"utlamnare": [
            {"utlamnare": {"kod": "PM"}, "tillstand": {"kod": "OTILLGANGLIG"}}]})),
        ("FK", samples.fk(samples.LEFI_ANSWER | {"avvikelser": {"utbetalningar": [
            {"avvikelse": {"kod": "OBEHORIG"}, "formansgrupp": {"kod": "PM:AP", "beskrivning": "-"}}]}})),
        ("FK", samples.fk({"utbetalningar": [{"nettobelopp": 100}]})),
    ],
    ids=["away", "a provider is away", "not allowed to know", "a payment without a day"],
)  # fmt: skip
def test_an_agency_that_is_not_whole_is_named_so_that_its_silence_is_not_read_as_zero(agency, part):
    found = incomes_of(
        "Ann",
        read(samples.response(samples.everything() | {agency: part}), ALL),
        first=date(2026, 11, 1),
        last=date(2026, 11, 30),
    )
    assert found.missing == (Agency(agency),)


def test_a_benefit_that_is_not_known_here_is_still_an_income():
    row = {"formansfamilj": {"id": "NY", "beskrivning": "Ny förmån"}, "datum": "2026-11-02",
           "nettobelopp": {"summa": 77, "valuta": "SEK"}}  # fmt: skip
    part = samples.fk({"formansinformation": {"utbetalningsuppgift": [row]}})
    answers = read(samples.response({"FK": part}), frozenset({Agency.FK}))
    found = incomes_of("Ann", answers, first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert found.incomes == (
        Income(IncomeKind.SOCIAL_INSURANCE_OTHER, "Ann", kr(77), "FK Ny förmån", date(2026, 11, 2)),
    )
