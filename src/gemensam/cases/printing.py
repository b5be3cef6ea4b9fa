"""The whole case on paper: to file, to hand to the one it concerns, or to send to a court.

Notes within the municipality are left out: they are working papers until the case is closed. What
colleagues were asked and answered is not: the decision is made from it.
"""

from collections.abc import Sequence
from uuid import UUID

from gemensam.cases import decisions, disposing, letter, queries, rules, words
from gemensam.cases.disposal_rules import Disposal
from gemensam.cases.disposal_words import disposal_text
from gemensam.cases.models import REFERRALS, EventKind
from gemensam.cases.policy import Visit
from gemensam.cases.typesetting import set_pdf
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui import formats


def print_case(visit: Visit, case_id: UUID) -> tuple[str, bytes]:
    """Give a case as a file name and a PDF; logged as a reading.

    Raises NoSuchCase, Refused.
    """
    thread = [
        one
        for one in queries.thread(visit.actor, case_id, now=visit.now, request_id=visit.request_id)
        if not one.is_internal or one.kind in REFERRALS
    ]
    case = queries.case_row(case_id)
    resident = people.resident(case.resident_id)
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    number = rules.written_number(case.year, case.number)
    with letter.in_swedish():
        values = {
            "title": f"{case.title}, ärende {number}",
            "description": f"Handlingarna i ärende {number}",
            "sender": body.name,
            "number": number,
            "printed_at": formats.moment(visit.now),
            "printed_by": visit.actor.display_name,
            "facts": [
                ("Gäller", f"{resident.name}, {resident.identity_number.reveal()}"),
                ("Kom in", formats.moment(case.opened_at)),
                ("Läge", words.state_name(case.state)),
                *_disposal(disposing.of_decided(case, resident, visit.now)),
                *([("Skyddade personuppgifter", "Ja. Lämna inte ut.")] * resident.is_protected),
            ],
            "answers": [(one.label, one.text) for one in queries.answers_of(case, now=visit.now)],
            "events": _events(thread),
            "decisions": [_decision(one) for one in decisions.decisions_of(case)],
        }
        return f"Ärende {number}.pdf", set_pdf("case", values, now=visit.now)


def _disposal(found: Disposal | None) -> list[tuple[str, str]]:
    if found is None:
        return []
    when, because = disposal_text(found)
    return [("Gallras", f"{when}. {because}")]


def _events(thread: Sequence[queries.ThreadEvent]) -> list[dict[str, str]]:
    return [
        {
            "what": words.event_name(EventKind(one.kind)),
            "who": one.who,
            "at": formats.moment(one.at),
            "text": "\n".join(part for part in (one.field_label, one.text) if part),
        }
        for one in thread
    ]


def _decision(row: decisions.DecisionRow) -> dict[str, str]:
    return {
        "day": formats.day(formats.local_day(row.decided_at)),
        "outcome": row.outcome_name,
        "motivation": row.motivation,
        "law": row.law,
        "by": f"{row.officers}, delegationsordningen punkt {row.delegation_point}",
    }
