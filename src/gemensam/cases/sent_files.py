"""The files of an application: opened by those who may, told of when harmful, sent again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, notices, policy, queries, rules
from gemensam.cases.models import Case, CaseEvent, CaseState, EventKind
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.delivery import api as delivery
from gemensam.files import api as files
from gemensam.kernel.actor import Activity, Actor, ActorKind
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires

# What the access log calls one of them.
CASE_FILE: Final = "case_file"
_VIRUS_CHECK: Final = Actor(ActorKind.SYSTEM, display_name="Viruskontrollen")


def missed_files(answers: Sequence[queries.AnswerLine]) -> Sequence[questionnaires.AttachmentRow]:
    """Give the files that something harmful was found in, and that nothing has come instead of."""
    rows = [one for line in answers for one in line.files]
    came = {one.instead_of for one in rows}
    return [one for one in rows if one.is_infected and one.file_id not in came]


def sent_file(
    actor: Actor, case_id: UUID, file_id: UUID, *, now: datetime, request_id: str = ""
) -> files.OpenedFile:
    """Give a file that came with the application, and log that it was opened.

    Raises NoSuchCase: no case, or no such file in it. Raises Refused: staff without the right.
    Raises NotYetScanned, Infected: nobody opens it.
    """
    case = queries.case_row(case_id)
    policy.ensure(
        Visit(actor, now, request_id),
        case,
        activity=Activity.READ,
        resident=people.resident(case.resident_id),
        kind=CASE_FILE,
    )
    if case.response_id is None:
        raise NoSuchCase(case_id)
    try:
        return questionnaires.open_attachment(case.response_id, file_id, now=now)
    except questionnaires.NoSuchAttachment as error:
        raise NoSuchCase(case_id) from error


@transaction.atomic
def tell_of_harmful(*, response_id: UUID, file_id: UUID, now: datetime) -> None:
    """Say in the case that a file was harmful and is gone; ask for it again unless it is decided.

    Once, however often it is heard of. A response that is no case is none of ours.
    """
    case = Case.objects.select_for_update().filter(response_id=response_id).first()
    if case is None or CaseEvent.objects.filter(id=file_id).exists():
        return
    rows = questionnaires.sent_files(response_id, now=now).values()
    name = next((one.name for some in rows for one in some if one.file_id == file_id), None)
    if name is None:
        return
    text = f"Något skadligt hittades i filen {name}. Filen är borttagen."
    is_open = case.state not in rules.DECIDED
    if is_open:
        text += " Den behöver skickas igen."
    # The event has the file's id, so that there is one.
    actions.write_event(
        case, EventKind.NOTICE, actor=_VIRUS_CHECK, now=now, text=text, event_id=file_id
    )
    actions.save(case)
    if is_open:
        person = people.resident(case.resident_id)
        notices.tell_resident(case, person, kind=delivery.MessageKind.CASE_NEWS, now=now)


@transaction.atomic
def send_file_again(
    *,
    actor: Actor,
    case_id: UUID,
    file_id: UUID,
    name: str,
    data: bytes,
    now: datetime,
    request_id: str = "",
) -> None:
    """Keep another file instead of a harmful one, and say so in the case.

    Raises NotTakenIn: the file will not do, and why. Raises NotMissed: it is here, or came already.
    Raises CaseIsDecided, NoSuchCase, Refused.
    """
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    rules.ensure_open(case.state)
    if case.response_id is None:
        raise NoSuchCase(case_id)
    try:
        kept = questionnaires.send_again(
            response_id=case.response_id,
            file_id=file_id,
            name=name,
            data=data,
            actor=actor,
            now=now,
        )
    except questionnaires.NoSuchAttachment as error:
        raise NoSuchCase(case_id) from error
    actions.write_event(
        case, EventKind.NOTICE, actor=actor, now=now, text=f"Skickade filen igen: {kept}"
    )
    if case.state == CaseState.INVESTIGATING:
        case.state = CaseState.ANSWERED
    actions.note_mandate(case, actor, "Skickade en fil igen i ett ärende", now)
    actions.save(case, "state")
