"""A survey, where it is asked, who is invited, and who has taken part.

Answers lie in `questionnaires`, as those of every form. Where a survey is anonymous nothing leads
from an invitation to an answer once it is sent: `Participation.door` is emptied, and the invitation
only says that somebody answered, not when.
"""

from django.db import models
from django.db.models import Q

from gemensam.delivery.api import Channel
from gemensam.tenancy.models import TenantForeignKey, TenantModel


class SurveyKind(models.TextChoices):
    """Who answers, and whether anybody can see who it was."""

    OPEN = "OPEN", "alla som har länken, anonymt"
    INVITED = "INVITED", "de som bjuds in, anonymt"
    NAMED = "NAMED", "de som bjuds in, med namn"
    BODIES = "BODIES", "varje kommun, en gång"


ANONYMOUS = frozenset({SurveyKind.OPEN, SurveyKind.INVITED})


class Survey(TenantModel):
    """Questions that an organisation puts to many, in one version of a form."""

    # The word in its address.
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=SurveyKind)
    title = models.CharField(max_length=120)
    # Why it is asked, who reads the answers and what comes of them: shown before the first question.
    about = models.TextField(blank=True)
    # All answers are to the same questions: a newer version of the form is another survey's.
    version = models.ForeignKey(
        "questionnaires.FormVersion", on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    # The last day to answer.
    last_day = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The day that whoever has not answered is reminded, and when that was done.
    reminds_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    # From when anybody may read the results.
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="surveys_survey_key"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False)
                | Q(closed_at__isnull=True, published_at__isnull=True, reminded_at__isnull=True),
                name="surveys_survey_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SurveyPlace(TenantModel):
    """A municipality where a survey is asked."""

    survey = TenantForeignKey(Survey, related_name="places")
    municipality_code = models.CharField(max_length=4)
    # How many were handed the open link or a paper, as far as anybody knows.
    handed_out = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "survey", "municipality_code"], name="surveys_surveyplace_once"
            )
        ]

    def __str__(self) -> str:
        return self.municipality_code


class Invitation(TenantModel):
    """An address that is asked to answer. Of the answer it knows only that there is one."""

    survey = TenantForeignKey(Survey, related_name="invitations")
    municipality_code = models.CharField(max_length=4)
    # Empty where the survey is anonymous.
    name = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=10, default="sv")
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    has_answered = models.BooleanField(default=False)
    # Whoever says so on the page is reminded no more.
    wants_no_more = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "survey", "channel", "address"], name="surveys_invitation_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Participation(TenantModel):
    """One set of answers to a survey, begun or sent."""

    survey = TenantForeignKey(Survey, related_name="participations")
    response = TenantForeignKey("questionnaires.Response", related_name="+")
    municipality_code = models.CharField(max_length=4, blank=True)
    # Who answered; only where they answer by name.
    invitation = TenantForeignKey(Invitation, related_name="+", null=True)
    # SHA-256 of the link or cookie that finds it again; emptied when it is sent anonymously.
    door = models.CharField(max_length=64, blank=True)
    # Who wrote a paper's answers in here.
    registered_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    # The day, not the hour: together with a mail server's log an hour could say who.
    sent_on = models.DateField(null=True)
    # In which order they were sent: results of an open survey count whole tens.
    sent_number = models.PositiveIntegerField(null=True)
    # What counted when it was sent, by key: results are counted from here.
    counted = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "survey", "door"],
                condition=~Q(door=""),
                name="surveys_participation_door",
            ),
            models.UniqueConstraint(
                fields=["tenant", "response"], name="surveys_participation_response"
            ),
            models.UniqueConstraint(
                fields=["tenant", "survey", "sent_number"], name="surveys_participation_number"
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, counted__isnull=True, sent_number__isnull=True)
                | Q(sent_on__isnull=False, counted__isnull=False, sent_number__isnull=False),
                name="surveys_participation_sent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
