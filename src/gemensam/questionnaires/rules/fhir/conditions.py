"""What shows an item: our rules and FHIR's `enableWhen`, wherever the two can say the same. Pure.

`enableWhen` compares one question's answer with a constant, and joins such comparisons by all or by
any. Both sides take what is unanswered or hidden as no answer; but FHIR's `!=` is true of no answer
(R4: no answer is equal) and ours is not known, so that ours is written as two conditions: there is
an answer, and none is equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.fhir.elements import Element
from gemensam.questionnaires.rules.fhir.names import OWN, YES_NO_SYSTEM
from gemensam.questionnaires.rules.kinds import FieldKind, Sort
from gemensam.questionnaires.rules.language import (
    BadExpression,
    Call,
    Constant,
    Listing,
    Name,
    Operation,
    Tree,
    parse,
)
from gemensam.questionnaires.rules.schema import Field, FormSchema
from gemensam.questionnaires.rules.values import NO, YES

type Item = dict[str, Any]

_OPPOSITE: Final = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED: Final = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Enabled:
    """Conditions, and whether any of them is enough."""

    conditions: list[Item]
    any_is_enough: bool = False

    def write(self) -> Item:
        """Write it as an item does."""
        behavior = {"enableBehavior": "any" if self.any_is_enough else "all"}
        return {"enableWhen": self.conditions} | (behavior if len(self.conditions) > 1 else {})


def enabled(rule: str, schema: FormSchema) -> Enabled | None:
    """Give a rule as `enableWhen`; None where it says more than that can."""
    try:
        tree = parse(rule)
    except BadExpression:
        return None
    word = tree.sign if isinstance(tree, Operation) and tree.sign in {"and", "or"} else ""
    parts = [_atom(part, schema) for part in _joined(tree, word)]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    if len(found) == 1:
        return found[0]
    wants_any = word == "or"
    if any(len(one.conditions) > 1 and one.any_is_enough != wants_any for one in found):
        return None
    return Enabled([condition for one in found for condition in one.conditions], wants_any)


def _joined(tree: Tree, word: str) -> list[Tree]:
    if not word or not isinstance(tree, Operation) or tree.sign != word:
        return [tree]
    return [one for part in tree.parts for one in _joined(part, word)]


def _atom(tree: Tree, schema: FormSchema) -> Enabled | None:  # noqa: PLR0911 -- one for each shape
    match tree:
        case Name():
            return _is_true(tree, schema, truth=True)
        case Call(name="answered", arguments=(Name() as name,)):
            return _exists(name, schema, exists=True)
        case Operation(sign="not", parts=(inner,)):
            return _denied(inner, schema)
        case Operation(sign="in", parts=(Name() as name, Listing(items=items))):
            each = [_compared(name, "=", item, schema) for item in items]
            found = [condition for one in each if one for condition in one.conditions]
            return Enabled(found, len(found) > 1) if all(each) else None
        case Operation(sign="includes", parts=(Name() as name, right)):
            return _compared(name, "=", right, schema)
        case Operation(sign=sign, parts=(left, right)) if sign in _OPPOSITE:
            if isinstance(left, Name):
                return _compared(left, sign, right, schema)
            if isinstance(right, Name):
                return _compared(right, _TURNED[sign], left, schema)
    return None


def _denied(tree: Tree, schema: FormSchema) -> Enabled | None:
    match tree:
        case Name():
            return _is_true(tree, schema, truth=False)
        case Call(name="answered", arguments=(Name() as name,)):
            return _exists(name, schema, exists=False)
        case Operation(sign="includes", parts=(Name() as name, right)):
            return _compared(name, "!=", right, schema)
        case Operation(sign=sign, parts=parts) if sign in _OPPOSITE:
            return _atom(Operation(tree.place, _OPPOSITE[sign], parts), schema)
    return None


def _field(name: Name, schema: FormSchema) -> Field | None:
    """Give the question that a name stands for; nothing can ask of a group or of what is only read."""
    found = schema.field(name.name) if name.name != "today" else None
    if found is None or found.parts:
        return None
    return found if found.is_asked or found.kind is FieldKind.CALCULATED else None


def _exists(name: Name, schema: FormSchema, *, exists: bool) -> Enabled | None:
    found = _field(name, schema)
    if found is None:
        return None
    return Enabled([{"question": found.id, "operator": "exists", "answerBoolean": exists}])


def _is_true(name: Name, schema: FormSchema, *, truth: bool) -> Enabled | None:
    found = _field(name, schema)
    if found is None:
        return None
    if found.kind is FieldKind.YES_NO:
        constant = Constant(name.place, Sort.TEXT, YES if truth else NO)
        return _compared(name, "=", constant, schema)
    if found.sort is Sort.TRUTH:
        return Enabled([{"question": found.id, "operator": "=", "answerBoolean": truth}])
    return None


def _compared(name: Name, sign: str, tree: Tree, schema: FormSchema) -> Enabled | None:
    found = _field(name, schema)
    answer = _answer(found, sign, tree, schema) if found else None
    if found is None or answer is None:
        return None
    condition = {"question": found.id, "operator": sign, **answer}
    if sign != "!=":
        return Enabled([condition])
    there = {"question": found.id, "operator": "exists", "answerBoolean": True}
    return Enabled([there, condition])


def _answer(one: Field, sign: str, tree: Tree, schema: FormSchema) -> Item | None:
    is_negative = isinstance(tree, Operation) and tree.sign == "-" and len(tree.parts) == 1
    constant = tree.parts[0] if is_negative and isinstance(tree, Operation) else tree
    if not isinstance(constant, Constant) or (is_negative and constant.sort is not Sort.NUMBER):
        return None
    if one.sort in {Sort.PICK, Sort.PICKS}:
        fits = constant.sort is Sort.TEXT and sign in {"=", "!="} and constant.text in one.options
        return prefixed(picked(one, constant.text, schema), "answer") if fits else None
    if one.sort is not constant.sort or (one.sort is Sort.TEXT and sign not in {"=", "!="}):
        return None
    found = written(one.sort, f"-{constant.text}" if is_negative else constant.text)
    return None if found is None else prefixed(found, "answer")


def prefixed(value: Item, prefix: str) -> Item:
    """Name a typed value for where it stands: `answerDecimal`, `valueDecimal`."""
    return {f"{prefix}{name}": one for name, one in value.items()}


def system_of(one: Field, schema: FormSchema) -> str:
    """Give the code system of a field's choices."""
    return YES_NO_SYSTEM if one.kind is FieldKind.YES_NO else f"{OWN}{schema.key}:{one.id}"


