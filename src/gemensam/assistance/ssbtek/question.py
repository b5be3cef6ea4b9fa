"""The question of `hamtaBastjanstInformation` v10, from plain data to a SOAP 1.1 envelope.

One question names the person, the case, the period, the purpose and the law, and which of the
seven basic services it is for. The order of the elements is the contract's.
"""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from lxml import etree

from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.soap.envelopes import begun, written

SSBT: Final = "http://schema.forsakringskassan.se/integration/ssbt/10"
# The contract asks for twelve digits: "16" before the ten of an organisation.
_ORGANISATION: Final = re.compile(r"(?:16)?([0-9]{2}[2-9][0-9]{7})", re.ASCII)
# The LEFI interface that a question without version is put to as well.
LEFI_VERSION: Final = "v9"
# LEFI refuses periods of more than two years.
LONGEST_DAYS: Final = 731


class UnusableQuestion(ValueError):
    """The question would be refused: its message says why, and never names the person."""


class Agency(StrEnum):
    """The basic services, by the contract's names and in its order."""

    AF = "AF"
    CSN = "CSN"
    FK = "FK"
    SKV = "SKV"
    SO = "SO"
    TNS = "TNS"
    MIV = "MIV"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who asks, or processes for who asks: an organisation number of ten or twelve digits, a name."""

    number: str
    name: str

    def __post_init__(self) -> None:
        """Raises UnusableQuestion."""
        if not _ORGANISATION.fullmatch(self.number) or not self.name.strip():
            raise UnusableQuestion("an organisation has a number of ten digits, and a name")

    @property
    def twelve_digits(self) -> str:
        """Give the number as the contract writes it."""
        return f"16{self.number[-10:]}"


@dataclass(frozen=True, slots=True)
class LefiQuestion:
    """What is asked of Försäkringskassan and Pensionsmyndigheten: codes of the LEFI interface, v9."""

    actor_id: str
    benefits: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    preliminary_payments: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """One question; its text in a log or a traceback shows nothing of it."""

    asker: Organisation
    caseworker: str
    person: PersonalIdentityNumber
    case: str
    from_day: date
    to_day: date
    purpose: str
    legal_basis: str
    agencies: frozenset[Agency]
    # What FK is asked; without it FK cannot be among the agencies.
    lefi: LefiQuestion | None = None
    processors: Sequence[Organisation] = ()
    asked_at: datetime | None = None
    correlation_id: str = ""

    def __post_init__(self) -> None:
        """Raises UnusableQuestion."""
        texts = (self.caseworker, self.case, self.purpose, self.legal_basis)
        if not all(text.strip() for text in texts):
            raise UnusableQuestion("a question has a caseworker, a case, a purpose and a law")
        if not 0 <= (self.to_day - self.from_day).days < LONGEST_DAYS:
            raise UnusableQuestion("a question is about a period of at most two years")
        if not self.agencies:
            raise UnusableQuestion("a question is put to at least one agency")
        if Agency.FK in self.agencies and (self.lefi is None or not _codes(self.lefi)):
            raise UnusableQuestion("Försäkringskassan is asked for something named")
        if self.asked_at is not None and self.asked_at.utcoffset() is None:
            raise UnusableQuestion("the moment of asking has a time zone")


def envelope(question: Question) -> bytes:
    """Write the question as a SOAP 1.1 envelope in UTF-8."""
    root, body = begun(ssbt=SSBT)
    asked = _sub(body, "hamtaBastjanstInformation")
    _general(_sub(asked, "generellaFrageparametrar"), question)
    _specific(_sub(asked, "specifikaFrageparametrar"), question)
    return written(root)


def _general(general: etree._Element, question: Question) -> None:
    if question.asked_at is not None:
        _sub(general, "frageTidpunkt", question.asked_at.isoformat())
    if question.correlation_id:
        _sub(general, "korrelationsid", question.correlation_id)
    # What we asked we know; it need not travel back.
    _sub(general, "fraganSkallInkluderasISvaret", "false")
    asker = _sub(general, "ingivare")
    _organisation(asker, question.asker)
    _sub(asker, "handlaggare", question.caseworker)
    _sub(general, "personidentitet", question.person.reveal())
    _sub(general, "arendeidentitet", question.case)
    period = _sub(general, "tidsperiod")
    _sub(period, "fromDatum", question.from_day.isoformat())
    _sub(period, "tomDatum", question.to_day.isoformat())
    for number, processor in enumerate(question.processors, start=1):
        element = _sub(general, "personuppgiftsbitrade")
        _sub(element, "ordningsnummer", str(number))
        _organisation(element, processor)
    _sub(general, "syfte", question.purpose)
    _sub(general, "lagtext", question.legal_basis)


def _specific(specific: etree._Element, question: Question) -> None:
    for agency in Agency:
        is_asked = agency in question.agencies
        element = _sub(specific, agency)
        element.set("inkludera", "true" if is_asked else "false")
        if agency is Agency.FK and is_asked and question.lefi is not None:
            asked = _sub(element, "fraga")
            _sub(asked, "version", LEFI_VERSION)
            _sub(asked, "aktorsid", question.lefi.actor_id)
            text = json.dumps(lefi_json(question, question.lefi)).encode()
            _sub(asked, "lefiJsonFraga", base64.b64encode(text).decode("ascii"))


def lefi_json(question: Question, lefi: LefiQuestion) -> dict[str, object]:
    """Give LEFI's own question about the same person and period, as JSON data."""
    period = {"from": question.from_day.isoformat(), "tom": question.to_day.isoformat()}
    return {"personnummer": question.person.reveal(), "period": period, **_codes(lefi)}


def _codes(lefi: LefiQuestion) -> dict[str, list[str]]:
    named = {
        "formansinformation": lefi.benefits,
        "preliminaraUtbetalningar": lefi.preliminary_payments,
        "utbetalningar": lefi.payments,
        "ovrigInformation": lefi.other,
    }
    return {name: list(codes) for name, codes in named.items() if codes}


def _organisation(parent: etree._Element, organisation: Organisation) -> None:
    _sub(parent, "organisationsnummer", organisation.twelve_digits)
    _sub(parent, "namn", organisation.name)


def _sub(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{SSBT}}}{name}")
    try:
        element.text = text
    except ValueError:
        # lxml's own message may repeat the text.
        raise UnusableQuestion(f"{name} holds characters that XML cannot carry") from None
    return element
