"""What other domains may ask of performers."""

from gemensam.performers.actions import Company, Told, approve, end_approval, present
from gemensam.performers.queries import (
    NoSuchPerformer,
    PerformerRow,
    performer,
    performers,
)
from gemensam.performers.rules import CHOICES, first_day_of_change

__all__ = [
    "CHOICES",
    "Company",
    "NoSuchPerformer",
    "PerformerRow",
    "Told",
    "approve",
    "end_approval",
    "first_day_of_change",
    "performer",
    "performers",
    "present",
]
