"""Reading XML from others, hardened: no entities, no document type, no network; texts, days and amounts.

Elements are found by their local names: the agencies' namespaces differ by version and habit.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from gemensam.kernel.money import InexactAmount, Money

# "2026-11-25", after which a time zone may stand; CSN writes "20261125".
ISO_DAY: Final = 10


class NotUnderstood(ValueError):
    """What came is not what the contract says. The message never repeats it."""


def parse(xml: bytes, *, encoding: str | None = None) -> etree._Element:
    """Read a document; `encoding` goes before the declared one.

    Raises NotUnderstood: not well-formed, or with a document type.
    """
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise NotUnderstood("not well-formed XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotUnderstood("a document type")
    return root


def local(element: etree._Element) -> str:
    """Give the element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Give the children by that local name."""
    return (child for child in (element if element is not None else ()) if local(child) == name)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Follow local names downwards; None when one is missing."""
    for name in path:
        element = next(children(element, name), None)
    return element


def needed(element: etree._Element | None, *path: str) -> etree._Element:
    """Follow local names downwards. Raises NotUnderstood."""
    found = child(element, *path)
    if found is None:
        raise NotUnderstood(f"{'/'.join(path)} is missing")
    return found


def text(element: etree._Element | None, *path: str) -> str:
    """Give the text at a path; empty when it is missing."""
    found = child(element, *path)
    return (found.text or "").strip() if found is not None else ""


def day_of(written: str) -> date:
    """Read a day, with or without hyphens and time zone. Raises NotUnderstood."""
    try:
        return date.fromisoformat(written[:ISO_DAY] if "-" in written else written)
    except ValueError:
        raise NotUnderstood("a day is none") from None


def day(element: etree._Element | None, *path: str) -> date | None:
    """Give the day at a path; None when it is missing. Raises NotUnderstood."""
    written = text(element, *path)
    return day_of(written) if written else None


def needed_day(element: etree._Element, *path: str) -> date:
    """Give the day at a path. Raises NotUnderstood."""
    return day_of(text(element, *path))


def money_of(written: str) -> Money:
    """Read kronor with at most two decimals. Raises NotUnderstood."""
    try:
        return Money.from_kronor(Decimal(written))
    except (InvalidOperation, InexactAmount):
        raise NotUnderstood("an amount is none") from None


def whole(written: str) -> int | None:
    """Read a whole number; None when nothing is written. Raises NotUnderstood."""
    if not written:
        return None
    if not written.isascii() or not written.lstrip("-").isdecimal():
        raise NotUnderstood("a number is none")
    return int(written)


def truth(written: str) -> bool | None:
    """Read true or false as XML Schema writes them; None when nothing is written."""
    return {"true": True, "1": True, "false": False, "0": False}.get(written)
