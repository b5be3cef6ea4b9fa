"""Read a form from JSON or YAML, write it so that it is read the same, and take its digest. Pure.

Format 2. What was published in format 1 is read by `schema_format1`; nothing stored is rewritten.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.kinds import KINDS, FieldKind, Sort
from gemensam.questionnaires.rules.language import TODAY, WORDS, gettext_noop
from gemensam.questionnaires.rules.reading import Node, Text, UnreadableForm
from gemensam.questionnaires.rules.schema import (
    Accept,
    Check,
    Choice,
    Field,
    FormSchema,
    Group,
    Page,
    Prefill,
    Repeat,
    Retention,
    Table,
    TestCase,
)
from gemensam.questionnaires.rules.schema_format1 import from_format_1
from gemensam.questionnaires.rules.values import Json

FORMAT: Final = 2
# Ten-thousandths are what expressions calculate in.
DECIMALS: Final = range(5)
# About two printed pages: enough for anybody, and a bound for the database.
LONGEST: Final = range(1, 5001)
MOST_ROWS: Final = range(1, 51)
MOST_FILES: Final = range(1, 21)

# What each part of a form may say; a field also what its kind takes.
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "form": (
        *("format", "key", "title", "purpose", "retention", "languages", "pages"),
        *("tables", "tests"),
    ),
    "page": ("id", "title", "intro", "show_when", "groups"),
    "group": ("id", "title", "show_when", "repeat", "fields"),
    "repeat": ("least", "most", "one"),
    "field": (
        *("id", "kind", "label", "help", "purpose", "retention", "required", "sensitive"),
        *("show_when", "required_when", "checks", "prefill"),
    ),
    "choice": ("id", "label"),
    "check": ("id", "holds", "message"),
    "table": ("id", "columns", "rows"),
    "column": ("id", "sort"),
    "test": ("id", "title", "today", "answers", "expect"),
    "expect": ("shown", "hidden", "values", "problems"),
}
RESULTS: Final = {
    "number": Sort.NUMBER,
    "date": Sort.DATE,
    "text": Sort.TEXT,
    "truth": Sort.TRUTH,
}
COLUMNS: Final = {"number": Sort.NUMBER, "date": Sort.DATE, "text": Sort.TEXT}
_NAME_OF: Final = {sort: name for name, sort in RESULTS.items()}


def read(data: Json) -> FormSchema:
    """Read a form. Raises UnreadableForm: what is wrong, and where."""
    if isinstance(data, Mapping) and "format" not in data:
        data = from_format_1(data)
    form = Node(data, "form")
    form.only(*KEYS["form"])
    form.whole("format", FORMAT, within=range(FORMAT, FORMAT + 1))
    defaults = form.text("purpose"), _retention(form)
    schema = FormSchema(
        key=form.id("key"),
        title=form.text("title"),
        purpose=defaults[0],
        retention=defaults[1],
        pages=tuple(_page(node, *defaults) for node in form.nodes("pages")),
        languages=tuple(str(one) for one in form.items("languages")),
        tables=tuple(_table(node) for node in form.nodes("tables", needed=False)),
        tests=tuple(_test(node) for node in form.nodes("tests", needed=False)),
    )
    _ensure_ids_are_unique(schema)
    return schema


def canonical(schema: FormSchema) -> str:
    """Write a form as the one text that its digest is taken over."""
    return json.dumps(write(schema), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: str) -> str:
    """Give the SHA-256 of a form's canonical text, in hexadecimal."""
    return sha256(content.encode()).hexdigest()


def write(schema: FormSchema) -> dict[str, Json]:
    """Write a form so that `read` gives it back; what is as usual is left out."""
    return _without_empty(
        {
            "format": FORMAT,
            "key": schema.key,
            "title": schema.title.write(),
            "purpose": schema.purpose.write(),
            "retention": schema.retention.value,
            "languages": list(schema.languages),
            "tables": [_write_table(table) for table in schema.tables],
            "tests": [_write_test(test) for test in schema.tests],
            "pages": [
                _without_empty(
                    {
                        "id": page.id,
                        "title": page.title.write(),
                        "intro": page.intro.write(),
                        "show_when": page.show_when,
                        "groups": [_write_group(group, schema) for group in page.groups],
                    }
                )
                for page in schema.pages
            ],
        }
    )


def _write_group(group: Group, schema: FormSchema) -> Json:
    return _without_empty(
        {
            "id": group.id,
            "title": group.title.write(),
            "show_when": group.show_when,
            "repeat": _write_repeat(group.repeat) if group.repeat else None,
            "fields": [_write_field(field, schema) for field in group.fields],
        }
    )


def _write_repeat(repeat: Repeat) -> Json:
    return {"least": repeat.least, "most": repeat.most, "one": repeat.one.write()}


