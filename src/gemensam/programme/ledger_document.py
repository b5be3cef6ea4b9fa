"""A statement with every row it rests on, as the document that is signed and sent on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.programme.ledger_export import Json, figures
from gemensam.programme.queries.ledger import GrantHead
from gemensam.programme.queries.ledger_rows import HoursSum, LineRow
from gemensam.programme.rules import ledger as rules
from gemensam.programme.rules.ledger_statement import Statement


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement rests on."""

    head: GrantHead
    lines: Sequence[LineRow]
    hours: Sequence[HoursSum]
    codes: Mapping[UUID, str]


def document(rows: Rows, found: Statement, *, as_of: datetime) -> dict[str, Json]:
    """Write a statement with its rows; amounts are in öre, hours added up without persons."""
    head = rows.head
    return {
        "grant": {
            "key": head.key, "title": head.title, "year": head.year, "agreement": head.agreement,
            "made_up": head.is_synthetic,
        },
        "year": found.year,
        "standing": found.standing.value,
        "as_of": as_of.isoformat(timespec="seconds"),
        "closed": sorted(year for year in head.closed if year <= found.year),
        "figures": figures(found),
        "components": [_component(one.rule) for one in head.parts],
        "lines": [_line(one, rows.codes) for one in rows.lines],
        "hours": [
            {
                "activity": one.activity_key, "municipality": rows.codes[one.municipality_id],
                "state": one.state.value, "minutes": one.minutes, "ore": one.amount.ore,
            }
            for one in rows.hours
        ],
    }  # fmt: skip


def _component(one: rules.Component) -> dict[str, Json]:
    return {
        "key": one.key, "text": one.text, "ore": one.amount.ore, "matchable": one.is_matchable,
        "assumption": one.assumption, "activities": sorted(one.activities),
        "last_year": one.last_year,
    }  # fmt: skip


def _line(one: LineRow, codes: Mapping[UUID, str]) -> dict[str, Json]:
    return {
        "id": str(one.id), "kind": one.kind.value, "component": one.component_key,
        "year": one.year, "ore": one.amount.ore, "activity": one.activity_key,
        "municipality": codes.get(one.municipality_id, "") if one.municipality_id else "",
        "estimate": one.is_estimate, "made_up": one.is_synthetic,
        "corrects": str(one.corrects_id or one.corrects_hours_id or ""), "reason": one.reason,
    }  # fmt: skip
