"""The rules once more, as Cedar policies over a context: an oracle for `decide`, and a peer to time.

Who may do what for which purpose is read from `table`; how the rules hang together is written here a
second time, in Cedar, where nothing has an order: one policy permits, each rule forbids unless it passes.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import cedarpy

from gemensam.authority import table
from gemensam.authority.facts import DisclosureBasis, Facts, Request
from gemensam.kernel.periods import Period

# Cedar has no loop: mandates are written out, so many and no more.
MOST_MANDATES: Final = 2
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _any(*parts: str) -> str:
    return "(" + " || ".join(parts or ("false",)) + ")"


def _all(*parts: str) -> str:
    return "(" + " && ".join(parts) + ")"


def _names(values: Iterable[Any]) -> str:
    return "[" + ", ".join(sorted(f'"{one.name}"' for one in values)) + "]"


def _class_in(values: Iterable[Any]) -> str:
    return f"{_names(values)}.contains(context.class)" if (values := list(values)) else "false"


def _listed(permits: table.Permits) -> str:
    return _any(
        *(
            _all(f'context.activity == "{activity.name}"', _class_in(classes))
            for activity, classes in permits.items()
        )
    )


def _classes(**what: Any) -> str:
    (name, wanted), *_none = what.items()
    return _class_in(one for one, rule in table.CLASSES.items() if getattr(rule, name) == wanted)


def _has(scope: str) -> str:
    return _any(
        *(
            f'context.rights.contains({{activity: context.activity, class: {of}, scope: "{scope}"}})'
            for of in ("context.class", '"ALL"')
        )
    )


def _within(period: str) -> str:
    return f"({period}.from <= context.now && context.now < {period}.until)"


PERSONAL = _any(_classes(is_personal=True), 'context.class == "ALL"')
RELATED_CLASSES = _any(_classes(needs_relation=True), 'context.class == "ALL"')
DOCUMENTATION = _classes(is_documentation=True)
_WALLED = {one: rule.regimes for one, rule in table.CLASSES.items() if rule.regimes}
WALLED = _class_in(_WALLED)
REGIME_OF_CLASS = _any(
    *(
        _all(
            _class_in(one for one, held in _WALLED.items() if held == regimes),
            f"{_names(regimes)}.contains(context.regime)",
        )
        for regimes in set(_WALLED.values())
    )
)
PERMITTED = _any(
    *(
        _all(f'context.purpose == "{purpose.name}"', _listed(rule.permits))
        for purpose, rule in table.PURPOSES.items()
    )
)
WITHOUT_RELATION = _any(
    *(
        _all(f'context.purpose == "{purpose.name}"', _class_in(rule.without_relation))
        for purpose, rule in table.PURPOSES.items()
        if rule.without_relation
    )
)
SYSTEMS = _any(
    *(
        _all(f'context.purpose == "{purpose.name}"', _listed(permits))
        for purpose, permits in table.SYSTEMS.items()
    )
)
_SHARING = (purpose for purpose, rule in table.PURPOSES.items() if rule.may_share)
MAY_SHARE = _all(
    'context.activity == "READ"', f"{_names(_SHARING)}.contains(context.purpose)", DOCUMENTATION
)
OWN = '(context.tenant != "" && context.tenant == context.of_tenant)'
RELATED = "(context.care_relation || context.assigned)"
SAME_UNIT = '(context.unit != "" && context.unit == context.of_unit)'
SAME_PROVIDER = _any(
    SAME_UNIT, '(context.provider != "" && context.provider == context.of_provider)'
)
DISCLOSED = _all(
    "context has disclosure",
    "context.disclosure.purpose == context.purpose",
    "context.disclosure.activities.contains(context.activity)",
    "context.disclosure.classes.contains(context.class)",
    _within("context.disclosure"),
    _any('context.disclosure.basis == "ON_BEHALF"', MAY_SHARE),
)
ON_BEHALF = _all(f"!{OWN}", DISCLOSED, 'context.disclosure.basis == "ON_BEHALF"')
CONSULTED = _all(OWN, "context.is_consulted", _listed(table.CONSULTED))
NAMED = _any(*(_has(scope) for scope in ("UNIT", "PROVIDER", "SHARED", "TENANT")))
AT_HOME = _any(
    _has("TENANT"),
    _all(NAMED, SAME_UNIT),
    _all(
        _any(_has("PROVIDER"), _has("SHARED")),
        '(context.provider != "" && context.provider == context.of_provider)',
    ),
    _all(_classes(follows_resident=True), NAMED, RELATED),
)
NEAR = _any(_all(OWN, AT_HOME), _all(_has("TENANT"), ON_BEHALF))
SHARED = _all(_has("SHARED"), _any(_all(OWN, MAY_SHARE), _all(f"!{OWN}", DISCLOSED)))
OWN_SIDE = _any(
    f"!{WALLED}",
    *(
        _all(f'context.own_regime == "{side.name}"', f"{_names(held)}.contains(context.regime)")
        for side, held in table.SIDE_OF.items()
        if side
    ),
)
EMERGENCY = _all(
    "context has emergency",
    'context.purpose == "CARE"',
    'context.activity == "READ"',
    f"context.emergency.length >= {table.EMERGENCY_REASON_MIN}",
    _within("context.emergency"),
    "context.emergency.until - context.emergency.from"
    f" <= {table.EMERGENCY_MAX // timedelta(microseconds=1)}",
)
LOGGED_IN = (
    'context.person != ""',
    f"context.assurance >= {int(table.LOA_FLOOR)}",
    "context.authenticated",
)
STAFF = (
    *LOGGED_IN,
    "context has commission",
    'context.tenant != ""',
    _within("context.commission"),
    "!context.commission.archived",
    "context.commission.feigned == context.expects_feigned",
    _any(OWN, DISCLOSED),
    "context.purpose == context.commission.purpose",
    _any(PERMITTED, CONSULTED),
    _any(NAMED, CONSULTED),
    _any(NEAR, SHARED, CONSULTED),
    _any(f"!{WALLED}", REGIME_OF_CLASS),
    _any(f"!{WALLED}", OWN_SIDE, SHARED, CONSULTED),
    _any(f"!{RELATED_CLASSES}", WITHOUT_RELATION, RELATED, ON_BEHALF, CONSULTED, EMERGENCY),
    _any(f"!{PERSONAL}", "!context.is_protected", "context.may_handle_protected"),
    _any(f"!{DOCUMENTATION}", SAME_UNIT, "context.blocks_known", EMERGENCY),
    _any(f"!{DOCUMENTATION}", SAME_UNIT, "!context.inner_blocked", EMERGENCY),
    _any(f"!{DOCUMENTATION}", SAME_PROVIDER, "!context.outer_blocked", EMERGENCY),
    _any(
        f"!{_all(DOCUMENTATION, 'context.activity == "READ"')}",
        _all(OWN_SIDE, _any(SAME_PROVIDER, ON_BEHALF)),
        "context.consent",
        EMERGENCY,
    ),
    _any(f"!{_listed(table.NEEDS_LICENCE)}", "context.has_licence", "context.delegated"),
    _any(f"!{_listed(table.NEEDS_DELEGATION)}", "context.delegated"),
    _any(
        'context.activity != "SIGN"',
        f"!{_class_in(table.SIGNED_BY_AUTHOR)}",
        "context.person == context.author",
    ),
)
SUBJECT, TIED = "context.is_subject", "context.is_co_applicant"
JOINT = _all(TIED, _listed(table.CO_APPLICANTS))


def _mandates(*conditions: str) -> str:
    """Say that one of the mandates meets every condition, each about `it`."""
    return _any(
        *(
            _all(
                f"context has {name}",
                *(one.replace("it.", f"context.{name}.") for one in conditions),
            )
            for name in _mandate_names()
        )
    )


def _mandate_names() -> list[str]:
    return [f"mandate{number}" for number in range(MOST_MANDATES)]


VALID = "(it.from <= context.now && context.now < it.until)"
COVERING = _all(
    _listed(table.REPRESENTATIVES),
    _any(
        'it.scopes.contains({service: "*", activity: context.activity})',
        _all(
            'context.service != ""',
            "it.scopes.contains({service: context.service, activity: context.activity})",
        ),
    ),
)
RESIDENT = (
    *LOGGED_IN,
    _any('context.tenant == ""', OWN),
    'context.purpose == "OWN_AFFAIRS"',
    PERMITTED,
    _any(SUBJECT, _mandates(), TIED),
    _any(SUBJECT, _mandates(VALID), TIED),
    _any(SUBJECT, _mandates(VALID, COVERING), JOINT),
    _any(f"!{WALLED}", REGIME_OF_CLASS),
    _any(
        f"!{WALLED}",
        SUBJECT,
        _mandates(VALID, COVERING, "it.regimes.contains(context.regime)"),
        JOINT,
    ),
    _any(SUBJECT, "!context.is_protected"),
)
SYSTEM = (
    OWN,
    SYSTEMS,
    _any(
        f"!{_class_in(table.GUARDED_FROM_SYSTEMS)}",
        "!context.is_protected",
        "context.may_handle_protected",
    ),
)


@cache
def policies() -> str:
    """Write the policies: each condition of each sort of actor forbids unless it holds."""
    lines = ["permit (principal, action, resource);"]
    for kind, conditions in (("STAFF", STAFF), ("RESIDENT", RESIDENT), ("SYSTEM", SYSTEM)):
        lines += [
            f'forbid (principal, action, resource) when {{ context.kind == "{kind}" }} unless {{ {one} }};'
            for one in conditions
        ]
    lines.append(
        "forbid (principal, action, resource)"
        ' unless { ["STAFF", "RESIDENT", "SYSTEM"].contains(context.kind) };'
    )
    return "\n".join(lines)


@cache
def parsed() -> cedarpy.PolicySet:
    """Give the policies, parsed once."""
    return cedarpy.PolicySet.from_str(policies())


@cache
def nothing() -> cedarpy.Entities:
    """Give the entities: none, since everything is in the context."""
    return cedarpy.Entities.from_json_str("[]")


def asked(request: Request, facts: Facts) -> dict[str, Any]:
    """Write a request and its facts as Cedar's request, its context as text already."""
    return {
        "principal": 'Person::"anybody"',
        "action": 'Action::"ask"',
        "resource": 'Thing::"one"',
        "context": json.dumps(_context(request, facts)),
    }


