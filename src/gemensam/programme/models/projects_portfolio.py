"""The portfolio in the county body's tenant: the model decided, calls, applications, decisions."""

from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import choices_of
from gemensam.programme.kinds_projects import DraftState, Outcome
from gemensam.tenancy.models import TenantForeignKey, TenantModel

MOST_PERCENT = 100


class PortfolioModel(TenantModel):
    """SSVIT's decision on how the portfolio works: without it no call can be made."""

    decided_by = models.CharField(max_length=80)
    decided_on = models.DateField()
    reference = models.CharField(max_length=80)
    text = models.TextField()
    # How much each criterion weighs, and the highest score of one.
    cooperation_weight = models.PositiveSmallIntegerField()
    transparency_weight = models.PositiveSmallIntegerField()
    reuse_weight = models.PositiveSmallIntegerField()
    highest_score = models.PositiveSmallIntegerField()
    is_synthetic = models.BooleanField(default=False)
    recorded_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "reference"], name="programme_portfoliomodel_reference"
            ),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(decided_by=""),
                name="programme_portfoliomodel_says_which",
            ),
            models.CheckConstraint(
                condition=Q(
                    cooperation_weight__gte=1,
                    transparency_weight__gte=1,
                    reuse_weight__gte=1,
                    highest_score__gte=1,
                ),
                name="programme_portfoliomodel_scores",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PortfolioFrame(TenantModel):
    """What a year's portfolio has to give: money, and per cent of a post."""

    year = models.PositiveSmallIntegerField()
    plan_key = models.CharField(max_length=40, blank=True)
    money = models.DecimalField(max_digits=14, decimal_places=2)
    percent = models.PositiveSmallIntegerField()
    # How many projects the plan wants carried out in the year, if it says.
    projects_wanted = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "year"], name="programme_portfolioframe_year"
            ),
            models.CheckConstraint(
                condition=Q(money__gte=0), name="programme_portfolioframe_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class PortfolioCall(TenantModel):
    """Utlysning: when municipalities may apply, under which model. The database wants the model."""

    frame = TenantForeignKey(PortfolioFrame, related_name="calls")
    model = TenantForeignKey(PortfolioModel, related_name="calls")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="programme_portfoliocall_period"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ApplicationText(models.Model):
    """What an application says; the same columns at home and in the county."""

    title = models.CharField(max_length=160)
    purpose = models.TextField()
    cooperation = models.TextField()
    transparency = models.TextField()
    reuse = models.TextField()
    activity_key = models.CharField(max_length=40, blank=True)
    # Support asked for; empty is not asked for.
    wanted_percent = models.PositiveSmallIntegerField(null=True)
    wants_exchange = models.BooleanField(default=False)
    wanted_money = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        abstract = True


class PortfolioApplication(ApplicationText, TenantModel):
    """An application as it came in. At least two municipalities stand behind it (a trigger)."""

    call = TenantForeignKey(PortfolioCall, related_name="applications")
    submitted_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=choices_of(DraftState))
    # The municipality's version that this is; older news changes nothing.
    draft_version = models.PositiveIntegerField()
    # Rises with each decision, so that of two deciders the later one is told.
    version = models.PositiveIntegerField(default=1)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["SUBMITTED", "WITHDRAWN"]),
                name="programme_portfolioapplication_state",
            ),
            models.CheckConstraint(
                condition=Q(wanted_percent__isnull=False)
                | Q(wants_exchange=True)
                | Q(wanted_money__isnull=False),
                name="programme_portfolioapplication_asks",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PortfolioApplicant(TenantModel):
    """A municipality behind an application; exactly one leads."""

    application = TenantForeignKey(PortfolioApplication, related_name="applicants")
    applicant_municipality_id = models.UUIDField()
    is_lead = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "application", "applicant_municipality_id"],
                name="programme_portfolioapplicant_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "application"],
                condition=Q(is_lead=True),
                name="programme_portfolioapplicant_one_lead",
            ),
        ]

    def __str__(self) -> str:
        return str(self.applicant_municipality_id)


class PortfolioScore(TenantModel):
    """What one assessor gives an application, and why."""

    application = TenantForeignKey(PortfolioApplication, related_name="scores")
    assessor = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    cooperation = models.PositiveSmallIntegerField()
    transparency = models.PositiveSmallIntegerField()
    reuse = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=400)
    scored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "application", "assessor"], name="programme_portfolioscore_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.application_id)


class PortfolioDecision(TenantModel):
    """A decision on an application. A change is a new decision with the next number."""

    application = TenantForeignKey(PortfolioApplication, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=7, choices=choices_of(Outcome))
    decided_on = models.DateField()
    reference = models.CharField(max_length=80)
    reason = models.TextField()
    percent = models.PositiveSmallIntegerField(null=True)
    gives_exchange = models.BooleanField(default=False)
    money = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "application", "number"],
                name="programme_portfoliodecision_number",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome="REFUSED",
                    percent__isnull=True,
                    gives_exchange=False,
                    money__isnull=True,
                )
                | (
                    Q(outcome="GRANTED")
                    & (Q(percent__isnull=False) | Q(gives_exchange=True) | Q(money__isnull=False))
                ),
                name="programme_portfoliodecision_support",
            ),
            models.CheckConstraint(
                condition=Q(money__isnull=True) | Q(money__gt=0),
                name="programme_portfoliodecision_money",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=MOST_PERCENT),
                name="programme_portfoliodecision_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.decided_on}"
