"""What other domains may ask of webhooks."""

from gemensam.webhooks.actions import (
    NoSuchWebhook,
    WebhookIsThere,
    add_webhook,
    remove_webhook,
    remove_webhooks_of,
    retry_dead,
    rotate_secret,
    tell,
)
from gemensam.webhooks.queries import WebhookRow, dead_letters, webhooks
from gemensam.webhooks.rules import AddressWillNotDo, Kind
from gemensam.webhooks.sending import send_next

__all__ = [
    "AddressWillNotDo",
    "Kind",
    "NoSuchWebhook",
    "WebhookIsThere",
    "WebhookRow",
    "add_webhook",
    "dead_letters",
    "remove_webhook",
    "remove_webhooks_of",
    "retry_dead",
    "rotate_secret",
    "send_next",
    "tell",
    "webhooks",
]