def allows(request: dict[str, Any]) -> bool:
    """Ask Cedar."""
    return cedarpy.is_authorized(request, parsed(), nothing()).allowed


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


def _period(period: Period) -> dict[str, int]:
    until = 2**62 if period.ends_at is None else _micros(period.ends_at)
    return {"from": _micros(period.starts_at), "until": until}


def _context(request: Request, facts: Facts) -> dict[str, Any]:
    actor, obj = request.actor, request.obj
    assert len(facts.mandates) <= MOST_MANDATES
    context: dict[str, Any] = {
        "kind": actor.kind.name,
        "person": str(actor.person_id or ""),
        "assurance": int(actor.assurance),
        "authenticated": actor.authenticated_at is not None,
        "tenant": str(actor.tenant_id or ""),
        "purpose": request.purpose.name,
        "activity": request.activity.name,
        "now": _micros(request.at),
        "class": obj.information_class.name,
        "of_tenant": str(obj.tenant_id),
        "of_unit": str(obj.unit_id or ""),
        "of_provider": str(obj.care_provider_id or ""),
        "regime": obj.regime.name if obj.regime else "",
        "service": obj.service,
        "author": str(obj.author_person_id or "-"),
        "is_protected": obj.is_protected,
        **_plain(facts),
        **_of_commission(request),
    }
    for name, mandate in zip(_mandate_names(), facts.mandates, strict=False):
        scopes = [{"service": one.service, "activity": one.activity.name} for one in mandate.scopes]
        context[name] = _period(mandate.valid) | {
            "scopes": scopes,
            "regimes": [one.name for one in mandate.regimes],
        }
    return context


