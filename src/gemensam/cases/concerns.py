"""What a caseworker should look at, each with its reason, until she has said that she has. No queries.

The key of a concern holds what it is about, so that other facts are a concern of its own and come back.
Domains above have concerns of their own and show them alike (`cases/concerns.html`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from gemensam.ui import formats


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at: what, why, and whether it was seen."""

    key: str
    text: str
    reason: str
    is_seen: bool
    # By whom, when and with which words, where that is known.
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Mandate:
    """Whoever sent the application for somebody else, as it stands now."""

    name: str
    holds: bool
    # None: no mandate is known at all.
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Grant:
    """A care service of the same kind that is given now."""

    case_number: str
    service: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What the rules look at in a case."""

    now: datetime
    due_at: datetime
    # The promise runs: nobody waits for the applicant, and nothing is decided.
    runs: bool
    title: str
    mandate: Mandate | None = None
    # The language that the application asks an interpreter for; empty where it asks for none.
    interpreter_asked: str = ""
    interpreter_noted: bool = False
    # The numbers of the resident's other open cases of the same kind.
    same_kind: Sequence[str] = ()
    grants: Sequence[Grant] = ()


type Found = tuple[str, Sequence[str], str, str]


def concerns_of(matter: Matter) -> list[Concern]:
    """Give everything to look at, as nobody has seen it."""
    found = (
        *_late(matter),
        *_same_kind(matter),
        *_granted(matter),
        *_mandate(matter),
        *_interpreter(matter),
    )
    return [Concern(_key(rule, facts), text, reason, False) for rule, facts, text, reason in found]


def _key(rule: str, facts: Sequence[str]) -> str:
    """The same facts give the same key in every language and order of the rows."""
    return f"{rule}:{sha256('\n'.join(sorted(facts)).encode()).hexdigest()[:20]}"


def _late(matter: Matter) -> Iterator[Found]:
    if matter.runs and matter.due_at < matter.now:
        day = formats.day(formats.local_day(matter.due_at))
        text = _("The promised day has passed: %(day)s") % {"day": day}
        reason = _("Decide, or tell the applicant why it takes longer and when it will be done.")
        yield "late", [matter.due_at.isoformat()], text, reason


def _same_kind(matter: Matter) -> Iterator[Found]:
    if matter.same_kind:
        said = {"title": matter.title, "numbers": ", ".join(sorted(matter.same_kind))}
        text = _("Another open case of the same kind: %(numbers)s") % said
        reason = _("The same resident has applied for %(title)s more than once.") % said
        yield "same_kind", matter.same_kind, text, reason


def _granted(matter: Matter) -> Iterator[Found]:
    for one in matter.grants:
        said = {"service": one.service, "number": one.case_number}
        if one.ends_on is None:
            text = _("Granted already and given until further notice: %(service)s") % said
        else:
            day = formats.day(one.ends_on)
            text = _("Granted already until %(day)s: %(service)s") % (said | {"day": day})
        reason = _("By the decision in case %(number)s. A new grant would be beside it.") % said
        yield "granted", [one.case_number, one.service, str(one.ends_on)], text, reason


def _mandate(matter: Matter) -> Iterator[Found]:
    one = matter.mandate
    if one is None or one.holds:
        return
    said = {"name": one.name}
    text = _("The mandate of %(name)s no longer holds") % said
    reason = _("%(name)s sent the application. Ask the resident, or whoever acts for her now.")
    ended = one.ended_at
    if ended is not None and ended <= matter.now:
        said["day"] = formats.day(formats.local_day(ended))
        reason = _("It ended on %(day)s. Ask the resident, or whoever acts for her now.")
    yield "mandate", [one.name, str(ended)], text, reason % said


def _interpreter(matter: Matter) -> Iterator[Found]:
    if matter.interpreter_asked and not matter.interpreter_noted:
        said = {"language": matter.interpreter_asked}
        text = _("The application asks for an interpreter: %(language)s") % said
        reason = _("No interpreter is noted for the resident, so nobody else knows.")
        yield "interpreter", [matter.interpreter_asked], text, reason
