"""The access log as the application sees it: it can be added to, and that is all.

Transaction id, sequence, time and leaf hash are columns of the table that a trigger fills; they are
absent here because the application's role may neither choose nor read them back.
"""

from django.db import models

from gemensam.tenancy.models import TenantModel


class AccessLog(TenantModel):
    """One access: person × actor × purpose × page view (HSLF-FS 2016:40, 4 kap. 9 §)."""

    at = models.DateTimeField()
    activity = models.CharField(max_length=30)
    purpose = models.CharField(max_length=60)
    actor_person_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    actor_hsa_id = models.CharField(max_length=40, blank=True)
    actor_title = models.CharField(max_length=120, blank=True)
    actor_tenant_id = models.UUIDField(null=True)
    commission_id = models.UUIDField(null=True)
    resident_id = models.UUIDField(null=True)
    representative_of = models.UUIDField(null=True)
    resource_type = models.CharField(max_length=60)
    resource_id = models.UUIDField(null=True)
    resource_unit_id = models.UUIDField(null=True)
    resource_provider_id = models.UUIDField(null=True)
    is_allowed = models.BooleanField()
    is_emergency = models.BooleanField(default=False)
    reason = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=80, blank=True)
    rules_version = models.CharField(max_length=40, blank=True)
    session_hash = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.activity} {self.resource_type}"
