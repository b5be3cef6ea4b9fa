"""The contract's own schemas and WSDL, outside the repository: GEMENSAM_STANDARDS_DIR names the folder."""

import os
from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree

from gemensam.identity.hsa.reading import OPERATION

CONTRACT = (
    Path(os.environ["GEMENSAM_STANDARDS_DIR"])
    / "rivta/hsa_infrastructure_directory/authorizationmanagement/2.4.5"
)
INTERACTION = CONTRACT / f"interactions/{OPERATION}Interaction"
WSDL = INTERACTION / f"{OPERATION}Interaction_2.2_RIVTABP21.wsdl"
# The bounded parts of a WSDL that a message is held against.
_WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
_SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"

needs_schemas = pytest.mark.skipif(
    not WSDL.is_file(), reason="the contract of HSA is not in GEMENSAM_STANDARDS_DIR"
)


@lru_cache(maxsize=1)
def messages() -> etree.XMLSchema:
    """The official schema of questions and answers."""
    return etree.XMLSchema(etree.parse(INTERACTION / f"{OPERATION}Responder_2.2.xsd"))


@lru_cache(maxsize=1)
def registry() -> etree.XMLSchema:
    """The official schema of the header."""
    return etree.XMLSchema(etree.parse(CONTRACT / "core_components/itintegration_registry_1.0.xsd"))


@lru_cache(maxsize=1)
def described() -> tuple[str, str, str]:
    """The WSDL's action, and the qualified names of the header and of the question."""
    root = etree.parse(WSDL).getroot()
    action = root.find(f".//{_SOAP}operation").get("soapAction")
    asked = root.find(f"{_WSDL}message")
    parts = {part.get("name"): part.get("element") for part in asked.iter(f"{_WSDL}part")}
    named = (_qualified(root, parts[one]) for one in ("LogicalAddress", "parameters"))
    return (action, *named)


def _qualified(root, name):
    prefix, _colon, local = name.partition(":")
    return f"{{{root.nsmap[prefix]}}}{local}"


def objections_to_question(action: str, envelope: bytes) -> list[str]:
    """What WSDL and schemas have against a question: its action, its header and its body."""
    header, body = etree.fromstring(envelope)
    expected_action, expected_header, expected_body = described()
    names = [one.tag for one in (*header, *body)]
    wrong = [] if names == [expected_header, expected_body] else [f"elements {names}"]
    if action != f'"{expected_action}"':
        wrong.append(f"action {action}")
    return [*wrong, *errors_of(registry(), header[0]), *errors_of(messages(), body[0])]


def objections_to_answer(envelope: bytes) -> list[str]:
    """What the schema has against an answer; a fault is the envelope's business."""
    (body,) = etree.fromstring(envelope)
    return errors_of(messages(), body[0])


def errors_of(schema: etree.XMLSchema, element: etree._Element) -> list[str]:
    alone = etree.fromstring(etree.tostring(element))
    schema.validate(alone)
    return [f"{error.line}: {error.message}" for error in schema.error_log]
