"""Ask, refuse, log: what a domain's policy calls, so that no data leaves without its log row."""

from datetime import datetime, timedelta
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority.decisions import Decision, Obligation
from gemensam.authority.facts import Facts, Request
from gemensam.authority.rules import decide
from gemensam.authority.table import STEP_UP_MAX_AGE


class Refused(Exception):
    """A rule said no. The page that is shown says why, and the attempt is logged."""

    def __init__(self, request: Request, decision: Decision) -> None:
        super().__init__(decision.reason.value)
        self.request = request
        self.decision = decision


class StepUpNeeded(Exception):
    """It would be shown after a new log-in: the last is too old. Nothing was read or written.

    The middleware leads whoever asked to their log-in, and back to what was asked for. `opens` is the
    protected resident that the new log-in is for; None: it is for something else.
    """

    def __init__(self, opens: UUID | None = None) -> None:
        super().__init__("a new log-in")
        self.opens = opens


def ensure(request: Request, facts: Facts) -> Decision:
    """Give the decision when it is yes.

    Raises Refused: the decision is no.
    Raises StepUpNeeded: it is yes, after a new log-in.
    """
    decision = decide(request, facts)
    if not decision.allow:
        raise Refused(request, decision)
    heed(request, decision)
    return decision


def heed(request: Request, decision: Decision) -> None:
    """See to it that what was allowed is shown after a new log-in, where that is demanded.

    Raises StepUpNeeded.
    """
    if Obligation.STEP_UP in decision.obligations:
        raise StepUpNeeded(request.obj.resident_id if request.obj.is_protected else None)


def ensure_fresh(authenticated_at: datetime | None, *, now: datetime) -> None:
    """See to it that the log-in is new enough for what is done seldom and shows much.

    Raises StepUpNeeded.
    """
    if authenticated_at is None or not timedelta() <= now - authenticated_at <= STEP_UP_MAX_AGE:
        raise StepUpNeeded


def access_of(request: Request, decision: Decision) -> audit.Access:
    """Say of a decision what the access log wants to know."""
    obj = request.obj
    by_mandate = Obligation.LOG_REPRESENTATIVE in decision.obligations
    return audit.Access(
        activity=request.activity.value,
        purpose=request.purpose.value,
        resource_type=obj.kind,
        resource_id=obj.id,
        resident_id=obj.resident_id,
        representative_of=obj.resident_id if by_mandate else None,
        unit_id=obj.unit_id,
        provider_id=obj.care_provider_id,
        is_allowed=decision.allow,
        is_emergency=Obligation.LOG_EMERGENCY in decision.obligations,
        reason=decision.reason.value,
        rule=decision.rule.name,
        rules_version=decision.rules_version,
    )


def ensure_and_log(
    request: Request, facts: Facts, *, now: datetime, request_id: str = ""
) -> Decision:
    """Ask and, when the answer is yes, write the log row in the running transaction and tenant.

    Raises Refused: the decision is no; the middleware logs that attempt.
    Raises StepUpNeeded: it is yes, after a new log-in.
    """
    decision = ensure(request, facts)
    audit.record(
        actor=request.actor,
        accesses=[access_of(request, decision)],
        now=now,
        request_id=request_id,
    )
    return decision
