"""Which cards count here: one file, read and checked whole before anything is served."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import yaml
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.utils.translation import gettext as _

from gemensam.kernel.actor import Assurance

LEVELS: Final = {2: Assurance.LOA2, 3: Assurance.LOA3, 4: Assurance.LOA4}
# How authorities for tests name themselves: "TEST SITHS …", "PP SITHS …".
OF_TESTS: Final = re.compile(r"\b(TEST|PP)\b", re.IGNORECASE)
OID: Final = re.compile(r"[0-2](\.\d+){1,30}")
MOST_MINUTES: Final = 24 * 60


class Misconfigured(ValueError):
    """The file of cards is not usable; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody who issues: a root, or an issuing authority with what its policies are worth."""

    certificate: x509.Certificate
    # Where its list of what it has revoked comes from: an address, or a file that somebody keeps fresh.
    list_address: str
    list_file: Path
    policies: Mapping[str, Assurance]

    @property
    def name(self) -> str:
        return name_of(self.certificate.subject)

    @property
    def mark(self) -> str:
        """Give what it is told apart by: half of its certificate's fingerprint."""
        return mark_of(self.certificate)

    @property
    def is_root(self) -> bool:
        return not self.policies


@dataclass(frozen=True, slots=True)
class Tree:
    """A card's public key infrastructure: roots, and each issuing authority that counts here."""

    name: str
    roots: tuple[Authority, ...]
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Everything that is configured of cards."""

    is_for_tests: bool
    # Where the web pages are, and where the card is asked for: https, a name, seldom a port.
    site: str
    address: str
    socket: Path
    least: Assurance
    stale_after: timedelta
    trees: tuple[Tree, ...]

    @property
    def name(self) -> str:
        """Give what the log-in page calls it: Kort (SITHS/EFOS)."""
        return _("Card (%(trees)s)") % {"trees": "/".join(tree.name for tree in self.trees)}

    def everybody(self) -> tuple[Authority, ...]:
        """List every authority with a list of its own, roots too."""
        return tuple(one for tree in self.trees for one in (*tree.roots, *tree.authorities))


def mark_of(certificate: x509.Certificate) -> str:
    """Give half of a certificate's SHA-256, in hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()[:32]


def name_of(name: x509.Name) -> str:
    """Give a name as people know it: the common name, or all of it."""
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[-1].value) if common else name.rfc4514_string()


def configured() -> Cards | None:
    """Give what counts in this installation; None where cards are not set up. Raises Misconfigured."""
    path = settings.GEMENSAM_CARDS
    return read(Path(path), settings.GEMENSAM_HOME / "cards") if path else None


