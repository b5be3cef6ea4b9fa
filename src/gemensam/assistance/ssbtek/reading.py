"""From the bytes of an answer to plain data: the envelope, the fault, and each agency's part.

An agency whose part cannot be read becomes a Failure of ours, so that the others' answers stand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from gemensam.assistance.ssbtek.agencies import (
    employment,
    residence,
    taxation,
    unemployment_funds,
    vehicles,
)
from gemensam.assistance.ssbtek.answers import Answer, Answers, Failure, FailureSource
from gemensam.assistance.ssbtek.csn import study_support
from gemensam.assistance.ssbtek.lefi import benefits
from gemensam.assistance.ssbtek.question import Agency
from gemensam.soap import envelopes
from gemensam.soap.elements import NotUnderstood, child, children, needed, text
from gemensam.soap.envelopes import opened

NOT_UNDERSTOOD: Final = "NOT_UNDERSTOOD"
NO_ANSWER: Final = "NO_ANSWER"

_READERS: Final[Mapping[Agency, Callable[[etree._Element], Answer]]] = {
    Agency.AF: employment,
    Agency.CSN: study_support,
    Agency.FK: benefits,
    Agency.SKV: taxation,
    Agency.SO: unemployment_funds,
    Agency.TNS: vehicles,
    Agency.MIV: residence,
}


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """The composite service refused the whole question, or broke."""

    code: str
    messages: tuple[str, ...]


def read(xml: bytes, asked: frozenset[Agency]) -> Answers | Fault:
    """Read a SOAP answer; an agency that was asked and left out is a Failure.

    Raises NotUnderstood when it is no SOAP answer of this contract at all.
    """
    body = opened(xml)
    if isinstance(body, envelopes.Fault):
        return _fault(body)
    response = needed(body, "hamtaBastjanstInformationResponse")
    parts = needed(response, "svarsdata")
    answers = {
        agency: _answer(agency, child(parts, agency)) for agency in Agency if agency in asked
    }
    return Answers(answers, text(response, "korrelationsid"))


def _fault(fault: envelopes.Fault) -> Fault:
    own = child(fault.detail, "hamtaBastjanstInformationFault")
    if own is None:
        return Fault(fault.code, (fault.text,))
    return Fault(text(own, "felkod"), _messages(own))


def _answer(agency: Agency, part: etree._Element | None) -> Answer:
    if part is None:
        return Failure(FailureSource.READING, NO_ANSWER)
    error = child(part, "error")
    try:
        if error is not None:
            return Failure(_source(error), text(error, "felkod"), _messages(error))
        return _READERS[agency](needed(part, "data"))
    except NotUnderstood:
        return Failure(FailureSource.READING, NOT_UNDERSTOOD)


def _source(error: etree._Element) -> FailureSource:
    written = text(error, "kalla")
    if written not in (FailureSource.SSBT, FailureSource.BT):
        raise NotUnderstood("an error is neither SSBT's nor BT's")
    return FailureSource(written)


def _messages(element: etree._Element) -> tuple[str, ...]:
    return tuple(text(message) for message in children(element, "felmeddelande"))
