"""What other domains may ask of the programme."""

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
from gemensam.programme.actions.resources import replace_lines, replace_pools
from gemensam.programme.actions.values import Count, report_values
from gemensam.programme.loading import load_shipped
from gemensam.programme.pages.figures import figures_as_json
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.shipped import indicators

__all__ = [
    "Batch",
    "ChangedMeanwhile",
    "Count",
    "DayIsAhead",
    "Entry",
    "HoursRefused",
    "IndicatorDefinition",
    "NoHourlyRate",
    "OnesOwnTime",
    "Pick",
    "SomeRefused",
    "StillWaiting",
    "Stop",
    "TimerRuns",
    "TimerWasForgotten",
    "TooLongDay",
    "YearIsLocked",
    "YearIsNotOver",
    "attest",
    "discard_timer",
    "figures_as_json",
    "indicators",
    "load_shipped",
    "lock_year",
    "remind_everybody",
    "replace_lines",
    "replace_pools",
    "report_hours",
    "report_many",
    "report_values",
    "restore_report",
    "set_hourly_rate",
    "start_timer",
    "stop_timer",
    "withdraw_attestation",
    "withdraw_batch",
    "withdraw_report",
]
