"""The office day in small: all that was said to be done is there, and a lost thing would be seen."""

from dataclasses import replace

import pytest
from bench.drills import office_day
from bench.drills.office_people import Log

SMALL = office_day.Size(caseworkers=4, residents=15, seconds=20, think=(0.2, 0.6))


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_small_day_goes_without_errors_and_nothing_is_lost(tmp_path):
    rows = {row["name"]: row for row in office_day.drill(tmp_path, SMALL)}
    counted = ["errors", "wrong_conflicts", "lost", "unlogged"]
    assert {name: rows[f"office_day.{name}"]["ours"] for name in counted} == dict.fromkeys(
        counted, 0
    ), rows
    done = set(rows["office_day.answer"]["pages"])
    assert {"work list", "case", "ask", "write", "decide", "my pages", "my case"} <= done
    assert {"autosave", "answer", "message", "submit", "receipt"} <= done


def _log():
    return Log(
        seconds={"case": [0.1]},
        events=["Vad händer? 1"],
        decisions=["Därför 2"],
        submitted=["a"],
        saved={"r": {"reason": "Jag faller"}},
        conflicts=[("c", 3, 4), ("d", 3, None)],
        opened={"p": 2},
        listed={"p": 7},
    )


def _there(**over):
    return {
        "events": {"Vad händer? 1": 1},
        "decisions": {"Därför 2": 1},
        "submitted": {"a": 1},
        "answers": {"r": {"reason": "Jag faller"}},
        "decided": ["d"],
        "looks": {"p|Läsa|case": 2, "p|Läsa|case_list": 7},
    } | over


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({}, []),
        ({"events": {}}, ["lost"]),
        ({"events": {"Vad händer? 1": 2}}, ["lost"]),
        ({"decisions": {}}, ["lost"]),
        ({"submitted": {"a": 2}}, ["lost"]),
        ({"answers": {"r": {"reason": "Jag"}}}, ["lost"]),
        ({"decided": []}, ["wrong_conflicts"]),
        ({"looks": {"p|Läsa|case": 2, "p|Läsa|case_list": 6}}, ["unlogged"]),
        ({"looks": {"p|Läsa|case": 3, "p|Läsa|case_list": 7}}, ["unlogged"]),
    ],
)
def test_the_drill_says_what_went_wrong(over, wrong):
    rows = office_day.rows_of(_log(), _there(**over), SMALL)
    assert [row["name"].partition(".")[2] for row in rows if not row["passed"]] == wrong


def test_an_error_and_a_page_that_shows_no_newer_version_do_not_pass():
    log = replace(_log(), errors=["case /: 500"], conflicts=[("c", 3, 3)])
    rows = office_day.rows_of(log, _there(), SMALL)
    assert [row["ours"] for row in rows[1:3]] == [1, 1]


def test_what_got_no_answer_may_have_been_done_or_not():
    log = replace(_log(), unsure={"r": {"reason": "Jag faller ofta"}}, unanswered={"p"})
    there = _there(
        answers={"r": {"reason": "Jag faller ofta"}},
        looks={"p|Läsa|case": 3, "p|Läsa|case_list": 7},
    )
    assert [row["ours"] for row in office_day.rows_of(log, there, SMALL)[1:]] == [0, 0, 0, 0]
