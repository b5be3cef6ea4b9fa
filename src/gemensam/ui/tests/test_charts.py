"""Charts: bars start at zero, gaps stay gaps, words never cover the target."""

from dataclasses import replace

from gemensam.ui.charts import (
    LINE_BOTTOM,
    LINE_TOP,
    BarChart,
    DotStrip,
    LineChart,
    Point,
    Segment,
    draw_bars,
    draw_line,
    draw_strip,
)

LINE = LineChart(
    "Andel", (Point("jan", 50), Point("feb", None), Point("mar", 100)), target=50, top=100
)


def test_line_reaches_from_bottom_to_top():
    chart = replace(LINE, points=(Point("a", 0), Point("b", 100)), target=None)

    assert draw_line(chart).segments == [
        Segment(x1="3", y1=str(LINE_BOTTOM), x2="97", y2=str(LINE_TOP))
    ]


def test_missing_month_is_drawn_as_a_gap():
    drawing = draw_line(LINE)

    assert [segment.is_gap for segment in drawing.segments] == [True]
    assert [mark.is_gap for mark in drawing.marks] == [False, True, False]


def test_only_the_ends_of_a_line_carry_their_numbers():
    assert [mark.shows_text for mark in draw_line(LINE).marks] == [True, False, True]


def test_words_of_the_target_stand_where_the_line_is_furthest_away():
    assert draw_line(LINE).target_side == "end"
    near_the_end = replace(LINE, points=(Point("a", 5), Point("b", 52)))
    assert draw_line(near_the_end).target_side == "start"


def test_number_just_under_the_target_stands_below_its_dot():
    first = draw_line(LINE).marks[0]

    assert float(first.text_y) > float(first.y)


def test_chart_without_values_draws_no_line():
    drawing = draw_line(replace(LINE, points=(Point("jan", None),), target=None))

    assert (drawing.segments, drawing.target) == ([], "")


def test_bars_keep_their_proportions_from_zero():
    drawing = draw_bars(BarChart("Belopp", (Point("a", 10), Point("b", 5), Point("c", None))))

    assert [mark.width for mark in drawing.marks] == ["82", "41", "82"]
    assert [mark.is_gap for mark in drawing.marks] == [False, False, True]


def test_bars_of_only_zeros_have_no_width():
    assert [m.width for m in draw_bars(BarChart("x", (Point("a", 0),))).marks] == ["0"]


def test_strip_leaves_out_what_has_no_value_and_keeps_outliers_on_paper():
    strip = DotStrip("x", (Point("a", 40), Point("b", None), Point("c", 250)), low=40, high=100)

    drawing = draw_strip(strip)

    assert ([mark.x for mark in drawing.marks], drawing.middle) == (["3", "97"], "97")
