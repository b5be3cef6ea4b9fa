"""A stand-in for SSBTEK: a real HTTPS server on loopback that wants a certificate, and judges questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from lxml import etree

from gemensam.assistance.ssbtek.client import Client, Configuration
from gemensam.assistance.ssbtek.question import SSBT, Organisation
from gemensam.assistance.tests import samples, schemas
from gemensam.soap.tests.stand_in import Papers, serving_at


@dataclass
class StandIn:
    """Answers each agency that is asked with its part; `first` are answers that come before that."""

    parts: dict[str, str] = field(default_factory=samples.everything)
    first: list[tuple[int, bytes]] = field(default_factory=list)
    # Seconds before anything is answered.
    delay: float = 0.0
    # Agencies that are away the first time they are asked.
    away_once: set[str] = field(default_factory=set)
    # What the schema had against the questions, and which agencies each was put to.
    objections: list[str] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        question = schemas.in_body(body)
        if schemas.COMPOSITE.is_file():
            self.objections += schemas.errors_of(schemas.composite(), question)
        included = [
            etree.QName(element).localname
            for element in question.find(f"{{{SSBT}}}specifikaFrageparametrar")
            if element.get("inkludera") == "true"
        ]
        self.asked.append(included)
        self.headers.append(headers)
        if self.objections:
            return 500, samples.fault("NOT_VALID")
        if self.first:
            return self.first.pop(0)
        parts = {
            name: samples.away(name) if name in self.away_once else part
            for name, part in self.parts.items()
            if name in included
        }
        self.away_once -= set(included)
        self.answers.append(samples.response(parts))
        return 200, self.answers[-1]


@contextmanager
def serving(stand_in: StandIn, made: Papers) -> Iterator[Configuration]:
    """Serve over TLS, with a certificate asked of whoever calls."""
    with serving_at("/ssbt", stand_in, made) as endpoint:
        yield Configuration(
            address=endpoint.address,
            certificate=endpoint.certificate,
            key=endpoint.key,
            organisation=Organisation("2120000001", "Provkommunen"),
            actor_id="prov-51",
            authorities=endpoint.authorities,
        )


@contextmanager
def client_of(
    configuration: Configuration, pauses: list[float], timeout: float = 5
) -> Iterator[Client]:
    """A client as `connected` makes one, which notes its pauses instead of waiting."""
    with httpx.Client(verify=configuration.tls(), timeout=timeout, trust_env=False) as http:
        yield Client(http, configuration.address, pause=pauses.append)
