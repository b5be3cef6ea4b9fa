"""What other domains may ask of employees."""

from collections.abc import Mapping
from datetime import datetime

from gemensam.employees.feed import mapping, reading, settling, staging
from gemensam.employees.feed.comparing import Limits
from gemensam.employees.feed.rows import guess
from gemensam.employees.feed.settling import close_passed

__all__ = ["close_passed", "keep_mapping", "send_file"]


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
