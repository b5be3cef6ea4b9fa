"""How a note becomes a document of the national patient overview (NPÖ).

The fields are those of GetCareDocumentation 3.0 (riv:clinicalprocess:healthcond:description). Times
are Swedish local time without zone, and persons are named by the object identifiers of the number
they have. The consumer filters what the patient may see (approvedForPatient).
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final
from uuid import UUID

from gemensam.kernel.personal_identity_number import NumberKind, PersonalIdentityNumber

PERSONAL_NUMBER_ROOT: Final = "1.2.752.129.2.1.3.1"
COORDINATION_NUMBER_ROOT: Final = "1.2.752.129.2.1.3.3"
TIME_FORMAT: Final = "%Y%m%d%H%M%S"


class NoteCode(StrEnum):
    """KV Anteckningstyp (1.2.752.129.2.2.2.11): what sort of note it is."""

    INVESTIGATION = "utr"
    MEASURE = "atb"
    SUMMARY = "sam"
    COORDINATION = "sao"
    ADMISSION = "ins"
    FINAL = "slu"
    DISCHARGE = "auf"
    ANSWER = "sva"
    VISIT = "bes"


class NotADocument(ValueError):
    """Something that the header cannot be without is missing."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A note with the HSA-ids that its ids stand for."""

    id: UUID
    patient: PersonalIdentityNumber
    body: str
    written_at: datetime
    signed_at: datetime | None
    author_hsa_id: str
    author_name: str
    care_unit_hsa_id: str
    care_unit_name: str
    care_provider_hsa_id: str
    source_system_hsa_id: str
    is_of_visit: bool


@dataclass(frozen=True, slots=True)
class PatientId:
    """Who the patient is: which sort of number (root), and the number (extension)."""

    root: str
    extension: str


@dataclass(frozen=True, slots=True)
class CareDocumentation:
    """One document: header and body, named as the contract names them."""

    source_system_id: str
    document_id: str
    document_time: str
    patient_id: PatientId
    accountable_healthcare_provider: str
    accountable_care_unit: str
    block_comparison_time: str
    approved_for_patient: bool
    author_id: str
    author_name: str
    author_unit_id: str
    author_unit_name: str
    signature_time: str
    note_code: NoteCode
    note_text: str


def patient_id(number: PersonalIdentityNumber) -> PatientId:
    """Say which sort of number it is; twelve digits without a hyphen."""
    coordination = number.kind is NumberKind.SAMORDNINGSNUMMER
    root = COORDINATION_NUMBER_ROOT if coordination else PERSONAL_NUMBER_ROOT
    return PatientId(root, number.reveal())


def local_time(instant: datetime, zone: tzinfo) -> str:
    """Write an instant as YYYYMMDDhhmmss in Swedish local time."""
    if instant.utcoffset() is None:
        message = "an instant needs a time zone"
        raise NotADocument(message)
    return instant.astimezone(zone).strftime(TIME_FORMAT)


def care_documentation(note: SourceNote, *, zone: tzinfo) -> CareDocumentation:
    """Give the document that a note is.

    Raises NotADocument: the provider, the unit, the source system or the text is missing.
    """
    demanded = {
        "accountableHealthcareProvider": note.care_provider_hsa_id,
        "accountableCareUnit": note.care_unit_hsa_id,
        "sourceSystemId": note.source_system_hsa_id,
        "clinicalDocumentNoteText": note.body,
    }
    missing = [name for name, value in demanded.items() if not value.strip()]
    if missing:
        raise NotADocument(", ".join(missing))
    written = local_time(note.written_at, zone)
    return CareDocumentation(
        source_system_id=note.source_system_hsa_id,
        document_id=str(note.id),
        document_time=written,
        patient_id=patient_id(note.patient),
        accountable_healthcare_provider=note.care_provider_hsa_id,
        accountable_care_unit=note.care_unit_hsa_id,
        # Blocks over a period are compared with when the note was written.
        block_comparison_time=written,
        # What the resident reads goes through the resident's own pages, never through NPÖ.
        approved_for_patient=False,
        author_id=note.author_hsa_id,
        author_name=note.author_name,
        author_unit_id=note.care_unit_hsa_id,
        author_unit_name=note.care_unit_name,
        signature_time=local_time(note.signed_at, zone) if note.signed_at else "",
        note_code=NoteCode.VISIT if note.is_of_visit else NoteCode.MEASURE,
        note_text=note.body,
    )
