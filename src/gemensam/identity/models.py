"""Persons who log in, their sessions, the commissions that staff work in, and other systems."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from gemensam.kernel.actor import ActorKind, Assurance, Purpose, Regime
from gemensam.kernel.hsa_ids import NO_SMALL_LETTERS
from gemensam.tenancy.models import GlobalModel, TenantForeignKey, TenantModel


class Person(GlobalModel):
    """Whoever logs in. The staff key is the HSA-id of a commission, never name or e-mail."""

    given_name = models.CharField(max_length=60)
    # With a space between them both fit in the 120 of the logs and journals that name somebody.
    family_name = models.CharField(max_length=59)
    # Null, not empty: many have none, and each number stands once.
    personal_identity_number = models.CharField(max_length=12, null=True, unique=True)  # noqa: DJ001
    is_protected = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def display_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class ExternalIdentity(GlobalModel):
    """How an issuer names a person. Linked only by an identifier that the issuer may assert."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="identity_externalidentity_once"
            )
        ]

    def __str__(self) -> str:
        return self.issuer


class StaffMember(TenantModel):
    """Medarbetare: what HSA last said of an employee of the tenant, by the HSA-id of the employee."""

    employee_hsa_id = models.CharField(max_length=31)
    # Null until somebody logs in or a commission comes.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    # Shown by a pseudonym to everybody but those who keep the directory.
    is_protected = models.BooleanField(default=False, db_default=False)
    is_feigned = models.BooleanField(default=False, db_default=False)
    # Codes of licensed professions (legitimerad yrkesgrupp), and HSA's roles as `system;role`.
    licences = ArrayField(models.CharField(max_length=20), default=list)
    system_roles = ArrayField(models.CharField(max_length=140), default=list)
    # When HSA was last asked about the employee; when it last answered, and the SHA-256 of that answer.
    asked_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=64, blank=True)
    # What stands in HSA and could not be brought here, as `hsa.differences` writes it.
    differences = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "employee_hsa_id"], name="identity_staffmember_hsa_id"
            ),
            models.CheckConstraint(
                condition=models.Q(employee_hsa_id__regex=NO_SMALL_LETTERS),
                name="identity_staffmember_capitals",
            ),
        ]

    def __str__(self) -> str:
        return self.employee_hsa_id


