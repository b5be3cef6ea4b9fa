"""Applications: whose, by whom, with which answers, and which case they became."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import TenantForeignKey, TenantModel


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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "response"], name="eservices_application_response"
            ),
            # Two drafts about the same thing would be two halves of one application. What staff write
            # in is another: they never see the resident's own draft, nor she theirs.
            models.UniqueConstraint(
                fields=["tenant", "resident", "service"],
                condition=Q(submitted_at__isnull=True, channel="WEB"),
                name="eservices_application_one_draft",
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
