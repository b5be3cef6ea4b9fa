"""Whether the issuers of staff answer, as last heard: the worker asks, pages only read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from gemensam.identity.oidc import issuers
from gemensam.identity.oidc.models import IssuerHeard
from gemensam.identity.oidc.provider import WELL_KNOWN, ask
from gemensam.identity.oidc.refusals import Refused
from gemensam.kernel.actor import ActorKind

# What was heard longer ago tells nothing: the worker, which asks twice a minute, is away as well.
COUNTS: Final = timedelta(minutes=3)


def ask_everybody(*, now: datetime) -> None:
    """Ask each issuer of staff whether it is there, and note the answer."""
    for issuer in _of_staff():
        IssuerHeard.objects.update_or_create(
            issuer=issuer.url, defaults={"answered": _answers(issuer), "asked_at": now}
        )


def somebody_answers(*, now: datetime) -> bool:
    """Say whether any issuer of staff answered lately; one that nobody has asked did not."""
    heard = IssuerHeard.objects.filter(answered=True, asked_at__gt=now - COUNTS)
    return heard.filter(issuer__in=[one.url for one in _of_staff()]).exists()


def _of_staff() -> Iterator[issuers.Issuer]:
    return (one for one in issuers.configured() if one.kind is ActorKind.STAFF)


def _answers(issuer: issuers.Issuer) -> bool:
    try:
        ask(issuer, "GET", issuer.url.rstrip("/") + WELL_KNOWN)
    except Refused:
        return False
    return True
