"""What the proxy and we say to each other: three headers, a secret of each start, nginx's files."""

import hmac
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding

from gemensam.identity.cards.configured import Cards

CARD: Final = "X-Gemensam-Card"
SAID: Final = "X-Gemensam-Card-Said"
SECRET: Final = "X-Gemensam-Proxy"  # noqa: S105 -- a header's name
# What the proxy says of a certificate that it verified.
VERIFIED: Final = "SUCCESS"
BYTES: Final = 32


def key_of(header: str) -> str:
    """Give the name that a header has in a WSGI environment."""
    return f"HTTP_{header.upper().replace('-', '_')}"


def secret_file(cards: Cards) -> Path:
    """Give the file that nginx includes: beside the socket, where only the proxy and we look."""
    return cards.socket.with_name("proxy-secret.conf")


def draw_secret(cards: Cards) -> None:
    """Draw the secret of this start, and write it down for the proxy; the last one counts no more."""
    path = secret_file(cards)
    line = f'proxy_set_header {SECRET} "{secrets.token_hex(BYTES)}";\n'
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(line)
    Path(name).replace(path)


def read_secret(cards: Cards) -> str:
    """Read the secret that `draw_secret` wrote."""
    _name, _header, value = secret_file(cards).read_text(encoding="ascii").split()
    return value.strip('";')


def is_from_proxy(environ: Mapping[str, object], secret: str) -> bool:
    """Say whether a request brings the secret of this start."""
    brought = str(environ.get(key_of(SECRET), ""))
    return hmac.compare_digest(brought.encode(), secret.encode())


def authorities(cards: Cards) -> bytes:
    """Give everybody's certificates, as nginx's `ssl_client_certificate` wants them."""
    return b"".join(one.certificate.public_bytes(Encoding.PEM) for one in cards.everybody())


def configuration(template: str, cards: Cards, words: Mapping[str, str]) -> str:
    """Fill in nginx's configuration: `@WORD@` is replaced. Raises KeyError: a word has no value."""
    filled = {
        "CARD_HOST": str(urlsplit(cards.address).hostname),
        "SITE_HOST": str(urlsplit(cards.site).hostname),
        "SITE": cards.site,
        "SOCKET": str(cards.socket),
        "SECRET": f"{secret_file(cards).parent}/[p]roxy-secret.conf",
        **words,
        # Twice the sign is the sign itself.
        "": "@",
    }
    pieces = template.split("@")
    return "".join(filled[one] if at % 2 else one for at, one in enumerate(pieces))
