"""What other domains may ask of employees."""

from collections.abc import Mapping
from datetime import datetime

from gemensam.employees.feed import mapping, reading, settling, staging
from gemensam.employees.feed.comparing import Limits
from gemensam.employees.feed.rows import guess
from gemensam.employees.feed.settling import close_passed
from gemensam.employees.keeping.county import Staff, counted_days, staff_counts
from gemensam.employees.keeping.credentials import Told as CredentialTold
from gemensam.employees.keeping.credentials import do_step, remind_everywhere
from gemensam.employees.keeping.credentials import write_down as write_credentials_down
from gemensam.employees.keeping.looking import (
    look_through,
    look_through_everywhere,
    write_log_ins,
)
from gemensam.employees.keeping.preview import Answer, Line, lines
from gemensam.employees.keeping.systems import Told as SystemTold
from gemensam.employees.keeping.systems import set_issuing
from gemensam.employees.keeping.systems import write as write_system
from gemensam.employees.keeping.visit import PREVIEW, Visit, visit_of
from gemensam.employees.keeping.words import (
    person_name,
    purpose_name,
    right_name,
    right_sentences,
    thing_name,
)
from gemensam.employees.models import Category
from gemensam.employees.register import Accepts, Carrier, CredentialState, IssuingState
from gemensam.employees.registering import register_former_employee

__all__ = [
    "PREVIEW",
    "Accepts",
    "Answer",
    "Carrier",
    "Category",
    "CredentialState",
    "CredentialTold",
    "IssuingState",
    "Line",
    "Staff",
    "SystemTold",
    "Visit",
    "close_passed",
    "counted_days",
    "do_step",
    "keep_mapping",
    "lines",
    "look_through",
    "look_through_everywhere",
    "person_name",
    "purpose_name",
    "register_former_employee",
    "remind_everywhere",
    "right_name",
    "right_sentences",
    "send_file",
    "set_issuing",
    "staff_counts",
    "thing_name",
    "visit_of",
    "write_credentials_down",
    "write_log_ins",
    "write_system",
]


def keep_mapping(
    *, headings: tuple[str, ...], categories: Mapping[str, str], by: str, now: datetime
) -> None:
    """Keep a mapping whose columns are guessed from their headings, with the usual limits."""
    mapping.keep(columns=guess(headings), categories=categories, limits=Limits(), by=by, now=now)


def send_file(data: bytes, *, name: str, by: str, now: datetime, is_carried_out: bool) -> None:
    """Take in a whole file and, if wanted, carry it out as somebody who has looked.

    Raises reading.UnusableFile, settling.Conflict, settling.BrakeIsOn.
    """
    sheet = reading.read(data)
    delivery_id = staging.stage(sheet, name=name, is_whole=True, by=by, now=now)
    if is_carried_out:
        seen = staging.plan_of(staging.delivery_of(delivery_id), now=now).fingerprint
        settling.apply(delivery_id, seen=seen, is_released=False, reason="", by=by, now=now)
