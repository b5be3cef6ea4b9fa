"""What goes in and out as JSON. The OpenAPI description is made from these."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from gemensam.cases import models, rules
from gemensam.cases.meeting_models import MeetingKind, MeetingState
from gemensam.identity.shapes import Shape

Number = Annotated[str, Field(description="As people write it.", examples=["2026-0417"])]


class CaseEntry(Shape):
    """A case without what is said in it, and without names."""

    id: UUID
    number: Number
    kind: Annotated[str, Field(examples=["safety_alarm"])]
    title: str
    state: models.CaseState
    version: Annotated[int, Field(ge=1, description="Grows with each event.")]
    resident_id: UUID
    opened_at: datetime
    due_at: Annotated[
        datetime | None,
        Field(
            description="The promised day; null while the applicant is waited for, and afterwards."
        ),
    ]
    decided_at: datetime | None
    follow_up_on: Annotated[
        date | None,
        Field(description="By when what was granted is looked at again; null where nothing is."),
    ]
    changed_at: datetime


class CaseList(Shape):
    """A page of the list."""

    cases: list[CaseEntry]
    next: Annotated[
        str | None, Field(description="Ask again with this as `after`; null on the last page.")
    ]


class Resident(Shape):
    """Whom a case concerns."""

    id: UUID
    name: str
    identity_number: Annotated[str, Field(description="Twelve digits.", examples=["193805172384"])]
    is_protected: bool


class SentFile(Shape):
    """A file that came with an answer."""

    id: UUID
    name: str
    first_sent_at: Annotated[
        datetime | None,
        Field(
            description="Sent before, in another case, and chosen again here: when that was; else null."
        ),
    ]


class Answer(Shape):
    """A line of the application as it was submitted."""

    field_id: str
    label: str
    text: str
    files: list[SentFile]


class ThreadEvent(Shape):
    """Something that happened in the case. It never changes."""

    id: UUID
    kind: models.EventKind
    at: datetime
    side: models.Side
    who: str
    title: str
    is_on_behalf: Annotated[bool, Field(description="Said for the resident, by a mandate.")]
    is_internal: Annotated[bool, Field(description="Not for the resident's eyes.")]
    text: str
    field_id: Annotated[
        str,
        Field(
            description="Which answer it is about; of an opinion, the event that asked for it; else empty."
        ),
    ]
    due_on: date | None
    question_id: Annotated[UUID | None, Field(description="Of an answer: the event it answers.")]
    written_at: Annotated[
        datetime | None,
        Field(
            description="Of a note from a home visit: when it was written; `at`: when it came in."
        ),
    ] = None


class CareService(Shape):
    """What a resident was granted, and which unit gives it."""

    id: UUID
    kind: str
    starts_on: date
    ends_on: date | None
    performer_id: UUID
    performer_name: str


class BasisRow(Shape):
    """One line of a calculation, as the letter has it; the amounts are written out in Swedish."""

    text: str
    applied: str
    decided: str
    note: str


class BasisPart(Shape):
    """Some lines under one heading."""

    title: str
    source: str
    rows: list[BasisRow]


class Basis(Shape):
    """What a decision about money was made from. `warning` is said first, where there is one."""

    period: Annotated[str, Field(examples=["november 2026"])]
    amount_ore: Annotated[int, Field(description="What it comes to, in öre.")]
    applied_ore: Annotated[int, Field(description="The same as applied for, in öre.")]
    warning: str
    parts: list[BasisPart]


class Decision(Shape):
    """A decision. It never changes; `letter` is where its PDF is."""

    id: UUID
    outcome: models.Outcome
    motivation: str
    law: str
    decided_at: datetime
    decided_by: str
    decided_by_title: str
    confirmed_by: Annotated[
        str, Field(description="The second officer, where two decided; else empty.")
    ]
    confirmed_by_title: str
    delegation_point: str
    appeal_text: str
    amount: Annotated[
        int | None,
        Field(
            description="What was granted in all, in whole kronor (half a krona up; `basis` has the"
            " öre); 0 for a rejection, null where the decision is not about money."
        ),
    ]
    basis: Basis | None
    care_services: list[CareService]
    letter: Annotated[str, Field(examples=["/api/v1/cases/…/decisions/…/letter"])]


class Meeting(Shape):
    """A meeting with the applicant's side. What happened to it is in the events, `MEETING`."""

    id: UUID
    kind: MeetingKind
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    held_by: Annotated[str, Field(description="The caseworker who holds it.")]
    place: Annotated[
        str,
        Field(description="An address, a number or a link; of a home visit empty."),
    ]
    with_whom: str
    bring: str
    interpreter: Annotated[str, Field(description="Which language is interpreted; else empty.")]


class DecisionList(Shape):
    """A case's decisions, the newest last: more than one where it was changed after an appeal."""

    decisions: list[Decision]


class CaseDetail(CaseEntry):
    """A case with everything in it."""

    resident: Resident
    representative_name: str
    caseworker_name: str
    answers: list[Answer]
    events: list[ThreadEvent]
    decisions: list[Decision]
    meeting: Annotated[
        Meeting | None,
        Field(description="The next one to come; null where none is."),
    ]
    meetings: Annotated[
        list[Meeting],
        Field(description="All that are to come, the next one first."),
    ]


class Message(Shape):
    """Something to say to the applicant, in the municipality's name."""

    # Something that is no space, and nothing that the database does not keep.
    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=rules.LONGEST_TEXT,
            pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$",
            examples=["Vi behöver fler uppgifter. Vi ringer dig på torsdag."],
        ),
    ]


class Said(Shape):
    """What was said, as it stands in the thread."""

    event_id: UUID
