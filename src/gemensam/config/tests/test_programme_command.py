"""The programme's figures from the command line."""

import json

from gemensam.config.cli import main


def test_the_figures_are_printed_with_their_workings(db, capsys):
    assert main(["programme", "figures", "plan_2018.total", "--language", "en"]) == 0
    (figure,) = json.loads(capsys.readouterr().out)
    assert (figure["value"], figure["unit"], figure["rows"]) == (
        5_261_590,
        "SEK",
        "/siffror/plan_2018.total/",
    )
    assert [step["formula"] for step in figure["workings"]] == ["3,711,590 + 550,000 + 1,000,000"]


def test_every_figure_is_printed_when_none_is_named(db, capsys):
    assert main(["programme", "figures"]) == 0
    keys = [one["key"] for one in json.loads(capsys.readouterr().out)]
    assert {"plan_2013_2015.total", "contribution_2018", "national_2013.total"} < set(keys)


def test_an_unknown_figure_is_named_and_the_status_says_so(db, capsys):
    assert main(["programme", "figures", "nothing"]) == 1
    assert capsys.readouterr().err == "There is no figure nothing.\n"
