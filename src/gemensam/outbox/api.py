"""What other domains may ask of the outbox."""

from gemensam.outbox.actions import (
    Outgoing,
    deliver_next,
    drain,
    fan_out,
    forget_handled,
    publish,
    publish_many,
    retry_stuck,
)
from gemensam.outbox.queries import Depth, StuckDelivery, depth, stuck
from gemensam.outbox.registry import Event, handles

__all__ = [
    "Depth",
    "Event",
    "Outgoing",
    "StuckDelivery",
    "deliver_next",
    "depth",
    "drain",
    "fan_out",
    "forget_handled",
    "handles",
    "publish",
    "publish_many",
    "retry_stuck",
    "stuck",
]
