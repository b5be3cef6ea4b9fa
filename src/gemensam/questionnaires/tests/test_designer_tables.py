"""Look-up tables in the designer: edited cell by cell, pasted from a spreadsheet, remarked on."""

import pytest
from tests.cast_at_work import log_in

from gemensam.organisations import api as organisations
from gemensam.questionnaires.designer import drafts, tables
from gemensam.questionnaires.designer.panels import PanelForm
from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.linting import lint
from gemensam.questionnaires.rules.trees import Part, Ref
from gemensam.questionnaires.tests.examples import a_field, a_form
from gemensam.questionnaires.tests.test_designer_panel import Designer, _tree, _words
from gemensam.tenancy.context import tenant_context

NORM = Ref(Part.TABLE, "norm")


def _column(id_, sort="number"):
    return {"id": id_, "sort": sort}


def _form(*rows, columns=(("antal", "number"), ("belopp", "number")), **over):
    table = {
        "id": "norm",
        "columns": [_column(*one) for one in columns],
        "rows": [list(row) for row in rows],
    }
    return a_form(a_field("first"), tables=[table], **over)


TWO = _form(("1", "100"), ("2", "200"))


def _content(data):
    columns, cells = tables.content(data, NORM)
    return [(one["id"], one["sort"]) for one in columns], cells


def _typed(data, **typed):
    """Lay what somebody typed over what the panel showed."""
    panel = PanelForm(NORM, data, languages=["sv"])
    shown = {name: bound.value() or "" for name in panel.fields for bound in [panel[name]]}
    over = {name.replace("__", "."): value for name, value in typed.items()}
    return PanelForm(NORM, data, languages=["sv"], typed={**shown, **over}).edit(data)


COLUMNS = [("antal", "number"), ("belopp", "number")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, (COLUMNS, [["1", "100"], ["2", "200"]])),
        ({"cell__0__1": " 1 250,50 "}, (COLUMNS, [["1", "1 250,50"], ["2", "200"]])),
        ({"cell__2__0": "3"}, (COLUMNS, [["1", "100"], ["2", "200"], ["3", ""]])),
        ({"cell__0__0": "", "cell__0__1": ""}, (COLUMNS, [["", ""], ["2", "200"]])),
        ({"column__0__id": "Antal barn", "column__0__sort": "text"},
         ([("antal_barn", "text"), COLUMNS[1]], [["1", "100"], ["2", "200"]])),
        ({"column__0__id": ""}, (COLUMNS, [["1", "100"], ["2", "200"]])),
        ({"column__0__id": "belopp"}, ([("belopp_2", "number"), COLUMNS[1]], [["1", "100"], ["2", "200"]])),
        ({"column__new__id": "Från och med", "column__new__sort": "date"},
         ([*COLUMNS, ("fran_och_med", "date")], [["1", "100", ""], ["2", "200", ""]])),
        ({"column__0__sort": "colour"}, (COLUMNS, [["1", "100"], ["2", "200"]])),
    ],
)  # fmt: skip
def test_what_is_typed_in_a_table_is_what_stands_there_then(typed, expected):
    assert _content(_typed(TWO, **typed)) == expected


def test_a_table_that_nobody_typed_in_is_left_as_it_is():
    assert _typed(TWO) == TWO


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("row:0", (COLUMNS, [["2", "200"]])),
        ("column:0", ([COLUMNS[1]], [["100"], ["200"]])),
        ("row:9", _content(TWO)),
        ("column:²", _content(TWO)),
        ("table", _content(TWO)),
    ],
)
def test_a_row_or_a_column_is_taken_out_and_nothing_else(what, expected):
    assert _content(tables.without(TWO, NORM, what)) == expected


def test_the_last_column_stays_and_there_is_always_a_row_to_fill_in():
    bare = tables.without(tables.without(TWO, NORM, "column:0"), NORM, "column:0")
    for _ in range(3):
        bare = tables.without(bare, NORM, "row:0")

    assert _content(bare) == ([COLUMNS[1]], [[""]])


def test_rows_are_sorted_as_numbers_and_what_is_none_comes_last():
    data = _form(("10", "a"), ("x", "b"), ("", "c"), ("9,5", "d"))

    assert [row[0] for row in _content(tables.in_order(data, NORM))[1]] == ["9,5", "10", "", "x"]


@pytest.mark.parametrize(
    ("text", "has_headings", "expected"),
    [
        ("3\t300\n\n4\t400\n", False, (COLUMNS, [["3", "300"], ["4", "400"]])),
        ("3", False, (COLUMNS, [["3", ""]])),
        ("3\t300\thus", False, ([*COLUMNS, ("kolumn", "text")], [["3", "300", "hus"]])),
        ("Belopp\tFrån\tTyp\n1 000,50\t2026-01-01\thus\n2\t2026-02-01\t3", True,
         ([("belopp", "number"), ("fran", "date"), ("typ", "text")],
          [["1 000,50", "2026-01-01", "hus"], ["2", "2026-02-01", "3"]])),
        ("", False, _content(TWO)),
        ("Belopp\tFrån", True, _content(TWO)),
    ],
)  # fmt: skip
def test_rows_from_a_spreadsheet_take_the_place_of_those_that_were_there(
    text, has_headings, expected
):
    assert _content(tables.pasted(TWO, NORM, text, has_headings=has_headings)) == expected


