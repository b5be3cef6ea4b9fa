"""What other domains may ask of delivery."""

from gemensam.delivery.actions import choose_channel, notify, send_due, send_next
from gemensam.delivery.models import Channel, MessageKind, MessageState
from gemensam.delivery.queries import address_of

__all__ = [
    "Channel",
    "MessageKind",
    "MessageState",
    "address_of",
    "choose_channel",
    "notify",
    "send_due",
    "send_next",
]
