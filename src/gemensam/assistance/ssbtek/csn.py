"""CSN's part of an answer: an XML document of its own in base64, versions 3 and 4 alike.

The contract does not say the unit of `belopp`: at most seven digits without decimals, read here as
whole kronor. To be verified against a real answer before it is relied on.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from lxml import etree

from gemensam.assistance.ssbtek.answers import StudyPayment, StudySupport
from gemensam.soap.elements import (
    NotUnderstood,
    child,
    children,
    local,
    money_of,
    needed,
    needed_day,
    parse,
    text,
)

SCHEMES: Final = frozenset(
    {
        "Studiemedel",
        "Studiehjalp",
        "HemutrustningsLan",
        "Studiestartsstod",
        "Omstallningsstudiestod",
    }
)
_PAID: Final = frozenset({"Utbetald", "UTBETALAD"})
_UNKNOWN: Final = "Ej träff"
_PAYMENTS: Final = ("UtbetalningsPlan", "Utbetalningsplan")


def decoded(written: str) -> bytes:
    """Read base64, blanks or not. Raises NotUnderstood."""
    try:
        return base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NotUnderstood("not base64") from None


def study_support(data: etree._Element) -> StudySupport:
    """Read CSN's part. Raises NotUnderstood."""
    document = parse(decoded(text(data, "svar")))
    if local(document) != "CSNSvar":
        raise NotUnderstood("no answer of CSN")
    result = needed(document, "GemensamtSvarEkbistand", "Resultat")
    people = list(children(child(document, "Personer"), "Person"))
    return StudySupport(
        code=text(result, "ResultatKod"),
        message=text(result, "ResultatText"),
        is_known=any((person.get("Status") or "").strip() != _UNKNOWN for person in people),
        payments=tuple(payment for person in people for payment in _payments(person)),
    )


def _payments(person: etree._Element) -> Iterator[StudyPayment]:
    for scheme in person:
        if local(scheme) not in SCHEMES:
            continue
        for case in children(child(scheme, "Arenden"), "Arende"):
            plans = (child(case, name) for name in _PAYMENTS)
            for plan in plans:
                for payment in children(plan, "Utbetalning"):
                    yield StudyPayment(
                        scheme=local(scheme),
                        kind=text(case, "klartext") or text(case, "stodform"),
                        paid_on=needed_day(payment, "utbetdatum"),
                        is_paid=text(payment, "utbetstatus") in _PAID,
                        amount=money_of(text(payment, "totbelopp")),
                        weeks=_weeks(payment),
                    )


def _weeks(payment: etree._Element) -> tuple[str, str] | None:
    times = list(children(child(payment, "Utbetaldatider"), "Utbetaldtid"))
    found = [week for one in times for week in (text(one, "startvecka"), text(one, "slutvecka"))]
    written = sorted(week for week in found if week)
    return (written[0], written[-1]) if written else None