def test_a_table_too_large_for_inputs_is_edited_as_text():
    large = _form(*((str(n), str(n)) for n in range(300)))
    panel = PanelForm(NORM, large, languages=["sv"])
    lines = panel.grid.as_text().splitlines()

    assert (panel.grid_rows(), lines[:2], len(lines)) == ([], ["antal\tbelopp", "0\t0"], 301)
    assert _typed(large) == large
    assert tables.pasted(large, NORM, panel.grid.as_text(), has_headings=True) == large


def _remarks(data):
    return [str(one) for one in lint(data) if one.ref == NORM]


def test_cells_that_no_rule_can_read_and_rows_that_none_finds_are_remarked_on():
    data = _form(
        ("1", "många"),
        ("1", "1"),
        ("", "2"),
        ("", ""),
        ("3", ""),
        columns=[("k", "number"), ("v", "number")],
    )
    assert _remarks(data) == [
        "Row 1, v: “många” is no number.",
        "Row 3 has nothing in its first column: it is never found.",
        "Several rows begin with “1”: only the last of them is found.",
    ]
    day = _form(("a", "1 januari"), columns=[("k", "text"), ("v", "date")])
    assert _remarks(day) == ["Row 1, v: “1 januari” is no date, such as 2026-01-31."]


def test_a_table_that_bands_are_looked_for_in_rises():
    falls = _form(("2", "1"), ("1", "2"))
    assert _remarks(falls) == []
    banded = trees.with_attribute(
        falls, Ref(Part.FIELD, "first"), "show_when", "band( norm, 1, belopp) > 1"
    )
    assert _remarks(banded) == [
        "The first column does not rise: band() takes the last row not above."
    ]
    assert _remarks(tables.in_order(banded, NORM)) == []
    assert _remarks({"tables": [{"id": "norm", "columns": "x", "rows": 3}]}) == []


@pytest.fixture
def place(db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    return place


@pytest.fixture
def designer(place):
    with tenant_context(place.tenant_id):
        draft_id = drafts.drafts()[0].id
    return Designer(log_in("lena").client(), f"/formular/{draft_id}/")


@pytest.fixture
def saved(place, designer):
    def read():
        with tenant_context(place.tenant_id):
            return _content(drafts.drafts()[0].content)

    return read


def test_a_table_is_made_filled_and_emptied_with_the_buttons_of_its_page(designer, saved):
    answer = designer.press("add:table", new="Norm")
    assert answer["Location"].endswith("?del=table:norm#panel-title")
    designer.panel("table:norm", **{"cell.0.0": "hus", "cell.0.1": "100"})
    designer.panel("table:norm", **{"cell.1.0": "rum", "go": "drop:row:0"})
    assert saved() == ([("nyckel", "text"), ("varde", "number")], [["rum", ""]])
    designer.press("paste", "table:norm", pasted="b\t2\na\t1")
    designer.press("sort", "table:norm")
    assert saved()[1] == [["a", "1"], ["b", "2"]]
    designer.press("undo", "table:norm")
    assert saved()[1] == [["b", "2"], ["a", "1"]]


def test_a_table_says_what_looks_it_up_and_asks_before_it_goes(designer):
    designer.press("add:table", new="Norm")
    rule = {"show_when.mode": "words", "show_when": "lookup(norm, vad_galler_det, varde) > 1"}
    designer.panel("field:beratta", **rule)
    page = designer.client.get(f"{designer.here}?del=table:norm")
    asked = designer.press("remove:table:norm", "table:norm")

    assert "Det här ser på den: Lång text: Vad vill du berätta?" in _words(page)[0]
    assert asked.status_code == 409
    assert "Lång text: Vad vill du berätta?" in _words(asked, "//*[contains(@class, 'errors')]")[0]


def test_every_cell_of_a_table_has_a_name_for_those_who_do_not_see_it(designer):
    designer.press("add:table", new="Norm")
    page = _tree(designer.client.get(f"{designer.here}?del=table:norm"))

    assert page.xpath("//td//input/@aria-label") == ["Rad 1, nyckel", "Rad 1, varde"]


def test_two_who_change_a_table_at_once_are_told_in_words(designer):
    designer.press("add:table", new="Norm")
    first, second = (
        _tree(designer.client.get(f"{designer.here}?del=table:norm")).get_element_by_id("panel")
        for _ in range(2)
    )
    designer.client.post(
        designer.here, {**dict(first.form_values()), "go": "save", "cell.0.0": "a"}
    )
    clash = designer.client.post(
        designer.here, {**dict(second.form_values()), "go": "save", "cell.0.0": "b"}
    )

    assert clash.status_code == 409
    assert (
        "norm: de skrev ”a, –”, du skrev ”b, –”"
        in _words(clash, "//*[contains(@class, 'errors')]")[0]
    )
