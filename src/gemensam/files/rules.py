"""What a file is by its first bytes, and what its name may look like. Pure."""

import re
from typing import Final

# Larger than any decision or photographed paper; keeps one request from filling memory or disk.
LARGEST_FILE: Final = 20 * 1024 * 1024
LONGEST_NAME: Final = 120

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
HEIC: Final = "image/heic"
WEBP: Final = "image/webp"
TEXT: Final = "text/plain"
PICTURES: Final = frozenset({PNG, JPEG, HEIC, WEBP})

_SIGNATURES: Final = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
)
# ISO/IEC 23008-12: what a file of the HEIF family calls itself in its first box. AVIF belongs to the
# family too, but nobody's phone sends it and its decoder is one more to keep safe.
_HEIC_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"},
)
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
# Real ones hold a handful of names; a larger box is somebody's play.
_LONGEST_FTYP: Final = 256
# The endings that a kept file may have; the first is given to a name that has none of them.
_ENDINGS: Final = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), TEXT: (".txt",)}
_PICTURE_ENDING: Final = re.compile(r"\.(heic|heif|hif|webp|png|jpe?g|jfif)$", re.IGNORECASE)
# What could change how a name is shown or where it leads: controls, slashes, and marks that turn
# the writing direction.
_UNFIT: Final = re.compile('[\x00-\x1f\x7f/\\\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


class TooLarge(ValueError):
    """The file is larger than anything that is meant to be stored."""


class Empty(ValueError):
    """There is nothing in the file."""


class NotWhatItSays(ValueError):
    """The bytes are something else than the sender says, or a sort that is not taken in."""


class NotAPicture(ValueError):
    """The file begins as a picture does, but cannot be read as one."""


class TooManyPixels(ValueError):
    """The picture is larger than any camera's, whatever the size of its file."""


def kind_of(data: bytes) -> str:
    """Give the content type that the bytes show; empty when it is none that is taken in."""
    for signature, content_type in _SIGNATURES:
        if data.startswith(signature):
            return content_type
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp":
        return HEIC if _is_heic(data) else ""
    if b"\x00" in data:
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return TEXT


def _is_heic(data: bytes) -> bool:
    box = data[: min(int.from_bytes(data[:4]), _LONGEST_FTYP)]
    major, compatible = box[8:12], {box[at : at + 4] for at in range(16, len(box), 4)}
    return major in _HEIC_BRANDS and not compatible & _AVIF_BRANDS


def fit_kind(data: bytes, said: str = "") -> str:
    """Give the content type that the bytes show. What a browser says of it is best left out.

    Raises Empty, TooLarge or NotWhatItSays: the file is not one to store.
    """
    if not data:
        raise Empty
    if len(data) > LARGEST_FILE:
        raise TooLarge(len(data))
    kind = kind_of(data)
    if not kind or said not in {"", kind}:
        raise NotWhatItSays(said)
    return kind


def kept_as(picture: str) -> str:
    """Give the kind that a picture is made anew as: every browser shows these two."""
    return PNG if picture == PNG else JPEG


def name_for(name: str, kind: str) -> str:
    """Give a safe name whose ending tells the truth: a computer opens a file by its name."""
    safe, endings = safe_name(name), _ENDINGS[kind]
    if safe.lower().endswith(endings):
        return safe
    stem = _PICTURE_ENDING.sub("", safe) if kind in PICTURES else safe
    return safe_name(f"{stem}{endings[0]}")


def safe_name(name: str) -> str:
    """Give a name that is safe to show and to save under; never empty, the ending kept."""
    cleaned = _UNFIT.sub(" ", name).strip(" .")
    cleaned = " ".join(cleaned.split()) or "fil"
    if len(cleaned) <= LONGEST_NAME:
        return cleaned
    stem, dot, ending = cleaned.rpartition(".")
    keep = LONGEST_NAME - len(dot + ending)
    return f"{stem[:keep]}{dot}{ending}" if stem and keep > 0 else cleaned[:LONGEST_NAME]
