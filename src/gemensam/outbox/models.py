"""The outbox: one row per event, and one row per handler that has had it."""

from django.db import models


class Event(models.Model):
    """A fact, written in the transaction that made it true. Never with a NOTIFY."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    key = models.CharField(max_length=80)
    tenant_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    fanned_out_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(fanned_out_at__isnull=True),
                name="outbox_event_fresh",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Delivery(models.Model):
    """One event for one handler: made by fan-out, gone through in order per (handler, key)."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    key = models.CharField(max_length=80)
    lane = models.PositiveSmallIntegerField(default=1)
    available_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="outbox_delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["handler", "key", "event"],
                condition=models.Q(handled_at__isnull=True),
                name="outbox_delivery_waiting",
            ),
            models.Index(
                fields=["lane", "available_at", "event"],
                condition=models.Q(handled_at__isnull=True),
                name="outbox_delivery_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.event_id}"
