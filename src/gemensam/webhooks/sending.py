"""Send what waits for webhooks, in order for each, and none waits for another.

Theory of operation. `send_next` draws one of the webhooks that have something due, locks the oldest
of what waits for it, posts, and marks it in one transaction. A worker that dies between the
receiver's yes and the commit sends once more, with the same `webhook-id`. What fails is put off with
growing delay and what comes after it waits; after about a day it is set aside, and they go on.
"""

import json
from datetime import datetime
from secrets import SystemRandom

import structlog
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import OuterRef, Subquery

from gemensam.tenancy.context import tenant_context
from gemensam.webhooks import posting, queries, rules
from gemensam.webhooks.actions import secrets_of
from gemensam.webhooks.machines.shapes import event_of
from gemensam.webhooks.models import Sending, Webhook
from gemensam.webhooks.posting import Letter, NotTaken

log = structlog.get_logger()
_lots = SystemRandom()


@transaction.atomic
def send_next(*, now: datetime) -> bool:
    """Send one occurrence to one webhook, if something is due; say whether it was."""
    sending = _draw(now)
    if sending is None:
        return False
    with tenant_context(sending.tenant_id):
        letter = _letter(sending, now)
    if letter is None:
        sending.delete()
        return True
    try:
        posting.post(letter, anywhere=settings.GEMENSAM_DEMO)
    except NotTaken as error:
        _put_off(sending, str(error), now)
    else:
        sending.delete()
    return True


def _draw(now: datetime) -> Sending | None:
    """Lock the oldest that waits for a webhook drawn by lot: a long queue is not served first."""
    waiting = Sending.objects.filter(died_at=None)
    oldest = waiting.filter(webhook_id=OuterRef("webhook_id")).order_by("number")
    due = waiting.filter(available_at__lte=now, id=Subquery(oldest.values("id")[:1]))
    return due.select_for_update(skip_locked=True, of=("self",)).order_by("?").first()


def _letter(sending: Sending, now: datetime) -> Letter | None:
    """Write it, signed; None: nobody is to be told any more."""
    row = Webhook.objects.filter(id=sending.webhook_id, client__revoked_at=None).first()
    if row is None:
        return None
    event = event_of(queries.occurrence(sending.occurrence_id)).model_dump()
    body = json.dumps(event, cls=DjangoJSONEncoder, separators=(",", ":")).encode()
    message_id, timestamp = str(sending.occurrence_id), int(now.timestamp())
    signed = rules.signatures(
        secrets_of(row, now=now), message_id=message_id, timestamp=timestamp, body=body
    )
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Gemensam",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signed,
    }
    return Letter(row.url, headers, body)


def _put_off(sending: Sending, error: str, now: datetime) -> None:
    sending.tries += 1
    sending.last_error = error[:60]
    if sending.tries >= rules.MOST_TRIES:
        sending.died_at = now
    sending.available_at = now + rules.delay_after(sending.tries, lot=_lots.random())
    sending.save(update_fields=["tries", "last_error", "died_at", "available_at"])
    log.warning(
        "webhooks.not_taken",
        webhook_id=str(sending.webhook_id),
        number=sending.number,
        tries=sending.tries,
        error=sending.last_error,
        set_aside=sending.died_at is not None,
    )
