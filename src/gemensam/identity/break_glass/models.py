"""Security keys, what they are asked to sign, how they are handed out, and each use of one."""

from django.db import models
from django.db.models import F, Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel

LONGEST_NAME = 60
LONGEST_REASON = 1000


def _somebody_else(name: str, by: str) -> models.CheckConstraint:
    """Two pairs of eyes: who says yes is not whose it is."""
    return models.CheckConstraint(
        condition=Q(**{f"{by}__isnull": True}) | ~Q(**{by: F("person")}), name=name
    )


class SecurityKey(TenantModel):
    """Säkerhetsnyckel: one key of one administrator's, for one commission."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    commission = TenantForeignKey("identity.Commission", related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    # As the browser names it, base64url.
    credential_id = models.CharField(max_length=1364)
    # Attested credential data: make, id and public key.
    credential = models.BinaryField()
    sign_count = models.BigIntegerField()
    registered_at = models.DateTimeField()
    attested_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    attested_at = models.DateTimeField(null=True)
    # Nobody where whoever runs the system did it, by the command.
    revoked_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "credential_id"], name="identity_securitykey_once"
            ),
            models.CheckConstraint(
                condition=Q(attested_by__isnull=True, attested_at__isnull=True)
                | Q(attested_by__isnull=False, attested_at__isnull=False),
                name="identity_securitykey_attested",
            ),
            _somebody_else("identity_securitykey_two", "attested_by"),
        ]

    def __str__(self) -> str:
        return self.name


class KeyChallenge(TenantModel):
    """What a key is asked to sign: five minutes, one browser, one answer."""

    challenge = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64)
    # Whose key is to be registered; nobody at a log-in, before the key has said who it is.
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class KeyInvitation(TenantModel):
    """A one-time code, from the command, to register one's keys without being logged in."""

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    commission = TenantForeignKey("identity.Commission", related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    counts_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class ReserveLogIn(TenantModel):
    """Reservinloggning: that somebody logged in by a key, why, and who has looked at it since."""

    key = TenantForeignKey(SecurityKey, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=LONGEST_REASON)
    session_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    reviewed_at = models.DateTimeField(null=True)
    review = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True, review="")
                | (Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(review="")),
                name="identity_reservelogin_reviewed",
            ),
            _somebody_else("identity_reservelogin_two", "reviewed_by"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-at", "id"], name="identity_reservelogin_newest")
        ]

    def __str__(self) -> str:
        return str(self.id)
