"""A household from a file on the command line: its workings, or what is wrong with it."""

from importlib import resources

import pytest

from gemensam.config.cli import main

SHIPPED = resources.files("gemensam.assistance") / "data" / "household.yaml"


def calculated(tmp_path, capsys, text):
    file = tmp_path / "household.yaml"
    file.write_text(text, encoding="utf-8")
    status = main(["assistance", str(file)])
    said = capsys.readouterr()
    return status, said.out.replace("\N{NO-BREAK SPACE}", " "), said.err


def test_the_shipped_household_comes_out_as_by_hand(tmp_path, capsys):
    status, out, err = calculated(tmp_path, capsys, SHIPPED.read_text(encoding="utf-8"))
    # Norm: 7 000 + 3 400 + 2 500 × 15/30 + (1 900 + 1 700) × 15/30 = 7 000 + 3 400 + 1 250 + 1 800 = 13 450
    # Costs: 9 000 (of 9 350) + 612,50 + 189 + 145 = 9 946,50.  Need: 23 396,50
    # Means: 8 200 × 3/4 + 1 875 + 430,75 = 6 150 + 2 305,75 = 8 455,75.  23 396,50 − 8 455,75 = 14 940,75
    last = " ".join(out.splitlines()[-1].split())
    assert (status, last, err) == (0, "Underskott 15 115,75 14 940,75 14 940,75", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "UnusableFile: a household has"),
        ("month: [", "UnusableFile"),
        ("{month: 2026-11-01, adults: [A], lodgers: 2}", "UnusableFile: a household has"),
        ("{adults: [A]}", "UnusableFile"),
        ("{month: 2026-11-01, adults: [A], costs: [{kind: BOAT, amount: 1}]}", "'BOAT' is not"),
        (
            "{month: 2026-11-01, adults: [A], costs: [{kind: RENT, amount: 1.005}]}",
            "UnusableFile: 1.005 is no amount in kronor and öre",
        ),
        ("{month: 2026-11-01, adults: [A], costs: [{kind: RENT, amount: mycket}]}", "no amount"),
        ("{month: 2026-11-01, adults: []}", "ImpossibleHousehold"),
        ("{month: 2031-01-01, adults: [A]}", "NormMissing: no norm is on hand for 2031-01"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_calculated(tmp_path, capsys, text, said):
    status, out, err = calculated(tmp_path, capsys, text)
    assert (status, out, said in err) == (1, "", True)


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    assert main(["assistance", str(tmp_path / "saknas.yaml")]) == 1
    assert capsys.readouterr().err.startswith("FileNotFoundError")
