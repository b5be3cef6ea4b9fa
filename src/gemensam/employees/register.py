"""Tables of e-ids and certificates, business systems, and what a look through the register found.

Apart from `models.py`, which holds employees as HR knows them; Django finds these through it.
"""

from django.db import models
from django.db.models import F, Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Carrier(models.TextChoices):
    """What an e-id sits on."""

    SITHS_CARD = "SITHS_CARD", "SITHS-kort"
    EFOS_CARD = "EFOS_CARD", "EFOS-kort"
    EFOS_CERTIFICATE = "EFOS_CERTIFICATE", "EFOS-certifikat"
    MOBILE = "MOBILE", "mobilt certifikat"


class CredentialState(models.TextChoices):
    """Whether an e-id counts. That it has expired, its last day says."""

    VALID = "VALID", "gäller"
    RENEWED = "RENEWED", "utbytt"
    REVOKED = "REVOKED", "spärrad"


class Credential(TenantModel):
    """E-legitimation: one that was issued to an employee, as the issuer's list says."""

    employee = TenantForeignKey("employees.Employee", related_name="credentials")
    carrier = models.CharField(max_length=20, choices=Carrier)
    serial = models.CharField(max_length=64)
    # The certificate policy's OID, where the list has it.
    policy = models.CharField(max_length=60, blank=True)
    assurance = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    # The last day that it works.
    expires_on = models.DateField()
    state = models.CharField(max_length=8, choices=CredentialState, default=CredentialState.VALID)
    # How far a change to a new one has come, and the last day before which a reminder was sent.
    steps_done = models.PositiveSmallIntegerField(default=0)
    reminded_days = models.PositiveSmallIntegerField(null=True)
    # The employee's name as the Swedish alphabet sorts it.
    sort_key = models.CharField(max_length=160, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "carrier", "serial"], name="employees_credential_serial"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("issued_on")), name="employees_credential_period"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "expires_on"], name="employees_credential_expires"),
            models.Index(fields=["tenant", "sort_key", "id"], name="employees_credential_name"),
            models.Index(fields=["tenant", "employee"], name="employees_credential_employee"),
        ]

    def __str__(self) -> str:
        return self.serial


class IssuingState(models.TextChoices):
    """How far a municipality has come with issuing a sort of e-id."""

    ISSUED = "ISSUED", "utfärdas"
    PLANNED = "PLANNED", "planerat"
    MISSING = "MISSING", "saknas"


class Issuing(TenantModel):
    """Utfärdande: how far the municipality has come with a sort of e-id. Nothing of persons."""

    carrier = models.CharField(max_length=20, choices=Carrier)
    state = models.CharField(max_length=8, choices=IssuingState)
    since = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "carrier"], name="employees_issuing_once")
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.state}"


class Accepts(models.TextChoices):
    """Whether a business system lets people in by a secure log-in."""

    YES = "YES", "ja"
    PLANNED = "PLANNED", "planerat"
    NO = "NO", "nej"


class BusinessSystem(TenantModel):
    """Verksamhetssystem: one that the municipality uses, and whether it accepts a secure log-in."""

    name = models.CharField(max_length=80)
    supplier = models.CharField(max_length=80, blank=True)
    accepts = models.CharField(max_length=8, choices=Accepts)
    since = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    # Grows with each change, so that two do not write over each other.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="employees_businesssystem_name")
        ]

    def __str__(self) -> str:
        return self.name


class Flag(models.TextChoices):
    """What can be wrong with a commission."""

    NO_EMPLOYEE = "NO_EMPLOYEE", "ingen anställd"
    EMPLOYEE_ENDED = "EMPLOYEE_ENDED", "anställningen är slut"
    EXTRA_RIGHTS = "EXTRA_RIGHTS", "rättigheter utanför ändamålet"
    TOO_WIDE = "TOO_WIDE", "hela kommunen i onödan"
    ACROSS_WALL = "ACROSS_WALL", "på båda sidor om sekretessgränsen"
    UNUSED = "UNUSED", "inte använt på 90 dagar"
    OTHER_UNIT = "OTHER_UNIT", "passar inte enheten"


class Finding(TenantModel):
    """Brist: something wrong with a commission, as the latest look through found it."""

    commission = TenantForeignKey("identity.Commission", related_name="+")
    flag = models.CharField(max_length=20, choices=Flag)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "commission", "flag"], name="employees_finding_once"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "flag", "commission"], name="employees_finding_flag")
        ]

    def __str__(self) -> str:
        return self.flag


class Standing(TenantModel):
    """Täckning: what a concerned employee has and lacks, as the latest look through found it."""

    employee = TenantForeignKey("employees.Employee", related_name="+")
    hsa_id = models.CharField(max_length=31, blank=True)
    category = models.CharField(max_length=20)
    has_credential = models.BooleanField()
    has_commission = models.BooleanField()
    sort_key = models.CharField(max_length=160, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "employee"], name="employees_standing_once")
        ]
        indexes = [
            # With the HSA-ids of a category, by which the list of commissions is narrowed.
            models.Index(
                fields=["tenant", "category", "sort_key"],
                include=("hsa_id",),
                name="employees_standing_category",
            ),
            models.Index(fields=["tenant", "sort_key", "id"], name="employees_standing_name"),
        ]

    def __str__(self) -> str:
        return self.category


class StaffCount(TenantModel):
    """Figures of a category of staff: what the county may see of them, without persons."""

    category = models.CharField(max_length=20)
    concerned = models.PositiveIntegerField()
    with_hsa_id = models.PositiveIntegerField()
    with_credential = models.PositiveIntegerField()
    with_commission = models.PositiveIntegerField()
    # All three: those who can log in securely in the right role.
    secure = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "category"], name="employees_staffcount_once"
            ),
            models.CheckConstraint(
                condition=Q(secure__lte=F("concerned")), name="employees_staffcount_parts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.secure}/{self.concerned}"


class LogInCount(TenantModel):
    """How many secure log-ins there were on a day: kept when the log-ins themselves are gone."""

    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "day"], name="employees_logincount_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"
