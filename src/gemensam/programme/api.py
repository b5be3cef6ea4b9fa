"""What other domains may ask of the programme."""

from gemensam.programme.actions.hours import (
    ChangedMeanwhile,
    DayIsAhead,
    HoursRefused,
    NoHourlyRate,
    OnesOwnTime,
    Pick,
    StillWaiting,
    TooLongDay,
    YearIsLocked,
    YearIsNotOver,
    attest,
    lock_year,
    report_hours,
    set_hourly_rate,
    withdraw_attestation,
    withdraw_report,
)
from gemensam.programme.actions.values import Count, report_values
from gemensam.programme.loading import load_shipped
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.shipped import indicators

__all__ = [
    "ChangedMeanwhile",
    "Count",
    "DayIsAhead",
    "HoursRefused",
    "IndicatorDefinition",
    "NoHourlyRate",
    "OnesOwnTime",
    "Pick",
    "StillWaiting",
    "TooLongDay",
    "YearIsLocked",
    "YearIsNotOver",
    "attest",
    "indicators",
    "load_shipped",
    "lock_year",
    "report_hours",
    "report_values",
    "set_hourly_rate",
    "withdraw_attestation",
    "withdraw_report",
]
