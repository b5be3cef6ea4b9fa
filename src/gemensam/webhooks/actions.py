"""Write what happened into the feed; make, change and end webhooks."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from gemensam.identity import api as identity
from gemensam.tenancy.context import current_tenant_id
from gemensam.webhooks import rules
from gemensam.webhooks.models import Occurrence, Sending, Webhook
from gemensam.webhooks.rules import Kind


class NoSuchWebhook(LookupError):
    """The client has no webhook at that address."""


class WebhookIsThere(ValueError):
    """The client has a webhook at that address already."""


@transaction.atomic
def tell(
    *,
    kind: Kind,
    source_id: UUID,
    about: Mapping[str, UUID],
    is_guarded: bool,
    at: datetime,
    now: datetime,
) -> None:
    """Add to the running tenant's feed, and queue it for each webhook that wants it; a source once.

    Called by the worker: one at a time in a tenant, so that numbers are given in the order of the
    commits. `is_guarded`: only clients that were let at protected persons may know of it.
    """
    _lock_feed()
    if Occurrence.objects.filter(source_id=source_id).exists():
        return
    last = Occurrence.objects.aggregate(last=Max("number"))["last"] or 0
    row = Occurrence.objects.create(
        source_id=source_id,
        number=last + 1,
        kind=kind,
        at=at,
        about={name: str(value) for name, value in about.items()},
        is_guarded=is_guarded,
    )
    _queue(row, now)


def _lock_feed() -> None:
    """Hold the running tenant's feed until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"webhooks {current_tenant_id()}"],
        )


def _queue(row: Occurrence, now: datetime) -> None:
    needed = [identity.Scope.EVENTS_READ]
    if row.is_guarded:
        needed.append(identity.Scope.CASES_PROTECTED)
    wanting = Webhook.objects.filter(
        kinds__contains=[row.kind], client__revoked_at=None, client__scopes__contains=needed
    )
    Sending.objects.bulk_create(
        Sending(
            tenant_id=row.tenant_id,
            webhook_id=one.id,
            occurrence_id=row.id,
            number=row.number,
            available_at=now,
        )
        for one in wanting
    )


def add_webhook(*, client_name: str, url: str, kinds: Iterable[Kind], now: datetime) -> str:
    """Let a client be told at an address from now on; give the secret, which is shown once.

    Raises identity.NoSuchClient, AddressWillNotDo, WebhookIsThere.
    Raises identity.ScopeMissing: the client may not read events.
    """
    rules.ensure_address(url, anywhere=settings.GEMENSAM_DEMO)
    client = identity.client_by_name(client_name)
    if identity.Scope.EVENTS_READ not in client.scopes:
        raise identity.ScopeMissing(identity.Scope.EVENTS_READ)
    try:
        with transaction.atomic():
            row = Webhook.objects.create(
                client_id=client.id, url=url, kinds=sorted(set(kinds)), made_at=now
            )
    except IntegrityError as error:
        raise WebhookIsThere(url) from error
    return rules.written(secrets_of(row, now=now)[0])


def rotate_secret(*, client_name: str, url: str, now: datetime) -> str:
    """Give a new secret, which is shown once; the one before signs beside it for a day.

    Raises identity.NoSuchClient, NoSuchWebhook.
    """
    row = _webhook(client_name, url)
    row.secret_number, row.rotated_at = row.secret_number + 1, now
    row.save(update_fields=["secret_number", "rotated_at"])
    return rules.written(secrets_of(row, now=now)[0])


def remove_webhook(*, client_name: str, url: str) -> None:
    """Tell an address nothing more, not even what waits. Raises identity.NoSuchClient, NoSuchWebhook."""
    _remove(_webhook(client_name, url))


def remove_webhooks_of(client_name: str) -> None:
    """Tell a client that is about to be revoked nothing more. Raises identity.NoSuchClient."""
    client = identity.client_by_name(client_name)
    for row in Webhook.objects.filter(client_id=client.id):
        _remove(row)


def _remove(row: Webhook) -> None:
    Sending.objects.filter(webhook_id=row.id).delete()
    row.delete()


def retry_dead(*, client_name: str, now: datetime) -> int:
    """Let all that was set aside for a client go again at once; say how many.

    Raises identity.NoSuchClient.
    """
    client = identity.client_by_name(client_name)
    ids = Webhook.objects.filter(client_id=client.id).values_list("id", flat=True)
    dead = Sending.objects.filter(webhook_id__in=list(ids), died_at__isnull=False)
    return dead.update(died_at=None, tries=0, available_at=now)


def secrets_of(row: Webhook, *, now: datetime) -> list[bytes]:
    """Give the secrets that sign now, the newest first."""
    is_new = row.rotated_at is not None and now - row.rotated_at < rules.OLD_SECRET_LASTS
    numbers = [row.secret_number, row.secret_number - 1] if is_new else [row.secret_number]
    key = settings.GEMENSAM_WEBHOOK_KEY
    return [rules.secret_of(key, row.id, number) for number in numbers]


def _webhook(client_name: str, url: str) -> Webhook:
    client = identity.client_by_name(client_name)
    row = Webhook.objects.filter(client_id=client.id, url=url).first()
    if row is None:
        raise NoSuchWebhook(url)
    return row