def _write_field(field: Field, schema: FormSchema) -> Json:
    return _without_empty(
        {
            "id": field.id,
            "kind": field.kind.value,
            "label": field.label.write(),
            "help": field.help.write(),
            "purpose": field.purpose.write() if field.purpose != schema.purpose else None,
            "retention": field.retention.value if field.retention != schema.retention else None,
            "required": None if field.is_required else False,
            "sensitive": None if field.is_sensitive else False,
            "show_when": field.show_when,
            "required_when": field.required_when,
            "checks": [_write_check(one) for one in field.checks],
            "choices": [{"id": one.id, "label": one.label.write()} for one in field.choices],
            "dont_know": field.dont_know or None,
            "unit": field.unit.write(),
            "decimals": field.decimals or None,
            "least": field.least,
            "most": field.most,
            "longest": field.longest or None,
            "accept": [one.value for one in field.accept],
            "files": field.files if field.files != 1 else None,
            "accept_label": field.accept_label.write(),
            "value": field.value,
            "result": _NAME_OF[field.result] if field.result is not Sort.NUMBER else None,
            "prefill": field.prefill.value if field.prefill else None,
        }
    )


def _write_check(check: Check) -> Json:
    return _without_empty({"id": check.id, "holds": check.holds, "message": check.message.write()})


def _write_table(table: Table) -> Json:
    columns = [
        {"id": column, "sort": _NAME_OF[sort]}
        for column, sort in zip(table.columns, table.sorts, strict=True)
    ]
    return {"id": table.id, "columns": columns, "rows": [list(row) for row in table.rows]}


def _write_test(test: TestCase) -> Json:
    expected: dict[str, Json] = {
        "shown": list(test.shown),
        "hidden": list(test.hidden),
        "values": dict(test.values),
    }
    problems = {} if test.problems is None else {"problems": list(test.problems)}
    return {
        "id": test.id,
        "title": test.title,
        "today": test.today,
        "answers": dict(test.answers),
        "expect": _without_empty(expected) | problems,
    }


