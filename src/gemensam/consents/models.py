"""What a resident has allowed and blocked, who got past it, and the journal of all that."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual

from gemensam.authority.api import EMERGENCY_MAX, EMERGENCY_REASON_MIN, STEP_UP_MAX_AGE
from gemensam.consents.rules import LIFT_MAX, BlockLevel, LiftReach
from gemensam.tenancy.models import TenantForeignKey, TenantModel


def _person(*, is_optional: bool = False) -> models.ForeignKey:  # type: ignore[type-arg]  # not subscriptable at run time
    return models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=is_optional
    )


def _resident() -> TenantForeignKey:
    return TenantForeignKey("people.Resident", related_name="+")


class ConsentKind(models.TextChoices):
    """What a consent is to."""

    SHARED_RECORDS = "SHARED_RECORDS", "sammanhållen vård- och omsorgsdokumentation"


class Consent(TenantModel):
    """Samtycke: lets one unit, or one care provider, read what others have written."""

    resident = _resident()
    kind = models.CharField(max_length=20, choices=ConsentKind)
    # Plain ids: whoever is let in may belong to another tenant.
    to_unit_id = models.UUIDField(null=True)
    to_care_provider_id = models.UUIDField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField()
    registered_by = _person()
    evidence = models.CharField(max_length=400)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = _person(is_optional=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_unit_id__isnull=False) ^ Q(to_care_provider_id__isnull=False),
                name="consents_consent_to_one",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="consents_consent_period",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=F("registered_at"), revoked_by__isnull=False),
                name="consents_consent_revoked",
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim("evidence")), 1),
                name="consents_consent_evidence",
            ),
            # One at a time per recipient: what is revoked must not stay open by another row.
            models.UniqueConstraint(
                fields=["tenant", "resident", "kind", "to_unit_id", "to_care_provider_id"],
                condition=Q(revoked_at__isnull=True),
                nulls_distinct=False,
                name="consents_consent_once",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "resident"], name="consents_consent_resident")]

    def __str__(self) -> str:
        return str(self.id)


class BlockException(models.TextChoices):
    """What a block leaves open for everybody's safety."""

    MEDICATION = "MEDICATION", "läkemedel"
    ALERT = "ALERT", "uppmärksamhetsinformation"


class AccessBlock(TenantModel):
    """Spärr: closes a unit's or a care provider's documentation from a period to all others."""

    resident = _resident()
    level = models.CharField(max_length=5, choices=[(one.value, one.value) for one in BlockLevel])
    unit = TenantForeignKey("organisations.Unit", related_name="+", null=True)
    care_provider = TenantForeignKey("organisations.CareProvider", related_name="+", null=True)
    # When what is blocked was written. No bound: everything, also what is written later.
    written_from = models.DateTimeField(null=True)
    written_to = models.DateTimeField(null=True)
    exceptions = ArrayField(
        models.CharField(max_length=10, choices=BlockException), default=list, blank=True
    )
    registered_at = models.DateTimeField()
    registered_by = _person()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = _person(is_optional=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level="INNER", unit__isnull=False, care_provider__isnull=True)
                | Q(level="OUTER", unit__isnull=True, care_provider__isnull=False),
                name="consents_accessblock_over",
            ),
            models.CheckConstraint(
                condition=Q(written_from__isnull=True)
                | Q(written_to__isnull=True)
                | Q(written_to__gt=F("written_from")),
                name="consents_accessblock_period",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=F("registered_at"), revoked_by__isnull=False),
                name="consents_accessblock_revoked",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "resident"], name="consents_accessblock_resident")
        ]

    def __str__(self) -> str:
        return str(self.id)


class LiftBasis(models.TextChoices):
    """Why a block could be set aside."""

    CONSENT = "CONSENT", "samtycke"
    EMERGENCY = "EMERGENCY", "nödsituation"


class AccessBlockLift(TenantModel):
    """Hävning: sets a block aside for a while. Rows are only added; it ends by itself."""

    block = TenantForeignKey(AccessBlock, related_name="lifts")
    basis = models.CharField(max_length=10, choices=LiftBasis)
    requested_by = _person()
    # Plain id: whoever asks may belong to another tenant.
    unit_id = models.UUIDField()
    reach = models.CharField(max_length=15, choices=[(one.value, one.value) for one in LiftReach])
    registered_at = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("registered_at"), until__lte=F("registered_at") + LIFT_MAX),
                name="consents_accessblocklift_short",
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim("reason")), EMERGENCY_REASON_MIN),
                name="consents_accessblocklift_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "block", "until"], name="consents_accessblocklift_block")
        ]

    def __str__(self) -> str:
        return str(self.id)


class EmergencyAccess(TenantModel):
    """Nödåtkomst: one person reads one resident's records for at most an hour. Only added to."""

    resident = _resident()
    person = _person()
    commission_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=400)
    step_up_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at"), until__lte=F("step_up_at") + EMERGENCY_MAX),
                name="consents_emergencyaccess_short",
            ),
            models.CheckConstraint(
                condition=Q(
                    opened_at__gte=F("step_up_at"),
                    opened_at__lte=F("step_up_at") + STEP_UP_MAX_AGE,
                ),
                name="consents_emergencyaccess_step_up",
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim("reason")), EMERGENCY_REASON_MIN),
                name="consents_emergencyaccess_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "person", "resident", "until"],
                name="consents_emergencyaccess_who",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class EntryKind(models.TextChoices):
    """What happened, in the words that the resident reads."""

    CONSENT_GIVEN = "CONSENT_GIVEN", "Samtycke lämnades"
    CONSENT_REVOKED = "CONSENT_REVOKED", "Samtycke återkallades"
    BLOCK_SET = "BLOCK_SET", "Spärr sattes"
    BLOCK_REVOKED = "BLOCK_REVOKED", "Spärr togs bort"
    BLOCK_LIFTED = "BLOCK_LIFTED", "Spärr hävdes för en tid"
    EMERGENCY_OPENED = "EMERGENCY_OPENED", "Nödåtkomst öppnades"


class Entry(TenantModel):
    """The journal that the resident may read: rows are only added."""

    resident = _resident()
    kind = models.CharField(max_length=20, choices=EntryKind)
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    person = _person()
    person_name = models.CharField(max_length=120)
    person_title = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "resident", "at"], name="consents_entry_at")]

    def __str__(self) -> str:
        return str(self.id)
