"""What HSA changed here, and each time that everybody was asked about. Django finds it by `models.py`."""

from django.db import models

from gemensam.tenancy.models import TenantModel


class DirectoryChange(TenantModel):
    """Katalogändring: something changed here because HSA said so; what, when, and by which answer."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    employee_hsa_id = models.CharField(max_length=31)
    # The commission, unit or care provider that changed; the employee where it is that one.
    subject_hsa_id = models.CharField(max_length=31)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    answer = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "subject_hsa_id"], name="identity_directory_subject"),
            models.Index(fields=["tenant", "at"], name="identity_directory_at"),
        ]

    def __str__(self) -> str:
        return self.kind


class DirectoryRun(TenantModel):
    """Katalogavstämning: one time that all the tenant's known employees were asked about in HSA."""

    started_at = models.DateTimeField()
    # Null: under way, or killed.
    ended_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    heard = models.PositiveIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)
    # Why it stopped before everybody was heard, in a word of `hsa.sync.Trouble`.
    trouble = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "started_at"], name="identity_directoryrun_when")]

    def __str__(self) -> str:
        return str(self.started_at)
