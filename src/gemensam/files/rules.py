"""What a file is by its first bytes, and what a name may look like. Pure."""

import re
from typing import Final

# Larger than any decision or photographed paper; keeps one request from filling memory or disk.
LARGEST_FILE: Final = 20 * 1024 * 1024
LONGEST_NAME: Final = 120

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
TEXT: Final = "text/plain"

_SIGNATURES: Final = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
)
# What could change how a name is shown or where it leads: controls, slashes, and marks that turn
# the writing direction.
_UNFIT: Final = re.compile('[\x00-\x1f\x7f/\\\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


class TooLarge(ValueError):
    """The file is larger than anything that is meant to be stored."""


class Empty(ValueError):
    """There is nothing in the file."""


class NotWhatItSays(ValueError):
    """The bytes are something else than the sender says, or a sort that is not taken in."""


def kind_of(data: bytes) -> str:
    """Give the content type that the bytes show; empty when it is none that is taken in."""
    for signature, content_type in _SIGNATURES:
        if data.startswith(signature):
            return content_type
    if b"\x00" in data:
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return TEXT


def ensure_fit(data: bytes, content_type: str) -> None:
    """Raises Empty, TooLarge or NotWhatItSays: the file is not one to store."""
    if not data:
        raise Empty
    if len(data) > LARGEST_FILE:
        raise TooLarge(len(data))
    if not content_type or kind_of(data) != content_type:
        raise NotWhatItSays(content_type)


def safe_name(name: str) -> str:
    """Give a name that is safe to show and to save under; never empty, the ending kept."""
    cleaned = _UNFIT.sub(" ", name).strip(" .")
    cleaned = " ".join(cleaned.split()) or "fil"
    if len(cleaned) <= LONGEST_NAME:
        return cleaned
    stem, dot, ending = cleaned.rpartition(".")
    keep = LONGEST_NAME - len(dot + ending)
    return f"{stem[:keep]}{dot}{ending}" if stem and keep > 0 else cleaned[:LONGEST_NAME]
