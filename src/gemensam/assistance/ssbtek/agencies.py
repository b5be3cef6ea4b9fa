"""The parts of an answer that are XML as they stand: AF, SKV, SO, TNS and MIV."""

from collections.abc import Iterator
from datetime import date

from lxml import etree

from gemensam.assistance.ssbtek.answers import (
    Employment,
    Failure,
    FailureSource,
    Fund,
    FundPayment,
    Permit,
    Residence,
    Support,
    Taxation,
    TaxFact,
    UnemploymentFunds,
    Vehicle,
    Vehicles,
)
from gemensam.soap.elements import (
    child,
    children,
    day,
    local,
    money_of,
    needed,
    needed_day,
    parse,
    text,
    truth,
    whole,
)


def employment(data: etree._Element) -> Employment:
    """Read Arbetsförmedlingen's part. Raises NotUnderstood."""
    answer = needed(data, "Svar")
    seeker = child(answer, "ArbetssokandeInfo")
    decisions = children(child(answer, "BeslutInfo", "EkonomiskaBeslut"), "Beslut")
    return Employment(
        status_code=text(answer, "StatusSokandeinformationKod"),
        status=text(answer, "StatusSokandeinformationKodText"),
        has_protected_identity=truth(text(answer, "Sekretessmarkering")) is True,
        is_registered=truth(text(seeker, "Arbetssokande")),
        category=text(seeker, "ArbetssokandeSKAT"),
        registered_on=day(seeker, "ArbetssokandeRegistrerad"),
        extent=whole(text(seeker, "ArbetssokandeOmfattning")),
        deregistered_on=day(seeker, "ArbetssokandeAvaktualiserad"),
        reported_on=day(seeker, "AktivetetsRapportDatum", "SenasteAktivitetsRapportDatum"),
        report_message=text(seeker, "AktivetetsRapportDatum", "AktivitetsRapportMeddelande"),
        unemployment_fund=text(answer, "Akassetillhorighet"),
        supports=tuple(
            Support(
                kind=text(one, "ErsattningTyp"),
                extent=whole(text(one, "Omfattning")) or 0,
                from_day=needed_day(one, "BeslutFrom"),
                to_day=needed_day(one, "BeslutTom"),
            )
            for one in decisions
        ),
    )


def taxation(data: etree._Element) -> Taxation:
    """Read Skatteverket's part: a document of its own, whose schema is not in the contract.

    So every figure is given as it is written, below its chapter. Raises NotUnderstood.
    """
    # It is text inside a text: whatever its declaration says, it has been decoded once already.
    document = parse(text(data, "svar").encode(), encoding="utf-8")
    people = list(children(needed(document, "PersonuppgiftLista"), "Personuppgift"))
    return Taxation(
        status_codes=tuple(text(person, "StatusPersonuppgiftKod") for person in people),
        facts=tuple(fact for person in people for fact in _facts(person)),
    )


def _facts(person: etree._Element) -> Iterator[TaxFact]:
    for chapter in person:
        for element in chapter.iter():
            if element is not chapter and len(element) == 0:
                yield TaxFact(local(chapter), local(element), text(element))


def unemployment_funds(data: etree._Element) -> UnemploymentFunds:
    """Read the unemployment funds' part. Raises NotUnderstood."""
    found = children(needed(data, "ArbetsloshetsersattningLista"), "Arbetsloshetsersattning")
    return UnemploymentFunds(tuple(_fund(one) for one in found))


def _fund(one: etree._Element) -> Fund:
    name = text(one, "SvarandeOrganisation")
    applied = child(one, "AnsoktOmErsattning")
    return Fund(
        name=name,
        status=text(one, "StatusSvarandeOrganisation"),
        payments=tuple(
            FundPayment(
                fund=name,
                paid_on=needed_day(payment, "Utbetalningsdatum"),
                after_tax=money_of(text(payment, "NettoEfterSkatt")),
                after_deductions=money_of(text(payment, "NettoEfterAvdrag")),
                days=text(payment, "Ersattningsdagar"),
                period=_span(payment, "AvserFrom", "AvserTom"),
            )
            for payment in children(one, "Utbetalningar")
        ),
        suspended=tuple(
            _span(suspension, "AvstangdFrom", "AvstangdTom")
            for suspension in children(one, "Avstangningar")
        ),
        right_decided_on=day(applied, "BeslutOmRattTillErsattning"),
        has_applied=truth(text(applied, "AnsokanOmUtbetalningInlamnad")),
    )


def _span(element: etree._Element, first: str, last: str) -> tuple[date, date]:
    return needed_day(element, first), needed_day(element, last)


def vehicles(data: etree._Element) -> Vehicles | Failure:
    """Read Transportstyrelsen's part; it has errors of its own. Raises NotUnderstood."""
    if text(needed(data, "resultat")) != "OK":
        errors = list(children(data, "felresultat"))
        code = " ".join(text(error, "felkod") for error in errors)
        return Failure(FailureSource.BT, code, tuple(text(error, "feltext") for error in errors))
    return Vehicles(
        tuple(
            Vehicle(
                registration=text(one, "regnr"),
                make=text(one, "fabrikat"),
                year=text(one, "fordonsar"),
                kind=text(one, "fordonsslag"),
                model=text(one, "handelsbeteckning"),
            )
            for one in children(child(data, "fordonsinnehav"), "fordon")
        )
    )


def residence(data: etree._Element) -> Residence:
    """Read Migrationsverket's part; nothing is known of most people. Raises NotUnderstood."""
    answer = child(data, "response")
    return Residence(
        country=text(answer, "hemland"),
        entered_on=day(answer, "inresedatum"),
        permits=tuple(
            Permit(
                matter=text(one, "arendeTypNamn") or text(one, "arendeTyp"),
                decision=text(one, "beslutsKodNamn") or text(one, "beslutsKod"),
                decided_on=day(one, "beslutsdatum"),
                from_day=day(one, "fromDatum"),
                to_day=day(one, "tomDatum"),
                is_permanent={"PERMANENT": True, "TIDBEGRANSAT": False}.get(
                    text(one, "giltighetstid")
                ),
            )
            for one in children(child(answer, "svarCollection"), "svar")
            if len(one)
        ),
    )
