"""Small forms written out, and forms and answers by chance: every kind, every function, rows, tables."""

from random import Random

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.schema import Field, FormSchema
from gemensam.questionnaires.rules.values import Parts, Value

WORDS = {"sv": "Ord", "en": "Word"}
KEPT = "five_years_after_last_note"


def a_field(field_id: str, kind: str = "text", **over: object) -> dict:
    choices = {"choices": [{"id": one, "label": WORDS} for one in ("a", "b", "c")]}
    picks = choices if kind in {"choice", "many_choice"} else {}
    return {"id": field_id, "kind": kind, "label": WORDS, **picks, **over}


def a_form(*fields: dict, **over: object) -> dict:
    return a_form_of({"id": "g", "fields": list(fields)}, **over)


def a_form_of(*groups: dict, **over: object) -> dict:
    page = {"id": "p", "title": WORDS, "groups": list(groups)}
    return {
        "format": 2, "key": "sample", "title": WORDS, "purpose": WORDS, "retention": KEPT,
        "languages": ["sv", "en"], "pages": [page], **over,
    }  # fmt: skip


def rows(group_id: str, *fields: dict, **over: object) -> dict:
    return {
        "id": group_id, "fields": list(fields), "repeat": {"least": 0, "most": 9, "one": WORDS}, **over
    }  # fmt: skip


# The expressions of each sort that chance can draw, with {n}: a part of that sort.
_SHAPES = {
    "b": [
        "{n} = {n}", "{n} != {n}", "{n} < {n}", "{n} >= {n}", "{d} <= {d}", "{c} > {c}", "{t} = {t}",
        "({b} and {b})", "({b} or {b} or {b})", "not {b}", "answered({any})", '{k} = "{o}"',
        '{k} in ("{o}", "{o}")', '{s} includes "{o}"', "if({b}, {b}, {b})", "known({b}, {b})",
        "{y}", "any({g}, {gb})", "every({g}, {gb})", "answered({g})",
    ],
    "n": [
        "({n} + {n})", "({n} - {n})", "{n} * {n}", "{n} / {n}", "-{n}", "round({n})", "({d} - {d})",
        "({c} - {c})", "years({d}, {d})", "age({d})", "year({d})", "month({d})", "days({p})",
        "length({t})", "count({s})", "if({b}, {n}, {n})", "known({n}, {n})", "min({n}, {n})",
        "max({n}, {n})", "count({g})", "count({g}, {gb})", "sum({g}, {gn})", "min({g}, {gn})",
        "max({g}, {gn})", "lookup(norm, {k}, amount)", "lookup(norm, {t}, amount)",
        "band(ages, {n}, amount)", "17", "0", "2.5", "100000",
    ],
    "d": [
        "({d} + {n})", "({d} - {n})", "start({p})", "end({p})", "today", "2024-02-29", "1999-12-31",
        "if({b}, {d}, {d})", "known({d}, {d})", "max({d}, {d})", "min({g}, {gd})", "lookup(norm, {k}, since)",
    ],
    "c": ["08:30", "23:59", "if({b}, {c}, {c})"],
    "t": ['"a"', '"x"', "if({b}, {t}, {t})", "known({t}, {t})", "lookup(norm, {k}, name)"],
}  # fmt: skip
_TABLES = [
    {
        "id": "norm",
        "columns": [
            {"id": "key", "sort": "text"}, {"id": "amount"}, {"id": "since", "sort": "date"},
            {"id": "name", "sort": "text"},
        ],
        "rows": [["a", "100.5", "2024-01-01", "x"], ["b", "-3", "", "y"], ["yes", "7", "2020-02-29", ""]],
    },
    {"id": "ages", "columns": [{"id": "age"}, {"id": "amount"}], "rows": [["0", "10"], ["18", "20"], ["65", "1.25"]]},
]  # fmt: skip
_SORT_OF = {
    "number": "n", "money": "n", "date": "d", "time": "c", "text": "t", "long_text": "t",
    "phone": "t", "email": "t", "choice": "k", "many_choice": "s", "yes_no": "y", "period": "p", "file": "s_file",
}  # fmt: skip


