"""Applications, and the inventory of what e-services municipalities have."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import GlobalModel, TenantForeignKey, TenantModel


class Channel(models.TextChoices):
    """How an application comes in."""

    WEB = "WEB", "e-tjänst"
    PAPER = "PAPER", "papper"
    PHONE = "PHONE", "telefon"


class Application(TenantModel):
    """One application: a draft of the person's own until it is submitted and becomes a case."""

    # The catalogue's key.
    service = models.CharField(max_length=40)
    resident = TenantForeignKey("people.Resident", related_name="+")
    response = TenantForeignKey("questionnaires.Response", related_name="+")
    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    # The one who acted for the resident by a mandate, if it was not the resident.
    representative = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    # On paper or by phone staff write it in, from the day when it came in.
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    came_in_on = models.DateField(null=True)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    case = TenantForeignKey("cases.Case", related_name="+", null=True)
    # The case's number, as the receipt says it.
    number = models.CharField(max_length=20, blank=True)
    # Services that are applied for month by month: its first day, and the application gone on from.
    month = models.DateField(null=True)
    previous = TenantForeignKey("self", related_name="+", null=True)
    # Who is asked to sign as well; nobody while the applicant still writes.
    co_applicant = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    # Since which month each answer that went along is the same: key to first day.
    since = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "response"], name="eservices_application_response"
            ),
            # Two drafts about the same thing would be two halves of one application. What staff write
            # in is another: they never see the resident's own draft, nor she theirs.
            models.UniqueConstraint(
                fields=["tenant", "resident", "service"],
                condition=Q(submitted_at__isnull=True, month__isnull=True, channel="WEB"),
                name="eservices_application_one_draft",
            ),
            models.UniqueConstraint(
                fields=["tenant", "resident", "service", "month"],
                condition=Q(month__isnull=False, channel="WEB"),
                name="eservices_application_one_a_month",
            ),
            models.UniqueConstraint(
                fields=["tenant", "resident", "service"],
                condition=Q(submitted_at__isnull=True) & ~Q(channel="WEB"),
                name="eservices_application_one_written_in",
            ),
            models.CheckConstraint(
                condition=Q(channel="WEB", came_in_on__isnull=True)
                | (~Q(channel="WEB") & Q(came_in_on__isnull=False)),
                name="eservices_application_came_in",
            ),
            models.CheckConstraint(
                condition=Q(
                    submitted_at__isnull=True,
                    submitted_by__isnull=True,
                    case__isnull=True,
                    number="",
                )
                | (
                    Q(
                        submitted_at__isnull=False,
                        submitted_by__isnull=False,
                        case__isnull=False,
                    )
                    & ~Q(number="")
                ),
                name="eservices_application_submitted",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SignatureKind(models.TextChoices):
    """What somebody who was to sign did."""

    SIGNED = "SIGNED", "skrev under"
    DECLINED = "DECLINED", "skrev inte under"


class Signature(TenantModel):
    """Somebody signed an application as it was shown, or would not. Rows are only added.

    One counts as long as the answers have its digest and nobody has declined after it.
    """

    application = TenantForeignKey(Application, related_name="signatures")
    kind = models.CharField(max_length=10, choices=SignatureKind)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    # The name and the log-in's strength then.
    name = models.CharField(max_length=160)
    assurance = models.PositiveSmallIntegerField()
    is_co_applicant = models.BooleanField()
    # SHA-256 over every line that was shown.
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    # Why somebody would not.
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="SIGNED", reason="") | (Q(kind="DECLINED") & ~Q(reason="")),
                name="eservices_signature_reason",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "application", "at"], name="eservices_signature_at")
        ]

    def __str__(self) -> str:
        return str(self.id)


class ListedService(GlobalModel):
    """One state of an e-service that a municipality has beside the platform's. Never changed.

    Whose it is, what it is and how it meets each part of the definition; the newest version counts,
    and the earlier ones are its history. No tenant: what a municipality offers is public.
    """

    # The same for all versions.
    service_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    municipality = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=300)
    area = models.CharField(max_length=20)
    href = models.URLField(max_length=300, blank=True)
    hosting = models.CharField(max_length=10)
    # The parts of the definition that it meets.
    parts = ArrayField(models.CharField(max_length=30), default=list)
    is_ended = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service_id", "version"], name="eservices_listedservice_version"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="eservices_listedservice_reason"),
        ]

    def __str__(self) -> str:
        return self.title


class ServiceStage(GlobalModel):
    """How far an e-service has come in a municipality, from a time on. Never changed."""

    # The catalogue's key, or the id of a listed service: joint ones have a stage in each place.
    service = models.CharField(max_length=40)
    municipality = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    # Empty: the municipality takes no part any more.
    stage = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="eservices_servicestage_reason")
        ]
        indexes = [
            models.Index(
                fields=["service", "municipality", "-made_at"], name="eservices_servicestage_new"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.stage}"


class ContactDetails(GlobalModel):
    """How to talk with social services in a municipality, from a time on. Never changed.

    The newest row counts. No tenant: whom to call is public.
    """

    municipality = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    phone = models.CharField(max_length=30)
    # The spans of each day from Monday to Sunday, as `opening_hours.to_json` writes them.
    hours = models.JSONField()
    # What cannot wait until it opens; may be the same number all day and night.
    urgent_phone = models.CharField(max_length=30, blank=True)
    urgent_about = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(phone=""), name="eservices_contactdetails_phone")
        ]
        indexes = [
            models.Index(fields=["municipality", "-made_at"], name="eservices_contactdetails_new")
        ]

    def __str__(self) -> str:
        return self.phone
