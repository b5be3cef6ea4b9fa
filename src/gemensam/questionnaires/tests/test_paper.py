"""A form on paper: numbers, boxes, lines, and which questions to pass over."""

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.paper import LINES, PaperQuestion, on_paper
from gemensam.questionnaires.tests.examples import a_field, a_form

YES = {"choices": [{"id": "a", "label": {"sv": "Äpple"}}, {"id": "b", "label": {"sv": "Päron"}}]}


def _paper(*fields: dict) -> list[PaperQuestion]:
    form = schema_json.read(a_form(*fields))
    return [one for page in on_paper(form, "sv") for one in page.questions]


def test_each_question_has_its_number_its_boxes_or_its_lines():
    assert _paper(
        a_field("q", "yes_no"),
        a_field("p", "many_choice", **YES),
        a_field("told", "statement"),
        a_field("t", "long_text"),
        a_field("sum", "calculated", value="1 + 1"),
        a_field("n", "number", unit={"sv": "mil"}),
    ) == [
        PaperQuestion(1, "Ord", "", options=("Ja", "Nej")),
        PaperQuestion(2, "Ord", "", options=("Äpple", "Päron"), takes_several=True),
        PaperQuestion(None, "Ord", ""),
        PaperQuestion(3, "Ord", "", lines=LINES),
        PaperQuestion(4, "Ord", "", lines=1, unit="mil"),
    ]


def test_a_condition_is_said_by_the_numbers_and_words_of_the_questions():
    paper = _paper(
        a_field("q", "yes_no"),
        a_field("p", "many_choice", **YES),
        a_field("one", show_when='q = "yes"'),
        a_field("two", show_when='p includes "b" or q != "no"'),
        a_field("three", show_when="answered(one) and not answered(two)"),
        a_field("four", show_when="length(one) > 3"),
    )
    assert [one.only_if for one in paper] == [
        "",
        "",
        "Svara bara om du svarade ”Ja” på fråga 1.",
        "Svara bara om du kryssade ”Päron” i fråga 2 eller du inte svarade ”Nej” på fråga 1.",
        "Svara bara om du svarade på fråga 3 och du inte svarade på fråga 4.",
        "Hoppa över frågan om den inte gäller dig.",
    ]