class _Chance:
    """Draws expressions that fit, from the names that may be used."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names: dict[str, list[str]] = {}
        self.groups: dict[str, dict[str, list[str]]] = {}

    def expression(self, sort: str, depth: int, own: dict[str, list[str]] | None = None) -> str:
        """Draw an expression; `own` are the names of the row that it stands in."""
        names = [*self.names.get(sort, []), *(own or {}).get(sort, [])]
        if sort in {"k", "s", "p", "y", "any"}:
            return self.random.choice(names) if names else ""
        shapes = _SHAPES[sort]
        if names and (depth <= 0 or self.random.random() < 0.4):
            return self.random.choice(names)
        if depth <= 0:
            shapes = [shape for shape in shapes if "{" not in shape]
            return self.random.choice(shapes) if shapes else "answered({any})"
        for _ in range(6):
            filled = self._fill(self.random.choice(shapes), depth - 1, own)
            if filled is not None:
                return filled
        return self._plain(sort, own)

    def operation(self, sort: str) -> str:
        """Draw one operation of names and constants."""
        filled = None
        while filled is None:
            shape = self.random.choice([one for one in _SHAPES[sort] if "{" in one])
            filled = self._fill(shape, 0, None)
        return filled

    def _plain(self, sort: str, own: dict[str, list[str]] | None) -> str:
        if sort == "b":
            return f"{self.expression('n', 0, own)} < 18"
        return {"n": "1", "d": "today", "c": "12:00", "t": '"b"'}[sort]

    def _fill(self, shape: str, depth: int, own: dict[str, list[str]] | None) -> str | None:
        group = self.random.choice(sorted(self.groups)) if self.groups else ""
        option = self.random.choice("abc")
        while "{" in shape:
            start, _, rest = shape.partition("{")
            sort, _, end = rest.partition("}")
            if sort == "g":
                part = group
            elif sort == "o":
                part = option
            elif sort in {"gb", "gn", "gd"}:
                part = self.expression(sort[1], depth, self.groups[group]) if group else ""
            else:
                part = self.expression(sort, depth, own)
            if not part or "{" in part:
                return None
            shape = f"{start}\x00{end}".replace("\x00", part)
        return shape


def form_by_chance(random: Random, *, most_groups: int = 4) -> FormSchema:
    """Draw a form whose rules look forwards and backwards, but never in a circle."""
    chance, count = _Chance(random), random.randint(1, most_groups)
    groups: list[dict | None] = [None] * count
    order = list(range(count))
    random.shuffle(order)
    for at in order:
        groups[at] = _group_by_chance(random, chance, at)
    groups.append(_shallow_by_chance(random, chance))
    cut = random.randint(0, count - 1)
    pages = [
        {"id": f"p{n}", "title": WORDS, "groups": some}
        for n, some in enumerate((groups[:cut], groups[cut:]))
        if some
    ]
    data = a_form() | {"pages": pages, "tables": _TABLES}
    return schema_json.read(data)


def _shallow_by_chance(random: Random, chance: _Chance) -> dict:
    """Draw rules of one operation each: in deep ones a wrong last digit is soon lost."""
    sorts = {"number": "n", "date": "d", "truth": "b"}
    fields = []
    for n in range(8):
        result = random.choice(["number", "number", "number", "date", "truth"])
        value = chance.operation(sorts[result])
        fields.append(a_field(f"x{n}", "calculated", value=value, result=result, decimals=4))
    return {"id": "shallow", "fields": fields}


def _group_by_chance(random: Random, chance: _Chance, at: int) -> dict:
    is_repeated = random.random() < 0.35
    group_id = f"g{at}"
    group: dict = {"id": group_id, "fields": []}
    if random.random() < 0.3:
        group["show_when"] = chance.expression("b", 2)
    own: dict[str, list[str]] = {}
    for n in range(random.randint(1, 5)):
        field = _field_by_chance(random, chance, f"f{at}_{n}", own if is_repeated else None)
        group["fields"].append(field)
        names = own if is_repeated else chance.names
        result = {"number": "n", "date": "d", "truth": "b", "text": "t"}
        sort = result[field.get("result", "number")] if field["kind"] == "calculated" else None
        sort = sort or _SORT_OF.get(field["kind"], "")
        if sort:
            names.setdefault(sort.partition("_")[0] if sort != "s_file" else "files", []).append(
                field["id"]
            )
        names.setdefault("any", []).append(field["id"])
    if is_repeated:
        group["repeat"] = {"least": 0, "most": 9, "one": WORDS}
        chance.groups[group_id] = own
    return group


def _field_by_chance(random: Random, chance: _Chance, field_id: str, own: dict | None) -> dict:
    kind = random.choice([kind.value for kind in FieldKind])
    field = a_field(field_id, kind)
    if kind == "calculated":
        result = random.choice(["number", "number", "date", "truth", "text"])
        sort = {"number": "n", "date": "d", "truth": "b", "text": "t"}[result]
        field |= {"value": chance.expression(sort, 3, own), "result": result}
        field |= {"decimals": random.randint(0, 4)}
    if kind == "yes_no":
        field["dont_know"] = random.random() < 0.5
    if random.random() < 0.4:
        field["show_when"] = chance.expression("b", 2, own)
    if random.random() < 0.15:
        field["required_when"] = chance.expression("b", 2, own)
    if random.random() < 0.15:
        holds = chance.expression("b", 2, own)
        field["checks"] = [{"id": "must_hold", "holds": holds, "message": WORDS}]
    if random.random() < 0.3:
        field["required"] = False
    return field


_TYPED = {
    FieldKind.NUMBER: ["0", "17", "18", "65", "-3,5", "1 250,50", "2.0001", "x", "", "999999999999", "1.23456", "−4"],
    FieldKind.MONEY: ["0", "99,90", "-0.01", "12 000", "kr"],
    FieldKind.DATE: ["2026-11-22", "2000-02-29", "2026-02-30", "0001-01-01", "9999-12-31", "x", "0050-03-01"],
    FieldKind.TIME: ["8:05", "16.30", "24:00", "23:59", "x"],
    FieldKind.TEXT: ["a", "b", "x", "åäö 🙂", "🙂", " ", "yes"],
}  # fmt: skip
ROW_IDS = ("r1", "r2", "a7")


def answers_by_chance(random: Random, form: FormSchema) -> dict[str, Value]:
    """Draw answers, good and bad, to some of a form's fields; rows too, some removed again."""
    found: dict[str, Value] = {}
    for group in form.groups():
        places = [""]
        if group.repeat:
            there = [row for row in ROW_IDS if random.random() < 0.6]
            found |= {f"{group.id}@{row}": random.choice(["yes", "yes", "no"]) for row in there}
            places = [f"@{row}" for row in ROW_IDS]
        for field in group.fields:
            for place in places:
                if random.random() < 0.75 and field.kind is not FieldKind.CALCULATED:
                    found[f"{field.id}{place}"] = answer_by_chance(random, field)
    return found


def answer_by_chance(random: Random, field: Field) -> Value:
    """Draw what somebody may have typed; now and then, what the field of another version took."""
    if random.random() < 0.04:
        return random.choice(["x", ("a", "b"), Parts.of(**{"from": "2026-01-01", "name": "x"})])
    if field.kind is FieldKind.PERIOD:
        dates = ["2026-01-01", "2026-03-05", "", "x", "2020-02-29"]
        return Parts.of(**{"from": random.choice(dates), "to": random.choice(dates)})
    if field.parts:
        return Parts.of(**{part: random.choice(["", "x", "070-174 06 05"]) for part in field.parts})
    if field.kind in {FieldKind.MANY_CHOICE, FieldKind.FILE}:
        return tuple(one for one in field.options or ("f1", "f2") if random.random() < 0.5)
    typed = _TYPED.get(field.kind, _TYPED[FieldKind.TEXT])
    return random.choice(["", *field.options] if field.options else typed)