class Commission(TenantModel):
    """Medarbetaruppdrag: what an employer lets one person do, for one purpose, at one unit."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    employee_hsa_id = models.CharField(max_length=31)
    # What HSA has said of whoever has it; null: HSA was never asked.
    staff_member = TenantForeignKey(StaffMember, related_name="+", null=True)
    hsa_id = models.CharField(max_length=31)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20, choices=[(one.name, one.value) for one in Purpose])
    # HSA's own form: activity;information class;scope
    rights = ArrayField(models.CharField(max_length=80))
    unit = TenantForeignKey("organisations.Unit", related_name="+", null=True)
    care_provider = TenantForeignKey("organisations.CareProvider", related_name="+", null=True)
    regime = models.CharField(
        max_length=3, choices=[(one.value, one.value) for one in Regime], blank=True
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    is_archived = models.BooleanField(default=False)
    is_feigned = models.BooleanField(default=False)
    # Since when HSA does not give it. It counts for nothing until HSA gives it again.
    withdrawn_at = models.DateTimeField(null=True)
    # The person's name as the Swedish alphabet sorts it, from either end; empty for the protected.
    family_key = models.CharField(max_length=160, db_collation="C", db_default="")
    given_key = models.CharField(max_length=160, db_collation="C", db_default="")
    # When somebody last worked in it, as noted now and then: log-ins themselves are not kept for ever.
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # HSA gives one commission to all who work in it: each has a row of their own.
            models.UniqueConstraint(
                fields=["tenant", "hsa_id", "employee_hsa_id"], name="identity_commission_member"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="identity_commission_period",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    hsa_id__regex=NO_SMALL_LETTERS, employee_hsa_id__regex=NO_SMALL_LETTERS
                ),
                name="identity_commission_capitals",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "person"], name="identity_commission_person"),
            # All that the list of commissions is narrowed by lies in its index.
            models.Index(
                fields=["tenant", "family_key", "id"],
                include=(
                    *("given_key", "employee_hsa_id", "unit", "purpose", "starts_at", "ends_at"),
                    *("is_archived", "withdrawn_at"),
                ),
                name="identity_commission_list",
            ),
            models.Index(fields=["tenant", "given_key"], name="identity_commission_given"),
            models.Index(fields=["tenant", "employee_hsa_id"], name="identity_commission_employee"),
        ]

    def __str__(self) -> str:
        return self.name


class EntryKind(models.TextChoices):
    """What happened to a commission."""

    GRANTED = "GRANTED", "gavs"
    CHANGED = "CHANGED", "ändrades"
    ENDED = "ENDED", "avslutades"


class CommissionEntry(TenantModel):
    """Uppdragshistorik: one thing that happened to a commission, never rewritten."""

    commission = TenantForeignKey(Commission, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=EntryKind)
    at = models.DateTimeField()
    # The commission's fields by name, as they were and as they became.
    before = models.JSONField(null=True)
    after = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    # Where it comes from when no person of ours decided: HSA, or a row of a file.
    source = models.CharField(max_length=120, blank=True)
    by_person_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant", "commission", "at"], name="identity_commissionentry_when"
            ),
            models.Index(fields=["tenant", "person"], name="identity_commissionentry_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Workplace(models.Model):
    """In which tenants somebody has had commissions, by the HSA-id that they log in by.

    Says only where to look: a trigger on `Commission` writes it, whoever adds the commission.
    """

    pk = models.CompositePrimaryKey("employee_hsa_id", "tenant_id")
    employee_hsa_id = models.CharField(max_length=31)
    tenant_id = models.UUIDField()

    def __str__(self) -> str:
        return self.employee_hsa_id


class TriesSpent(models.Model):
    """How far ahead of now somebody's tries have gone (`limits.py`); the key is a keyed hash."""

    key = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class Session(GlobalModel):
    """A log-in, bound to exactly one commission; the cookie holds a token, the row its hash."""

    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ActorKind])
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tenant_id = models.UUIDField(null=True)
    commission_id = models.UUIDField(null=True)
    assurance = models.PositiveSmallIntegerField(
        choices=[(one.value, one.name) for one in Assurance]
    )
    method = models.CharField(max_length=40)
    # Which issuer's log-in it is, and that one's name of it, so that its log-out ends ours.
    issuer = models.CharField(max_length=200, blank=True, db_default="")
    issuer_session = models.CharField(max_length=200, blank=True, db_default="")
    # The rights that the issuer named, where those are fewer than the commission's. Null: all.
    rights = ArrayField(models.CharField(max_length=80), null=True)
    # The commissions that this log-in may be changed to: those it could have begun in. Null: none.
    allowed = ArrayField(models.UUIDField(), null=True)
    # The card that it was begun by, `<authority>:<serial>`, so that it ends when the card is revoked.
    card = models.CharField(max_length=80, blank=True, db_default="")
    # The protected residents that a renewed log-in was made for: `<resident> <instant>` of each.
    opened = ArrayField(models.CharField(max_length=80), null=True)
    # Roughly which browser, for the one who looks at where they are logged in.
    device = models.CharField(max_length=40, blank=True, db_default="")
    authenticated_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="identity_session_person"),
            # Log-ins are counted per municipality and day.
            models.Index(
                fields=["tenant_id", "authenticated_at"],
                condition=models.Q(tenant_id__isnull=False),
                name="identity_session_counted",
            ),
            models.Index(
                fields=["issuer"],
                condition=models.Q(ended_at__isnull=True) & ~models.Q(issuer=""),
                name="identity_session_issuer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tenant_id__isnull=True, commission_id__isnull=True)
                | models.Q(tenant_id__isnull=False, commission_id__isnull=False),
                name="identity_session_commission",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class LoginAttempt(GlobalModel):
    """A log-in on its way through an issuer: ten minutes, one browser, one answer."""

    state_hash = models.CharField(max_length=64, unique=True)
    browser_hash = models.CharField(max_length=64)
    issuer = models.CharField(max_length=200)
    nonce = models.CharField(max_length=64)
    verifier = models.CharField(max_length=64)
    # The page of ours that wanted the log-in.
    way_on = models.CharField(max_length=500, blank=True)
    # The session that is to be proven anew, by the same person in the same commission (step-up).
    renews = models.UUIDField(null=True)
    # The protected resident that it is proven anew for; null: for something else.
    opens = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    # What the issuer proved of staff who have yet to choose among their commissions.
    proven = models.JSONField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class DemoPersona(GlobalModel):
    """Who can be picked at the demo's log-in, and where the tour starts for them."""

    key = models.SlugField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tenant_id = models.UUIDField(null=True)
    commission_id = models.UUIDField(null=True)
    place = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    does = models.CharField(max_length=200)
    start_path = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.key


class Client(TenantModel):
    """A system of the municipality's own that asks by the API, known by the hash of its token."""

    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    # The part of the token that is shown, to find whose a token is that turned up somewhere.
    prefix = models.CharField(max_length=8)
    scopes = ArrayField(models.CharField(max_length=40))
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"],
                condition=models.Q(revoked_at__isnull=True),
                name="identity_client_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class KeyUsed(TenantModel):
    """An Idempotency-Key of a client's, what was asked with it and what was answered."""

    client = TenantForeignKey(Client, related_name="+")
    key = models.CharField(max_length=255)
    # SHA-256 over the request.
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "client", "key"], name="identity_keyused_once"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "client", "made_at"], name="identity_keyused_age")
        ]

    def __str__(self) -> str:
        return self.key


# Django looks for tables in this module.
from gemensam.identity import hsa_models, suspension_models  # noqa: E402, F401

# The tables of the reserve log-in, and of issuers, lie with them; Django looks for them here.
from gemensam.identity.break_glass import models as _break_glass  # noqa: E402, F401
from gemensam.identity.oidc import models as _oidc  # noqa: E402, F401
