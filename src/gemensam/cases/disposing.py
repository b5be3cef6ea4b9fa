"""Dispose of cases whose time has come (gallring), one transaction each, and answer when it is.

The rows are taken away by a function of the database (`cases_dispose`) that belongs to the tables'
owner: the only door past append-only, open to the worker's role, in the running tenant, for a
decided case. The access log stays: it is kept by rules of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Any, Final
from uuid import UUID

import yaml
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from gemensam.cases import disposal_rules, rules
from gemensam.cases.disposal_models import Disposal, DisposalPlan, Hold, HoldReason
from gemensam.cases.disposal_rules import CaseFacts, Rule
from gemensam.cases.models import CareService, Case, CaseState
from gemensam.files import api as files
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id, tenant_context
from gemensam.ui.formats import local_day

# So many cases are looked at in one question.
BATCH: Final = 200


@lru_cache(maxsize=1)
def shipped() -> tuple[Rule, ...]:
    """Give the rules that come with Gemensam."""
    text = resources.files("gemensam.cases").joinpath("data/disposal.yaml").read_text("utf-8")
    return tuple(_rule(one) for one in yaml.safe_load(text))


def _rule(row: dict[str, Any]) -> Rule:
    sets = {key: frozenset(row[key]) for key in ("sample_days", "kept_kinds")}
    return Rule(**{**row, **sets})


def _plans() -> QuerySet[DisposalPlan, dict[str, Any]]:
    """Ask for the running municipality's own plans, each as JSON, oldest first."""
    names = ("kind", "years", "source", "at_year_end", "keeps_all", "sample_days", "since")
    as_json = JSONObject(**{one: one for one in names})
    return DisposalPlan.objects.order_by("made_at", "id").values_list(as_json, flat=True)


def rules_here(plans: Sequence[dict[str, Any]] | None = None) -> Sequence[Rule]:
    """Give the shipped rules and the running municipality's own, which go before them."""
    kept = frozenset().union(*(one.kept_kinds for one in shipped()))
    own = [
        Rule(
            **{
                **one,
                "key": "own_plan",
                "since": date.fromisoformat(one["since"]),
                "sample_days": frozenset(one["sample_days"]),
                "kept_kinds": kept,
            }
        )
        for one in (_plans() if plans is None else plans)
    ]
    return [*shipped(), *own]


def disposals(
    cases: Sequence[Case],
    *,
    today: date,
    residents: Mapping[UUID, people.ResidentRow] | None = None,
) -> dict[UUID, disposal_rules.Disposal]:
    """Say of several cases when they are disposed of, or why they are kept; one question or two."""
    residents = residents or people.residents([one.resident_id for one in cases])
    services = CareService.objects.filter(decision__case_id=OuterRef("id")).values("ends_on")
    held = Hold.objects.filter(case_id=OuterRef("id"), lifted_at=None).values("reason")
    asked = Case.objects.filter(id__in=[one.id for one in cases]).annotate(
        ends=ArraySubquery(services), held=ArraySubquery(held), plans=ArraySubquery(_plans())
    )
    rows = {row[0]: row[1:] for row in asked.values_list("id", "ends", "held", "plans")}
    return {
        one.id: disposal_rules.disposal_of(
            CaseFacts(
                kind=one.kind,
                is_decided=one.state == CaseState.DECIDED,
                is_appealed=one.state == CaseState.APPEALED,
                last_note_on=local_day(one.changed_at),
                born_on=residents[one.resident_id].birth_date,
                services_end=rows[one.id][0],
                has_order=HoldReason.ORDER in rows[one.id][1],
                has_request=HoldReason.REQUEST in rows[one.id][1],
            ),
            disposal_rules.rule_for(one.kind, rules_here(rows[one.id][2]), today=today),
        )
        for one in cases
    }


@dataclass(frozen=True, slots=True)
class Looked:
    """A case by number and kind, and when it is disposed of."""

    id: UUID
    number: str
    kind: str
    disposal: disposal_rules.Disposal


def oldest(*, today: date, until: date) -> Iterator[Looked]:
    """Walk the decided cases of the running tenant that may be due by a day, longest untouched first."""
    shortest = min(one.years for one in rules_here())
    rows = Case.objects.filter(state=CaseState.DECIDED, changed_at__year__lte=until.year - shortest)
    rows = rows.defer("basis").order_by("changed_at", "id")
    after: tuple[datetime, UUID] | None = None
    while True:
        batch = list((rows if after is None else _beyond(rows, after))[:BATCH])
        found = disposals(batch, today=today)
        for one in batch:
            number = rules.written_number(one.year, one.number)
            yield Looked(one.id, number, one.kind, found[one.id])
        if len(batch) < BATCH:
            return
        after = batch[-1].changed_at, batch[-1].id


