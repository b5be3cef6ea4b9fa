"""Action plans: each change is a revision that is kept as it was, and may be signed."""

from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import RevisionOrigin, choices_of
from gemensam.tenancy.models import TenantForeignKey, TenantModel

DIGEST_LENGTH = 64


class Plan(TenantModel):
    """Handlingsplan: its name, years and which revision holds. What it says stands in that."""

    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    subtitle = models.CharField(max_length=200, blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="programme_plan_key"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="programme_plan_years"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="programme_plan_revision"),
        ]

    def __str__(self) -> str:
        return self.key


class PlanRevision(TenantModel):
    """A plan as it was at a time, whole: canonical JSON with its SHA-256. Never changed."""

    plan = TenantForeignKey(Plan, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=DIGEST_LENGTH)
    origin = models.CharField(max_length=10, choices=choices_of(RevisionOrigin))
    note = models.CharField(max_length=200)
    # Nobody made what came with the product.
    made_by_id = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "plan", "number"], name="programme_planrevision_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="programme_planrevision_from_one"
            ),
            models.CheckConstraint(
                condition=Q(origin=RevisionOrigin.SHIPPED)
                | Q(made_by_id__isnull=False, made_at__isnull=False),
                name="programme_planrevision_maker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class PlanSignOff(TenantModel):
    """That a revision was decided: by whom, when and where it is written. Never changed."""

    revision = TenantForeignKey(PlanRevision, related_name="sign_offs")
    decided_by = models.CharField(max_length=160)
    decided_on = models.DateField()
    place = models.CharField(max_length=80, blank=True)
    signed_by_id = models.UUIDField()
    signed_by_name = models.CharField(max_length=120)
    signed_by_title = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "revision"], name="programme_plansignoff_once"
            ),
        ]

    def __str__(self) -> str:
        return self.decided_by
