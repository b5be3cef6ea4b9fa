"""Forms and their versions (common library), and the responses of each tenant."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import GlobalModel, TenantForeignKey, TenantModel

# Length of a SHA-256 in hexadecimal.
DIGEST_LENGTH = 64


# A field's id, or field@row in a repeating group: 40 letters, the sign and a row's id.
KEY_LENGTH = 60


class Form(GlobalModel):
    """A form by its key: one of the common library, or an organisation's own."""

    key = models.CharField(max_length=60, unique=True)
    # From then on nobody can begin it; what has been begun may be finished.
    closes_at = models.DateTimeField(null=True)
    # Whose it is: an organisation's own, or the platform's. Only the owner publishes versions.
    owner = models.ForeignKey(
        "tenancy.Tenant", on_delete=models.PROTECT, related_name="+", null=True
    )
    # Offered to all, to be used as it is or adapted.
    is_shared = models.BooleanField(default=True, db_default=True)

    def __str__(self) -> str:
        return self.key


class FormVersion(GlobalModel):
    """One published version: its canonical text and the digest over it. Never changed.

    One that is published at a later moment applies from then on. A form may become what it was
    before: two versions may have the same text.
    """

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
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.number}"


class Withdrawal(GlobalModel):
    """That a version was taken back: from then on nobody begins it, and the one before applies.

    What has been begun in it or sent in by it stays. Only added, by the form's owner.
    """

    version = models.OneToOneField(FormVersion, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version_id} {self.at}"


class ResponseStatus(models.TextChoices):
    """A draft is the person's own; only what is submitted has come in to the authority."""

    DRAFT = "DRAFT", "utkast"
    SUBMITTED = "SUBMITTED", "inskickad"


class Response(TenantModel):
    """Somebody's answers to one version of a form, about a resident."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    resident = TenantForeignKey("people.Resident", related_name="+", null=True)
    # Who fills it in, and for whom by mandate if not for themselves. Nobody where answers are
    # anonymous: then none of its rows says who.
    author = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    representative = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    # The system that brought it, where no person of ours filled it in.
    client = TenantForeignKey("identity.Client", related_name="+", null=True)
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
    """What is answered now, one row per key; frozen by the database once submitted."""

    response = TenantForeignKey(Response, related_name="answers")
    key = models.CharField(max_length=KEY_LENGTH)
    value = models.JSONField()
    revision = models.PositiveIntegerField()
    # Which open page wrote it: a page never stands in its own way, two pages do.
    writer = models.UUIDField(null=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "response", "key"], name="questionnaires_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.key}"


class AnswerRevision(TenantModel):
    """Every answer that was ever saved. Rows are only added."""

    response = TenantForeignKey(Response, related_name="revisions")
    key = models.CharField(max_length=KEY_LENGTH)
    value = models.JSONField()
    revision = models.PositiveIntegerField()
    writer = models.UUIDField(null=True)
    written_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "response", "key", "revision"],
                name="questionnaires_answerrevision_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.key} {self.revision}"


class Rebase(TenantModel):
    """That a newer version was laid under a draft, or was looked at and did not fit. Only added."""

    response = TenantForeignKey(Response, related_name="rebases")
    old = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    has_moved = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "response", "new"], name="questionnaires_rebase_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.new_id}"


class Attachment(TenantModel):
    """A file that came with an answer. Which ones the answer has now, `Answer` says."""

    response = TenantForeignKey(Response, related_name="attachments")
    key = models.CharField(max_length=KEY_LENGTH)
    file = TenantForeignKey("files.StoredFile", related_name="+")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    # Sent after the response was, since something harmful was found in that one.
    instead_of = TenantForeignKey("self", related_name="instead", null=True)
    # Sent before with something else: which file it is a copy of, and when that first came in. No
    # reference: what it came with may be disposed of long before this is.
    copy_of = models.UUIDField(null=True)
    first_sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "response", "key", "copy_of"],
                name="questionnaires_attachment_copied_once",
            ),
            models.CheckConstraint(
                condition=models.Q(copy_of__isnull=True, first_sent_at__isnull=True)
                | models.Q(copy_of__isnull=False, first_sent_at__isnull=False),
                name="questionnaires_attachment_sent_before",
            ),
            models.UniqueConstraint(
                fields=["tenant", "instead_of"], name="questionnaires_attachment_once_instead"
            ),
            models.UniqueConstraint(
                fields=["tenant", "file"], name="questionnaires_attachment_file"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "response"], name="questionnaires_attachment_of")]

    def __str__(self) -> str:
        return self.name


class FormDraft(TenantModel):
    """A form in the making, by its owner's staff: what the next published version will be.

    It stays when a version has been published, and is what the next changes are made in.
    """

    key = models.CharField(max_length=60)
    # Half-finished forms are allowed: JSON as `schema_json.write` gives it, on its way there.
    content = models.JSONField()
    # How many steps have been taken.
    step = models.PositiveIntegerField(default=1)
    # The shared version that it is adapted from.
    base = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    # Taken out of the list before it was ever published. Its steps are kept, so it can come back.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="questionnaires_formdraft_key")
        ]

    def __str__(self) -> str:
        return self.key


class DraftStep(TenantModel):
    """Every state that a form in the making has had, so that each step can be undone. Only added."""

    draft = TenantForeignKey(FormDraft, related_name="steps")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    # What was done (`designer.steps`), and to which element.
    what = models.CharField(max_length=20)
    element = models.CharField(max_length=100, blank=True)
    # The step that this one takes back.
    undoes = models.PositiveIntegerField(null=True)
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "draft", "number"], name="questionnaires_draftstep_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.number}"


class DraftComment(TenantModel):
    """Something said about a part of a form in the making, until it is settled."""

    draft = TenantForeignKey(FormDraft, related_name="comments")
    element = models.CharField(max_length=100)
    text = models.TextField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="questionnaires_draftcomment_settled",
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]
