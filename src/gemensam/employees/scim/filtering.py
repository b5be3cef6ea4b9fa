"""A filter of SCIM's (RFC 7644, 3.4.2.2) as a question to the register: never evaluated row by row."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import reduce
from operator import and_, or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from gemensam.employees.scim.resources import User
from gemensam.kernel.hsa_ids import capitals


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# Which column each attribute is, by its names in our models.
_COLUMNS: Final = {
    ("id", None): "id",
    ("external_id", None): "external_id",
    ("user_name", None): "hr_number",
    ("name", "given_name"): "given_name",
    ("name", "family_name"): "family_name",
    ("title", None): "title",
    ("user_type", None): "category",
    ("active", None): "left_at",
    ("meta", "created"): "made_at",
    ("meta", "last_modified"): "changed_at",
    ("department", None): "workplace",
    ("hsa_id", None): "hsa_id",
    ("starts_on", None): "starts_on",
    ("ends_on", None): "ends_on",
    ("is_protected", None): "is_protected",
}
_TEXTS: Final = frozenset(
    {"external_id", "hr_number", "given_name", "family_name", "title", "category", "workplace"}
) | {"hsa_id"}
_OF_TEXT: Final = {
    CompareOperator.eq: "exact",
    CompareOperator.co: "contains",
    CompareOperator.sw: "startswith",
    CompareOperator.ew: "endswith",
}
_ORDER: Final = {
    CompareOperator.gt: "gt",
    CompareOperator.ge: "gte",
    CompareOperator.lt: "lt",
    CompareOperator.le: "lte",
}
_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "id": UUID,
    "made_at": _moment,
    "changed_at": _moment,
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
}
# A filter of a few names at most: more terms are nobody's question.
MOST_TERMS: Final = 30
LONGEST: Final = 2_000


def as_question(text: str) -> Q:
    """Turn a filter into a question. Raises InvalidFilterException."""
    if len(text) > LONGEST or "\0" in text:
        raise InvalidFilterException(detail="The filter is too long, or holds a NUL.")
    try:
        found = ScimFilter[User](text)
        return _Asking(found).visit(found.ast)
    except RecursionError as error:
        raise InvalidFilterException(detail="The filter is too deep.") from error


class _Asking(FilterVisitor[Q]):
    """Writes the question, node by node."""

    def __init__(self, scim_filter: "ScimFilter[Any]") -> None:
        self.filter = scim_filter
        self.terms = 0

    def _column(self, path: AttrPath) -> tuple[str, bool]:
        """Give an attribute's column, and whether its letters' case matters."""
        bound = self.filter.resolve(path)
        column = None
        if bound is not None:
            column = _COLUMNS.get((bound.field_name, bound.sub_field_name))
        if bound is None or column is None:
            raise InvalidFilterException(detail=f"{path} cannot be filtered by.")
        return column, bool(bound.case_exact)

    def visit(self, node: FilterNode) -> Q:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise InvalidFilterException(detail="The filter has too many terms.")
        return super().visit(node)

    def visit_comparison(self, node: Comparison) -> Q:
        column, is_exact = self._column(node.attr_path)
        if column == "left_at":
            return _truth(node, lambda yes: Q(left_at__isnull=yes))
        if column == "is_protected":
            return _truth(node, lambda yes: Q(is_protected=yes))
        if node.value is None:
            return _equal(node, ~_present(column))
        if node.op in _ORDER:
            return Q(**{f"{column}__{_ORDER[node.op]}": _value(column, node.value)})
        if column not in _TEXTS:
            return _equal(node, Q(**{column: _value(column, node.value)}))
        op = CompareOperator.eq if node.op is CompareOperator.ne else node.op
        text = str(node.value)
        if column == "hsa_id":
            # Kept in capitals, and so found by its index.
            text, is_exact = capitals(text), True
        lookup = ("" if is_exact else "i") + _OF_TEXT[op]
        asked = Q(**{f"{column}__{lookup}": text})
        return ~asked if node.op is CompareOperator.ne else asked

    def visit_present(self, node: Present) -> Q:
        column, _is_exact = self._column(node.attr_path)
        return _present(column)

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        join: Callable[[Q, Q], Q] = and_ if node.op is LogicalOperator.and_ else or_
        return reduce(join, [self.visit(term) for term in node.terms])

    def visit_value_path(self, node: ValuePath) -> Q:
        raise InvalidFilterException(detail=f"{node.attr_path} has no values to choose among.")


def _present(column: str) -> Q:
    if column in _TEXTS:
        return ~Q(**{column: ""})
    return Q(ends_on__isnull=False) if column == "ends_on" else Q(id__isnull=False)


def _truth(node: Comparison, ask: Callable[[bool], Q]) -> Q:
    if not isinstance(node.value, bool) or node.op not in {CompareOperator.eq, CompareOperator.ne}:
        raise InvalidFilterException(detail=f"Compare {node.attr_path} with true or false.")
    return ask(node.value is (node.op is CompareOperator.eq))


def _equal(node: Comparison, asked: Q) -> Q:
    if node.op not in {CompareOperator.eq, CompareOperator.ne}:
        raise InvalidFilterException(detail=f"{node.attr_path} cannot be compared so.")
    return ~asked if node.op is CompareOperator.ne else asked


def _value(column: str, value: Any) -> Any:
    """Give a value as its column takes it. Raises InvalidFilterException."""
    if column in _TEXTS:
        return str(value)
    try:
        return _READERS[column](str(value))
    except ValueError as error:
        raise InvalidFilterException(detail="The value is none of that attribute's.") from error