@lru_cache(maxsize=4)
def read(path: Path, lists: Path) -> Cards:
    """Read the file of cards; fetched lists lie in `lists`. Raises Misconfigured."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path}: cannot be read ({type(error).__name__})") from None
    top = _Said(said, str(path), path.parent, TOP)
    is_for_tests = top.one_of("environment", {"production": False, "test": True})
    least = top.one_of("least", LEVELS, default=3)
    site, address = _origin(top, "site"), _origin(top, "address")
    if urlsplit(site).hostname == urlsplit(address).hostname:
        raise top.wrong("address has a host name for cards alone, not the web pages' own")
    trees = tuple(_tree(one, top, lists) for one in top.items("trees"))
    for tree in trees:
        _check_environment(top, tree, is_for_tests=is_for_tests)
        if not any(level >= least for one in tree.authorities for level in one.policies.values()):
            raise top.wrong(f"{tree.name}: no policy reaches level {least.value}")
    return Cards(
        is_for_tests=is_for_tests,
        site=site,
        address=address,
        socket=Path(top.text("socket", r"/[\w./-]+", "/run/gemensam/cards.sock")),
        least=least,
        stale_after=timedelta(minutes=top.minutes("stale_after_minutes", 60)),
        trees=trees,
    )


# The words of each part of the file, and whether each must be there.
type Words = Mapping[str, bool]
TOP: Final[Words] = MappingProxyType(
    {"environment": True, "site": True, "address": True, "trees": True}
    | dict.fromkeys(("socket", "least", "stale_after_minutes"), False)
)
TREE: Final[Words] = MappingProxyType({"name": True, "roots": True, "authorities": True})
ROOT: Final[Words] = MappingProxyType({"certificate": True, "revoked": True})
AUTHORITY: Final[Words] = MappingProxyType({**ROOT, "policies": True})


class _Said:
    """What one part of the file says; every complaint names it."""

    def __init__(self, said: Any, name: str, folder: Path, words: Words) -> None:
        self.name, self.folder = name, folder
        if not isinstance(said, dict):
            raise self.wrong("is not a list of words with values")
        if unknown := sorted(set(map(str, said)) - set(words)):
            raise self.wrong(f"{unknown[0]} is no word of ours")
        if missing := [word for word, must in words.items() if must and not said.get(word)]:
            raise self.wrong(f"{missing[0]} is missing")
        self.said: dict[str, Any] = said

    def wrong(self, what: str) -> Misconfigured:
        return Misconfigured(f"{self.name}: {what}")

    def text(self, word: str, pattern: str = r".+", default: str = "") -> str:
        value = self.said.get(word, default)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.wrong(f"{word} is not usable")
        return value

    def items(self, word: str) -> list[Any]:
        value = self.said[word]
        if not isinstance(value, list) or not value:
            raise self.wrong(f"{word} is a list with at least one item")
        return value

    def minutes(self, word: str, default: int) -> int:
        value = self.said.get(word, default)
        if type(value) is not int or not 1 <= value <= MOST_MINUTES:
            raise self.wrong(f"{word} is a number of minutes from 1 to {MOST_MINUTES}")
        return value

    def one_of[T](self, word: str, table: Mapping[Any, T], default: Any = None) -> T:
        value = self.said.get(word, default)
        if not isinstance(value, str | int) or isinstance(value, bool) or value not in table:
            raise self.wrong(f"{word} is one of {', '.join(map(str, table))}")
        return table[value]


def _origin(top: _Said, word: str) -> str:
    said = top.text(word)
    if not re.fullmatch(r"https://[a-z0-9.-]+(:\d{1,5})?", said):
        raise top.wrong(f"{word} is an https address without a path")
    return said


def _tree(said: Any, top: _Said, lists: Path) -> Tree:
    here = _Said(said, f"{top.name}: tree", top.folder, TREE)
    here.name = f"{top.name}: {here.text('name', r'.{1,30}')}"
    roots = tuple(_authority(one, here, lists, ROOT) for one in here.items("roots"))
    issuing = tuple(_authority(one, here, lists, AUTHORITY) for one in here.items("authorities"))
    for one in issuing:
        if not any(_is_issued_by(one, root) for root in roots):
            raise here.wrong(f"{one.name} is not issued by any of the roots")
    for one in roots:
        if not _is_issued_by(one, one):
            raise here.wrong(f"{one.name} is no root: it is not signed by itself")
    keys = [one.certificate.public_key() for one in (*roots, *issuing)]
    if any(key in keys[:at] for at, key in enumerate(keys)):
        raise here.wrong("two authorities have the same key")
    return Tree(here.text("name"), roots, issuing)


def _authority(said: Any, tree: _Said, lists: Path, words: Words) -> Authority:
    here = _Said(said, f"{tree.name}: authority", tree.folder, words)
    path = here.folder / here.text("certificate")
    try:
        (certificate,) = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        raise here.wrong(f"{path} is not one certificate in PEM") from None
    here.name = f"{tree.name}: {name_of(certificate.subject)}"
    _check_may_issue(here, certificate)
    where = here.text("revoked", r"\S+")
    is_address = where.startswith(("http://", "https://"))
    return Authority(
        certificate,
        list_address=where if is_address else "",
        list_file=lists / f"{mark_of(certificate)}.crl" if is_address else here.folder / where,
        policies=_policies(here) if "policies" in words else MappingProxyType({}),
    )


def _check_may_issue(here: _Said, certificate: x509.Certificate) -> None:
    found = certificate.extensions
    try:
        is_authority = found.get_extension_for_class(x509.BasicConstraints).value.ca
        signs = found.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        is_authority = signs = False
    if not is_authority or not signs:
        raise here.wrong("is no authority's certificate (it may not issue others)")


def _is_issued_by(one: Authority, other: Authority) -> bool:
    try:
        one.certificate.verify_directly_issued_by(other.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _policies(here: _Said) -> Mapping[str, Assurance]:
    said = here.said["policies"]
    if not isinstance(said, dict):
        raise here.wrong("policies gives each policy's number (OID) its level")
    for number, level in said.items():
        if not isinstance(number, str) or not OID.fullmatch(number):
            raise here.wrong(f"policies: {number} is no OID in quotation marks")
        if type(level) is not int or level not in LEVELS:
            raise here.wrong(f"policies: {number} is worth 2, 3 or 4")
    return MappingProxyType({number: LEVELS[level] for number, level in said.items()})


def _check_environment(top: _Said, tree: Tree, *, is_for_tests: bool) -> None:
    for one in (*tree.roots, *tree.authorities):
        if is_for_tests != bool(OF_TESTS.search(one.name)):
            what = "a real authority in a test" if is_for_tests else "for tests, in production"
            raise top.wrong(f"{tree.name}: {one.name} is {what}")
