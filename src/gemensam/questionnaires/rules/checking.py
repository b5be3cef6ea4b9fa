"""Whether an expression fits the form it stands in, and its code for the program. Pure.

Code is nested lists that JSON carries: `["=", ["v", 4], ["n", "20000"]]`. `evaluating` and
`program.js` list every sign that there is; each means the same in both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gemensam.questionnaires.rules.amounts import parsed
from gemensam.questionnaires.rules.kinds import Sort
from gemensam.questionnaires.rules.language import (
    Call,
    Constant,
    Listing,
    Name,
    Operation,
    Place,
    Tree,
    gettext_noop,
)
from gemensam.questionnaires.rules.schema import Table
from gemensam.questionnaires.rules.values import DONT_KNOW, NO, YES

type Code = list[Any]

_ORDERED: Final = frozenset({Sort.NUMBER, Sort.DATE, Sort.TIME})
_YES_OR_NO: Final = frozenset({YES, NO, DONT_KNOW})
_NAME_OF_SORT: Final = {
    Sort.TRUTH: gettext_noop("a condition"),
    Sort.NUMBER: gettext_noop("a number"),
    Sort.TEXT: gettext_noop("a text"),
    Sort.DATE: gettext_noop("a date"),
    Sort.TIME: gettext_noop("a time"),
    Sort.PERIOD: gettext_noop("a period"),
    Sort.PICK: gettext_noop("a choice"),
    Sort.PICKS: gettext_noop("several choices"),
    Sort.THING: gettext_noop("an answer in parts"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A part of an expression that has been checked."""

    sort: Sort
    code: Code
    # What a choice can be.
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for: a field's cell, in its group's rows if that is repeated."""

    sort: Sort
    cell: int
    options: frozenset[str] = frozenset()
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression may use."""

    fields: Mapping[str, Named]
    # The cell that holds each repeating group's rows.
    groups: Mapping[str, int]
    tables: Mapping[str, Table]
    # The repeating group whose row the expression is about.
    row_of: str | None = None

    def within(self, group: str) -> "Scope":
        """Give the scope of one row of a repeating group."""
        return Scope(self.fields, self.groups, self.tables, group)


def check(tree: Tree, scope: Scope, expected: Sort) -> Code:
    """Give the code of an expression that must come to a sort. Raises BadExpression."""
    typed = _typed(tree, scope)
    if expected is Sort.TRUTH:
        return _truth(typed, tree.place)
    if typed.sort is Sort.PICK and expected is Sort.TEXT:
        return typed.code
    _ensure(typed.sort is expected, tree.place, typed.sort, expected)
    return typed.code


def _ensure(fits: bool, place: Place, found: Sort, *wanted: Sort) -> None:  # noqa: FBT001
    if not fits:
        raise place.fault(
            gettext_noop("This is %(found)s; it must be %(wanted)s."),
            found=_NAME_OF_SORT[found],
            wanted=_NAME_OF_SORT[wanted[0]],
        )


def _typed(tree: Tree, scope: Scope) -> Typed:
    match tree:
        case Constant():
            return _constant(tree)
        case Name():
            return _named(tree, scope)
        case Call():
            return _call(tree, scope)
        case Operation():
            return _operation(tree, scope)
        case Listing():
            raise tree.place.fault(gettext_noop("A list only stands after “in”."))


def _constant(tree: Constant) -> Typed:
    if tree.sort is Sort.TEXT:
        return Typed(Sort.TEXT, ["t", tree.text])
    value = parsed(tree.sort, tree.text)
    if value is None:
        raise tree.place.fault(gettext_noop("“%(found)s” is no date or time."), found=tree.text)
    # As text: a browser's plain numbers are exact to 2^53 only.
    return Typed(tree.sort, ["n", str(value)])


