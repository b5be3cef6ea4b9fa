"""One row per stored file. The bytes lie on disk under the row's id."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import TenantModel


class FilePurpose(models.TextChoices):
    """Why a file is kept: decides who may open it and how long it stays."""

    DECISION = "DECISION", "beslut"
    ATTACHMENT = "ATTACHMENT", "bilaga till ansökan eller svar"
    MANDATE = "MANDATE", "skannad fullmakt eller skannat beslut"


# What Gemensam itself produces needs no scanning; everything else was sent in by somebody.
MADE_BY_US = frozenset({FilePurpose.DECISION})


class ScanState(models.TextChoices):
    """What is known of a file's harmfulness."""

    UNSCANNED = "UNSCANNED", "inte kontrollerad"
    PENDING = "PENDING", "kontrolleras"
    CLEAN = "CLEAN", "kontrollerad"
    INFECTED = "INFECTED", "skadlig, borttagen"


# What a scanner is to be asked about, now or again.
UNSETTLED = Q(scan_state__in=[ScanState.UNSCANNED.value, ScanState.PENDING.value]) & ~Q(
    purpose__in=[purpose.value for purpose in sorted(MADE_BY_US)]
)


class ScanReason(models.TextChoices):
    """Why a file waits in quarantine."""

    AWAY = "AWAY", "viruskontrollen svarar inte just nu"
    NO_VERDICT = "NO_VERDICT", "viruskontrollen blev inte klar med filen"
    OVER_LIMIT = "OVER_LIMIT", "filen är större än viruskontrollen tar emot"
    NOT_CONFIGURED = "NOT_CONFIGURED", "ingen viruskontroll är inkopplad"
    DAMAGED = "DAMAGED", "filen går inte att läsa"


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
    # What was there before there was a scanner is what this says: nobody has looked.
    scan_state = models.CharField(
        max_length=10,
        choices=ScanState,
        default=ScanState.UNSCANNED,
        db_default=ScanState.UNSCANNED.value,
    )
    # Why it waits; empty for all that does not.
    scan_reason = models.CharField(
        max_length=20, choices=ScanReason, blank=True, default="", db_default=""
    )
    # What the scanner calls that which it found.
    scan_signature = models.CharField(max_length=200, blank=True, default="", db_default="")
    # When a scanner was last asked, also in vain.
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="files_storedfile_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="files_storedfile_digest"
            ),
            models.CheckConstraint(
                condition=Q(scan_state=ScanState.PENDING.value) ^ Q(scan_reason=""),
                name="files_storedfile_waits_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(scan_state=ScanState.INFECTED.value) ^ Q(scan_signature=""),
                name="files_storedfile_infected_with",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "resident_id"], name="files_storedfile_resident"),
            # Few rows at any time, asked for each minute in every tenant.
            models.Index(
                fields=["tenant", "stored_at"],
                condition=UNSETTLED,
                name="files_storedfile_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
