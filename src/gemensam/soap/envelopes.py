"""A SOAP 1.1 envelope: written with a body and perhaps a header, and opened again."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from gemensam.soap.elements import NotUnderstood, child, local, needed, parse, text

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """The service refused the whole question, or broke. The text may hold what is secret."""

    code: str
    text: str
    detail: etree._Element | None


def begun(**prefixes: str) -> tuple[etree._Element, etree._Element]:
    """Begin an envelope with its namespaces by prefix; give it and its body."""
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, **prefixes})
    return root, etree.SubElement(root, f"{{{SOAP}}}Body")


def header_of(root: etree._Element) -> etree._Element:
    """Put a header before the body."""
    header = etree.Element(f"{{{SOAP}}}Header")
    root.insert(0, header)
    return header


def written(root: etree._Element) -> bytes:
    """Write an envelope in UTF-8."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def opened(xml: bytes) -> etree._Element | Fault:
    """Give the body of an answer, or its fault. Raises NotUnderstood: it is no SOAP answer."""
    root = parse(xml)
    if local(root) != "Envelope":
        raise NotUnderstood("no SOAP envelope")
    body = needed(root, "Body")
    fault = child(body, "Fault")
    if fault is None:
        return body
    return Fault(text(fault, "faultcode"), text(fault, "faultstring"), child(fault, "detail"))
