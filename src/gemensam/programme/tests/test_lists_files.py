"""A list's file: any row survives CSV and xlsx, and what cannot be read is named."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gemensam.kernel.money import Money
from gemensam.programme.rules.lists import (
    CellFault,
    Change,
    Column,
    Fault,
    Outcome,
    Record,
    Style,
    plan_import,
)
from gemensam.programme.rules.lists_files import (
    UnusableFile,
    read_file,
    write_csv,
    write_xlsx,
)
from gemensam.programme.rules.lists_kinds import MOST_KRONOR, Day, Kronor, Text, Whole, YesNo
from gemensam.programme.rules.lists_words import OneOf, Several

WORDS = {"1430": "Munkedal", "1495": "Skara", "1480": "Göteborg"}
COLUMNS = (
    Column("nyckel", "key", Text(40), is_key=True),
    Column("text", "text", Text(200, needed=False, lines=True), needed=False),
    Column("antal", "count", Whole(needed=False, least=-5)),
    Column("belopp", "amount", Kronor(needed=False, least=-MOST_KRONOR)),
    Column("dag", "day", Day(needed=False)),
    Column("klar", "done", YesNo()),
    Column("kommun", "municipality", OneOf(WORDS)),
    Column("deltar", "participants", Several(WORDS), needed=False),
)
HEADS = {column.key: column.key for column in COLUMNS} | {"belopp i kr": "belopp"}
SWEDISH, ENGLISH = Style(";", ","), Style(",", ".")


def _texts(longest, *, lines=False):
    signs = st.characters(
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\ufffe\uffff",
        include_characters="\n\t" if lines else "",
    )
    begins = st.sampled_from(
        ["", "=", "'=", "+", "-1", "@", "''=", "_x000D_", "_x005F_x000D_", '"', ";"]
    )
    return st.builds(
        lambda start, rest: (start + rest).strip()[:longest].strip(), begins, st.text(signs)
    )


RECORDS = st.builds(
    lambda *values: Record({c.key: v for c, v in zip(COLUMNS, values, strict=True)}),
    _texts(40).filter(bool),
    _texts(200, lines=True),
    st.none() | st.integers(-5, 2_147_483_647),
    st.none() | st.integers(-MOST_KRONOR.ore, MOST_KRONOR.ore).map(Money),
    st.none() | st.dates(date(1900, 3, 1), date(2199, 12, 31)),
    st.booleans(),
    st.sampled_from(sorted(WORDS)),
    st.sets(st.sampled_from(sorted(WORDS))).map(lambda one: tuple(w for w in WORDS if w in one)),
)
TABLES = st.lists(RECORDS, max_size=6, unique_by=lambda record: record.values["nyckel"])


def _read(data):
    return plan_import(COLUMNS, read_file(data, COLUMNS, HEADS).lines, [])


def _heads():
    return [column.key for column in COLUMNS]


@settings(deadline=None)
@given(records=TABLES, style=st.sampled_from([SWEDISH, ENGLISH]))
def test_any_row_survives_csv(records, style):
    plan = _read(write_csv(COLUMNS, _heads(), records, style))
    assert plan.changes == tuple(Change(None, record) for record in records)


@settings(deadline=None, max_examples=60)
@given(records=TABLES)
def test_any_row_survives_xlsx(records):
    plan = _read(write_xlsx(COLUMNS, _heads(), records, "Bidrag: 2013/2014"))
    assert plan.changes == tuple(Change(None, record) for record in records)


@settings(deadline=None)
@given(records=TABLES, style=st.sampled_from([SWEDISH, ENGLISH]))
def test_what_was_exported_changes_nothing_when_it_comes_back(records, style):
    lines = read_file(write_csv(COLUMNS, _heads(), records, style), COLUMNS, HEADS).lines
    plan = plan_import(COLUMNS, lines, records)
    assert (plan.changes, plan.counts[Outcome.UNCHANGED]) == ((), len(records))


@settings(deadline=None)
@given(
    data=st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest)
)
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    with suppress(UnusableFile):
        assert _read(data).counts[Outcome.UNCHANGED] == 0


BOOK = write_xlsx(COLUMNS, list(HEADS)[:8], [], "tom")


@settings(deadline=None, max_examples=150)
@given(place=st.integers(0, len(BOOK) - 1), sign=st.integers(0, 255), end=st.integers(0, 400))
def test_a_broken_workbook_is_read_or_refused_with_a_sentence(place, sign, end):
    data = BOOK[:place] + bytes([sign]) + BOOK[place + 1 : len(BOOK) - end]
    with suppress(UnusableFile):
        assert _read(data).rows == ()


ROW = Record(
    {"nyckel": "a", "text": "", "antal": 0, "belopp": Money(123_450), "dag": None, "klar": True,
     "kommun": "1430", "deltar": ()}
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "nyckel;antal;belopp;dag;klar;kommun\na;0;1234,50;;ja;1430",
        "nyckel;antal;belopp;dag;klar;kommun\r\na;0;1 234,50 kr;;JA;munkedal\r\n\r\n",
        'nyckel,antal,belopp,dag,klar,kommun\na,0,"1,234.50",,yes,Munkedal',
        "nyckel\tantal\tbelopp\tdag\tklar\tkommun\na\t0\t1.234,50\t\tsant\t1430",
        "kommun;Belopp i kr;annat;klar;dag;antal;nyckel\n1430;1234.5;x;1;;0;a",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_swedish_and_english_files_say_the_same(text, encoding):
    assert _read(text.encode(encoding)).changes == (Change(None, ROW),)


def test_an_older_alphabet_is_read_with_a_notice():
    data = "nyckel;antal;belopp;dag;klar;kommun\nå;0;0;;ja;Göteborg".encode("cp1252")
    sheet = read_file(data, COLUMNS, HEADS)
    assert [notice.wrong for notice in sheet.notices] == [
        "The file is written in an older alphabet (Windows-1252)."
    ]
    assert sheet.lines[0].cells["nyckel"] == "å"


def _fault(row):
    plan = _read(f"nyckel;antal;belopp;dag;klar;kommun\na;1;1;;ja;1430\n{row}".encode())
    (faulty,) = [one for one in plan.rows if one.outcome is Outcome.FAULTY]
    (fault,) = faulty.faults
    return faulty.number, fault.column, fault.fault.wrong, dict(fault.fault.about)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (";1;1;;ja;1430", (3, "nyckel", "The cell is empty.", {})),
        (
            "b;1;1,234;;ja;1430",
            (3, "belopp", "“%(text)s” can be read in two ways.",
             {"text": "1,234", "one": "1234", "other": "1,234"}),
        ),
        ("b;1;1,2345;;ja;1430", (3, "belopp", "“%(text)s” has parts of an öre.", {"text": "1,2345"})),
        ("b;1;1e3;;ja;1430", (3, "belopp", "“%(text)s” is not a number.", {"text": "1e3"})),
        ("b;1,5;1;;ja;1430", (3, "antal", "“%(text)s” is not a whole number.", {"text": "1,5"})),
        ("b;1;1;2026-02-30;ja;1430", (3, "dag", "“%(text)s” is not a day.", {"text": "2026-02-30"})),
        ("b;1;1;;kanske;1430", (3, "klar", "“%(text)s” is neither yes nor no.", {"text": "kanske"})),
        (
            "b;1;1;;ja;Lund",
            (3, "kommun", "“%(text)s” is not known here.",
             {"text": "Lund", "words": "1430, 1495, 1480"}),
        ),
        ("a;2;2;;nej;1430", (3, "", "The file has this row twice, first in row %(row)s.", {"row": "2"})),
    ],
)  # fmt: skip
def test_each_bad_cell_is_named_with_its_row_and_column(row, expected):
    assert _fault(row) == expected


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x00\x81\x8d", "The file is neither CSV nor a workbook (xlsx)."),
        (b"PK\x03\x04nonsense", "The file is neither CSV nor a workbook (xlsx)."),
        (b"nyckel;nyckel\n", "The column “%(name)s” stands twice."),
        (b"nyckel;belopp\n", "The first row lacks the columns %(names)s."),
        (b"nyckel;antal;belopp;dag;klar;kommun\n" + b"a;;;;;\n" * 10_001,
         "The file has more than %(most)s rows."),
        (b"x" * 5_000_001, "The file is larger than %(most)s MB."),
        (b'nyckel;antal;belopp;dag;klar;kommun\n"a;1\n', "A quotation mark in the file is never closed, or stands inside a word."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_one_sentence(data, sentence):
    with pytest.raises(UnusableFile) as refused:
        _read(data)
    assert refused.value.fault.wrong == sentence


def _book(*rows):
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def test_a_formula_in_a_workbook_is_refused_at_its_cell():
    with pytest.raises(UnusableFile) as refused:
        _read(_book(_heads(), ["a", "", "=1+1", 0, None, True, "1430", ""]))
    assert refused.value.fault.about == (("cell", "C2"),)


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 61_000_000)
    with pytest.raises(UnusableFile) as refused:
        _read(out.getvalue())
    assert refused.value.fault.wrong == "The workbook is too large when it is unpacked."


def test_a_formula_never_leaves_in_a_text():
    record = Record(ROW.values | {"text": "=HYPERLINK(1)"})
    text = write_csv(COLUMNS, _heads(), [record], SWEDISH).decode("utf-8-sig")
    assert text.splitlines()[1] == "a;'=HYPERLINK(1);0;1234,50;;ja;1430;"


def test_a_column_that_the_file_leaves_out_stays_as_it_is():
    before = Record(ROW.values | {"text": "kvar", "deltar": ("1495",)})
    data = b"nyckel;antal;belopp;dag;klar;kommun\na;7;1234,50;;ja;1430"
    plan = plan_import(COLUMNS, read_file(data, COLUMNS, HEADS).lines, [before])
    (row,) = plan.rows
    assert (row.outcome, row.changed) == (Outcome.CHANGED, ("antal",))
    assert plan.changes == (Change(before, Record(before.values | {"antal": 7})),)


def test_a_check_makes_a_row_faulty_and_stops_the_whole_file():
    told = CellFault("antal", Fault("too many", "fewer"))
    data = b"nyckel;antal;belopp;dag;klar;kommun\na;7;1;;ja;1430\nb;1;1;;ja;1430"
    lines = read_file(data, COLUMNS, HEADS).lines
    plan = plan_import(
        COLUMNS, lines, [], lambda after, _: [told] if after.number("antal") > 5 else ()
    )
    assert [row.faults for row in plan.rows] == [(told,), ()]
    assert not plan.can_be_accepted


def test_plans_of_the_same_file_on_other_rows_have_other_fingerprints():
    lines = read_file(b"nyckel;antal;belopp;dag;klar;kommun\na;7;1;;ja;1430", COLUMNS, HEADS).lines
    one, other = plan_import(COLUMNS, lines, []), plan_import(COLUMNS, lines, [ROW])
    again = plan_import(COLUMNS, lines, [ROW])
    assert (one.fingerprint == other.fingerprint, other.fingerprint == again.fingerprint) == (
        False,
        True,
    )
