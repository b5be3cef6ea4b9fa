"""What other domains may ask of performers."""

from gemensam.performers.actions import Company, Told, approve, end_approval, present
from gemensam.performers.events import ApprovalEnded, MenuWritten
from gemensam.performers.menus import (
    FirstDishMissing,
    Menu,
    MenuHasChanged,
    UnitMenu,
    digest_of,
    menu_of,
    menus,
    week_of,
    weeks_written,
    write_week,
)
from gemensam.performers.models import LONGEST_DISH, MOST_DISHES
from gemensam.performers.queries import (
    NoSuchPerformer,
    PerformerRow,
    performer,
    performers,
)
from gemensam.performers.rules import CHOICES, first_day_of_change

__all__ = [
    "CHOICES",
    "LONGEST_DISH",
    "MOST_DISHES",
    "ApprovalEnded",
    "Company",
    "FirstDishMissing",
    "Menu",
    "MenuHasChanged",
    "MenuWritten",
    "NoSuchPerformer",
    "PerformerRow",
    "Told",
    "UnitMenu",
    "approve",
    "digest_of",
    "end_approval",
    "first_day_of_change",
    "menu_of",
    "menus",
    "performer",
    "performers",
    "present",
    "week_of",
    "weeks_written",
    "write_week",
]
