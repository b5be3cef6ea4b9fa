"""The tables beside the case: free numbers, the application as sent, pauses, dishes, proposals, referrals, times.

`models.py` has the case itself and what is decided in it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gemensam.cases.choices import ReferralState
from gemensam.tenancy.models import TenantForeignKey, TenantModel


class FreeNumber(TenantModel):
    """A case number that nobody has taken yet.

    Taken by SKIP LOCKED, so two new cases never wait for one another; an undone transaction gives
    its number back.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "year", "number"], name="cases_freenumber_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class SubmittedAnswer(TenantModel):
    """One line of the application as it was submitted. Never changed."""

    case = TenantForeignKey("cases.Case", related_name="answers")
    position = models.PositiveSmallIntegerField()
    field_id = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    text = models.TextField()
    # Renewals: the month that it has been the same since, or what it was before it was changed.
    since = models.DateField(null=True)
    is_changed = models.BooleanField(default=False)
    before = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "case", "position"], name="cases_submittedanswer_position"
            )
        ]

    def __str__(self) -> str:
        return self.field_id


class Pause(TenantModel):
    """Uppehåll: days on which the resident does not want a care service. Kept when taken back."""

    care_service = TenantForeignKey("cases.CareService", related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="cases_pause_period"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "care_service", "ends_on"], name="cases_pause_days")
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"


class DishChoice(TenantModel):
    """Val av rätt: which dish of the menu a resident wants on a day; without one the first comes."""

    care_service = TenantForeignKey("cases.CareService", related_name="+")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    # What the menu said when it was chosen, or when the resident was last told that it says otherwise.
    text = models.CharField(max_length=120, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "care_service", "day"], name="cases_dishchoice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.number}"


class Proposal(TenantModel):
    """Beslutsförslag: a decision as it was proposed, to be confirmed by a second officer. Never changed.

    It stands as long as nothing else has happened in the case: while `version` is the case's.
    """

    case = TenantForeignKey("cases.Case", related_name="proposals")
    # The case's version once the proposal was made.
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    motivation = models.TextField()
    starts_on = models.DateField(null=True)
    performer = TenantForeignKey("organisations.Unit", related_name="+", null=True)
    terms = models.JSONField(default=dict)
    # What the money was worked out to be then.
    basis = models.JSONField(null=True)
    delegation = TenantForeignKey("cases.Delegation", related_name="+")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    proposed_by_name = models.CharField(max_length=160)
    proposed_by_title = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "case", "version"], name="cases_proposal_version"
            ),
            models.CheckConstraint(condition=~Q(motivation=""), name="cases_proposal_motivated"),
        ]

    def __str__(self) -> str:
        return self.outcome


class MeasuredTime(TenantModel):
    """Uppmätt tid: how long a municipality's latest decisions of a kind took, without persons.

    Worked out anew each day by the worker (`measured.py`).
    """

    kind = models.CharField(max_length=40)
    # Half of those who got a decision had it within so many days.
    days = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind"], name="cases_measuredtime_kind")
        ]

    def __str__(self) -> str:
        return self.kind


class Referral(TenantModel):
    """Remiss: a colleague is asked for an opinion. The event that asks has its id."""

    case = TenantForeignKey("cases.Case", related_name="referrals")
    # Asked in one commission: as the nurse, not as the same person at another unit.
    commission = TenantForeignKey("identity.Commission", related_name="+")
    asked_name = models.CharField(max_length=200)
    asked_by_name = models.CharField(max_length=160)
    asked_at = models.DateTimeField()
    question = models.TextField()
    is_yes_no = models.BooleanField()
    due_on = models.DateField()
    # Either the whole case, or only these answers of the application (and `WHO`, who it is about).
    sees_case = models.BooleanField()
    field_ids = ArrayField(models.CharField(max_length=80))
    state = models.CharField(max_length=10, choices=ReferralState, default=ReferralState.ASKED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "case", "commission"],
                condition=Q(state="ASKED"),
                name="cases_referral_one_open",
            ),
            models.CheckConstraint(condition=~Q(question=""), name="cases_referral_asks"),
        ]
        indexes = [
            # The list of what somebody is to give an opinion on.
            models.Index(
                fields=["tenant", "commission", "due_on", "id"],
                condition=Q(state="ASKED"),
                name="cases_referral_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.state
