"""Invented companies that give home care on the municipality's behalf, and one resident's wish."""

from dataclasses import replace
from datetime import datetime, timedelta

from gemensam.organisations import api as organisations
from gemensam.performers import api as performers
from gemensam.portal.demo.cast import Cast
from gemensam.tenancy.context import tenant_context

APPROVED_FOR = timedelta(days=200)
COMPANIES = (
    (
        performers.Company("Kvarnåns Omsorg AB", "559900-0118", "SE5599000118-1", "Kvarnåns Omsorg"),
        performers.Told(
            what="Personlig omvårdnad, städning, tvätt och inköp, alla dagar 7–22.",
            where="Munkedal, Dingle och Hedekas",
            languages="svenska, finska, arabiska",
            contact="070-174 06 61",
        ),
    ),
    (
        performers.Company("Åsens Hemhjälp Ekonomisk förening", "769900-0224", "SE7699000224-1", "Åsens Hemhjälp"),
        performers.Told(
            what="Städning, tvätt, inköp och promenader, vardagar 8–17.",
            where="Munkedals tätort",
            languages="svenska, engelska, somaliska",
            contact="070-174 06 62",
        ),
    ),
)  # fmt: skip
OWN = {
    "Hemtjänst Norr": performers.Told(
        what="All hjälp som hemtjänsten ger, alla dagar dygnet runt.",
        where="Dingle, Hedekas och landsbygden norr om Munkedal",
        languages="svenska, engelska",
        contact="070-174 06 63",
    ),
    "Hemtjänst Söder": performers.Told(
        what="All hjälp som hemtjänsten ger, alla dagar dygnet runt.",
        where="Munkedals tätort och söderut",
        languages="svenska, tyska, arabiska",
        contact="070-174 06 64",
    ),
}


def load(cast: Cast, *, now: datetime) -> None:
    """Let the keeper of the register approve the companies and present everybody."""
    at = now - APPROVED_FOR
    with tenant_context(cast.home):
        keeper = replace(cast.actor("henrik"), authenticated_at=at)
        for company, told in COMPANIES:
            performers.approve(
                actor=keeper,
                company=company,
                told=told,
                kind="home_care",
                starts_on=at.date(),
                reason="Socialnämndens beslut SN 2026/118, avtal undertecknat",
                now=at,
            )
        for unit in organisations.units(organisations.UnitKind.HOME_CARE):
            if unit.name in OWN:
                performers.present(actor=keeper, unit_id=unit.id, told=OWN[unit.name], now=at)
