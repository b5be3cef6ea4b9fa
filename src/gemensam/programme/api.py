"""What other domains may ask of the programme."""

from gemensam.programme.actions.followup import save as save_followup
from gemensam.programme.actions.hours import (
    Batch,
    Entry,
    report_hours,
    report_many,
    restore_report,
    set_hourly_rate,
    withdraw_batch,
    withdraw_report,
)
from gemensam.programme.actions.hours_attesting import attest, lock_year, withdraw_attestation
from gemensam.programme.actions.hours_refusals import (
    ChangedMeanwhile,
    DayIsAhead,
    HoursRefused,
    NoHourlyRate,
    OnesOwnTime,
    Pick,
    SomeRefused,
    StillWaiting,
    TimerRuns,
    TimerWasForgotten,
    TooLongDay,
    YearIsLocked,
    YearIsNotOver,
)
from gemensam.programme.actions.hours_reminding import remind_everybody
from gemensam.programme.actions.hours_timer import Stop, discard_timer, start_timer, stop_timer
from gemensam.programme.actions.ledger import (
    Correction,
    NewGrant,
    NewLine,
    NewPart,
    add_line,
    close_year,
    correct_line,
    register_grant,
)
from gemensam.programme.actions.ledger_conditions import add_condition, set_condition
from gemensam.programme.actions.log_ins import observe_log_ins
from gemensam.programme.actions.plans import import_text as import_plan
from gemensam.programme.actions.plans import sign as sign_plan
from gemensam.programme.actions.projects import (
    Addition,
    add_delivery,
    mark_delivered,
    say_status,
)
from gemensam.programme.actions.projects_draft import (
    ApplicationWords,
    answer,
    invite,
    start_draft,
    submit,
)
from gemensam.programme.actions.projects_portfolio import (
    DecisionWords,
    ModelWords,
    add_frame,
    decide,
    open_call,
    record_model,
    score,
)
from gemensam.programme.actions.resources import replace_lines, replace_pools
from gemensam.programme.actions.values import Count, report_values
from gemensam.programme.handlers_projects import hear
from gemensam.programme.kinds import ConditionState, CostForm, LineKind
from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.kinds_projects import Criterion, DeliveryKind, Outcome, ProjectState
from gemensam.programme.loading import load_shipped
from gemensam.programme.pages.figures import figures_as_json
from gemensam.programme.rules.cofunding import HourlyRate
from gemensam.programme.rules.followup import AreaOutcome
from gemensam.programme.rules.followup import Report as FollowUp
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.rules.projects_portfolio import Model, Support
from gemensam.programme.shipped import indicators

__all__ = [
    "Addition",
    "ApplicationWords",
    "AreaOutcome",
    "Batch",
    "ChangedMeanwhile",
    "ConditionState",
    "Correction",
    "CostForm",
    "Count",
    "Criterion",
    "DayIsAhead",
    "DecisionWords",
    "DeliveryKind",
    "Entry",
    "FollowUp",
    "HourlyRate",
    "HoursRefused",
    "IndicatorDefinition",
    "LineKind",
    "Model",
    "ModelWords",
    "NewGrant",
    "NewLine",
    "NewPart",
    "NoHourlyRate",
    "OnesOwnTime",
    "Outcome",
    "OutcomeStatus",
    "Pick",
    "ProjectState",
    "SomeRefused",
    "StillWaiting",
    "Stop",
    "Support",
    "TimerRuns",
    "TimerWasForgotten",
    "TooLongDay",
    "YearIsLocked",
    "YearIsNotOver",
    "add_condition",
    "add_delivery",
    "add_frame",
    "add_line",
    "answer",
    "attest",
    "close_year",
    "correct_line",
    "decide",
    "discard_timer",
    "figures_as_json",
    "hear",
    "import_plan",
    "indicators",
    "invite",
    "load_shipped",
    "lock_year",
    "mark_delivered",
    "observe_log_ins",
    "open_call",
    "record_model",
    "register_grant",
    "remind_everybody",
    "replace_lines",
    "replace_pools",
    "report_hours",
    "report_many",
    "report_values",
    "restore_report",
    "save_followup",
    "say_status",
    "score",
    "set_condition",
    "set_hourly_rate",
    "sign_plan",
    "start_draft",
    "start_timer",
    "stop_timer",
    "submit",
    "withdraw_attestation",
    "withdraw_batch",
    "withdraw_report",
]
