"""Goal fulfilment: each change of a year's report is a version that is kept as it was."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel

DIGEST_LENGTH = 64


class FollowUpReport(TenantModel):
    """Måluppfyllnad: a version of a year's report, as canonical JSON. Never changed."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=DIGEST_LENGTH)
    # Nobody made what came with the product.
    made_by_id = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "year", "version"], name="programme_followupreport_version"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="programme_followupreport_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.version}"


class FollowUpPublication(TenantModel):
    """That a version was published: it is what the public reads until the next one is."""

    report = TenantForeignKey(FollowUpReport, related_name="publications")
    published_by_id = models.UUIDField(null=True)
    published_by_name = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "report"], name="programme_followuppublication_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.report_id)
