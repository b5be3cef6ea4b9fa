"""Who may do what with an application, a mandate or the access log: facts for `authority`."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.eservices.queries import ApplicationRow, NoSuchApplication
from gemensam.kernel.actor import (
    Activity,
    Actor,
    ActorKind,
    InformationClass,
    Purpose,
    Regime,
)
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id

# The word that mandates and the log itself know the access log by.
ACCESS_LOG_SERVICE = "access_log"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes, when, and the number that logs and errors share: goes with every question."""

    actor: Actor
    now: datetime
    request_id: str = ""
    # Residents come in their own affairs; staff at the desk with what came on paper or by phone.
    purpose: Purpose = Purpose.OWN_AFFAIRS

    @property
    def is_at_the_desk(self) -> bool:
        """Say whether it is about what came in to a unit, and not one's own affairs."""
        return self.purpose is Purpose.CASEWORK


def request_for(
    visit: Visit,
    *,
    activity: Activity,
    information: InformationClass,
    resident: people.ResidentRow | None,
    service: str = "",
    thing_id: UUID | None = None,
) -> authority.Request:
    """Say what is asked, as the rules take it: for one's own affairs, or at the desk's unit."""
    commission = visit.actor.commission if visit.is_at_the_desk else None
    return authority.Request(
        actor=visit.actor,
        purpose=visit.purpose,
        activity=activity,
        obj=authority.ObjRef(
            kind=information.name.lower(),
            tenant_id=current_tenant_id(),
            information_class=information,
            unit_id=commission.unit_id if commission else None,
            regime=Regime.SOL,
            resident_id=resident.id if resident else None,
            service=service,
            is_protected=resident.is_protected if resident else False,
            id=thing_id,
        ),
        at=visit.now,
    )


def facts_for(
    visit: Visit, resident: people.ResidentRow, joint: ApplicationRow | None = None
) -> authority.Facts:
    """Collect what ties the visitor to a resident.

    `joint` is the application that the visitor may be co-applicant of.
    What comes in on paper or by phone is assigned to the unit it came to: at the desk that is the tie.
    Whoever opens a resident there is logged, and the resident sees it.
    """
    tied = joint is not None and joint.waits_for(visit.actor)
    base = authority.Facts(is_co_applicant=tied)
    if visit.is_at_the_desk:
        handles = cases.handles_protected(visit.actor, now=visit.now)
        base = authority.Facts(assigned=True, may_handle_protected=handles)
    return people.facts_for(visit.actor, resident.id, now=visit.now, base=base)


def ensure_is_resident(visit: Visit) -> None:
    """Refuse staff: a commission is no way to one's own affairs.

    Raises Refused: the actor is logged in as staff.
    """
    if visit.actor.kind is ActorKind.STAFF:
        asked = request_for(
            visit, activity=Activity.READ, information=InformationClass.APPLICATION, resident=None
        )
        authority.ensure(asked, authority.Facts())


def may(visit: Visit, activity: Activity, *, resident: people.ResidentRow, service: str) -> bool:
    """Say whether the actor may do something with a resident's applications of a service."""
    asked = request_for(
        visit,
        activity=activity,
        information=InformationClass.APPLICATION,
        resident=resident,
        service=service,
    )
    facts = facts_for(visit, resident)
    return authority.decide(asked, facts).allow


def may_fill_in(
    visit: Visit, information: InformationClass, *, resident: people.ResidentRow, service: str
) -> bool:
    """Say whether the visitor may read what would be filled in beforehand, and log it if so.

    Nobody has asked for it, so nobody is refused: what may not be read is not filled in.
    """
    asked = request_for(
        visit, activity=Activity.READ, information=information, resident=resident, service=service
    )
    decision = authority.decide(asked, facts_for(visit, resident))
    if decision.allow:
        log(visit, asked, decision)
    return decision.allow


def log(visit: Visit, asked: authority.Request, decision: authority.Decision) -> None:
    """Write down what was decided where nobody raises it: what was shown, or is not told of."""
    audit.record(
        actor=visit.actor,
        accesses=[authority.access_of(asked, decision)],
        now=visit.now,
        request_id=visit.request_id,
    )


def _may_know_of_it(
    visit: Visit,
    facts: authority.Facts,
    application: ApplicationRow | None,
    resident: people.ResidentRow,
) -> bool:
    """The municipality's staff, representatives and whoever wrote it are told why; others are not.

    Nor are another municipality's staff: to them it answers as if nothing were there. Nor is anybody
    who asks for a protected identity: that it is known here must not be told.
    """
    if resident.is_protected:
        return False
    wrote = application is not None and application.is_by(visit.actor.person_id)
    is_resident = visit.actor.kind is ActorKind.RESIDENT
    works_here = not is_resident and visit.actor.tenant_id == current_tenant_id()
    return wrote or bool(facts.mandates) or works_here