def _named(tree: Name, scope: Scope) -> Typed:
    if tree.name == "today":
        return Typed(Sort.DATE, ["v", 0])
    named = scope.fields.get(tree.name)
    if named is None:
        if tree.name in scope.groups:
            raise tree.place.fault(
                gettext_noop("“%(name)s” is a group: ask count(), sum() or any() of it."),
                name=tree.name,
            )
        raise tree.place.fault(gettext_noop("There is no question “%(name)s”."), name=tree.name)
    if named.group is not None and named.group != scope.row_of:
        raise tree.place.fault(
            gettext_noop("“%(name)s” is asked several times: say sum(%(group)s, %(name)s) or so."),
            name=tree.name,
            group=named.group,
        )
    sign = "v" if named.group is None else "r"
    return Typed(named.sort, [sign, named.cell], named.options)


def _truth(typed: Typed, place: Place) -> Code:
    if typed.sort is Sort.PICK and typed.options and typed.options <= _YES_OR_NO:
        return ["yes", typed.code]
    _ensure(typed.sort is Sort.TRUTH, place, typed.sort, Sort.TRUTH)
    return typed.code


def _operation(tree: Operation, scope: Scope) -> Typed:
    if tree.sign in {"and", "or", "not"}:
        parts = [_truth(_typed(part, scope), part.place) for part in tree.parts]
        return Typed(Sort.TRUTH, [tree.sign, *parts])
    if tree.sign == "in":
        return _in(tree, scope)
    typed = [_typed(part, scope) for part in tree.parts]
    if len(typed) == 1:
        _ensure(typed[0].sort is Sort.NUMBER, tree.place, typed[0].sort, Sort.NUMBER)
        return Typed(Sort.NUMBER, ["-", ["n", "0"], typed[0].code])
    left, right = typed
    return _BETWEEN.get(tree.sign, _calculates)(tree, left, right)


def _in(tree: Operation, scope: Scope) -> Typed:
    left, listing = _typed(tree.parts[0], scope), tree.parts[1]
    assert isinstance(listing, Listing)
    wanted = Sort.TEXT if left.sort is Sort.PICK else left.sort
    for item in listing.items:
        _ensure(item.sort is wanted, item.place, item.sort, wanted)
        _ensure_option(left, item)
    return Typed(Sort.TRUTH, ["or", *(["=", left.code, _constant(i).code] for i in listing.items)])


def _includes(tree: Operation, left: Typed, right: Typed) -> Typed:
    _ensure(left.sort is Sort.PICKS, tree.parts[0].place, left.sort, Sort.PICKS)
    _ensure(right.sort is Sort.TEXT, tree.parts[1].place, right.sort, Sort.TEXT)
    _ensure_option(left, tree.parts[1])
    return Typed(Sort.TRUTH, ["has", left.code, right.code])


def _ensure_option(left: Typed, tree: Tree) -> None:
    if left.options and isinstance(tree, Constant) and tree.text not in left.options:
        raise tree.place.fault(
            gettext_noop("“%(name)s” is none of the choices: %(choices)s."),
            name=tree.text,
            choices=", ".join(sorted(left.options)),
        )


def _equals(tree: Operation, left: Typed, right: Typed) -> Typed:
    textual = {Sort.TEXT, Sort.PICK}
    _ensure(left.sort in _ORDERED | textual, tree.parts[0].place, left.sort, Sort.TEXT)
    alike = {left.sort, right.sort} <= textual or (
        left.sort is right.sort and left.sort in _ORDERED
    )
    _ensure(alike, tree.parts[1].place, right.sort, left.sort)
    _ensure_option(left, tree.parts[1])
    _ensure_option(right, tree.parts[0])
    code = ["=", left.code, right.code]
    return Typed(Sort.TRUTH, code if tree.sign == "=" else ["not", code])


def _compares(tree: Operation, left: Typed, right: Typed) -> Typed:
    _ensure(left.sort in _ORDERED, tree.parts[0].place, left.sort, Sort.NUMBER)
    _ensure(right.sort is left.sort, tree.parts[1].place, right.sort, left.sort)
    first, second = left.code, right.code
    if tree.sign.startswith(">"):
        first, second = second, first
    return Typed(Sort.TRUTH, ["<=" if "=" in tree.sign else "<", first, second])


