"""A month's calculations in a case, version after version, and what the authorities were asked."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import GlobalModel, TenantForeignKey, TenantModel


class CalculationVersion(TenantModel):
    """Normberäkning: everything that went in, every row with its steps, by whom. Never changed.

    A later version replaces an earlier one; what a decision was made from stays as it was.
    """

    case = TenantForeignKey("cases.Case", related_name="+")
    resident = TenantForeignKey("people.Resident", related_name="+")
    number = models.PositiveIntegerField()
    month = models.DateField()
    # `keeping.py` writes and reads both.
    sheet = models.JSONField()
    calculation = models.JSONField()
    norm = models.CharField(max_length=80)
    is_invented = models.BooleanField()
    granted_ore = models.BigIntegerField()
    # What was changed and why.
    said = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    made_by_name = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "case", "number"], name="assistance_calculationversion_number"
            ),
            models.CheckConstraint(
                condition=Q(granted_ore__gte=0) & Q(number__gte=1),
                name="assistance_calculationversion_amount",
            ),
        ]
        indexes = [
            # Last month's, to see what has changed.
            models.Index(
                fields=["tenant", "resident", "-month", "-made_at"],
                name="assistance_calculation_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number}"


class InquiryOutcome(models.TextChoices):
    """What became of the answers to an inquiry."""

    COUNTED = "COUNTED"
    # The month could not be calculated with them: they are counted by a press.
    NOT_COUNTED = "NOT_COUNTED"
    # Whoever asked may no longer change the case: whoever may counts them by a press.
    NO_ACCESS = "NO_ACCESS"
    CASE_DECIDED = "CASE_DECIDED"


class Inquiry(TenantModel):
    """Förfrågan: who asked the authorities, why, by which law and about which days. Kept with the case."""

    case = TenantForeignKey("cases.Case", related_name="+")
    number = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=160)
    # The commission it was asked in: what it gives when the answers come is what counts then.
    commission_id = models.UUIDField()
    request_id = models.CharField(max_length=40, blank=True)
    first = models.DateField()
    last = models.DateField()
    purpose = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200)
    # Every agency has answered or not, and what they told has been dealt with.
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=InquiryOutcome, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "case", "number"], name="assistance_inquiry_number"
            ),
            models.UniqueConstraint(
                fields=["tenant", "case"],
                condition=Q(closed_at__isnull=True),
                name="assistance_inquiry_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class AnswerState(models.TextChoices):
    """How it is with one agency's answer about one person."""

    WAITING = "WAITING"
    ANSWERED = "ANSWERED"
    MISSING = "MISSING"


class AgencyAnswer(TenantModel):
    """Myndighetssvar: what one agency answers about one person, from the question until it is counted."""

    inquiry = TenantForeignKey(Inquiry, related_name="answers")
    # The person's key on the sheet; a resident, if she is one.
    person_key = models.CharField(max_length=20)
    resident = TenantForeignKey("people.Resident", null=True, related_name="+")
    agency = models.CharField(max_length=4)
    state = models.CharField(max_length=10, choices=AnswerState)
    # Why it is missing, or not whole.
    why = models.CharField(max_length=20, blank=True)
    # Incomes of the period and nothing else; emptied when the calculation has them.
    incomes = models.JSONField(default=list)
    # How often the question has been put: more than once where a process ended in the middle of it.
    tries = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "inquiry", "person_key", "agency"],
                name="assistance_agencyanswer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.state}"


class WaitingAnswer(GlobalModel):
    """An agency to be asked by the worker: ids and a time, so that one queue serves all tenants."""

    answer_id = models.UUIDField(unique=True)
    tenant_id = models.UUIDField()
    available_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["available_at", "id"], name="assistance_waitinganswer_due")]

    def __str__(self) -> str:
        return str(self.answer_id)
