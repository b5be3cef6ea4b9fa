"""Forms from the command line: what is written can be looked over again, what is wrong is said."""

import json

import pytest

from gemensam.config.cli import main

KEY = "safety_alarm_application"
WORDS = {"sv": "Ord"}
FIELD = {"id": "f", "kind": "number", "label": WORDS}


def form(*fields, **over):
    groups = [{"id": "g", "fields": list(fields)}]
    return {
        "format": 2, "key": "sample", "title": WORDS, "purpose": WORDS, "retention": "until_reported",
        "languages": ["sv"], "pages": [{"id": "p", "title": WORDS, "groups": groups}], **over,
    }  # fmt: skip


def checked(tmp_path, capsys, data, name="form.json"):
    file = tmp_path / name
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    status = main(["forms", "check", str(file)])
    return status, capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("options", [[], ["--fhir"]])
def test_a_published_form_is_written_and_is_well(db, tmp_path, capsys, options):
    file = tmp_path / "form.json"
    assert main(["forms", "export", KEY, "--out", str(file), *options]) == 0
    capsys.readouterr()
    assert main(["forms", "check", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{KEY}: ")


def test_a_form_that_is_not_published_is_named(db, capsys):
    assert main(["forms", "export", "nothing"]) == 1
    assert capsys.readouterr().err == "There is no published form nothing.\n"


def test_rules_that_do_not_fit_are_said_with_their_places(tmp_path, capsys):
    wrong = form({**FIELD, "show_when": "f > 1"}, {**FIELD, "id": "h", "show_when": "gone = 1"})
    assert checked(tmp_path, capsys, wrong) == (
        1,
        ["misfit: h.show_when 1:1: There is no question “gone”."],
    )


def test_the_forms_own_tests_are_run(tmp_path, capsys):
    case = {"title": "T", "today": "2026-11-22", "answers": {"f": "1"}}
    cases = [
        {**case, "id": "well", "expect": {"shown": ["f"]}},
        {**case, "id": "ill", "expect": {"hidden": ["f"]}},
    ]
    assert checked(tmp_path, capsys, form(FIELD, tests=cases)) == (
        1,
        [
            "test well: holds",
            "test ill: “f” should be hidden but is shown.",
            "sample: 1 pages, 1 fields",
        ],
    )


def test_what_a_foreign_questionnaire_loses_is_listed_but_hinders_nothing(tmp_path, capsys):
    item = {"linkId": "a", "type": "string", "text": "A", "prefix": "1"}
    foreign = {"resourceType": "Questionnaire", "title": "F", "purpose": "P", "item": [item]}
    assert checked(tmp_path, capsys, foreign) == (
        0,
        [
            "not carried: Questionnaire.item[a]: prefix",
            "not carried: Questionnaire: retention",
            "f: 1 pages, 1 fields",
        ],
    )


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        ("{", "form.json", "unreadable: "),
        ("a: [", "form.yaml", "unreadable: "),
        ("[" * 100_000, "form.json", "unreadable: "),
        ({"format": 2}, "form.json", "unreadable: form: "),
        ({"resourceType": "Patient"}, "form.json", "unreadable: Questionnaire: "),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, capsys, data, name, words):
    status, (line, *_) = checked(tmp_path, capsys, data, name)
    assert (status, line.startswith(words)) == (1, True)