def _calculates(tree: Operation, left: Typed, right: Typed) -> Typed:
    sorts = (left.sort, right.sort)
    if tree.sign == "-" and sorts in {(Sort.DATE, Sort.DATE), (Sort.TIME, Sort.TIME)}:
        return Typed(Sort.NUMBER, ["whole", ["-", left.code, right.code]])
    if tree.sign in {"+", "-"} and sorts == (Sort.DATE, Sort.NUMBER):
        days = right.code if tree.sign == "+" else ["-", ["n", "0"], right.code]
        return Typed(Sort.DATE, ["later", left.code, days])
    for part, one in zip(tree.parts, (left, right), strict=True):
        _ensure(one.sort is Sort.NUMBER, part.place, one.sort, Sort.NUMBER)
    return Typed(Sort.NUMBER, [tree.sign, left.code, right.code])


_BETWEEN: Final = {
    "includes": _includes,
    **dict.fromkeys(("=", "!="), _equals),
    **dict.fromkeys(("<", "<=", ">", ">="), _compares),
}


# What functions take, by position, and what comes out: the sign in the code is the name.
_PLAIN: Final[Mapping[str, tuple[tuple[Sort, ...], Sort]]] = {
    "years": ((Sort.DATE, Sort.DATE), Sort.NUMBER),
    "year": ((Sort.DATE,), Sort.NUMBER),
    "month": ((Sort.DATE,), Sort.NUMBER),
    "start": ((Sort.PERIOD,), Sort.DATE),
    "end": ((Sort.PERIOD,), Sort.DATE),
    "days": ((Sort.PERIOD,), Sort.NUMBER),
    "length": ((Sort.TEXT,), Sort.NUMBER),
    "round": ((Sort.NUMBER,), Sort.NUMBER),
}


def _call(tree: Call, scope: Scope) -> Typed:
    special = _FUNCTIONS.get(tree.name)
    if special is not None:
        return special(tree, scope)
    plain = _PLAIN.get(tree.name)
    if plain is None:
        raise tree.place.fault(
            gettext_noop("There is no function “%(name)s”. There are: %(functions)s."),
            name=tree.name,
            functions=", ".join(FUNCTION_NAMES),
        )
    sorts, result = plain
    _ensure_count(tree, len(sorts), len(sorts))
    parts = []
    for argument, sort in zip(tree.arguments, sorts, strict=True):
        typed = _typed(argument, scope)
        fits = typed.sort is sort or (sort is Sort.TEXT and typed.sort is Sort.PICK)
        _ensure(fits, argument.place, typed.sort, sort)
        parts.append(typed.code)
    return Typed(result, [tree.name, *parts])


def _ensure_count(tree: Call, least: int, most: int) -> None:
    if not least <= len(tree.arguments) <= most:
        raise tree.place.fault(
            gettext_noop("%(name)s() takes another number of things: %(least)s to %(most)s."),
            name=tree.name,
            least=str(least),
            most=str(most),
        )


def _age(tree: Call, scope: Scope) -> Typed:
    _ensure_count(tree, 1, 1)
    return _call(Call(tree.place, "years", (*tree.arguments, Name(tree.place, "today"))), scope)


def _answered(tree: Call, scope: Scope) -> Typed:
    _ensure_count(tree, 1, 1)
    (argument,) = tree.arguments
    if not isinstance(argument, Name):
        raise argument.place.fault(gettext_noop("answered() asks of one question."))
    if argument.name in scope.groups:
        return Typed(Sort.TRUTH, ["<", ["n", "0"], _count(tree, scope).code])
    return Typed(Sort.TRUTH, ["there", _named(argument, scope).code])


def _if(tree: Call, scope: Scope) -> Typed:
    _ensure_count(tree, 3, 3)
    condition, yes, no = tree.arguments
    code = _truth(_typed(condition, scope), condition.place)
    return _alike("if", [code], [yes, no], scope)


def _known(tree: Call, scope: Scope) -> Typed:
    _ensure_count(tree, 2, 2)
    return _alike("known", [], list(tree.arguments), scope)