def _plain(facts: Facts) -> dict[str, Any]:
    names = (
        *("care_relation", "assigned", "is_subject", "is_co_applicant", "is_consulted", "consent"),
        *("inner_blocked", "outer_blocked", "blocks_known", "may_handle_protected", "delegated"),
        *("has_licence", "expects_feigned"),
    )
    said: dict[str, Any] = {name: getattr(facts, name) for name in names}
    if facts.disclosure is not None:
        said["disclosure"] = _period(facts.disclosure.valid) | {
            "purpose": facts.disclosure.purpose.name,
            "activities": [one.name for one in facts.disclosure.activities],
            "classes": [one.name for one in facts.disclosure.classes],
            "basis": DisclosureBasis(facts.disclosure.basis).name,
        }
    emergency = facts.emergency
    if emergency is not None and emergency.step_up_at is not None:
        said["emergency"] = {
            "from": _micros(emergency.step_up_at),
            "until": _micros(emergency.until),
            "length": len(emergency.reason.strip()),
        }
    return said


def _of_commission(request: Request) -> dict[str, Any]:
    commission = request.actor.commission
    if commission is None:
        return {"rights": [], "unit": "", "provider": "", "own_regime": ""}
    return {
        "rights": [
            {
                "activity": one.activity.name,
                "class": one.information_class.name,
                "scope": one.scope.name,
            }
            for one in commission.rights
        ],
        "unit": str(commission.unit_id or ""),
        "provider": str(commission.care_provider_id or ""),
        "own_regime": commission.regime.name if commission.regime else "",
        "commission": _period(commission.valid)
        | {
            "purpose": commission.purpose.name,
            "archived": commission.is_archived,
            "feigned": commission.is_feigned,
        },
    }
