"""What other domains may call: the calculation, its workings, and the question to SSBTEK."""

from gemensam.assistance.asking import is_connected
from gemensam.assistance.calculations import Made, Visit, change, in_hand, made_by
from gemensam.assistance.inquiring import ask_next
from gemensam.assistance.norms import norms
from gemensam.assistance.parts import figures_of, plain
from gemensam.assistance.rules.calculating import Application, calculate
from gemensam.assistance.rules.costs import Cost, CostKind, Limit
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import Asset, AssetKind, Income, IncomeKind
from gemensam.assistance.rules.refusals import CannotCalculate, NormMissing
from gemensam.assistance.rules.steps import Calculation, Column, Decision, Row, Section, decide
from gemensam.assistance.ssbtek.answers import Answers, Failure
from gemensam.assistance.ssbtek.client import (
    AnswerNotUnderstood,
    Configuration,
    NotConfigured,
    RefusedBySsbtek,
    SsbtekUnreachable,
    connected,
)
from gemensam.assistance.ssbtek.configuring import configuration
from gemensam.assistance.ssbtek.incomes import Found, incomes_of
from gemensam.assistance.ssbtek.question import Agency, LefiQuestion, Organisation, Question
from gemensam.assistance.workings import Line, LineKind, lines

__all__ = [
    "Agency",
    "AnswerNotUnderstood",
    "Answers",
    "Application",
    "Asset",
    "AssetKind",
    "Calculation",
    "CannotCalculate",
    "Child",
    "Column",
    "Configuration",
    "Cost",
    "CostKind",
    "Decision",
    "Failure",
    "Found",
    "Household",
    "Income",
    "IncomeKind",
    "LefiQuestion",
    "Limit",
    "Line",
    "LineKind",
    "Made",
    "NormMissing",
    "NotConfigured",
    "Organisation",
    "Question",
    "RefusedBySsbtek",
    "Row",
    "Section",
    "SsbtekUnreachable",
    "Visit",
    "ask_next",
    "calculate",
    "change",
    "configuration",
    "connected",
    "decide",
    "figures_of",
    "in_hand",
    "incomes_of",
    "is_connected",
    "lines",
    "made_by",
    "norms",
    "plain",
]
