"""One row per stored file. The bytes lie on disk under the row's id."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import TenantModel


class FilePurpose(models.TextChoices):
    """Why a file is kept: decides who may open it and how long it stays."""

    DECISION = "DECISION", "beslut"
    ATTACHMENT = "ATTACHMENT", "bilaga till ansökan eller svar"


class StoredFile(TenantModel):
    """A file that was stored whole. Whoever owns the thing it belongs to decides who opens it."""

    name = models.CharField(max_length=120)
    # What the bytes are, not what the sender said.
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20, choices=FilePurpose)
    # Residents are a domain above: an id, no reference.
    resident_id = models.UUIDField(null=True)
    stored_at = models.DateTimeField()
    stored_by = models.UUIDField(null=True)
    # Disposal (gallring): not before this day; without one the file stays.
    dispose_after = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="files_storedfile_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="files_storedfile_digest"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "resident_id"], name="files_storedfile_resident"),
        ]

    def __str__(self) -> str:
        return str(self.id)
