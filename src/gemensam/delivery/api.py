"""What other domains may ask of delivery."""

from gemensam.delivery.actions import (
    Invited,
    choose_channel,
    invite,
    notify,
    send_due,
    send_next,
)
from gemensam.delivery.models import Channel, MessageKind, MessageState
from gemensam.delivery.queries import address_of

__all__ = [
    "Channel",
    "Invited",
    "MessageKind",
    "MessageState",
    "address_of",
    "choose_channel",
    "invite",
    "notify",
    "send_due",
    "send_next",
]
