"""What is wrong with an answer, kind by kind: whole problems, in Swedish and English."""

from datetime import date

import pytest

from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.answering import fill
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.values import Parts
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form, a_form_of, rows

TODAY = date(2026, 11, 22)
RIGHT_DIGIT = number_for_tests(date(1912, 12, 12), 0).reveal()
WRONG_DIGIT = f"{RIGHT_DIGIT[:-1]}{(int(RIGHT_DIGIT[-1]) + 1) % 10}"
NAMES = {"sv": "Fråga", "en": "Question"}


def _problems(value, kind="text", *, key="q", **over):
    field = a_field("q", kind, label=NAMES, **over)
    answers = {} if value is None else {"q": value}
    return fill(schema_json.read(a_form(field)), answers, today=TODAY).problems()


def _problem(sv, en, part=""):
    return Problem("q", Text(f"{sv}: Fråga", f"{en}: Question"), part)


PICK = _problem("Välj ett svar", "Choose an answer")
FILL_IN = _problem("Fyll i", "Fill in")
ACCEPT = {"accept_label": WORDS}
TICK = Problem("q", Text(f"Kryssa i rutan: {WORDS['sv']}", f"Tick the box: {WORDS['en']}"))


@pytest.mark.parametrize(
    ("kind", "over", "problem"),
    [
        *((kind, {}, FILL_IN) for kind in ("text", "long_text", "number", "money", "date", "time")),
        *((kind, {}, FILL_IN) for kind in ("phone", "email", "personal_number")),
        *((kind, {}, PICK) for kind in ("choice", "many_choice", "yes_no")),
        ("file", {}, _problem("Lägg till en fil", "Add a file")),
        ("statement", ACCEPT, TICK),
        ("person", {}, _problem("Skriv namn och telefon", "Write name and phone", "name")),
        ("address", {}, _problem("Fyll i", "Fill in", "street")),
        ("signature", {}, _problem("Skriv ditt namn", "Write your name", "name")),
        ("period", {},
         _problem("Fyll i första och sista dagen", "Fill in the first and last day", "from")),
    ],
)  # fmt: skip
def test_a_missing_answer_is_asked_for_unless_it_is_optional(kind, over, problem):
    assert _problems(None, kind, **over) == [problem]
    empty = () if kind in {"many_choice", "file"} else Parts() if problem.part else ""
    assert _problems(empty, kind, **over) == [problem]
    assert _problems(None, kind, required=False, **over) == []


def test_every_kind_that_is_asked_is_tried_above_and_the_others_need_no_answer():
    assert _problems(None, "statement") == []
    unknown = a_form(a_field("q", "calculated", value="1 / 0"))
    assert fill(schema_json.read(unknown), {}, today=TODAY).problems() == []
    assert len(FieldKind) == 19


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("choice", "z", PICK),
        ("yes_no", "dont_know", PICK),
        ("many_choice", ("a", "z"), PICK),
        ("many_choice", "a", PICK),
        ("text", ("a",), FILL_IN),
        ("number", Parts.of(name="17"), FILL_IN),
        ("statement", Parts.of(name="17"), TICK),
        ("person", "Eva", _problem("Skriv namn och telefon", "Write name and phone", "name")),
        ("file", "f1", _problem("Lägg till en fil", "Add a file")),
    ],
)
def test_what_only_another_version_could_take_is_asked_for_anew(kind, value, problem):
    over = ACCEPT if kind == "statement" else {}
    assert _problems(value, kind, required=False, **over) == [problem]


GOOD_ADDRESS = {"street": "Storgatan 1", "postcode": "455 30", "town": "Munkedal"}


@pytest.mark.parametrize(
    ("kind", "value", "over"),
    [
        ("text", "x" * 200, {}),
        ("text", "x" * 7, {"longest": 7}),
        ("long_text", "x" * 5000, {}),
        ("number", "1 250", {"least": "1250", "most": "1250"}),
        ("number", "1,25", {"decimals": 2}),
        ("number", "1,2500", {"decimals": 2}),
        ("money", "99,90", {"decimals": 2}),
        ("date", "2026-11-22", {"least": "today", "most": "today"}),
        ("time", "16.30", {"least": "16:30", "most": "16:30"}),
        ("choice", "a", {}),
        ("many_choice", ("a", "b"), {}),
        ("yes_no", "no", {}),
        ("file", ("f1", "f2"), {"files": 2}),
        ("statement", "yes", ACCEPT),
        ("phone", "070-174 06 05", {}),
        ("phone", "+46 (0)70.174/06–05", {}),
        ("email", "anna@exempel.se", {}),
        ("personal_number", RIGHT_DIGIT, {}),
        ("person", Parts.of(name="Eva", phone="0701740605"), {}),
        ("address", Parts.of(**GOOD_ADDRESS), {}),
        ("address", Parts.of(**GOOD_ADDRESS | {"postcode": "45530", "care_of": "Lind"}), {}),
        ("period", Parts.of(**{"from": "2026-11-22", "to": "2026-11-22"}), {}),
        ("signature", Parts.of(name="Eva"), {}),
    ],
)
def test_a_good_answer_has_no_problem(kind, value, over):
    assert _problems(value, kind, **over) == []


