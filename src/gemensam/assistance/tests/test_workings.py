"""The workings line by line, in the words that people read, and what an invented norm always says."""

from datetime import date

import pytest
from django.utils import translation

from gemensam.assistance import words, workings
from gemensam.assistance.rules.costs import CostKind
from gemensam.assistance.rules.household import Child
from gemensam.assistance.rules.incomes import AssetKind, IncomeKind
from gemensam.assistance.rules.steps import Decision, Rule, Section, decide
from gemensam.assistance.tests.worked import household, income, kr, rent, worked
from gemensam.assistance.workings import Line, LineKind

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _in_swedish():
    with translation.override("sv"):
        yield


def made(**over):
    found = worked(
        household(Child("Kim", date(2018, 5, 5), days_here=15), **over),
        rent(8000),
        income("WAGE", "Ann", 4000),
        assisted={"Ann": frozenset(date(2026, month, 1) for month in range(1, 7))},
    )
    return decide(found, {"cost:RENT:": Decision(kr(7000), "Delar hyran")})


def test_every_line_of_a_calculation_in_order():
    norm = "Påhittad norm 2026"
    law = "särskild beräkningsregel, prop. 2012/13:94 (paragraf i SoL 2025:400 ej kontrollerad)"
    names = {"Ann": "Anna", "Kim": "Kim"}
    assert list(workings.lines(made(), names.__getitem__)) == [
        Line(
            LineKind.WARNING,
            "Beloppen är beräknade med en påhittad norm och gäller inte.",
            source=norm,
        ),
        Line(LineKind.HEADING, "Normen", source="Påhittade belopp, inte riksnormen"),
        Line(
            LineKind.ROW, "Personliga kostnader, vuxna, Anna", amounts=(kr(4000), kr(4000), None)
        ),
        Line(
            LineKind.STEP, "Personliga kostnader för en ensamstående vuxen", f"4{SPACE}000,00",
            norm, kr(4000),
        ),
        Line(LineKind.ROW, "Personliga kostnader, barn, Kim", amounts=(kr(1700), kr(1700), None)),
        Line(
            LineKind.STEP, "Personliga kostnader för ett barn i den åldern",
            f"3{SPACE}400,00 × 15/30", norm, kr(1700),
        ),
        Line(
            LineKind.ROW, "Gemensamma hushållskostnader", amounts=(kr(1300), kr(1300), None)
        ),
        Line(
            LineKind.STEP, "Gemensamma kostnader för ett hushåll av den storleken",
            f"1{SPACE}400,00 × 15/30", norm, kr(700),
        ),
        Line(
            LineKind.STEP, "Gemensamma kostnader för ett hushåll av den storleken",
            f"1{SPACE}200,00 × 15/30", norm, kr(600),
        ),
        Line(LineKind.HEADING, "Kostnader utanför normen"),
        Line(LineKind.ROW, "Hyra", amounts=(kr(8000), kr(8000), kr(7000))),
        Line(LineKind.STEP, "Den uppgivna kostnaden", f"8{SPACE}000,00", "den sökande", kr(8000)),
        Line(
            LineKind.STEP, "Handläggaren har bestämt annat: Delar hyran", amount=kr(-1000)
        ),
        Line(LineKind.HEADING, "Inkomster efter skatt"),
        Line(LineKind.ROW, "Lön, Anna", amounts=(kr(4000), kr(3000), None)),
        Line(LineKind.STEP, "Den uppgivna inkomsten", f"4{SPACE}000,00", "den sökande", kr(4000)),
        Line(
            LineKind.STEP, "En fjärdedel av lönen räknas inte (jobbstimulans)",
            f"4{SPACE}000,00 × 1/4", law, kr(-1000),
        ),
        Line(LineKind.SUM, "Behov", amounts=(kr(15000), kr(15000), kr(14000))),
        Line(LineKind.SUM, "Tillgångar och inkomster", amounts=(kr(4000), kr(3000), kr(3000))),
        Line(LineKind.SUM, "Underskott", amounts=(kr(11000), kr(12000), kr(11000))),
    ]  # fmt: skip


def test_the_last_line_says_surplus_when_there_is_one():
    found = worked(household(), income("WAGE", "Ann", 9000))
    assert [line.text for line in workings.lines(found)][-1] == "Överskott"


def test_a_published_norm_brings_no_warning():
    found = worked(household(month=date(2019, 1, 1)))
    assert [line for line in workings.lines(found) if line.kind is LineKind.WARNING] == []


def test_as_text_every_line_of_a_small_calculation():
    found = worked(household(), rent(6000), income("WAGE", "Ann", 12000))
    shown = workings.as_text(found).replace(SPACE, " ").splitlines()
    assert [" ".join(line.split()) for line in shown if line] == [
        "Sökt Föreslaget Beslutat",
        "Beloppen är beräknade med en påhittad norm och gäller inte. (Påhittad norm 2026)",
        "Normen (Påhittade belopp, inte riksnormen)",
        "Personliga kostnader, vuxna, Ann 4 000,00 4 000,00 –",
        "Personliga kostnader för en ensamstående vuxen: 4 000,00, Påhittad norm 2026 = 4 000,00",
        "Gemensamma hushållskostnader 1 200,00 1 200,00 –",
        "Gemensamma kostnader för ett hushåll av den storleken: 1 200,00, Påhittad norm 2026 = 1 200,00",
        "Kostnader utanför normen",
        "Hyra 6 000,00 6 000,00 –",
        "Den uppgivna kostnaden: 6 000,00, den sökande = 6 000,00",
        "Inkomster efter skatt",
        "Lön, Ann 12 000,00 12 000,00 –",
        "Den uppgivna inkomsten: 12 000,00, den sökande = 12 000,00",
        "Behov 11 200,00 11 200,00 11 200,00",
        "Tillgångar och inkomster 12 000,00 12 000,00 12 000,00",
        "Överskott -800,00 -800,00 -800,00",
    ]


def test_everything_has_words():
    assert set(words.RULES) == set(Rule)
    assert set(words.SECTIONS) == set(Section)
    kinds = {str(kind) for kinds in (CostKind, IncomeKind, AssetKind) for kind in kinds}
    assert {str(kind) for kind in words.KINDS} == kinds | {"adults", "child", "joint"}