def _is_at_its_door(visit: Visit, application: ApplicationRow) -> bool:
    if visit.is_at_the_desk:
        return application.is_written_in
    return application.submitted_at is not None or not application.is_written_in


def ensure_application(
    visit: Visit,
    activity: Activity,
    *,
    resident: people.ResidentRow,
    service: str,
    application: ApplicationRow | None = None,
    is_logged: bool = True,
    as_co_applicant: bool = False,
) -> None:
    """Ask, and log in the running transaction (autosaves of a page that was logged are not).

    `as_co_applicant` are the pages of whoever is asked to sign: on no other page is that a right.
    Raises Refused: to those who know that it is there, with the reason.
    Raises NoSuchApplication: to all others, who are not told; that attempt is logged here. And by the
    wrong door: a draft is not an incoming document, so staff never see hers, and she not theirs.
    """
    if application is not None and not _is_at_its_door(visit, application):
        raise NoSuchApplication(application.id)
    asked = request_for(
        visit,
        activity=activity,
        information=InformationClass.APPLICATION,
        resident=resident,
        service=service,
        thing_id=application.id if application else None,
    )
    facts = facts_for(visit, resident, application if as_co_applicant else None)
    try:
        if is_logged:
            authority.ensure_and_log(asked, facts, now=visit.now, request_id=visit.request_id)
        else:
            authority.ensure(asked, facts)
    except authority.Refused as refusal:
        if _may_know_of_it(visit, facts, application, resident):
            raise
        log(visit, asked, refusal.decision)
        raise NoSuchApplication from refusal


def ensure_mandate(
    visit: Visit,
    activity: Activity,
    *,
    resident: people.ResidentRow,
    service: str = "",
    mandate_id: UUID | None = None,
    kind: str = "mandate",
) -> None:
    """Ask whether the actor may see or end mandates of a resident, and log. Raises Refused.

    `kind` is what the log calls it: the mandate, or the paper that it stands on.
    """
    asked = request_for(
        visit,
        activity=activity,
        information=InformationClass.MANDATE,
        resident=resident,
        service=service,
        thing_id=mandate_id,
    )
    asked = replace(asked, obj=replace(asked.obj, kind=kind))
    facts = facts_for(visit, resident)
    authority.ensure_and_log(asked, facts, now=visit.now, request_id=visit.request_id)


def ensure_right_door(visit: Visit) -> None:
    """Let residents in by their door and those who receive papers in by the desk's, before looking.

    Raises Refused: so that nobody else learns which ids there are.
    """
    if visit.is_at_the_desk:
        ensure_at_the_desk(visit)
    else:
        ensure_is_resident(visit)


def ensure_at_the_desk(visit: Visit) -> None:
    """Ask whether the visitor receives papers and calls at all, before anybody is looked for.

    Raises Refused: another purpose, no commission, no right.
    """
    asked = request_for(
        visit, activity=Activity.WRITE, information=InformationClass.MANDATE, resident=None
    )
    authority.ensure(asked, authority.Facts(assigned=True))


def ensure_organisations(visit: Visit, activity: Activity, *, thing_id: UUID | None) -> None:
    """Ask whether somebody at the desk may see or change who acts for an organisation, and log.

    Raises Refused.
    """
    asked = request_for(
        visit,
        activity=activity,
        information=InformationClass.MANDATE,
        resident=None,
        thing_id=thing_id,
    )
    authority.ensure_and_log(
        asked, authority.Facts(assigned=True), now=visit.now, request_id=visit.request_id
    )


def ensure_resident(visit: Visit, *, resident: people.ResidentRow) -> None:
    """Ask whether somebody at the desk may see who a resident is, and log. Raises Refused."""
    asked = request_for(
        visit,
        activity=Activity.READ,
        information=InformationClass.RESIDENT,
        resident=resident,
        thing_id=resident.id,
    )
    authority.ensure_and_log(
        asked, facts_for(visit, resident), now=visit.now, request_id=visit.request_id
    )


def ensure_access_log(visit: Visit, *, resident: people.ResidentRow) -> None:
    """Ask whether the actor may see who has read about a resident, and log. Raises Refused."""
    asked = request_for(
        visit,
        activity=Activity.READ,
        information=InformationClass.ACCESS_LOG,
        resident=resident,
        service=ACCESS_LOG_SERVICE,
    )
    facts = facts_for(visit, resident)
    authority.ensure_and_log(asked, facts, now=visit.now, request_id=visit.request_id)