NUMBER = _problem(
    "Skriv ett tal med siffror, till exempel 1 250", "Write a number in digits, such as 1 250"
)
DATE = _problem(
    "Skriv datumet som år-månad-dag, till exempel 2026-11-21",
    "Write the date as year-month-day, such as 2026-11-21",
)
TIME = _problem(
    "Skriv tiden med timmar och minuter, till exempel 16.30",
    "Write the time in hours and minutes, such as 16:30",
)
DAY = (
    "Skriv dagen som år-månad-dag, till exempel 2026-11-21",
    "Write the day as year-month-day, such as 2026-11-21",
)
PHONE = (
    "Skriv telefonnumret med siffror, till exempel 070-174 06 05",
    "Write the phone number in digits, such as 070-174 06 05",
)
EMAIL = _problem(
    "Skriv e-postadressen med @ och punkt, till exempel anna@exempel.se",
    "Write the e-mail address with @ and a dot, such as anna@example.se",
)
IDENTITY = _problem(
    "Skriv personnumret med tolv siffror, ÅÅÅÅMMDD-NNNN, och se efter att det stämmer",
    "Write the personal identity number in twelve digits, YYYYMMDD-NNNN, and check it",
)
KRONOR = {"unit": {"sv": "kr", "en": "SEK"}}


@pytest.mark.parametrize(
    ("kind", "value", "over", "problems"),
    [
        ("text", "x" * 203, {}, [_problem("Skriv kortare, ta bort 3 tecken", "Write less, remove 3 characters")]),
        ("text", "x" * 8, {"longest": 7}, [_problem("Skriv kortare, ta bort 1 tecken", "Write less, remove 1 characters")]),
        ("long_text", "x" * 5001, {}, [_problem("Skriv kortare, ta bort 1 tecken", "Write less, remove 1 characters")]),
        ("number", "många", {}, [NUMBER]),
        ("number", "1,5", {}, [_problem("Skriv ett helt tal", "Write a whole number")]),
        ("number", "1,2551", {"decimals": 2}, [_problem("Skriv högst 2 decimaler", "Write at most 2 decimals")]),
        ("number", "1,250", {"decimals": 2},
         [_problem("Menar du 1250 eller 1,25? Skriv det ena", "Do you mean 1250 or 1.25? Write one of them")]),
        ("money", "12,000", {}, [_problem("Menar du 12000 eller 12? Skriv det ena", "Do you mean 12000 or 12? Write one of them")]),
        ("number", "12,125", {"decimals": 3},
         [_problem("Menar du 12125 eller 12,1250? Skriv det ena", "Do you mean 12125 or 12.1250? Write one of them")]),
        ("number", "12,1250", {"decimals": 3}, []),
        ("number", "1,255", {"decimals": 2},
         [_problem("Skriv 1255 utan komma, eller högst 2 decimaler", "Write 1255 without the comma, or at most 2 decimals")]),
        ("number", "1,250", {}, [_problem("Skriv ett helt tal, till exempel 1250", "Write a whole number, such as 1250")]),
        ("number", "1249", {"least": "1250"}, [_problem("Det får vara minst 1\u202f250", "At least 1\u202f250")]),
        ("number", "13", {"most": "12,5", "unit": {"sv": "timmar", "en": "hours"}},
         [_problem("Det får vara högst 12,5\u00a0timmar", "At most 12.5\u00a0hours")]),
        ("money", "-1", {"least": "-0,5"}, [_problem("Det får vara minst −0,50\u00a0kr", "At least −0.50\u00a0kr")]),
        ("date", "i går", {}, [DATE]),
        ("date", "2026-02-30", {}, [DATE]),
        ("date", "2026-11-21", {"least": "today"}, [_problem("Välj 2026-11-22 eller senare", "Choose 2026-11-22 or later")]),
        ("date", "2026-11-23", {"most": "today"}, [_problem("Välj 2026-11-22 eller tidigare", "Choose 2026-11-22 or earlier")]),
        ("time", "25:00", {}, [TIME]),
        ("time", "7:59", {"least": "8.00"}, [_problem("Det får vara minst 08:00", "At least 08:00")]),
        ("file", ("f1", "f2", "f3"), {"files": 2},
         [_problem("Ta bort 1, det får vara högst 2", "Remove 1, at most 2 can be sent")]),
        ("phone", "112", {}, [_problem(*PHONE)]),
        ("phone", "٠٧٠١٧٤٠٦٠٥", {}, [_problem(*PHONE)]),
        ("email", "anna@exempel", {}, [EMAIL]),
        ("personal_number", WRONG_DIGIT, {}, [IDENTITY]),
        ("personal_number", "i går", {}, [IDENTITY]),
        ("person", Parts.of(relation="dotter"), {},
         [_problem("Skriv namnet", "Write the name", "name"), _problem(*PHONE, "phone")]),
        ("person", Parts.of(name="Eva" * 70, phone="0701740605"), {}, [_problem("Skriv kortare", "Write less", "name")]),
        ("address", Parts.of(postcode="4553"), {}, [
            _problem("Skriv gatuadressen", "Write the street address", "street"),
            _problem("Skriv postnumret med fem siffror", "Write the postcode in five digits", "postcode"),
            _problem("Skriv orten", "Write the town", "town"),
        ]),
        ("period", Parts.of(**{"from": "x"}), {}, [_problem(*DAY, "from"), _problem(*DAY, "to")]),
        ("period", Parts.of(**{"from": "2026-11-22", "to": "2026-11-21"}), {},
         [_problem("Sista dagen är före den första", "The last day is before the first", "to")]),
    ],
)  # fmt: skip
def test_a_bad_answer_is_told_how_to_be_mended(kind, value, over, problems):
    assert _problems(value, kind, **over) == problems


