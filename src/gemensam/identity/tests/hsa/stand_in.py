"""A stand-in for HSA: a real HTTPS server that wants a certificate, and judges questions by the contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import httpx
from lxml import etree

from gemensam.identity.hsa import client as clients
from gemensam.identity.hsa.client import Client, Configuration
from gemensam.identity.hsa.reading import CORE, EXTENSION, OPERATION, RESPONDER
from gemensam.identity.tests.hsa import schemas
from gemensam.soap.channel import Channel
from gemensam.soap.envelopes import SOAP
from gemensam.soap.tests.stand_in import Papers, serving_at

LOGICAL_ADDRESS = "SE165565594230-1000"


@dataclass(frozen=True)
class Told:
    """A commission that the stand-in tells of; the names are those of the contract."""

    hsa_id: str
    unit: str | None
    provider: str
    number: str
    name: str = "Hemsjukvård"
    purpose: str = "Vård och behandling"
    rights: tuple[str, ...] = ("Läsa;anteckning HSL;VE",)
    unit_dates: tuple[datetime | None, datetime | None] = (None, None)
    provider_dates: tuple[datetime | None, datetime | None] = (None, None)
    # Marks such as `feignedCommission` that are set.
    marks: tuple[str, ...] = ()

    def xml(self) -> str:
        rights = "".join(
            "<commissionRight>"
            + "".join(
                _element(name, part)
                for name, part in zip(
                    ("activity", "informationClass", "scope"), one.split(";"), strict=True
                )
            )
            + "</commissionRight>"
            for one in self.rights
        )
        unit = ""
        if self.unit is not None:
            unit = _element("healthCareUnitHsaId", self.unit) + _element(
                "healthCareUnitName", "Hemsjukvården"
            )
            unit += _dates("Unit", self.unit_dates)
        return (
            "<commission>"
            + _element("commissionName", self.name)
            + _element("commissionHsaId", self.hsa_id)
            + _element("commissionPurpose", self.purpose)
            + rights
            + unit
            + _element("healthCareProviderHsaId", self.provider)
            + _element("healthCareProviderName", "Munkedals kommun")
            + _element("healthCareProviderOrgNo", self.number)
            + _dates("Provider", self.provider_dates)
            + "".join(_element(one, "true") for one in MARKS if one in self.marks)
            + "</commission>"
        )


MARKS = (
    "feignedHealthCareProvider",
    "feignedHealthCareUnit",
    "feignedCommission",
    "archivedHealthCareProvider",
    "archivedHealthCareUnit",
)


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _dates(sort: str, dates: tuple[datetime | None, datetime | None]) -> str:
    named = zip(("StartDate", "EndDate"), dates, strict=True)
    return "".join(
        _element(f"healthCare{sort}{name}", day.isoformat()) for name, day in named if day
    )


def employee(
    hsa_id: str,
    *commissions: Told,
    is_protected: bool = False,
    is_feigned: bool = False,
    licences: tuple[str, ...] = ("SJ",),
    number: str = "",
    name: tuple[str, str] = ("Hanna", "Öberg"),
) -> str:
    """What the stand-in tells of an employee: the inside of an answer."""
    identity = (
        f'<personalIdentity xmlns="{EXTENSION}"><root>1.2.752.129.2.1.3.1</root>'
        f"<extension>{number}</extension></personalIdentity>"
        if number
        else ""
    )
    return (
        "<credentialInformation>"
        + "".join(
            one.replace(">", f' xmlns="{CORE}">', 1)
            for one in (
                _element("givenName", name[0]),
                _element("middleAndSurName", name[1]),
                _element("personHsaId", hsa_id),
                "<hsaSystemRole><systemId>HSA</systemId><role>Ombud</role></hsaSystemRole>",
                _element("protectedPerson", "true" if is_protected else "false"),
                *(one.xml() for one in commissions),
                _element("feignedPerson", "true" if is_feigned else "false"),
            )
        )
        + "".join(
            f'<healthCareProfessionalLicenceCode xmlns="{EXTENSION}">{one}'
            "</healthCareProfessionalLicenceCode>"
            for one in licences
        )
        + identity
        + "</credentialInformation>"
    )


def envelope(inside: str) -> bytes:
    """An answer around what is told of nobody, or of one."""
    return (
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body><{OPERATION}Response xmlns="{RESPONDER}">'
        f"{inside}</{OPERATION}Response></soap:Body></soap:Envelope>"
    ).encode()


def fault(code: str = "soap:Server", text: str = "Hemligt fel 3fa8") -> bytes:
    """A fault of SOAP 1.1."""
    return (
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body><soap:Fault><faultcode>{code}</faultcode>'
        f"<faultstring>{text}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
    ).encode()


@dataclass
class StandIn:
    """Tells of each employee by HSA-id what it was given; of others, nothing."""

    told: dict[str, str] = field(default_factory=dict)
    # What is answered instead, by HSA-id or for everybody: a status and bytes; 0 is silence.
    instead: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    delay: float = 0.0
    objections: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if schemas.WSDL.is_file():
            self.objections += schemas.objections_to_question(headers["SOAPAction"], body)
        hsa_id = etree.fromstring(body).findtext(f".//{{{RESPONDER}}}personHsaId")
        self.asked.append(hsa_id)
        self.headers.append(headers)
        if self.objections:
            return 500, fault("soap:Client", "the question is not valid")
        instead = self.instead.get(hsa_id) or self.instead.get("*")
        if instead is not None:
            return instead
        self.answers.append(envelope(self.told.get(hsa_id, "")))
        return 200, self.answers[-1]


@contextmanager
def serving(stand_in: StandIn, made: Papers) -> Iterator[Configuration]:
    """Serve HSA over TLS, with a certificate asked of whoever calls."""
    with serving_at("/hsa", stand_in, made) as endpoint:
        yield Configuration(
            address=endpoint.address,
            certificate=endpoint.certificate,
            key=endpoint.key,
            authorities=endpoint.authorities,
            logical_address=LOGICAL_ADDRESS,
            search_base="c=SE",
        )


@contextmanager
def client_of(configured: Configuration, timeout: float = 5) -> Iterator[Client]:
    """A client as `connected` makes one, which waits for nothing between its tries."""
    with httpx.Client(verify=configured.tls(), timeout=timeout, trust_env=False) as http:
        channel = Channel(
            http,
            configured.address,
            action=clients.ACTION,
            most_bytes=clients.MOST_BYTES,
            most_seconds=timeout,
            pause=lambda _seconds: None,
        )
        yield Client(channel, configured)


def at(year: int, month: int, day: int) -> datetime:
    """A moment of HSA's, in UTC."""
    return datetime(year, month, day, tzinfo=UTC)
