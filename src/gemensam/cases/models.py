"""Cases with their dialogue, the application as it was submitted, decisions and care services."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from gemensam.cases.choices import (
    INTERNAL,
    REFERRALS,
    RUNNING,
    CareServiceStatus,
    CaseState,
    EventKind,
    Outcome,
    ReferralState,
    Side,
    rank_by_state,
)
from gemensam.cases.side_tables import (
    DishChoice,
    FreeNumber,
    MeasuredTime,
    Pause,
    Proposal,
    Referral,
    SubmittedAnswer,
)
from gemensam.kernel.actor import Regime
from gemensam.tenancy.models import TenantForeignKey, TenantModel

__all__ = [
    "INTERNAL",
    "REFERRALS",
    "RUNNING",
    "CareService",
    "CareServiceStatus",
    "Case",
    "CaseEvent",
    "CaseState",
    "Decision",
    "Delegation",
    "DishChoice",
    "EventKind",
    "FreeNumber",
    "MeasuredTime",
    "Outcome",
    "Pause",
    "Proposal",
    "Referral",
    "ReferralState",
    "Side",
    "SubmittedAnswer",
]

_REGIMES = [(one.value, one.value) for one in Regime]


class Case(TenantModel):
    """Ärende: one matter of one resident, from application to decision."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    # Which e-service or care service it is about; mandates are given by the same word.
    kind = models.CharField(max_length=40)
    regime = models.CharField(max_length=3, choices=_REGIMES, default=Regime.SOL.value)
    title = models.CharField(max_length=120)
    resident = TenantForeignKey("people.Resident", related_name="+")
    applicant = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    representative = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    # Whoever applied together with the applicant, and reads and writes in the case as well.
    co_applicant = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    # The application lives in a domain above; one application opens one case.
    application_id = models.UUIDField(null=True)
    # What it was filled in as: its files lie there.
    response = TenantForeignKey("questionnaires.Response", related_name="+", null=True)
    unit = TenantForeignKey("organisations.Unit", related_name="+")
    caseworker = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    # Whom the resident wants to be helped by, before it is decided (LOV 2008:962).
    wished_performer = TenantForeignKey("organisations.Unit", related_name="+", null=True)
    state = models.CharField(max_length=20, choices=CaseState, default=CaseState.NEW)
    opened_at = models.DateTimeField()
    # The promised day of decision; moved on by the time that was spent waiting for the applicant.
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    # By when what was granted is to be looked at again.
    follow_up_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    # When a colleague's opinion came that the caseworker has not opened the case since.
    opinion_at = models.DateTimeField(null=True)
    # When the meeting that is to come, or was last, begins; and whether it waits for the caseworker.
    meeting_at = models.DateTimeField(null=True)
    meeting_asks = models.BooleanField(default=False, db_default=False)
    # What a decision about money would be made from now (`basis.py`): its newest calculation.
    basis = models.JSONField(null=True)
    # Who proposed a decision that waits for a second officer; whatever happens next clears it.
    proposed_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    # What was proposed: with the kind it says who may confirm it.
    proposed_outcome = models.CharField(max_length=10, blank=True, db_default="")
    # When its newest event was. For cases from before this was kept: when it began to be.
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "year", "number"], name="cases_case_number"),
            models.UniqueConstraint(
                fields=["tenant", "application_id"], name="cases_case_application"
            ),
            models.UniqueConstraint(fields=["tenant", "response"], name="cases_case_response"),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opened_at")), name="cases_case_due_after_opened"
            ),
            models.CheckConstraint(
                condition=Q(state="WAITING", paused_at__isnull=False)
                | (~Q(state="WAITING") & Q(paused_at__isnull=True)),
                name="cases_case_paused_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DECIDED", "APPEALED"], decided_at__isnull=False)
                | (~Q(state__in=["DECIDED", "APPEALED"]) & Q(decided_at__isnull=True)),
                name="cases_case_decided_at",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, proposed_outcome="")
                | (Q(proposed_by__isnull=False) & ~Q(proposed_outcome="")),
                name="cases_case_proposed_outcome",
            ),
        ]
        indexes = [
            # The work list, part by part: late first, then by state and clock; `work_list.py`.
            models.Index(
                fields=["tenant", "unit", "due_at", "id"],
                condition=Q(state__in=RUNNING),
                name="cases_case_running",
            ),
            models.Index(
                *("tenant", "unit", rank_by_state(), "due_at", "id"),
                condition=~Q(state="DECIDED"),
                name="cases_case_by_rank",
            ),
            # The same of what somebody is the caseworker of: few are open, many get decided.
            models.Index(
                *("tenant", "caseworker", rank_by_state(), "due_at", "id"),
                condition=~Q(state="DECIDED"),
                name="cases_case_mine_by_rank",
            ),
            models.Index(
                fields=["tenant", "caseworker", "-decided_at", "-id"],
                condition=Q(state="DECIDED"),
                name="cases_case_mine_decided",
            ),
            models.Index(
                fields=["tenant", "unit", "-decided_at", "-id"],
                condition=Q(state="DECIDED"),
                name="cases_case_decided",
            ),
            models.Index(
                fields=["tenant", "caseworker", "due_at", "id"],
                condition=Q(opinion_at__isnull=False),
                name="cases_case_opinion",
            ),
            # Those with a proposal are few: what is asked of them beside unit and clock is read.
            models.Index(
                fields=["tenant", "due_at", "id"],
                condition=Q(proposed_by__isnull=False),
                name="cases_case_proposed",
            ),
            models.Index(
                fields=["tenant", "unit", "follow_up_on", "id"],
                condition=Q(follow_up_on__isnull=False),
                name="cases_case_follow_up",
            ),
            models.Index(
                fields=["tenant", "caseworker", "follow_up_on", "id"],
                condition=Q(follow_up_on__isnull=False),
                name="cases_case_my_follow_up",
            ),
            models.Index(
                fields=["tenant", "unit", "meeting_at", "id"],
                condition=Q(meeting_at__isnull=False),
                name="cases_case_meeting",
            ),
            models.Index(
                fields=["tenant", "caseworker", "meeting_at", "id"],
                condition=Q(meeting_at__isnull=False),
                name="cases_case_my_meeting",
            ),
            models.Index(fields=["tenant", "resident", "-opened_at"], name="cases_case_resident"),
            models.Index(
                fields=["tenant", "co_applicant"],
                condition=Q(co_applicant__isnull=False),
                name="cases_case_co_applicant",
            ),
            # Other systems ask for what has changed since they last asked.
            models.Index(fields=["tenant", "changed_at", "id"], name="cases_case_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class CaseEvent(TenantModel):
    """One thing that happened in a case: the dialogue and the trail in one. Never changed."""

    case = TenantForeignKey(Case, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    at = models.DateTimeField()
    side = models.CharField(max_length=20, choices=Side)
    actor_person_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=160)
    actor_title = models.CharField(max_length=80, blank=True)
    # The actor spoke for the resident by a mandate.
    is_on_behalf = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    field_id = models.CharField(max_length=80, blank=True)
    field_label = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    question = TenantForeignKey("self", related_name="replies", null=True)
    # Of a note from a home visit: when it was written, perhaps without a net; `at` is when it came.
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "question"],
                condition=Q(kind="ANSWER"),
                name="cases_caseevent_one_answer",
            ),
            models.CheckConstraint(
                condition=Q(kind="ANSWER", question__isnull=False)
                | (~Q(kind="ANSWER") & Q(question__isnull=True)),
                name="cases_caseevent_answers_question",
            ),
            models.CheckConstraint(
                condition=~Q(kind="QUESTION") | (Q(due_on__isnull=False) & ~Q(text="")),
                name="cases_caseevent_question_due",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "case", "at", "id"], name="cases_caseevent_thread"),
            # A phone asks for what it has sent, every fifteen seconds.
            models.Index(
                fields=["tenant", "actor_person_id", "at"],
                condition=Q(written_at__isnull=False),
                name="cases_caseevent_visits",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Decision(TenantModel):
    """Biståndsbeslut: what was decided, why, by which law and by whose authority. Never changed."""

    case = TenantForeignKey(Case, related_name="decisions")
    # 1 is the first; a decision that was changed after an appeal is followed by the next.
    number = models.PositiveSmallIntegerField(default=1, db_default=1)
    resident = TenantForeignKey("people.Resident", related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    motivation = models.TextField()
    law = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=160)
    decided_by_title = models.CharField(max_length=80)
    # The second officer, where the order of delegation asks for two.
    confirmed_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    confirmed_by_name = models.CharField(max_length=160, default="", db_default="")
    confirmed_by_title = models.CharField(max_length=80, default="", db_default="")
    # The line of the board's order of delegation that the authority comes from.
    delegation_point = models.CharField(max_length=20)
    appeal_text = models.TextField()
    # What was granted in money, line by line as the letter has it.
    basis = models.JSONField(null=True)
    file = TenantForeignKey("files.StoredFile", related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "case", "number"], name="cases_decision_number"
            ),
            models.CheckConstraint(condition=~Q(motivation=""), name="cases_decision_motivated"),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("decided_by")), name="cases_decision_two_officers"
            ),
        ]
        # How long the latest took (`measured.py`).
        indexes = [
            models.Index(
                fields=["tenant", "decided_at"], condition=Q(number=1), name="cases_decision_first"
            )
        ]

    def __str__(self) -> str:
        return self.outcome


