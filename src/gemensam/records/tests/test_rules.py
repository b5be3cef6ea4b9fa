"""A note as a document of the national patient overview."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from gemensam.kernel.personal_identity_number import NumberKind, number_for_tests
from gemensam.records import rules
from gemensam.records.rules import CareDocumentation, NoteCode, PatientId, SourceNote

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MARGIT = number_for_tests(date(1940, 3, 12), 0)
NOTE = SourceNote(
    id=UUID("0193500a-0000-7000-8000-000000000001"),
    patient=MARGIT,
    body="Låg på golvet i hallen, inga skador. Hjälpte henne upp.",
    written_at=datetime(2026, 11, 21, 1, 30, tzinfo=UTC),
    signed_at=None,
    author_hsa_id="SE2120000001-P013",
    author_name="Nils Strand",
    care_unit_hsa_id="SE2120000001-E004",
    care_unit_name="Nattpatrullen",
    care_provider_hsa_id="SE2120000001-VG01",
    source_system_hsa_id="SE2120000001-SYS1",
    is_of_visit=True,
)


def test_a_note_becomes_a_document_with_every_field_of_the_header():
    assert rules.care_documentation(NOTE, zone=STOCKHOLM) == CareDocumentation(
        source_system_id="SE2120000001-SYS1",
        document_id="0193500a-0000-7000-8000-000000000001",
        document_time="20261121023000",
        patient_id=PatientId("1.2.752.129.2.1.3.1", MARGIT.reveal()),
        accountable_healthcare_provider="SE2120000001-VG01",
        accountable_care_unit="SE2120000001-E004",
        block_comparison_time="20261121023000",
        approved_for_patient=False,
        author_id="SE2120000001-P013",
        author_name="Nils Strand",
        author_unit_id="SE2120000001-E004",
        author_unit_name="Nattpatrullen",
        signature_time="",
        note_code=NoteCode.VISIT,
        note_text="Låg på golvet i hallen, inga skador. Hjälpte henne upp.",
    )


def test_a_note_outside_visits_is_a_measure_and_a_signed_one_says_when():
    note = replace(NOTE, is_of_visit=False, signed_at=datetime(2026, 7, 1, 22, 0, 5, tzinfo=UTC))
    document = rules.care_documentation(note, zone=STOCKHOLM)
    assert (document.note_code, document.signature_time) == (NoteCode.MEASURE, "20260702000005")


def test_a_coordination_number_has_a_root_of_its_own():
    number = number_for_tests(date(1985, 5, 20), 0, kind=NumberKind.SAMORDNINGSNUMMER)
    assert rules.patient_id(number) == PatientId("1.2.752.129.2.1.3.3", number.reveal())


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("care_provider_hsa_id", "accountableHealthcareProvider"),
        ("care_unit_hsa_id", "accountableCareUnit"),
        ("source_system_hsa_id", "sourceSystemId"),
        ("body", "clinicalDocumentNoteText"),
    ],
)
def test_a_note_without_what_the_header_demands_is_refused_by_name(field, named):
    with pytest.raises(rules.NotADocument, match=named):
        rules.care_documentation(replace(NOTE, **{field: " "}), zone=STOCKHOLM)


def test_a_time_without_zone_is_refused():
    with pytest.raises(rules.NotADocument):
        rules.local_time(datetime(2026, 11, 21, 1, 30), STOCKHOLM)  # noqa: DTZ001 -- what is refused
