"""An invented plan that somebody has typed, signed and then revised: two revisions to compare."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from gemensam.portal.demo.cast import Cast
from gemensam.programme import api as programme
from gemensam.tenancy.context import tenant_context

BEGUN_AGO, SIGNED_AGO, REVISED_AGO = timedelta(days=400), timedelta(days=390), timedelta(days=25)
DECIDED_BY = "VästKoms styrelse, § 14 (påhittat)"

FIRST = """
key: plan_demo
title: "Nära tillsammans (påhittad)"
subtitle: "Ett påhittat exempel på en plan som skrivits och reviderats här"
period: {first_year: %(first)d, last_year: %(last)d}
signing: {organisation: VästKom, role: Direktör}
ambition: "Ingen ska märka var kommungränsen går när larmet går."
levels:
  - {key: lan, name: "Drivs för hela länet"}
  - {key: del, name: "Drivs i en delregion"}
activities:
  - key: larmrutiner
    number: "1"
    name: "Samma rutin för larm i alla kommuner"
    level: lan
    what: "Rutinerna för larm skrivs gemensamt och provas innan de införs."
    how:
      - "Kartlägg dagens rutiner."
      - "Prova i två kommuner."
    starts: "%(first)d-01"
    ends: "%(first)d-H2"
    goals:
      - {text: "Fyrtio kommuner följer rutinen.", measure: {kind: municipalities, target: 40}}
    resources:
      - {role: "eSamordnare", percent: 40, pool: esamordnare}
    costs:
      - {key: traffar, text: "Träffar med provkommunerna", quantity: 4, unit_parts_sek: [12000, 3000]}
    milestones:
      - {at: "%(first)d-05", text: "Styrgruppen beslutar om provet.", decision: true}
    municipality_role:
      - "Utse en kontaktperson."
  - key: utbildning
    number: "2"
    name: "Korta utbildningar för nattpersonal"
    level: del
    what: "Tre korta filmer om tillsyn på distans."
    starts: "%(first)d-Q3"
    goals:
      - text: "Trehundra nöjda deltagare."
        measure: {kind: count, target: 300}
        second_conditions: [{text: "nöjda"}]
    resources:
      - {role: "eSamordnare", percent: 20, pool: esamordnare}
    costs:
      - {key: film, text: "Inspelning", amount_sek: 90000}
"""

# What the revision changes: (as it was, as it is).
REVISED = (
    (
        'text: "Träffar med provkommunerna", quantity: 4',
        'text: "Träffar med provkommunerna", quantity: 6',
    ),
    (
        '      - "Prova i två kommuner."',
        '      - "Prova i fyra kommuner."\n      - "Skriv en vägledning."',
    ),
    ("percent: 20, pool: esamordnare", "percent: 30, pool: esamordnare"),
)
ADDED = """  - key: anhoriga
    number: "3"
    name: "Anhöriga vet vad som händer"
    level: lan
    what: "En gemensam sida för anhöriga till den som har larm."
    starts: "%(last)d-Q1"
    costs:
      - {key: text, text: "Språkgranskning", amount_sek: 25000}
"""


def load(cast: Cast, *, now: datetime) -> None:
    """Write the plan as Karin would have: typed, signed and revised."""
    karin = replace(cast.actor("karin"), authenticated_at=now)
    assert karin.tenant_id is not None
    year = timezone.localdate(now).year
    years = {"first": year, "last": year + 1}
    before = FIRST % years
    after = before + ADDED % years
    for was, becomes in REVISED:
        after = after.replace(was, becomes)
    with tenant_context(karin.tenant_id):
        programme.import_plan(
            actor=karin, text=before, base=None, note="Planen påbörjades", now=now - BEGUN_AGO
        )
        programme.sign_plan(
            actor=karin,
            key="plan_demo",
            number=1,
            decided_by=DECIDED_BY,
            decided_on=timezone.localdate(now - SIGNED_AGO),
            place="Göteborg",
            now=now - SIGNED_AGO,
        )
        programme.import_plan(
            actor=karin, text=after, base=1, note="Årlig revidering", now=now - REVISED_AGO
        )