def _filled(form, answers):
    return fill(schema_json.read(form), answers, today=TODAY)


def test_what_is_required_only_now_and_then_is_asked_for_then():
    form = a_form(
        a_field("y", "yes_no", dont_know=True),
        a_field("q", required_when="y", label=NAMES),
        a_field("r", required_when="not y", required=False, label=NAMES),
    )
    found = [
        [problem.key for problem in _filled(form, {"y": answer}).problems()]
        for answer in ("yes", "no", "dont_know")
    ]
    assert found == [["q"], ["r"], []]


CHECK = {"holds": "q < m", "message": {"sv": "För mycket", "en": "Too much"}}


@pytest.mark.parametrize(
    ("n", "m", "problems"),
    [
        ("1", "2", []),
        ("2", "2", [Problem("q", Text("För mycket", "Too much"))]),
        # Unknown is no fault, and a fault of its own comes first.
        ("2", "", []),
        ("x", "2", [NUMBER]),
        ("99", "2", [_problem("Det får vara högst 50", "At most 50")]),
    ],
)
def test_a_check_speaks_only_when_it_is_known_not_to_hold(n, m, problems):
    form = a_form(
        a_field("q", "number", label=NAMES, checks=[CHECK], most="50"),
        a_field("m", "number", required=False),
    )
    assert _filled(form, {"q": n, "m": m}).problems() == problems


ONE = {"sv": "ett barn", "en": "a child"}


@pytest.mark.parametrize(
    ("count", "problem"),
    [
        (0, Problem("r", Text("Lägg till ett barn: det behövs minst 1", "Add a child: at least 1 is needed"))),
        (1, None),
        (2, None),
        (3, Problem("r", Text("Ta bort ett barn: det får vara högst 2", "Remove a child: at most 2 is allowed"))),
    ],
)  # fmt: skip
def test_a_repeated_group_has_a_least_and_a_most_of_rows(count, problem):
    form = a_form_of(
        rows("r", a_field("n", required=False), repeat={"least": 1, "most": 2, "one": ONE})
    )
    given = {f"r@a{n}": "yes" for n in range(count)} | {"r@b": "no"}
    assert _filled(form, given).problems() == ([problem] if problem else [])


def test_what_is_hidden_needs_no_mending():
    form = a_form_of(
        {"id": "g", "fields": [a_field("y", "yes_no"), a_field("q", "number", show_when="y")]},
        rows("r", a_field("n"), show_when="y", repeat={"least": 1, "most": 2, "one": ONE}),
    )
    assert _filled(form, {"y": "no", "q": "x"}).problems() == []
    assert [one.key for one in _filled(form, {"y": "yes", "q": "x"}).problems()] == ["r", "q"]
