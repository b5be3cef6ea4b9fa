"""Forms and their versions (common library), and the responses of each tenant."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import GlobalModel, TenantForeignKey, TenantModel

# Length of a SHA-256 in hexadecimal.
DIGEST_LENGTH = 64


class Form(GlobalModel):
    """A form in the common library, by its key. Municipalities share it."""

    key = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.key


class FormVersion(GlobalModel):
    """One published version: its canonical text and the digest over it. Never changed."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=DIGEST_LENGTH)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "number"], name="questionnaires_formversion_number"
            ),
            models.UniqueConstraint(
                fields=["form", "digest"], name="questionnaires_formversion_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.number}"


class ResponseStatus(models.TextChoices):
    """A draft is the person's own; only what is submitted has come in to the authority."""

    DRAFT = "DRAFT", "utkast"
    SUBMITTED = "SUBMITTED", "inskickad"


class Response(TenantModel):
    """Somebody's answers to one version of a form, about a resident."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    resident = TenantForeignKey("people.Resident", related_name="+", null=True)
    # Who fills it in, and for whom by mandate if not for themselves.
    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    representative = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    status = models.CharField(max_length=10, choices=ResponseStatus, default=ResponseStatus.DRAFT)
    # Raised by every change, so that two devices can tell that they looked at different states.
    row_version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    # SHA-256 over the answers that counted when they were submitted.
    answers_digest = models.CharField(max_length=DIGEST_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="DRAFT", submitted_at__isnull=True, answers_digest="")
                | (Q(status="SUBMITTED", submitted_at__isnull=False) & ~Q(answers_digest="")),
                name="questionnaires_response_status",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "resident"], name="questionnaires_response_about")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Answer(TenantModel):
    """What is answered now, one row per field; frozen by the database once submitted."""

    response = TenantForeignKey(Response, related_name="answers")
    field_id = models.CharField(max_length=40)
    value = models.JSONField()
    revision = models.PositiveIntegerField()
    # Which open page wrote it: a page never stands in its own way, two pages do.
    writer = models.UUIDField(null=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "response", "field_id"], name="questionnaires_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.field_id}"


class AnswerRevision(TenantModel):
    """Every answer that was ever saved. Rows are only added."""

    response = TenantForeignKey(Response, related_name="revisions")
    field_id = models.CharField(max_length=40)
    value = models.JSONField()
    revision = models.PositiveIntegerField()
    writer = models.UUIDField(null=True)
    written_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "response", "field_id", "revision"],
                name="questionnaires_answerrevision_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.field_id} {self.revision}"