def _beyond(rows: QuerySet[Case], after: tuple[datetime, UUID]) -> QuerySet[Case]:
    at, last = after
    return rows.filter(Q(changed_at__gt=at) | Q(changed_at=at, id__gt=last))


def dispose(case_id: UUID, *, now: datetime) -> Disposal | None:
    """Dispose of one case of the running tenant, if it is due still once it is locked.

    Commits whole or not at all; the bytes of its files go after the commit.
    """
    today = local_day(now)
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(id=case_id).first()
        if case is None:
            return None
        found = disposals([case], today=today)[case.id]
        if not found.is_due(today):
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT cases_dispose(%s)::text", [case.id])
            (answer,) = cursor.fetchone()
        gone = yaml.safe_load(answer)
        tenant_id = current_tenant_id()
        row = Disposal.objects.create(
            number=rules.written_number(case.year, case.number),
            kind=case.kind,
            disposed_on=today,
            rule=f"{found.rule.years} år: {found.rule.source}",
            counts=gone["counts"],
        )
        ids = [UUID(one) for one in gone["files"]]
        transaction.on_commit(lambda: files.forget_bytes(tenant_id, ids))
    return row


def dispose_due(tenant_id: UUID, *, now: datetime, really: bool) -> Iterator[Looked]:
    """Give what is due in a municipality, and dispose of each before the next; or only say it."""
    today = local_day(now)
    with tenant_context(tenant_id):
        due = [one for one in oldest(today=today, until=today) if one.disposal.is_due(today)]
    for one in due:
        if really:
            with tenant_context(tenant_id):
                if dispose(one.id, now=now) is None:
                    continue
        yield one


def of_decided(
    case: Case, resident: people.ResidentRow, now: datetime
) -> disposal_rules.Disposal | None:
    """Say of a decided case when it is disposed of, or why it is kept; nothing of another."""
    if case.state != CaseState.DECIDED:
        return None
    return disposals([case], today=local_day(now), residents={resident.id: resident})[case.id]


@transaction.atomic
def hold(number: str, reason: HoldReason, *, by: str, now: datetime) -> bool:
    """Keep a case from disposal; say whether there is one of that number. Twice is once."""
    year, _dash, rest = number.partition("-")
    if not (year.isdecimal() and rest.isdecimal()):
        return False
    case = Case.objects.select_for_update().filter(year=int(year), number=int(rest)).first()
    if case is None:
        return False
    Hold.objects.get_or_create(
        case=case, reason=reason, lifted_at=None, defaults={"made_at": now, "made_by_name": by}
    )
    return True


def lift(hold_id: UUID, *, now: datetime) -> bool:
    """Let a case be disposed of again when its time comes."""
    return bool(Hold.objects.filter(id=hold_id, lifted_at=None).update(lifted_at=now))


def set_plan(rule: Rule, *, now: datetime) -> None:
    """Write down what the municipality itself has decided; an earlier plan stays as history."""
    DisposalPlan.objects.create(
        kind=rule.kind,
        since=rule.since,
        years=rule.years,
        at_year_end=rule.at_year_end,
        sample_days=sorted(rule.sample_days),
        keeps_all=rule.keeps_all,
        source=rule.source,
        made_at=now,
    )


def as_own(
    years: int,
    source: str,
    *,
    since: date,
    kind: str = "",
    keeps_all: bool = False,
    sample_days: Sequence[int] | None = None,
) -> Rule:
    """Give a municipality's own rule; what it does not say is as shipped."""
    base = shipped()[-1]
    days = base.sample_days if sample_days is None else frozenset(sample_days)
    return replace(
        base,
        key="own_plan",
        years=years,
        source=source,
        since=since,
        kind=kind,
        keeps_all=keeps_all,
        sample_days=days,
    )


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A case that is kept for now, by number."""

    id: UUID
    number: str
    reason: str
    made_at: datetime
    made_by_name: str


def holds() -> Sequence[HoldRow]:
    """List the cases of the running tenant that are kept for now."""
    rows = Hold.objects.filter(lifted_at=None).select_related("case").order_by("made_at", "id")
    return [
        HoldRow(
            one.id,
            rules.written_number(one.case.year, one.case.number),
            one.reason,
            one.made_at,
            one.made_by_name,
        )
        for one in rows
    ]
