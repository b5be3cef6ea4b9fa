"""The scanned paper of a mandate: kept by staff, opened by them and by the resident, by nobody else."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from gemensam.eservices import mandates, policy
from gemensam.eservices.mandates import NoSuchMandate
from gemensam.eservices.policy import Visit
from gemensam.files import api as files
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui.parts import File

# What the log calls it, beside the mandate itself.
PAPER: Final = "mandate_paper"
_TAKEN: Final = frozenset({"application/pdf", "image/jpeg", "image/png"})


class NotAPaper(Exception):
    """The file is neither a PDF nor a picture."""


# Why a file was not kept: each is the sender's to mend, and nothing of it is left.
REFUSED: Final = (
    NotAPaper,
    files.Empty,
    files.TooLarge,
    files.NotWhatItSays,
    files.NotAPicture,
    files.TooManyPixels,
    files.Infected,
    files.NoRoomForFile,
)


def why_not(error: Exception) -> str:
    """Say why a file was not kept, and what to do."""
    said = {
        files.Empty: _("The file is empty. Choose another."),
        files.TooLarge: _("The file is too large. Scan with fewer pages or in lower quality."),
        files.TooManyPixels: _("The picture is too large. Scan in lower quality."),
        files.Infected: _("Something harmful was found in the file. It has not been kept."),
        files.NoRoomForFile: _("There is no room for the file just now. Try again later."),
    }
    return said.get(type(error), _("Choose a PDF, or a picture as JPEG or PNG."))


def on_paper(resident: people.ResidentRow, mandate_id: UUID) -> people.MandateRow:
    """Find a mandate that came on paper. Raises NoSuchMandate: also where she gave it on these pages."""
    row = mandates.of_resident(resident, mandate_id)
    if row.evidence == mandates.BY_HERSELF:
        raise NoSuchMandate(mandate_id)
    return row


@transaction.atomic
def attach(
    visit: Visit, *, resident: people.ResidentRow, mandate_id: UUID, name: str, data: bytes
) -> None:
    """Keep the scan of a mandate's paper, instead of an earlier one; both sides read that it was done.

    Raises Refused, NoSuchMandate, and those of `REFUSED`.
    """
    policy.ensure_mandate(
        visit, Activity.WRITE, resident=resident, mandate_id=mandate_id, kind=PAPER
    )
    row = on_paper(resident, mandate_id)
    stored = files.store(
        actor=visit.actor,
        name=name,
        data=data,
        resident_id=resident.id,
        purpose=files.FilePurpose.MANDATE,
        now=visit.now,
    )
    if stored.content_type not in _TAKEN:
        raise NotAPaper(stored.content_type)
    earlier = people.set_scan(
        actor=visit.actor, mandate_id=row.id, file_id=stored.id, now=visit.now
    )
    if earlier is not None:
        files.discard([earlier])


def opened(visit: Visit, *, resident: people.ResidentRow, mandate_id: UUID) -> files.OpenedFile:
    """Open the scan; each opening is logged.

    Raises Refused, NoSuchMandate, files.NotYetScanned, files.Infected.
    """
    policy.ensure_mandate(
        visit, Activity.READ, resident=resident, mandate_id=mandate_id, kind=PAPER
    )
    row = mandates.of_resident(resident, mandate_id)
    if row.scan_id is None:
        raise NoSuchMandate(mandate_id)
    return files.open_file(row.scan_id)


def parts(rows: Sequence[people.MandateRow], href_of: Callable[[UUID], str]) -> Mapping[UUID, File]:
    """Draw the scans of several mandates, by mandate."""
    scans = {row.scan_id: row.id for row in rows if row.scan_id is not None}
    states = files.state_of(list(scans)) if scans else {}
    return {
        mandate_id: files.as_part(
            _("The paper, scanned"), states[file_id], href=href_of(mandate_id)
        )
        for file_id, mandate_id in scans.items()
    }