def _alike(sign: str, before: list[Code], parts: list[Tree], scope: Scope) -> Typed:
    """Give a call whose parts are of one sort, which is its own."""
    first, second = (_typed(part, scope) for part in parts)
    if Sort.TRUTH in {first.sort, second.sort}:
        codes = [_truth(one, part.place) for one, part in zip((first, second), parts, strict=True)]
        return Typed(Sort.TRUTH, [sign, *before, *codes])
    sort = first.sort
    if {first.sort, second.sort} == {Sort.TEXT, Sort.PICK}:
        sort = Sort.TEXT
    _ensure(sort is Sort.TEXT or second.sort is sort, parts[1].place, second.sort, first.sort)
    options = first.options | second.options if sort is Sort.PICK else frozenset()
    return Typed(sort, [sign, *before, first.code, second.code], options)


def _count(tree: Call, scope: Scope) -> Typed:
    _ensure_count(tree, 1, 2)
    first = tree.arguments[0]
    if isinstance(first, Name) and first.name in scope.groups:
        rows = scope.groups[first.name]
        if len(tree.arguments) == 1:
            return Typed(Sort.NUMBER, ["rows", rows])
        condition = tree.arguments[1]
        inner = scope.within(first.name)
        return Typed(Sort.NUMBER, ["many", rows, _truth(_typed(condition, inner), condition.place)])
    _ensure_count(tree, 1, 1)
    typed = _typed(first, scope)
    _ensure(typed.sort is Sort.PICKS, first.place, typed.sort, Sort.PICKS)
    return Typed(Sort.NUMBER, ["size", typed.code])


def _over_rows(tree: Call, scope: Scope) -> Typed:
    """Give any(), every() or sum() over a repeating group."""
    _ensure_count(tree, 2, 2)
    group, part = tree.arguments
    if not isinstance(group, Name) or group.name not in scope.groups:
        raise group.place.fault(
            gettext_noop("%(name)s() goes over a group that is asked several times."),
            name=tree.name,
        )
    typed = _typed(part, scope.within(group.name))
    rows = scope.groups[group.name]
    if tree.name in {"any", "every"}:
        return Typed(Sort.TRUTH, [tree.name, rows, _truth(typed, part.place)])
    if tree.name == "sum":
        _ensure(typed.sort is Sort.NUMBER, part.place, typed.sort, Sort.NUMBER)
    else:
        _ensure(typed.sort in _ORDERED, part.place, typed.sort, Sort.NUMBER)
    return Typed(typed.sort, [f"{tree.name}_of", rows, typed.code])


def _least_or_most(tree: Call, scope: Scope) -> Typed:
    _ensure_count(tree, 2, 2)
    first = tree.arguments[0]
    if isinstance(first, Name) and first.name in scope.groups:
        return _over_rows(tree, scope)
    typed = _alike(tree.name, [], list(tree.arguments), scope)
    _ensure(typed.sort in _ORDERED, tree.place, typed.sort, Sort.NUMBER)
    return typed


def _lookup(tree: Call, scope: Scope) -> Typed:
    """Give lookup() of the row with just this key, or band() of the last row that is not above it."""
    _ensure_count(tree, 3, 3)
    name, key, column = tree.arguments
    table = scope.tables.get(name.name) if isinstance(name, Name) else None
    if table is None:
        raise name.place.fault(gettext_noop("The form has no such table."))
    if not isinstance(column, Name) or column.name not in table.columns[1:]:
        raise column.place.fault(
            gettext_noop("The table has these columns: %(columns)s."),
            columns=", ".join(table.columns[1:]),
        )
    typed = _typed(key, scope)
    sort = Sort.TEXT if typed.sort is Sort.PICK else typed.sort
    _ensure(sort is table.sorts[0], key.place, typed.sort, table.sorts[0])
    if tree.name == "band":
        _ensure(sort in _ORDERED, key.place, typed.sort, Sort.NUMBER)
    at = table.columns.index(column.name)
    return Typed(table.sorts[at], [tree.name, table.id, typed.code, at])


_FUNCTIONS: Final[Mapping[str, Callable[[Call, Scope], Typed]]] = {
    "age": _age,
    "answered": _answered,
    "any": _over_rows,
    "band": _lookup,
    "count": _count,
    "every": _over_rows,
    "if": _if,
    "known": _known,
    "lookup": _lookup,
    "max": _least_or_most,
    "min": _least_or_most,
    "sum": _over_rows,
}
FUNCTION_NAMES: Final = tuple(sorted({*_FUNCTIONS, *_PLAIN}))
