"""The projects of 2013 and 2014 and the portfolio's frame of 2018 that ship with the project."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gemensam.kernel.money import Money
from gemensam.programme.kinds_projects import (
    DeliveryKind,
    NoteKind,
    ParticipantsKnown,
    ProjectKind,
    ProjectState,
    StakeholderGroup,
    UseStage,
)
from gemensam.programme.shipped_row import Row

FILE = "projects_2013_2014.yaml"


@dataclass(frozen=True, slots=True)
class ShippedNote:
    """A sentence about a project; `municipality` is a slug or empty."""

    kind: NoteKind
    text: str
    municipality: str
    number: int | None


@dataclass(frozen=True, slots=True)
class ShippedDelivery:
    """Something to hand over or pass; `due` is empty when the document gives no time."""

    kind: DeliveryKind
    text: str
    due: str
    is_due_inferred: bool
    shared_at: str


@dataclass(frozen=True, slots=True)
class ShippedProject:
    """A project as the document tells of it; empty texts are what it does not say."""

    key: str
    name: str
    year: int
    kind: ProjectKind
    parent: str
    continues: str
    lead: str
    activity: str
    participants_known: ParticipantsKnown
    participants: tuple[tuple[str, UseStage | None], ...]
    notes: tuple[ShippedNote, ...]
    deliveries: tuple[ShippedDelivery, ...]
    risks: tuple[tuple[str, str], ...]
    stakeholders: tuple[tuple[StakeholderGroup, str, str], ...]
    status: tuple[ProjectState, str, str]


@dataclass(frozen=True, slots=True)
class ShippedFrame:
    """What a year's portfolio has to give."""

    year: int
    plan: str
    money: Money
    percent: int
    projects_wanted: int
    source: str


@dataclass(frozen=True, slots=True)
class ShippedProjects:
    """Everything in the file."""

    source: str
    plan: str
    projects: tuple[ShippedProject, ...]
    frame: ShippedFrame


@cache
def projects() -> ShippedProjects:
    """Read the file once. Raises ShippedDataIsWrong."""
    text = files("gemensam.programme").joinpath("data", FILE).read_text(encoding="utf-8")
    row = Row.parse(text, place=FILE)
    frame = row.row("frame")
    return ShippedProjects(
        source=row.text("source"),
        plan=row.text("plan"),
        projects=tuple(map(_project, row.rows("projects"))),
        frame=ShippedFrame(
            year=frame.whole("year"),
            plan=frame.text("plan"),
            money=Money.from_kronor(frame.whole("money_sek")),
            percent=frame.whole("percent"),
            projects_wanted=frame.whole("projects_wanted"),
            source=frame.text("source"),
        ),
    )


def _or_empty(row: Row, key: str) -> str:
    return row.text(key) if key in row.values else ""


def _rows(row: Row, key: str) -> tuple[Row, ...]:
    return row.rows(key) if key in row.values else ()


def _project(row: Row) -> ShippedProject:
    status = row.row("status")
    return ShippedProject(
        key=row.text("key"),
        name=row.text("name"),
        year=row.whole("year"),
        kind=ProjectKind(row.text("kind")),
        parent=_or_empty(row, "parent"),
        continues=_or_empty(row, "continues"),
        lead=_or_empty(row, "lead"),
        activity=row.text("activity"),
        participants_known=ParticipantsKnown(row.text("participants_known")),
        participants=tuple(map(_participant, _rows(row, "participants"))),
        notes=tuple(map(_note, _rows(row, "notes"))),
        deliveries=tuple(map(_delivery, _rows(row, "deliveries"))),
        risks=tuple((one.text("text"), one.text("measure")) for one in _rows(row, "risks")),
        stakeholders=tuple(
            (
                StakeholderGroup(one.text("group")),
                _or_empty(one, "municipality"),
                _or_empty(one, "text"),
            )
            for one in _rows(row, "stakeholders")
        ),
        status=(
            ProjectState(status.text("state")),
            status.text("as_of"),
            _or_empty(status, "comment"),
        ),
    )


def _participant(row: Row) -> tuple[str, UseStage | None]:
    stage = _or_empty(row, "stage")
    return row.text("municipality"), UseStage(stage) if stage else None


def _note(row: Row) -> ShippedNote:
    return ShippedNote(
        kind=NoteKind(row.text("kind")),
        text=row.text("text"),
        municipality=_or_empty(row, "municipality"),
        number=row.whole("number") if "number" in row.values else None,
    )


def _delivery(row: Row) -> ShippedDelivery:
    return ShippedDelivery(
        kind=DeliveryKind(row.text("kind")),
        text=row.text("text"),
        due=_or_empty(row, "due"),
        is_due_inferred=row.flag("due_inferred", default=False),
        shared_at=_or_empty(row, "shared_at"),
    )
