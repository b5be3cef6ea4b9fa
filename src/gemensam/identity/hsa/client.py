"""Asks HSA about one employee at a time: RIVTABP21, which is SOAP 1.1 over mutual TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from django.conf import settings
from lxml import etree

from gemensam.identity.hsa.answers import Answer
from gemensam.identity.hsa.reading import OPERATION, RESPONDER, read
from gemensam.soap.channel import Channel, Endpoint, NotConfigured, connection
from gemensam.soap.envelopes import begun, header_of, written

REGISTRY: Final = "urn:riv:itintegration:registry:1"
ACTION: Final = f"{RESPONDER}:{OPERATION}"
# RIV-TA promises an answer within thirty seconds.
TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
MOST_SECONDS: Final = 40.0
# One employee with hundreds of commissions is below this.
MOST_BYTES: Final = 2_000_000
NEEDED: Final = ("address", "certificate", "key", "logical_address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration(Endpoint):
    """Where HSA is, and who we are to it."""

    # The HSA-id that the question is addressed to: HSA's own, given at the connection.
    logical_address: str
    # The part of the directory that is searched, as a distinguished name; empty: all of it.
    search_base: str = ""


def configuration() -> Configuration:
    """Give the installation's configuration. Raises NotConfigured with what is missing."""
    given: dict[str, str] = settings.GEMENSAM_HSA
    missing = [name for name in NEEDED if not given.get(name)]
    if missing:
        raise NotConfigured(f"HSA lacks {', '.join(missing)}")
    authorities = given.get("authorities")
    return Configuration(
        address=given["address"],
        certificate=Path(given["certificate"]),
        key=Path(given["key"]),
        authorities=Path(authorities) if authorities else None,
        logical_address=given["logical_address"],
        search_base=given.get("search_base", ""),
    )


@contextmanager
def connected(configured: Configuration) -> Iterator["Client"]:
    """Open a client for some questions. Raises NotConfigured."""
    with connection(configured, TIMEOUT) as http:
        yield Client(
            Channel(
                http,
                configured.address,
                action=ACTION,
                most_bytes=MOST_BYTES,
                most_seconds=MOST_SECONDS,
            ),
            configured,
        )


@dataclass(frozen=True, slots=True)
class Client:
    """Asks HSA by one channel."""

    channel: Channel
    configured: Configuration

    def ask(self, employee_hsa_id: str) -> Answer:
        """Ask about an employee. Raises Unreachable, NotUnderstood and RefusedByHsa."""
        xml = self.channel.send(question(employee_hsa_id, self.configured))
        return read(xml, employee_hsa_id=employee_hsa_id)


def question(employee_hsa_id: str, configured: Configuration) -> bytes:
    """Write the question as an envelope. Never by personal identity number: that is not needed."""
    root, body = begun(itr=REGISTRY, tjsr=RESPONDER)
    address = etree.SubElement(header_of(root), f"{{{REGISTRY}}}LogicalAddress")
    address.text = configured.logical_address
    asked = etree.SubElement(body, f"{{{RESPONDER}}}{OPERATION}")
    _put(asked, "personHsaId", employee_hsa_id)
    if configured.search_base:
        _put(asked, "searchBase", configured.search_base)
    _put(asked, "includeFeignedObject", "false")
    return written(root)


def _put(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{RESPONDER}}}{name}").text = text
