"""What has happened, in its order; who is told of it where; and what is still to be sent."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import GlobalModel, TenantForeignKey, TenantModel


class Occurrence(TenantModel):
    """Something that happened: ids only. Never changed."""

    # What it tells of, which is told once.
    source_id = models.UUIDField()

    # Given in the order of the commits: whoever has read to here misses nothing before it.
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    about = models.JSONField()
    # It concerns somebody whose identity was protected then.
    is_guarded = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="webhooks_occurrence_number"),
            models.UniqueConstraint(
                fields=["tenant", "source_id"], name="webhooks_occurrence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Webhook(TenantModel):
    """An address of a client's that is told of what happens."""

    client = TenantForeignKey("identity.Client", related_name="+")
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=40))
    # Secrets are worked out from the installation's key, the webhook's id and this.
    secret_number = models.PositiveIntegerField(default=1)
    rotated_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "client", "url"], name="webhooks_webhook_url")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Sending(GlobalModel):
    """An occurrence that a webhook has not taken yet. What was taken has no row."""

    tenant_id = models.UUIDField()
    webhook_id = models.UUIDField()
    occurrence_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    available_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    # Set aside after too many tries, until somebody has it sent again.
    died_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook_id", "number"], name="webhooks_sending_once")
        ]
        indexes = [
            models.Index(
                fields=["available_at"],
                condition=Q(died_at__isnull=True),
                name="webhooks_sending_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.number}"