def picked(one: Field, option: str, schema: FormSchema) -> Item:
    """Give one of a field's choices as FHIR's value: yes and no are booleans where that is all."""
    if one.kind is FieldKind.YES_NO and not one.dont_know:
        return {"Boolean": option == YES}
    return {"Coding": {"system": system_of(one, schema), "code": option}}


def written(sort: Sort, text: str) -> Item | None:
    """Give what was typed as FHIR's value; None where it cannot be one."""
    if sort is Sort.TEXT:
        return {"String": text} if is_string(text) else None
    exact = amounts.parsed(sort, text)
    if not isinstance(exact, int):
        return None
    if sort is Sort.NUMBER:
        number = as_number(exact)
        return None if number is None else {"Decimal": number}
    if sort is Sort.DATE:
        return {"Date": amounts.written(sort, exact)}
    return {"Time": f"{amounts.written(sort, exact)}:00"} if sort is Sort.TIME else None


def is_string(text: str) -> bool:
    """Say whether FHIR takes it as a string: something that is seen, and no control characters."""
    return bool(text.strip()) and all(letter >= " " or letter in "\t\r\n" for letter in text)


def as_number(exact: int) -> int | float | None:
    """Give ten-thousandths as JSON's number; None for the few that a double cannot hold."""
    if exact % amounts.ONE == 0:
        return exact // amounts.ONE
    plain = amounts.written(Sort.NUMBER, exact)
    return float(plain) if Decimal(repr(float(plain))) == Decimal(plain) else None


