"""An invented report of last year that somebody has begun and changed: a draft to publish."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from gemensam.portal.demo.cast import Cast
from gemensam.programme import api as programme
from gemensam.tenancy.context import tenant_context

BEGUN_AGO, CHANGED_AGO = timedelta(days=12), timedelta(days=2)

ALARMS = programme.AreaOutcome(
    key="larm",
    name="Digitala larm i alla kommuner (påhittat)",
    goal="Alla trygghetslarm är digitala.",
    status=programme.OutcomeStatus.NOT_ASSESSABLE,
    indicators=("andel_digitala_trygghetslarm", "andel_larm_som_avsett"),
    deliveries=("Gemensam rutin för byte av larm", "Utbildning för nattpersonal"),
)
RELATIVES = programme.AreaOutcome(
    key="anhoriga",
    name="Anhörigas sida (påhittat)",
    goal="Anhöriga vet vad som händer när larmet går.",
    status=programme.OutcomeStatus.DORMANT,
    why="Styrgruppen lät området vila.",
    wakes_on=("En kommun vill prova",),
)


def load(cast: Cast, *, now: datetime) -> None:
    """Write the report as Karin would have: begun, and then assessed."""
    karin = replace(cast.actor("karin"), authenticated_at=now)
    assert karin.tenant_id is not None
    report = programme.FollowUp(
        year=timezone.localdate(now).year - 1,
        intro="Ett påhittat exempel på en rapport som skrivs här.",
        analysis="",
        comments="",
        areas=(ALARMS, RELATIVES),
    )
    assessed = replace(
        ALARMS,
        status=programme.OutcomeStatus.PARTLY,
        why="Andelen digitala larm har ökat, men alla är inte bytta.",
    )
    with tenant_context(karin.tenant_id):
        programme.save_followup(actor=karin, report=report, base=0, now=now - BEGUN_AGO)
        programme.save_followup(
            actor=karin,
            report=replace(report, areas=(assessed, RELATIVES)),
            base=1,
            now=now - CHANGED_AGO,
        )