def _without_empty(data: dict[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def _page(node: Node, purpose: Text, retention: Retention) -> Page:
    node.only(*KEYS["page"])
    return Page(
        id=node.id("id"),
        title=node.text("title"),
        intro=node.text("intro", needed=False),
        show_when=node.word("show_when"),
        groups=tuple(_group(group, purpose, retention) for group in node.nodes("groups")),
    )


def _group(node: Node, purpose: Text, retention: Retention) -> Group:
    node.only(*KEYS["group"])
    return Group(
        id=node.id("id"),
        title=node.text("title", needed=False),
        fields=tuple(_field(field, purpose, retention) for field in node.nodes("fields")),
        show_when=node.word("show_when"),
        repeat=_repeat(Node(node.get("repeat"), f"{node.place}.repeat"))
        if node.has("repeat")
        else None,
    )


def _repeat(node: Node) -> Repeat:
    node.only(*KEYS["repeat"])
    most = node.whole("most", MOST_ROWS.stop - 1, within=MOST_ROWS)
    return Repeat(node.whole("least", 0, within=range(most + 1)), most, node.text("one"))


def _field(node: Node, purpose: Text, retention: Retention) -> Field:
    kind = node.one_of("kind", FieldKind)
    node.only(*KEYS["field"], *KINDS[kind].attributes)
    needs_choices = "choices" in KINDS[kind].attributes
    return Field(
        id=node.id("id"),
        kind=kind,
        label=node.text("label"),
        help=node.text("help", needed=False),
        purpose=node.text("purpose") if node.has("purpose") else purpose,
        retention=_retention(node) if node.has("retention") else retention,
        choices=tuple(_choice(one) for one in node.nodes("choices", needed=needs_choices)),
        is_required=node.flag("required", default=True),
        is_sensitive=node.flag("sensitive", default=True),
        show_when=node.word("show_when"),
        required_when=node.word("required_when"),
        checks=tuple(_check(one) for one in node.nodes("checks", needed=False)),
        unit=node.text("unit", needed=False),
        decimals=node.whole("decimals", 0, within=DECIMALS),
        least=_bound(node, "least", kind),
        most=_bound(node, "most", kind),
        longest=node.whole("longest", 0, within=LONGEST) if node.has("longest") else 0,
        dont_know=node.flag("dont_know", default=False),
        accept=_accept(node, kind),
        files=node.whole("files", 1, within=MOST_FILES),
        accept_label=node.text("accept_label", needed=False),
        value=node.word("value"),
        result=_sort(node, "result", RESULTS),
        prefill=node.one_of("prefill", Prefill) if node.has("prefill") else None,
    )


def _bound(node: Node, key: str, kind: FieldKind) -> str:
    """Read a bound; one that could not be read would bind nobody."""
    bound, sort = node.word(key), KINDS[kind].sort
    is_today = bound == "today" and sort is Sort.DATE
    if bound and not is_today and amounts.parsed(sort, bound) is None:
        raise UnreadableForm(
            node.place, gettext_noop("%(key)s must be written as the field's answers are"), key=key
        )
    return bound


def _choice(node: Node) -> Choice:
    node.only(*KEYS["choice"])
    return Choice(id=node.id("id"), label=node.text("label"))


def _check(node: Node) -> Check:
    node.only(*KEYS["check"])
    check_id = node.id("id") if node.has("id") else ""
    return Check(node.word("holds"), node.text("message"), check_id)


def _accept(node: Node, kind: FieldKind) -> tuple[Accept, ...]:
    if kind is not FieldKind.FILE:
        return ()
    words = {str(one) for one in node.items("accept", needed=False)} or set(Accept)
    if not words <= set(Accept):
        raise UnreadableForm(
            node.place, gettext_noop("accept must be among %(known)s"), known=", ".join(Accept)
        )
    return tuple(one for one in Accept if one in words)


def _retention(node: Node) -> Retention:
    return node.one_of("retention", Retention)


def _sort(node: Node, key: str, names: Mapping[str, Sort]) -> Sort:
    word = node.word(key, "number")
    if word not in names:
        raise UnreadableForm(
            node.place,
            gettext_noop("%(key)s must be one of %(known)s"),
            key=key,
            known=", ".join(names),
        )
    return names[word]


def _table(node: Node) -> Table:
    node.only(*KEYS["table"])
    columns = node.nodes("columns")
    for one in columns:
        one.only(*KEYS["column"])
    rows = [_cells(node, row, len(columns)) for row in node.items("rows")]
    return Table(
        id=node.id("id"),
        columns=tuple(one.id("id") for one in columns),
        sorts=tuple(_sort(one, "sort", COLUMNS) for one in columns),
        rows=tuple(rows),
    )


def _cells(node: Node, row: Json, count: int) -> tuple[str, ...]:
    if isinstance(row, str) or not isinstance(row, Sequence) or len(row) != count:
        raise UnreadableForm(
            node.place, gettext_noop("every row needs as many cells as there are columns")
        )
    return tuple(str(cell) for cell in row)


def _test(node: Node) -> TestCase:
    node.only(*KEYS["test"])
    expected = Node(node.get("expect"), f"{node.place}.expect")
    expected.only(*KEYS["expect"])
    answers, values = node.get("answers") or {}, expected.get("values") or {}
    if not isinstance(answers, Mapping) or not isinstance(values, Mapping):
        raise UnreadableForm(
            node.place, gettext_noop("answers and values must be mappings of names to values")
        )
    return TestCase(
        id=node.id("id"),
        title=node.word("title"),
        today=node.word("today"),
        answers=dict(answers),
        shown=_keys(expected, "shown"),
        hidden=_keys(expected, "hidden"),
        values={str(key): str(value) for key, value in values.items()},
        problems=_keys(expected, "problems") if expected.has("problems") else None,
    )


def _keys(node: Node, key: str) -> tuple[str, ...]:
    return tuple(str(one) for one in node.items(key, needed=False))


def _ensure_ids_are_unique(schema: FormSchema) -> None:
    fields = list(schema.fields())
    # Fields and groups share one space of names: answers of both are stored, expressions see both.
    shared = [group.id for group in schema.groups()] + [field.id for field in fields]
    named: list[tuple[str, str, list[str]]] = [
        (gettext_noop("page id used twice: %(ids)s"), "", [page.id for page in schema.pages]),
        (gettext_noop("field or group id used twice: %(ids)s"), "", shared),
        (gettext_noop("table id used twice: %(ids)s"), "", [table.id for table in schema.tables]),
        (gettext_noop("test id used twice: %(ids)s"), "", [test.id for test in schema.tests]),
    ]
    for one in fields:
        choices, checks = [c.id for c in one.choices], [c.id for c in one.checks if c.id]
        named.append((gettext_noop("choice of %(of)s id used twice: %(ids)s"), one.id, choices))
        named.append((gettext_noop("check of %(of)s id used twice: %(ids)s"), one.id, checks))
    for table in schema.tables:
        text = gettext_noop("column of %(of)s id used twice: %(ids)s")
        named.append((text, table.id, list(table.columns)))
    words = sorted({*WORDS, TODAY} & set(shared))
    if words:
        text = gettext_noop("an id is a word of the rules: %(ids)s")
        raise UnreadableForm("form", text, ids=", ".join(words))
    for text, of, ids in named:
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise UnreadableForm("form", text, of=of, ids=", ".join(twice))
