"""The grant's ledger: lines that are only ever added, the closing of a year, and the conditions."""

from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import ConditionState, CostForm, LineKind, choices_of
from gemensam.programme.models.money import CofundingLine, Grant, GrantComponent, LateHours
from gemensam.tenancy.models import TenantForeignKey, TenantModel

_CORRECTS = ("corrects", "corrects_hours", "corrects_late")


def _corrects_one() -> Q:
    """Say that exactly one of the three references is there."""
    found = Q()
    for name in _CORRECTS:
        found |= Q(
            **{f"{name}__isnull": False},
            **{f"{other}__isnull": True for other in _CORRECTS if other != name},
        )
    return found


class LedgerLine(TenantModel):
    """Rad: money set aside, spent or booked as co-funding; or a correction of one of them.

    A correction points at what it corrects and says why; only it may be negative, and only it may
    be written in a closed year. Triggers refuse everything else (`migrations/0002_refusals.py`).
    """

    grant = TenantForeignKey(Grant, related_name="lines")
    component = TenantForeignKey(GrantComponent, related_name="lines")
    kind = models.CharField(max_length=10, choices=choices_of(LineKind))
    year = models.PositiveSmallIntegerField()
    # Empty: an estimate of a document that gives no day.
    dated_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    text = models.CharField(max_length=200)
    # The number of an invoice, an account, a decision: where the paper is.
    reference = models.CharField(max_length=120, blank=True)

    plan_key = models.CharField(max_length=40, blank=True)
    activity_key = models.CharField(max_length=40, blank=True)
    # A single municipality's own application, or cost: a plain id, its rows lie in another tenant.
    municipality_id = models.UUIDField(null=True)
    # What the money was set aside for before it was spent.
    allocation = TenantForeignKey("self", related_name="spent_by", null=True)

    cost_form = models.CharField(max_length=11, choices=choices_of(CostForm), blank=True)
    minutes = models.PositiveIntegerField(null=True)
    rate_per_hour = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    rate_basis = models.CharField(max_length=200, blank=True)

    corrects = TenantForeignKey("self", related_name="corrections", null=True)
    corrects_hours = TenantForeignKey(CofundingLine, related_name="corrections", null=True)
    corrects_late = TenantForeignKey(LateHours, related_name="corrections", null=True)
    reason = models.CharField(max_length=300, blank=True)

    is_estimate = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)
    # Nobody and never: it ships with the project.
    written_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_estimate=True, kind="BOOKED") | Q(dated_on__isnull=False),
                name="programme_ledgerline_has_a_day",
            ),
            models.CheckConstraint(
                condition=(_corrects_one() & ~Q(reason="") & ~Q(amount=0))
                | Q(
                    **{f"{name}__isnull": True for name in _CORRECTS},
                    reason="",
                    amount__gte=0,
                    dated_on__year=F("year"),
                ),
                name="programme_ledgerline_negative_only_to_correct",
            ),
            models.CheckConstraint(
                condition=Q(kind="HOURS", corrects__isnull=True)
                & (Q(corrects_hours__isnull=False) | Q(corrects_late__isnull=False))
                | ~Q(kind="HOURS") & Q(corrects_hours__isnull=True, corrects_late__isnull=True),
                name="programme_ledgerline_hours_only_to_correct",
            ),
            models.CheckConstraint(
                condition=Q(kind="COST") ^ Q(cost_form=""),
                name="programme_ledgerline_cost_has_form",
            ),
            models.CheckConstraint(
                condition=Q(kind="COST") | Q(allocation__isnull=True),
                name="programme_ledgerline_only_costs_are_spent",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True, rate_per_hour__isnull=True, rate_basis="")
                | Q(
                    Q(cost_form="REPLACEMENT") | Q(cost_form="HOURS"),
                    ~Q(rate_basis=""),
                    minutes__gte=1,
                    rate_per_hour__gte=0,
                ),
                name="programme_ledgerline_worked_out_from",
            ),
            # Late news is taken in once.
            models.UniqueConstraint(
                fields=["tenant", "corrects_late"],
                condition=Q(corrects_late__isnull=False),
                name="programme_ledgerline_late_once",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "grant", "year", "kind"], name="programme_ledger_year")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.amount}"


class GrantClosing(TenantModel):
    """Bokslut: from here on the year changes only by correction lines."""

    grant = TenantForeignKey(Grant, related_name="closings")
    year = models.PositiveSmallIntegerField()
    closed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "grant", "year"], name="programme_grantclosing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.year}"


class GrantCondition(TenantModel):
    """Bidragsvillkor that each municipality fulfils or not."""

    grant = TenantForeignKey(Grant, related_name="conditions")
    component = TenantForeignKey(GrantComponent, related_name="conditions", null=True)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "grant", "order"], name="programme_grantcondition_order"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ConditionStanding(TenantModel):
    """What is known of a condition in one municipality, and on what; the latest one counts.

    No row means unknown, never "not fulfilled".
    """

    condition = TenantForeignKey(GrantCondition, related_name="standings")
    municipality_id = models.UUIDField()
    state = models.CharField(max_length=7, choices=choices_of(ConditionState))
    basis = models.CharField(max_length=200)
    is_synthetic = models.BooleanField(default=False)
    written_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis=""), name="programme_conditionstanding_has_basis"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "condition", "municipality_id", "written_at"],
                name="programme_condition_latest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.municipality_id}"