class CareService(TenantModel):
    """Insats: what a resident was granted, from when, and which unit gives it."""

    resident = TenantForeignKey("people.Resident", related_name="+")
    decision = TenantForeignKey(Decision, related_name="care_services")
    kind = models.CharField(max_length=40)
    regime = models.CharField(max_length=3, choices=_REGIMES, default=Regime.SOL.value)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    performer = TenantForeignKey("organisations.Unit", related_name="+")
    # What is granted in the terms of its kind: ids of choices by the term's id.
    terms = models.JSONField(default=dict, db_default={})
    status = models.CharField(
        max_length=10, choices=CareServiceStatus, default=CareServiceStatus.GRANTED
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "decision", "kind", "starts_on"], name="cases_careservice_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="cases_careservice_period",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "resident"], name="cases_careservice_resident")]

    def __str__(self) -> str:
        return self.kind


class Delegation(TenantModel):
    """Delegerad beslutanderätt: who may decide what for the board, by its order of delegation."""

    commission = TenantForeignKey("identity.Commission", related_name="+")
    kind = models.CharField(max_length=40)
    outcomes = ArrayField(models.CharField(max_length=10, choices=Outcome))
    # Those of them that become a decision only when a second officer confirms.
    needs_second = ArrayField(
        models.CharField(max_length=10, choices=Outcome), default=list, db_default=[]
    )
    point = models.CharField(max_length=20)
    # Cases of somebody with a protected identity are handled by a few who are named for it.
    covers_protected = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "commission", "kind", "starts_at"], name="cases_delegation_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="cases_delegation_period",
            ),
        ]

    def __str__(self) -> str:
        return self.point


# The tables of a part of casework that has a module of its own are found from here.
from gemensam.cases import absence_models, disposal_models, meeting_models, unit_models  # noqa: E402, F401
