"""The contract's own schemas, which lie outside the repository: GEMENSAM_STANDARDS_DIR names the folder."""

import os
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

CONTRACT = Path(os.environ["GEMENSAM_STANDARDS_DIR"]) / "ssbtek" / "contract_v10" / "se"
COMPOSITE = CONTRACT / "forsakringskassan/schema/integration/ssbt/_10/sammansatt_bastjanst_v10.xsd"
LEFI = CONTRACT / "forsakringskassan/schema/lefi/lefi-formansinformation-v9.openapi.yaml"
CSN_PERSON = CONTRACT / "csn/schema/v4_0/person/person.xsd"

needs_schemas = pytest.mark.skipif(
    not COMPOSITE.is_file(), reason="the schemas of SSBTEK v10 are not in GEMENSAM_STANDARDS_DIR"
)


@lru_cache(maxsize=1)
def composite() -> etree.XMLSchema:
    """The official schema of questions and answers, with those of the agencies that it imports."""
    return etree.XMLSchema(etree.parse(COMPOSITE))


@lru_cache(maxsize=1)
def csn_person() -> etree.XMLSchema:
    """CSN's person. The document around it imports a schema that does not come with the contract."""
    wrapper = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
      targetNamespace="http://schema.csn.se/v4.0/kommunfraga" xmlns:p="http://schema.csn.se/v4.0/person">
      <xs:import namespace="http://schema.csn.se/v4.0/person" schemaLocation="{CSN_PERSON.as_uri()}"/>
      <xs:element name="Person" type="p:Person"/></xs:schema>"""
    return etree.XMLSchema(etree.fromstring(wrapper))


@lru_cache(maxsize=2)
def lefi(name: str) -> Draft202012Validator:
    """A schema of LEFI's OpenAPI description by its name there."""
    description = yaml.safe_load(LEFI.read_text(encoding="utf-8"))
    root = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    return Draft202012Validator(root, format_checker=FormatChecker())


def in_body(envelope: bytes) -> etree._Element:
    """The one element in a SOAP envelope's body."""
    root = etree.fromstring(envelope)
    (body,) = root
    (only,) = body
    return only


def errors_of(schema: etree.XMLSchema, element: etree._Element) -> list[str]:
    """What the schema has against an element; in a tree of its own, as a validator wants it."""
    alone = etree.fromstring(etree.tostring(element))
    schema.validate(alone)
    return [f"{error.line}: {error.message}" for error in schema.error_log]
