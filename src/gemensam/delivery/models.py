"""Where people want their notices, what was sent to them, and the worker's queue."""

from django.db import models
from django.db.models import Q

from gemensam.tenancy.models import GlobalModel, TenantModel


class Channel(models.TextChoices):
    """How a notice goes out."""

    EMAIL = "EMAIL", "e-post"
    SMS = "SMS", "SMS"


class MessageState(models.TextChoices):
    """How far a message has come."""

    QUEUED = "QUEUED", "väntar"
    SENT = "SENT", "skickat"
    FAILED = "FAILED", "gick inte att skicka"
    WITHHELD = "WITHHELD", "skickas inte"


class MessageKind(models.TextChoices):
    """What has happened, as far as a notice may hint: nothing of the matter itself."""

    CASE_NEWS = "CASE_NEWS", "något nytt i ett ärende"
    QUESTION = "QUESTION", "en fråga väntar på svar"
    RECEIPT = "RECEIPT", "en ansökan har kommit in"
    MANDATE = "MANDATE", "en behörighet har getts eller återkallats"
    HOURS = "HOURS", "tid att rapportera eller attestera"
    SURVEY = "SURVEY", "en enkät att svara på"
    RESERVE_LOG_IN = "RESERVE_LOG_IN", "en administratör har loggat in med reservnyckel"
    RESERVE_KEY = "RESERVE_KEY", "en säkerhetsnyckel har registrerats, bekräftats eller spärrats"
    MEETING_REMINDER = "MEETING_REMINDER", "påminnelse om ett möte"
    SURVEY_REMINDER = "SURVEY_REMINDER", "påminnelse om en enkät"
    EID = "EID", "en e-legitimation att byta"


class ContactPoint(TenantModel):
    """Where a person wants notices from this municipality: one address per channel."""

    # Persons are a domain above: an id, no reference.
    person_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=10, default="sv")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person_id", "channel"], name="delivery_contactpoint_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Message(TenantModel):
    """One notice to one person over one channel. It has no content: the words follow from kind."""

    # Persons are a domain above: an id, no reference. None: an address that was invited.
    person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=MessageKind)
    sender_name = models.CharField(max_length=120)
    link_path = models.CharField(max_length=200)
    # Which matter it is about, for whoever looks for it; never sent.
    subject_key = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="SENT", sent_at__isnull=False)
                | (~Q(state="SENT") & Q(sent_at__isnull=True)),
                name="delivery_message_sent_at",
            ),
            models.CheckConstraint(
                condition=Q(state="WITHHELD", address="") | (~Q(state="WITHHELD") & ~Q(address="")),
                name="delivery_message_address",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-made_at", "id"], name="delivery_message_newest"),
            models.Index(fields=["tenant", "person_id"], name="delivery_message_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Waiting(GlobalModel):
    """A message that the worker has to send: ids and a time, so that one queue serves all tenants."""

    message_id = models.UUIDField(unique=True)
    tenant_id = models.UUIDField()
    available_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["available_at", "id"], name="delivery_waiting_due")]

    def __str__(self) -> str:
        return str(self.message_id)
