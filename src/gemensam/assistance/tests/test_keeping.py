"""What is stored comes back as it was, whatever it holds."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from gemensam.assistance import keeping
from gemensam.assistance.norms import norms
from gemensam.assistance.rules.costs import CostKind, Limit
from gemensam.assistance.rules.incomes import Income, IncomeKind
from gemensam.assistance.rules.steps import Decision
from gemensam.assistance.sheet import Asked, Unread
from gemensam.assistance.tests.test_from_answers import FAMILY, read
from gemensam.assistance.tests.worked import NOVEMBER, kr

FOUND = Income(
    IncomeKind.SICKNESS_BENEFIT,
    "applicant",
    kr(700, 25),
    "FK Sjukpenning",
    date(2026, 11, 25),
    (date(2026, 11, 1), date(2026, 11, 20)),
)
ASKED = Asked(
    datetime(2026, 11, 22, 9, tzinfo=UTC),
    NOVEMBER,
    date(2026, 11, 30),
    {"applicant": (("SO", "NO_ANSWER"),), "partner": ()},
)


def _full():
    sheet = read(FAMILY)
    app = replace(
        sheet.application,
        incomes=(*sheet.application.incomes, FOUND),
        limits={CostKind.RENT: Limit(kr(9000), "Riktlinje")},
        assisted={"applicant": frozenset({date(2026, 1, 1)})},
        child_wages_before={"child:1": kr(10)},
    )
    return replace(
        sheet,
        application=app,
        decisions={"cost:RENT:": Decision(kr(8000), "Delas.")},
        acknowledged=frozenset({"a", "b"}),
        asked=ASKED,
        unread=(Unread("costs@01", "costs", "rent", "AMOUNT"),),
    )


def test_a_sheet_comes_back_whole():
    sheet = _full()
    stored = json.loads(json.dumps(keeping.sheet_to_json(sheet)))
    assert keeping.sheet_from_json(stored) == sheet


def test_a_calculation_comes_back_with_every_step():
    made = _full().calculated(norms())
    stored = json.loads(json.dumps(keeping.calculation_to_json(made)))
    assert keeping.calculation_from_json(stored) == made
