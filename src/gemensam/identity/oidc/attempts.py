"""Log-ins on their way through an issuer: many at once in a browser, each for one answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from gemensam.identity.models import LoginAttempt
from gemensam.identity.oidc.issuers import Issuer
from gemensam.identity.oidc.protocol import Secrets
from gemensam.identity.oidc.refusals import Refusal, Refused
from gemensam.identity.rules import token_hash

COUNTS: Final = timedelta(minutes=10)
# Kept a little longer, to say that it took too long instead of that nobody knows it.
KEPT: Final = timedelta(hours=1)
LONGEST_WAY_ON: Final = 500


@dataclass(frozen=True, slots=True)
class Attempt:
    """One log-in on its way."""

    id: UUID
    nonce: str
    verifier: str
    way_on: str
    begun_at: datetime
    # The session that is proven anew; None: it is a first log-in.
    renews: UUID | None
    # The protected resident that it is proven anew for.
    opens: UUID | None


def begin(
    issuer: Issuer,
    secrets: Secrets,
    *,
    browser: str,
    way_on: str,
    renews: UUID | None,
    opens: UUID | None = None,
    now: datetime,
) -> None:
    """Write an attempt down, and forget those that are long past."""
    LoginAttempt.objects.filter(created_at__lt=now - KEPT).delete()
    LoginAttempt.objects.create(
        state_hash=token_hash(secrets.state),
        browser_hash=token_hash(browser),
        issuer=issuer.url,
        nonce=secrets.nonce,
        verifier=secrets.verifier,
        way_on=way_on if len(way_on) <= LONGEST_WAY_ON and way_on.isprintable() else "",
        renews=renews,
        opens=opens,
        created_at=now,
    )


def take(issuer: Issuer, *, state: str, browser: str, now: datetime) -> Attempt:
    """Use up the attempt that an answer belongs to. Raises Refused.

    What another browser brings uses nothing up: its owner may still come.
    """
    if not state:
        raise Refused(Refusal.STATE_MISSING)
    row = LoginAttempt.objects.filter(state_hash=token_hash(state), issuer=issuer.url).first()
    if row is None:
        raise Refused(Refusal.STATE_UNKNOWN)
    if row.browser_hash != token_hash(browser):
        raise Refused(Refusal.OTHER_BROWSER)
    if now - row.created_at >= COUNTS:
        raise Refused(Refusal.STATE_OLD)
    # The row's lock decides between two answers at once: the second finds it used.
    if not LoginAttempt.objects.filter(id=row.id, used_at=None).update(used_at=now):
        raise Refused(Refusal.STATE_USED)
    return Attempt(
        id=row.id,
        nonce=row.nonce,
        verifier=row.verifier,
        way_on=row.way_on,
        begun_at=row.created_at,
        renews=row.renews,
        opens=row.opens,
    )


def keep_proven(attempt: Attempt, proven: dict[str, Any]) -> None:
    """Keep what was proven while its owner chooses a commission."""
    LoginAttempt.objects.filter(id=attempt.id).update(proven=proven)


def waiting(
    issuer: Issuer, attempt_id: UUID, *, browser: str, now: datetime
) -> tuple[dict[str, Any], str]:
    """Give what was proven, and the way on, of a log-in that waits for a choice. Raises Refused."""
    row = LoginAttempt.objects.filter(id=attempt_id, issuer=issuer.url).first()
    if row is None:
        raise Refused(Refusal.STATE_UNKNOWN)
    if row.browser_hash != token_hash(browser):
        raise Refused(Refusal.OTHER_BROWSER)
    if now - row.created_at >= COUNTS:
        raise Refused(Refusal.STATE_OLD)
    if row.proven is None:
        raise Refused(Refusal.STATE_USED)
    return row.proven, row.way_on


def forget_proven(attempt_id: UUID) -> bool:
    """Forget what was proven, once: False when somebody else's press did."""
    chosen = LoginAttempt.objects.filter(id=attempt_id, proven__isnull=False)
    return bool(chosen.update(proven=None))