@dataclass(slots=True)
class Question:
    """An item that can be asked of: the id it has here, and what its codes are called here."""

    id: str
    kind: FieldKind
    result: Sort
    choices: dict[str, str] = field(default_factory=dict)


def rule_of(item: Element, questions: Mapping[str, Question]) -> str:
    """Give an item's `enableWhen` as a rule; empty, and listed as lost, where it cannot be one."""
    conditions = item.many("enableWhen")
    joined = " or " if item.word("enableBehavior") == "any" else " and "
    there = _known_to_be_there(conditions) if joined == " and " else set()
    said = [_said(one, questions, there) for one in conditions]
    if None in said:
        item.lose_list("enableWhen")
        return ""
    return joined.join(dict.fromkeys(one for one in said if one))


def _known_to_be_there(conditions: Sequence[Element]) -> set[str]:
    """Give the questions that must be answered and must not be something."""
    unequal = {one.word("question") for one in conditions if one.word("operator") == "!="}
    return {
        one.word("question")
        for one in conditions
        if one.word("operator") == "exists" and one.flag("answerBoolean")
    } & unequal


def _said(condition: Element, questions: Mapping[str, Question], there: set[str]) -> str | None:
    link, sign = condition.word("question"), condition.word("operator")
    question = questions.get(link)
    if question is None:
        return None
    if sign == "exists":
        if not condition.flag("answerBoolean"):
            return f"not answered({question.id})"
        # That it is unequal says so too.
        return "" if link in there else f"answered({question.id})"
    if question.result is Sort.TRUTH and sign == "=":
        return question.id if condition.flag("answerBoolean") else f"not {question.id}"
    constant = _constant(condition, question)
    if constant is None or sign not in _OPPOSITE:
        return None
    if question.kind is FieldKind.MANY_CHOICE:
        rule = f"{question.id} includes {constant}" if sign in {"=", "!="} else None
        rule = f"not {rule}" if sign == "!=" else rule
    else:
        rule = f"{question.id} {sign} {constant}"
    return (
        f"(not answered({question.id}) or {rule})" if sign == "!=" and link not in there else rule
    )


def _constant(condition: Element, question: Question) -> str | None:
    if question.choices or question.kind is FieldKind.YES_NO:
        return _picked(condition, question)
    match question.result:
        case Sort.NUMBER:
            quantity = condition.part("answerQuantity")
            text = quantity.decimal("value") if quantity else ""
            text = text or condition.decimal("answerDecimal") or condition.decimal("answerInteger")
        case Sort.DATE:
            text = condition.word("answerDate")
        case Sort.TIME:
            text = clock(condition.word("answerTime"))
        case Sort.TEXT:
            text = condition.word("answerString")
            return f'"{text}"' if text and '"' not in text and "\n" not in text else None
        case _:
            return None
    return text if amounts.parsed(question.result, text) is not None else None


def _picked(condition: Element, question: Question) -> str | None:
    if condition.has("answerBoolean") and question.kind is FieldKind.YES_NO:
        return f'"{YES}"' if condition.flag("answerBoolean") else f'"{NO}"'
    coding = condition.part("answerCoding")
    code = coding.word("code") if coding else condition.word("answerString")
    if coding:
        coding.skip("system", "display")
    return f'"{question.choices[code]}"' if code in question.choices else None


def clock(time: str) -> str:
    """Give FHIR's time as it is typed here; empty where it is none, or has seconds."""
    return time.removesuffix(":00") if time.count(":") == 2 and time.endswith(":00") else ""  # noqa: PLR2004
