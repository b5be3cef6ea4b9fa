"""What other domains may ask of delivery."""

from gemensam.delivery.actions import choose_channel, notify, send_due, send_next
from gemensam.delivery.models import Channel, MessageKind, MessageState

__all__ = [
    "Channel",
    "MessageKind",
    "MessageState",
    "choose_channel",
    "notify",
    "send_due",
    "send_next",
]
