"""From the bytes of HSA's answer to plain data; strictly, since access follows from it.

Whatever is missing, doubled or in another namespace than the contract's is refused: nobody is let in,
or put out, by an answer that was half understood. Names that are longer than ours are cut. What an
answer says is never repeated in an error.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

from gemensam.identity.hsa.answers import Answer, Credentials, Place, ToldCommission
from gemensam.kernel.hsa_ids import capitals
from gemensam.kernel.personal_identity_number import (
    PersonalIdentityNumber,
    UnusablePersonalIdentityNumber,
)
from gemensam.kernel.protected import ProtectedStr
from gemensam.soap.elements import NotUnderstood
from gemensam.soap.envelopes import Fault, opened

DOMAIN: Final = "urn:riv:infrastructure:directory:authorizationmanagement"
OPERATION: Final = "GetCredentialsForPersonIncludingProtectedPerson"
RESPONDER: Final = f"{DOMAIN}:{OPERATION}Responder:2"
CORE: Final = f"{DOMAIN}:2"
EXTENSION: Final = f"{DOMAIN}:2.1"
# xs:dateTime without a zone is Swedish local time (RIV-TA).
LOCAL: Final = ZoneInfo("Europe/Stockholm")
# National identity numbers by their OIDs; another root is somebody whom we cannot know by number.
ROOTS: Final = frozenset({"1.2.752.129.2.1.3.1", "1.2.752.129.2.1.3.3"})
LONGEST_GIVEN_NAME: Final = 60
LONGEST_FAMILY_NAME: Final = 59
LONGEST_NAME: Final = 120
# SE, the number of whoever owns it, a hyphen, and letters and digits of their own.
HSA_ID: Final = re.compile(r"[A-Z0-9-]{1,31}", re.ASCII)
# What is compared or shown and no name: longer than any of HSA's words.
LONGEST_WORD: Final = 140
LONGEST_LICENCE: Final = 20
# As SOAP writes them, without digits: nobody's number is told with it.
FAULT_CODE: Final = re.compile(r"[A-Za-z:._-]{1,60}", re.ASCII)
TRUTHS: Final[Mapping[str, bool]] = {"true": True, "1": True, "false": False, "0": False}


class RefusedByHsa(RuntimeError):
    """HSA answered with a fault. The text may hold what is secret: the code alone is told."""

    def __init__(self, code: str) -> None:
        super().__init__(f"HSA refused the question: {code}")
        self.code = code


def read(xml: bytes, *, employee_hsa_id: str) -> Answer:
    """Read the answer about one employee. Raises NotUnderstood and RefusedByHsa."""
    body = opened(xml)
    if isinstance(body, Fault):
        raise RefusedByHsa(body.code if FAULT_CODE.fullmatch(body.code) else "unknown")
    (response,) = _exactly(body, RESPONDER, f"{OPERATION}Response", 1)
    found = _all(response, RESPONDER, "credentialInformation")
    told = [_credentials(one) for one in found]
    if any(one.employee_hsa_id != employee_hsa_id for one in told):
        raise NotUnderstood("the answer is about another than was asked for")
    if len(told) > 1:
        raise NotUnderstood("an employee is told of twice")
    return Answer(told[0] if told else None, hashlib.sha256(xml).hexdigest())


def _credentials(element: etree._Element) -> Credentials:
    commissions = tuple(_commission(one) for one in _all(element, CORE, "commission"))
    if len({one.hsa_id for one in commissions}) != len(commissions):
        raise NotUnderstood("a commission is told of twice")
    licences = _texts(element, EXTENSION, "healthCareProfessionalLicenceCode")
    roles = [
        f"{_needed(one, 'systemId')};{_needed(one, 'role')}"[:LONGEST_WORD]
        for one in _all(element, CORE, "hsaSystemRole")
    ]
    return Credentials(
        employee_hsa_id=_hsa_id(element, "personHsaId"),
        given_name=ProtectedStr(_text(element, "givenName")[:LONGEST_GIVEN_NAME]),
        family_name=ProtectedStr(_needed(element, "middleAndSurName")[:LONGEST_FAMILY_NAME]),
        number=_number(element),
        # A code that is longer than any is nobody's licence.
        licences=tuple(sorted(one for one in set(licences) if 0 < len(one) <= LONGEST_LICENCE)),
        system_roles=tuple(sorted(set(roles))),
        is_protected=_truth(element, "protectedPerson"),
        is_feigned=_truth(element, "feignedPerson"),
        commissions=commissions,
    )


def _commission(element: etree._Element) -> ToldCommission:
    has_unit = bool(_all(element, CORE, "healthCareUnitHsaId"))
    rights = tuple(_right(one) for one in _all(element, CORE, "commissionRight"))
    return ToldCommission(
        hsa_id=_hsa_id(element, "commissionHsaId"),
        name=_needed(element, "commissionName")[:LONGEST_NAME],
        purpose=_word(element, "commissionPurpose"),
        rights=tuple(sorted(set(rights))),
        unit=_place(element, "Unit") if has_unit else None,
        provider=_place(element, "Provider"),
        organisation_number=_word(element, "healthCareProviderOrgNo"),
        is_feigned=_truth(element, "feignedCommission"),
    )


def _place(element: etree._Element, sort: str) -> Place:
    name, hsa_id = (
        _text(element, f"healthCare{sort}Name"),
        _hsa_id(element, f"healthCare{sort}HsaId"),
    )
    starts_at = _moment(element, f"healthCare{sort}StartDate")
    ends_at = _moment(element, f"healthCare{sort}EndDate")
    if starts_at and ends_at and ends_at < starts_at:
        raise NotUnderstood("an end comes before its start")
    return Place(
        hsa_id=hsa_id,
        name=name[:LONGEST_NAME],
        starts_at=starts_at,
        ends_at=ends_at,
        is_archived=_truth(element, f"archivedHealthCare{sort}"),
        is_feigned=_truth(element, f"feignedHealthCare{sort}"),
    )


def _right(element: etree._Element) -> str:
    return ";".join(_word(element, one) for one in ("activity", "informationClass", "scope"))


def _number(element: etree._Element) -> PersonalIdentityNumber | None:
    for one in _exactly(element, EXTENSION, "personalIdentity", 0, 1):
        if _text(one, "root", EXTENSION) in ROOTS:
            try:
                return PersonalIdentityNumber.parse(_text(one, "extension", EXTENSION))
            except UnusablePersonalIdentityNumber:
                raise NotUnderstood("a personal identity number is none") from None
    return None


def _all(element: etree._Element, namespace: str, name: str) -> list[etree._Element]:
    return list(element.iterchildren(f"{{{namespace}}}{name}"))


def _exactly(
    element: etree._Element, namespace: str, name: str, least: int, most: int = 1
) -> list[etree._Element]:
    found = _all(element, namespace, name)
    if not least <= len(found) <= most:
        raise NotUnderstood(f"{name} stands {len(found)} times")
    return found


def _text(element: etree._Element, name: str, namespace: str = CORE) -> str:
    found = _exactly(element, namespace, name, 0)
    return " ".join((found[0].text or "").split()) if found else ""


def _texts(element: etree._Element, namespace: str, name: str) -> list[str]:
    return [(one.text or "").strip() for one in _all(element, namespace, name)]


def _needed(element: etree._Element, name: str) -> str:
    written = _text(element, name)
    if not written:
        raise NotUnderstood(f"{name} is missing")
    return written


def _word(element: etree._Element, name: str) -> str:
    written = _needed(element, name)
    if len(written) > LONGEST_WORD:
        raise NotUnderstood(f"{name} is too long")
    return written


def _hsa_id(element: etree._Element, name: str) -> str:
    written = capitals(_needed(element, name))
    if not HSA_ID.fullmatch(written):
        raise NotUnderstood(f"{name} is no HSA-id")
    return written


def _truth(element: etree._Element, name: str) -> bool:
    """Read a mark; one that is left out is not set, and one that is not understood is refused."""
    written = _text(element, name)
    if not _all(element, CORE, name):
        return False
    if written not in TRUTHS:
        raise NotUnderstood(f"{name} is neither true nor false")
    return TRUTHS[written]


def _moment(element: etree._Element, name: str) -> datetime | None:
    if not _all(element, CORE, name):
        return None
    try:
        moment = datetime.fromisoformat(_text(element, name))
    except ValueError:
        raise NotUnderstood(f"{name} is no time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).astimezone(UTC)
