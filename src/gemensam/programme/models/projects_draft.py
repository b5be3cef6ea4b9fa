"""A municipality's own part of the portfolio: its applications, and what others ask it to join."""

from django.db import models
from django.db.models import Q

from gemensam.programme.kinds import choices_of
from gemensam.programme.kinds_projects import DraftState, InvitationState, Outcome
from gemensam.programme.models.projects_portfolio import ApplicationText
from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Answered(models.Model):
    """What the county has decided, as it was told; empty until then."""

    outcome = models.CharField(max_length=7, choices=choices_of(Outcome), blank=True)
    decision_number = models.PositiveSmallIntegerField(null=True)
    decision_reference = models.CharField(max_length=80, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        abstract = True


class ApplicationDraft(ApplicationText, Answered, TenantModel):
    """An application as the leading municipality writes it, in its own tenant.

    It cannot be submitted before another municipality has confirmed (a trigger).
    """

    # The county body's call, by id.
    portfolio_call_id = models.UUIDField()
    state = models.CharField(max_length=9, choices=choices_of(DraftState))
    version = models.PositiveIntegerField(default=1)
    # Rises when the words change: whoever has confirmed is asked again, for this text.
    text_version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="DRAFT") | Q(submitted_at__isnull=False) | Q(state="WITHDRAWN"),
                name="programme_applicationdraft_submitted",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ApplicationInvitation(TenantModel):
    """Whom the leading municipality has asked, and what they have answered."""

    draft = TenantForeignKey(ApplicationDraft, related_name="invitations")
    invited_municipality_id = models.UUIDField()
    state = models.CharField(max_length=9, choices=choices_of(InvitationState))
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "draft", "invited_municipality_id"],
                name="programme_applicationinvitation_once",
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED") ^ Q(answered_at__isnull=False),
                name="programme_applicationinvitation_answered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.invited_municipality_id)


class ReceivedInvitation(Answered, TenantModel):
    """What another municipality asks this one to join; only this one answers."""

    # The other municipality's application and its version as it was when we were asked.
    asked_application_id = models.UUIDField()
    draft_version = models.PositiveIntegerField()
    asking_municipality_id = models.UUIDField()
    portfolio_call_id = models.UUIDField()
    title = models.CharField(max_length=160)
    purpose = models.TextField()
    cooperation = models.TextField()
    state = models.CharField(max_length=9, choices=choices_of(InvitationState))
    is_withdrawn = models.BooleanField(default=False)
    # Handed in, with this municipality or without it: the answer stays as it is.
    is_submitted = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "asked_application_id"],
                name="programme_receivedinvitation_once",
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED", answered_by__isnull=True, answered_at__isnull=True)
                | Q(
                    state__in=["CONFIRMED", "DECLINED"],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                name="programme_receivedinvitation_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.title
