"""Projects and what stands under them, as files."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from gemensam.organisations import api as organisations
from gemensam.programme.kinds_projects import ParticipantsKnown
from gemensam.programme.lists.money import YEAR
from gemensam.programme.lists.registry import List, Scope, register
from gemensam.programme.lists.tables import (
    Field,
    Table,
    choice,
    given,
    municipality,
    parent,
    plain,
)
from gemensam.programme.models import (
    Project,
    ProjectDelivery,
    ProjectNote,
    ProjectParticipant,
    ProjectRisk,
    ProjectStakeholder,
    ProjectStatus,
)
from gemensam.programme.rules.lists import CellFault, Check, Column, Fault, Record, Value
from gemensam.programme.rules.lists_kinds import Day, Text, Whole, YesNo
from gemensam.programme.rules.lists_words import Key, Link, OneOf, Several, Time
from gemensam.programme.rules.workings import gettext_noop
from gemensam.programme.words_projects import (
    DELIVERY_WORDS,
    GROUP_WORDS,
    KIND_WORDS,
    KNOWN_WORDS,
    NOTE_WORDS,
    RISK_WORDS,
    STAGE_WORDS,
    STATE_WORDS,
)


def _lead_field() -> Field[Project]:
    """Any body may lead: a municipality by its code or name, another by its word in addresses."""
    bodies = organisations.bodies()
    ids = {body.slug: body.id for body in bodies}
    slugs = {body_id: slug for slug, body_id in ids.items()}

    def get(row: Project) -> Value:
        return slugs.get(row.lead_organisation_id, "") if row.lead_organisation_id else ""

    def put(row: Project, value: Value) -> None:
        assert isinstance(value, str)
        row.lead_organisation_id = ids[value] if value else None

    kind = OneOf({body.slug: body.name for body in bodies}, needed=False)
    return Field(Column("leds_av", gettext_noop("led by"), kind), get, put)


def _participants_field() -> Field[Project]:
    """Municipalities by code; `_name_participants` writes them once the project is there."""
    places = organisations.municipalities()
    codes = {place.organisation_id: place.code for place in places}
    kind = Several({place.code: place.name for place in places})

    def get(row: Project) -> Value:
        named = {codes.get(one.participant_municipality_id) for one in row.participants.all()}
        return tuple(code for code in kind.words if code in named)

    def put(_row: Project, _value: Value) -> None:
        """Nothing: they are rows of their own."""

    return Field(Column("deltagare", gettext_noop("participants"), kind), get, put)


def _project_fields() -> Sequence[Field[Project]]:
    return (
        plain(Column("nyckel", gettext_noop("key"), Key(), is_key=True), "key"),
        plain(Column("namn", gettext_noop("name"), Text(160)), "name"),
        plain(Column("ar", gettext_noop("year"), YEAR), "year"),
        choice("sort", gettext_noop("kind"), "kind", KIND_WORDS),
        _lead_field(),
        choice("kanda", gettext_noop("participants known"), "participants_known", KNOWN_WORDS),
        _participants_field(),
        parent("under", gettext_noop("part of"), "parent", Project, needed=False),
        parent("fortsatter", gettext_noop("goes on from"), "continues", Project, needed=False),
        plain(Column("plan", gettext_noop("plan"), Text(40, needed=False), needed=False),
              "plan_key"),
        plain(Column("aktivitet", gettext_noop("activity"), Text(40, needed=False), needed=False),
              "activity_key"),
        plain(Column("sammanfattning", gettext_noop("summary"),
                     Text(4000, needed=False, lines=True), needed=False), "summary"),
        plain(Column("kalla", gettext_noop("source"), Text(40, needed=False), needed=False),
              "source"),
        plain(Column("pahittad", gettext_noop("made up"), YesNo(False), needed=False),
              "is_synthetic"),
    )  # fmt: skip


def _touch(row: Project, _scope: Scope) -> None:
    row.version += 1


def _name_participants(written: Sequence[tuple[Project, Record]], _scope: Scope) -> None:
    """Let the named municipalities, and no others, take part; who stays keeps its stage."""
    ids = {place.code: place.organisation_id for place in organisations.municipalities()}
    wanted = {row.id: {ids[code] for code in record.words("deltagare")} for row, record in written}
    there = ProjectParticipant.objects.filter(project_id__in=wanted)
    known: set[tuple[UUID, UUID]] = set(
        there.values_list("project_id", "participant_municipality_id")
    )
    for project_id, named in wanted.items():
        there.filter(project_id=project_id).exclude(participant_municipality_id__in=named).delete()
    ProjectParticipant.objects.bulk_create(
        ProjectParticipant(project_id=project_id, participant_municipality_id=one)
        for project_id, named in wanted.items()
        for one in sorted(named)
        if (project_id, one) not in known
    )


def _projects_fit(_scope: Scope) -> Check:
    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        is_listed = after.text("kanda") == ParticipantsKnown.LISTED
        if is_listed != bool(after.words("deltagare")):
            yield CellFault(
                "deltagare",
                Fault(
                    gettext_noop("Participants are named, or not known: not both, not neither."),
                    gettext_noop("Name them, or say that they are not known."),
                ),
            )
        if after.text("nyckel") in {after.text("under"), after.text("fortsatter")}:
            itself = gettext_noop("A project is not part of itself and does not go on from itself.")
            yield CellFault("under", Fault(itself, gettext_noop("Write another project.")))

    return check


def _remove_projects(records: Sequence[Record], scope: Scope) -> None:
    keys = [record.text("nyckel") for record in records]
    ProjectParticipant.objects.filter(project__key__in=keys).delete()
    PROJECTS.remove(records, scope)


def _text(key: str, label: str, longest: int = 400, *, needed: bool = False) -> Column:
    return Column(key, label, Text(longest, needed=needed), needed=needed)


def _of_project[M: (ProjectDelivery, ProjectNote, ProjectRisk, ProjectStakeholder, ProjectStatus)](
    _model: type[M],
) -> Field[M]:
    return parent("projekt", gettext_noop("project"), "project", Project)


def _participant_fields() -> Sequence[Field[ProjectParticipant]]:
    return (
        parent("projekt", gettext_noop("project"), "project", Project, is_key=True),
        municipality(
            "kommun", gettext_noop("municipality"), "participant_municipality_id", is_key=True
        ),
        choice("steg", gettext_noop("stage"), "stage", STAGE_WORDS, needed=False),
    )


def _only_named(_scope: Scope) -> Check:
    def check(_after: Record, before: Record | None) -> Iterable[CellFault]:
        if before is None:
            yield CellFault(
                "kommun",
                Fault(
                    gettext_noop("The municipality does not take part in the project."),
                    gettext_noop("Name it first in the list of projects."),
                ),
            )

    return check


def _delivery_fields() -> Sequence[Field[ProjectDelivery]]:
    return (
        _of_project(ProjectDelivery),
        choice("sort", gettext_noop("kind"), "kind", DELIVERY_WORDS),
        plain(_text("text", gettext_noop("text"), needed=True), "text"),
        plain(Column("nar", gettext_noop("when"), Time(needed=False), needed=False), "due"),
        plain(Column("slutsats", gettext_noop("time is our conclusion"), YesNo(False),
                     needed=False), "is_due_inferred"),
        plain(Column("levererad", gettext_noop("delivered"), Day(needed=False), needed=False),
              "delivered_on"),
        plain(_text("plats", gettext_noop("where others find it"), 200), "shared_at"),
        plain(Column("lank", gettext_noop("link"), Link(), needed=False), "link"),
        given(),
    )  # fmt: skip


def _risk_fields() -> Sequence[Field[ProjectRisk]]:
    return (
        _of_project(ProjectRisk),
        plain(_text("text", gettext_noop("text"), needed=True), "text"),
        plain(_text("atgard", gettext_noop("what is done about it")), "measure"),
        choice("lage", gettext_noop("state"), "state", RISK_WORDS, needed=False),
        given(),
    )


def _stakeholder_fields() -> Sequence[Field[ProjectStakeholder]]:
    return (
        _of_project(ProjectStakeholder),
        choice("grupp", gettext_noop("group"), "group", GROUP_WORDS),
        municipality("kommun", gettext_noop("municipality"), "about_municipality_id", needed=False),
        plain(_text("text", gettext_noop("text")), "text"),
        given(),
    )


def _note_fields() -> Sequence[Field[ProjectNote]]:
    return (
        parent("projekt", gettext_noop("project"), "project", Project, is_key=True),
        plain(Column("ordning", gettext_noop("order"), Whole(1, 999), is_key=True), "order"),
        choice("sort", gettext_noop("kind"), "kind", NOTE_WORDS),
        plain(Column("nummer", gettext_noop("number"), Whole(1, 999, needed=False), needed=False),
              "number"),
        municipality(
            "kommun", gettext_noop("municipality"), "about_municipality_id", needed=False
        ),
        plain(Column("text", gettext_noop("text"), Text(4000, lines=True)), "text"),
    )  # fmt: skip


def _status_fields() -> Sequence[Field[ProjectStatus]]:
    return (
        _of_project(ProjectStatus),
        choice("lage", gettext_noop("state"), "state", STATE_WORDS),
        plain(Column("nar", gettext_noop("when"), Time()), "as_of"),
        plain(_text("kommentar", gettext_noop("comment")), "comment"),
        given(),
    )


def _said_now(row: ProjectStatus, scope: Scope) -> None:
    row.said_at = scope.now


PROJECTS = Table(
    Project,
    _project_fields,
    order=("year", "order", "key"),
    prefetched=("participants",),
    touch=_touch,
    finish=_name_participants,
)
UNDER = ("project__year", "project__order", "project__key")


def _register[M: (ProjectDelivery, ProjectRisk, ProjectStakeholder, ProjectNote)](
    key: str, title: str, about: str, table: Table[M]
) -> None:
    register(
        List(
            key=key,
            title=title,
            about=about,
            columns=table.columns,
            rows=table.rows,
            write=table.write,
            remove=table.remove,
            filters={"projekt": "projekt"},
        )
    )


register(
    List(
        key="projekt",
        title=gettext_noop("Projects"),
        about=gettext_noop("Projects of each year, who leads them and who takes part."),
        columns=PROJECTS.columns,
        rows=PROJECTS.rows,
        write=PROJECTS.write,
        remove=_remove_projects,
        checker=_projects_fit,
        filters={"ar": "ar"},
    )
)
PARTICIPANTS = Table(
    ProjectParticipant, _participant_fields, order=(*UNDER, "participant_municipality_id")
)
register(
    List(
        key="deltagare",
        title=gettext_noop("Participants of projects"),
        about=gettext_noop("How far each municipality has taken a project's results into use."),
        columns=PARTICIPANTS.columns,
        rows=PARTICIPANTS.rows,
        write=PARTICIPANTS.write,
        checker=_only_named,
        filters={"projekt": "projekt", "kommun": "kommun"},
    )
)
_register(
    "leveranser",
    gettext_noop("Deliveries of projects"),
    gettext_noop("What is handed over or passed, when, and where others find it."),
    Table(ProjectDelivery, _delivery_fields, order=(*UNDER, "id")),
)
_register(
    "risker",
    gettext_noop("Risks of projects"),
    gettext_noop("What may go wrong, and what is done about it."),
    Table(ProjectRisk, _risk_fields, order=(*UNDER, "id")),
)
_register(
    "intressenter",
    gettext_noop("Stakeholders of projects"),
    gettext_noop("Who else has a part in a project, and how."),
    Table(ProjectStakeholder, _stakeholder_fields, order=(*UNDER, "id")),
)
_register(
    "projektnoteringar",
    gettext_noop("Notes of projects"),
    gettext_noop("What each project is for, what each municipality does, and what was found."),
    Table(ProjectNote, _note_fields, order=(*UNDER, "order")),
)
STATUSES = Table(ProjectStatus, _status_fields, order=(*UNDER, "id"), begin=_said_now)
register(
    List(
        key="projektlagen",
        title=gettext_noop("States of projects"),
        about=gettext_noop("How far each project had come at a time; earlier ones stay."),
        columns=STATUSES.columns,
        rows=STATUSES.rows,
        write=STATUSES.write,
        remove=STATUSES.remove,
        filters={"projekt": "projekt"},
    )
)
