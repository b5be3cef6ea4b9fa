"""Reported values, all invented and marked so, and some hours of Munkedal's home care."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.portal.demo.cast import Cast
from gemensam.programme import api as programme
from gemensam.tenancy.context import tenant_context

PLAN = "plan_2013_2015"
# Two that have handed in nothing, and one that has too few for anything to be shown.
SILENT = frozenset({"gullspang", "herrljunga"})
FEW = "essunga"
# Per indicator: of how many per thousand inhabitants, the lowest share in percent and how many
# more percent the luckiest has. Shares about municipalities are of one.
SHARES: Mapping[str, tuple[int, int, int]] = {
    "andel_digitala_trygghetslarm": (11, 58, 42),
    "andel_larm_som_avsett": (11, 52, 40),
    "andel_saker_identifikation": (16, 34, 60),
    "andel_mobil_dokumentation": (9, 12, 78),
    "andel_npo": (9, 8, 70),
}
# The latest day for which every municipality's inhabitants are known.
INHABITANTS_ON = "2016-12-31"
YES_OR_NO: Mapping[str, int] = {"kommuner_npo_konsument": 61, "andel_kommuner_tsd": 44}
COUNTS: Mapping[str, tuple[int, int]] = {"antal_etjanster": (4, 46)}
REPORTED_AGO = timedelta(days=20)
RATE_BASIS = "Påhittad schablon: 34 000 kr i månaden, 40 % påslag, 165 timmar"


def load(cast: Cast, *, now: datetime) -> None:
    """Write down what the municipalities have reported, and what Munkedal has worked."""
    _report_values(now)
    _report_hours(cast, now)


def chance(code: str, salt: str, top: int) -> int:
    """Give the same number every time for a municipality and an indicator, from nought below top."""
    mixed = 0
    for letter in code + salt:
        mixed = (mixed * 131 + ord(letter)) % 1_000_003
    return mixed % top


def share_of(place: organisations.Place, indicator: str, inhabitants: int) -> programme.Count:
    if indicator in YES_OR_NO:
        return programme.Count(int(chance(place.code, indicator, 100) < YES_OR_NO[indicator]), 1)
    per_thousand, lowest, more = SHARES[indicator]
    # One denominator for both shares of alarms: they are of the same alarms.
    salt = "alarms" if "larm" in indicator else indicator
    around = inhabitants * per_thousand // 1000
    whole = 7 if place.slug == FEW else around * (80 + chance(place.code, salt, 40)) // 100
    percent = lowest + chance(place.code, f"{salt} share", more)
    # What works is digital too, so the second share of alarms is never the larger.
    if indicator == "andel_larm_som_avsett":
        digital = share_of(place, "andel_digitala_trygghetslarm", inhabitants).numerator
        return programme.Count(digital * (80 + chance(place.code, indicator, 20)) // 100, whole)
    return programme.Count(whole * percent // 100, whole)


def _report_values(now: datetime) -> None:
    last_month = timezone.localdate(now).replace(day=1) - timedelta(days=1)
    places = [place for place in organisations.municipalities() if place.slug not in SILENT]
    definitions = programme.indicators()
    inhabitants = organisations.inhabitants(INHABITANTS_ON)
    for indicator in (*SHARES, *YES_OR_NO, *COUNTS):
        counts: dict[UUID, programme.Count] = {}
        for place in places:
            if indicator in COUNTS:
                least, spread = COUNTS[indicator]
                count = programme.Count(least + chance(place.code, indicator, spread))
            else:
                count = share_of(place, indicator, inhabitants[place.organisation_id])
            counts[place.organisation_id] = count
        programme.report_values(
            definition=definitions[indicator],
            starts_on=last_month.replace(day=1),
            ends_on=last_month,
            counts=counts,
            is_synthetic=True,
            now=now - REPORTED_AGO,
        )


# Who, on what, how many days ago, minutes, and whether Bo has attested it.
HOURS = (
    ("anna", "mobilitet", 9, 90, True, "Provade den nya mobilen på två rundor"),
    ("nils", "trygghetslarm", 8, 60, True, "Provlarm efter byte av larmenhet"),
    ("anna", "trygghetslarm", 2, 45, False, "Gick igenom rutinen för nyckelskåp"),
    ("farid", "mobilitet", 1, 120, False, "Utbildning i gruppen"),
)


def _report_hours(cast: Cast, now: datetime) -> None:
    bo = replace(cast.actor("bo"), authenticated_at=now)
    attested: list[programme.Pick] = []
    with tenant_context(cast.home):
        programme.set_hourly_rate(
            starts_on=date(2020, 1, 1), per_hour=Money.from_kronor(288), basis=RATE_BASIS
        )
        today = timezone.localdate(now)
        for who, activity, days_ago, minutes, is_attested, note in HOURS:
            # All of them this year's: the workspace has something to show on New Year's Day too.
            worked_on = max(today - timedelta(days=days_ago), today.replace(month=1, day=1))
            reported_ago = min(max(days_ago - 1, 0), (today - worked_on).days)
            hours_id = programme.report_hours(
                actor=replace(cast.actor(who), authenticated_at=now),
                plan_key=PLAN,
                activity_key=activity,
                worked_on=worked_on,
                minutes=minutes,
                note=note,
                now=now - timedelta(days=reported_ago),
            )
            if is_attested:
                attested.append(programme.Pick(hours_id, version=1))
        programme.attest(actor=bo, picks=attested, now=now)
