"""Uppföljning: what was granted is looked at again by a day, for as long as it is given.

A grant sets the first day, by its kind; each follow-up says what was found and when the next one is.
The applicant reads it: it is about how the help works for her.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, notices, policy, queries, rules
from gemensam.cases.kinds import kind_of
from gemensam.cases.models import CaseState, EventKind, Side
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Actor
from gemensam.tenancy import statements
from gemensam.ui.formats import local_day

# Those to come within these days stand in the work list's filter beside those that are due.
AHEAD: Final = timedelta(days=30)
# Whoever gets help is seen at least this often.
LONGEST: Final = timedelta(days=2 * 365)
# The work page says no higher number: nobody counts further.
MOST_COUNTED: Final = 99


class NothingToFollowUp(Exception):
    """Nothing granted in the case waits to be followed up."""


class FollowUpOutOfRange(ValueError):
    """The next day is not ahead, or further ahead than two years."""


def first_day(kind: str, starts_on: date) -> date | None:
    """Give by when what a decision grants is looked at the first time; None where nothing is."""
    after = kind_of(kind, kind).follow_up_after
    return starts_on + after if after else None


def is_due(by: date) -> str:
    """Write it for the database, with the day in the words.

    A plan that is kept can then tell that few are due. The state is asked for in words that the
    index of what is decided does not have: it would be read from end to end.
    """
    return f"state IN ('DECIDED', '') AND follow_up_on <= DATE '{by.isoformat()}'"


def how_many_due(visit: Visit) -> int:
    """Count what the unit, and the visitor by name, is to follow up by today; no further than 99."""
    grounds = policy.grounds(visit)
    if not grounds.names:
        return 0
    walks = " UNION ".join(
        f"(SELECT id FROM {one} WHERE {is_due(local_day(visit.now))}"  # noqa: S608 - words of ours
        f" ORDER BY follow_up_on, id LIMIT {MOST_COUNTED})"
        for one in sorted(grounds.names)
    )
    [(count,)] = statements.rows(
        f"{grounds.words} SELECT count(*) FROM ({walks}) AS one",  # noqa: S608
        grounds.values,
    )
    return int(count)


@transaction.atomic
def follow_up(
    *,
    actor: Actor,
    case_id: UUID,
    version: int,
    text: str,
    next_on: date | None,
    now: datetime,
    request_id: str = "",
) -> None:
    """Write down what was found, tell the applicant, and say when the next follow-up is, if any.

    Raises EmptyText, TooLongText, FollowUpOutOfRange: mend the form.
    Raises NothingToFollowUp, CaseHasChanged, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text)
    found = actions.lock(actor, case_id, version=version, now=now, request_id=request_id)
    case = found.case
    if queries.side_of(actor) != Side.MUNICIPALITY:
        raise NoSuchCase(case_id)
    if case.state != CaseState.DECIDED or case.follow_up_on is None:
        raise NothingToFollowUp(case_id)
    today = local_day(now)
    if next_on is not None and not today < next_on <= today + LONGEST:
        raise FollowUpOutOfRange(next_on)
    actions.write_event(case, EventKind.FOLLOW_UP, actor=actor, now=now, text=cleaned)
    case.follow_up_on = next_on
    actions.save(case, "follow_up_on")
    notices.tell_resident(case, found.resident, kind=delivery.MessageKind.CASE_NEWS, now=now)
