"""Försäkringskassan's part of an answer: LEFI's JSON in base64, with two ways of writing a payment.

Payments of Försäkringskassan stand below `formansinformation`, those of Pensionsmyndigheten beside it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from gemensam.assistance.ssbtek.answers import BenefitPayment, Benefits
from gemensam.assistance.ssbtek.csn import decoded
from gemensam.kernel.money import InexactAmount, Money
from gemensam.soap.elements import NotUnderstood, day_of, text

type Json = Mapping[str, object]

_OWN: Final = {"utbetalningsuppgift": False, "preliminarautbetalningar": True}
_PENSIONS: Final = {"utbetalningar": False, "preliminaraUtbetalningar": True}
# "2026-11" has no day: such a period is not exact, and is left out.
_WHOLE_DAY: Final = 10


def benefits(data: etree._Element) -> Benefits:
    """Read Försäkringskassan's part. Raises NotUnderstood."""
    answer = _json(decoded(text(data, "lefiJsonSvar")))
    own = _object(answer.get("formansinformation"))
    payments = [
        *(
            _own(row, is_preliminary=late)
            for name, late in _OWN.items()
            for row in _rows(own, name)
        ),
        *(
            _pension(row, is_preliminary=late)
            for name, late in _PENSIONS.items()
            for row in _rows(answer, name)
        ),
    ]
    return Benefits(
        providers={
            _words(row.get("utlamnare"), "kod"): _words(row.get("tillstand"), "kod")
            for row in _rows(answer, "utlamnare")
        },
        deviations=tuple(_deviations(_object(answer.get("avvikelser")))),
        payments=tuple(payments),
    )


def _json(raw: bytes) -> Json:
    try:
        # Decimals as they are written: a float would change the last digits.
        found = json.loads(raw, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotUnderstood("no JSON") from None
    return _object(found)


def _no_number(_word: str) -> Decimal:
    raise NotUnderstood("not a number")


def _object(value: object) -> Json:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotUnderstood("no object")
    return value


def _rows(parent: Json, name: str) -> list[Json]:
    rows = parent.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise NotUnderstood(f"{name} is no list")
    return [_object(row) for row in rows]


def _words(value: object, *names: str) -> str:
    found = _object(value)
    return next((str(found[name]) for name in names if found.get(name)), "")


def _own(row: Json, *, is_preliminary: bool) -> BenefitPayment:
    family, payer = row.get("formansfamilj"), row.get("foretag")
    net = _amount(row.get("nettobelopp"))
    if net is None:
        raise NotUnderstood("a payment has no net amount")
    details = _rows(row, "utbetalningsdetalj")
    codes = [_words(family, "id"), *(_words(one.get("forman"), "id") for one in details)]
    return BenefitPayment(
        payer=_words(payer, "beskrivning") or "FK",
        codes=tuple(dict.fromkeys(code for code in codes if code)),
        name=_words(family, "beskrivning"),
        paid_on=_day(row.get("datum")),
        is_preliminary=is_preliminary,
        net=net,
        gross=_amount(row.get("bruttobelopp")),
        period=_period(row.get("period"), "fran", "till"),
    )


def _pension(row: Json, *, is_preliminary: bool) -> BenefitPayment:
    net, gross = _kronor(row.get("nettobelopp")), _kronor(row.get("bruttobelopp"))
    if net is None:
        raise NotUnderstood("a payment has no net amount")
    groups = [_object(one.get("formansgrupp")) for one in _rows(row, "utbetalningsrader")]
    return BenefitPayment(
        payer="PM",
        codes=tuple(dict.fromkeys(_words(group, "kod") for group in groups if group)),
        name=", ".join(dict.fromkeys(_words(group, "beskrivning") for group in groups if group)),
        paid_on=_day(row.get("utbetalningsdatum")),
        is_preliminary=is_preliminary,
        net=net,
        gross=gross,
        period=_period(row.get("utbetalningsperiod"), "from", "tom"),
    )


def _amount(value: object) -> Money | None:
    amount = _object(value)
    if not amount:
        return None
    if str(amount.get("valuta") or "SEK") != "SEK":
        raise NotUnderstood("an amount is not in kronor")
    return _kronor(amount.get("summa"))


def _kronor(value: object) -> Money | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise NotUnderstood("an amount is no number")
    try:
        return Money.from_kronor(value)
    except InexactAmount:
        raise NotUnderstood("an amount has parts of an öre") from None


def _day(value: object) -> date | None:
    return day_of(str(value)) if value else None


def _period(value: object, first: str, last: str) -> tuple[date, date] | None:
    period = _object(value)
    bounds = [str(period.get(name) or "") for name in (first, last)]
    if any(len(bound) != _WHOLE_DAY for bound in bounds):
        return None
    return day_of(bounds[0]), day_of(bounds[1])


def _deviations(deviations: Json) -> Iterator[str]:
    """What was asked for and is missing: `utbetalningar PM:AP OBEHORIG`."""
    for name in deviations:
        for row in _rows(deviations, name):
            group = row.get("formansgrupp") or row.get("ovrigInformationstyp")
            code = _words(row.get("avvikelse"), "kod")
            yield f"{name} {_words(group, 'kod')} {code}"
