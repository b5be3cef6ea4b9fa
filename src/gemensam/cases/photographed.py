"""Pages that somebody photographed one by one, as one PDF."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from gemensam.cases import letter, policy, queries, rules
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.sent_files import CASE_FILE
from gemensam.cases.typesetting import set_pictures
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import current_tenant_id

# All of them lie in memory while they are set.
MOST_BYTES: Final = 60 * 1024 * 1024


class TooMuchForOnePdf(ValueError):
    """The pictures are too large together."""


def pages_of(
    files: Sequence[questionnaires.AttachmentRow],
) -> Sequence[questionnaires.AttachmentRow]:
    """Give the pictures of an answer that make one paper: two or more, and none that still waits."""
    pictures = [one for one in files if one.state.is_picture and not one.is_infected]
    is_whole = all(one.can_be_opened for one in pictures)
    return pictures if is_whole and len(pictures) > 1 else ()


def as_one_pdf(visit: Visit, case_id: UUID, field_id: str) -> tuple[str, bytes]:
    """Give an answer's pictures as a file name and a PDF; logged as the opening of a file.

    Raises NoSuchCase: no case, or no such pictures. Raises Refused, TooMuchForOnePdf.
    """
    case = queries.case_row(case_id)
    resident = people.resident(case.resident_id)
    policy.ensure(visit, case, activity=Activity.READ, resident=resident, kind=CASE_FILE)
    lines = queries.answers_of(case, now=visit.now)
    line = next((one for one in lines if one.field_id == field_id), None)
    rows = pages_of(line.files) if line else ()
    if line is None or not rows or case.response_id is None:
        raise NoSuchCase(case_id)
    opened = []
    for row in rows:
        opened.append(questionnaires.open_attachment(case.response_id, row.file_id, now=visit.now))
        if sum(one.size for one in opened) > MOST_BYTES:
            raise TooMuchForOnePdf
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    number = rules.written_number(case.year, case.number)
    with letter.in_swedish():
        values = {
            "title": f"{line.label}, ärende {number}",
            "description": "Fotade sidor, en på varje sida",
            "sender": body.name,
            "number": f"Ärende {number}",
            "pages": [one.name for one in opened],
        }
        return f"{line.label}, {number}.pdf", set_pictures(values, opened, now=visit.now)
