"""What is kept of issuers: their logout tokens, and whether they answer."""

from django.db import models

from gemensam.tenancy.models import GlobalModel


class LogoutToken(GlobalModel):
    """A logout token that was heeded: the same one again is refused."""

    issuer = models.CharField(max_length=200)
    token_id = models.CharField(max_length=200)
    # After that its own end refuses it, and the row goes.
    counts_until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "token_id"], name="identity_logouttoken_once")
        ]

    def __str__(self) -> str:
        return self.token_id


class IssuerHeard(models.Model):
    """Whether an issuer answered when it was last asked: pages read this and ask nobody."""

    issuer = models.CharField(max_length=200, primary_key=True)
    answered = models.BooleanField()
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.issuer
