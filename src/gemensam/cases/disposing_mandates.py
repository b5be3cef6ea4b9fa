"""Dispose of mandates when nothing is left of what they were used for.

A mandate is part of what shows who applied and who decided, so it is kept as long as a case of the
resident's is, and as long after its end as the rule for every kind of case says.
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from gemensam.cases import disposal_rules, disposing
from gemensam.cases.disposal_rules import CaseFacts
from gemensam.cases.models import Case
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import local_day


def due(*, now: datetime) -> Iterator[people.EndedMandate]:
    """Give the running tenant's mandates whose time has come."""
    today = local_day(now)
    ended = people.ended_mandates(now=now)
    residents = people.residents([one.resident_id for one in ended])
    among = Case.objects.filter(resident_id__in=residents)
    with_cases = set(among.values_list("resident_id", flat=True))
    rule = disposal_rules.rule_for("", disposing.rules_here(), today=today)
    for one in ended:
        facts = _facts(one, residents[one.resident_id].birth_date)
        is_due = disposal_rules.disposal_of(facts, rule).is_due(today)
        if is_due and one.resident_id not in with_cases:
            yield one


def _facts(one: people.EndedMandate, born_on: date) -> CaseFacts:
    return CaseFacts(
        kind="",
        is_decided=True,
        is_appealed=False,
        last_note_on=local_day(one.last_at),
        born_on=born_on,
    )


def dispose_due(tenant_id: UUID, *, now: datetime, really: bool) -> int:
    """Dispose of a municipality's mandates whose time has come, or only count them."""
    with tenant_context(tenant_id):
        found = list(due(now=now))
    for one in found if really else ():
        with tenant_context(tenant_id):
            people.dispose_mandate(one.id)
    return len(found)
