"""What makes a form hard to use is remarked on, and what is fine is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.linting import Remark, Severity, lint
from gemensam.questionnaires.rules.readability import lix
from gemensam.questionnaires.rules.trees import Part, Ref
from gemensam.questionnaires.tests.edits import data_by_chance, edited
from gemensam.questionnaires.tests.examples import KEPT

FINE = {"sv": "Hur bor du?", "en": "How do you live?"}
FIELD, PAGE, GROUP = Ref(Part.FIELD, "q"), Ref(Part.PAGE, "p"), Ref(Part.GROUP, "g")


def _said(sv: str) -> dict:
    return {"sv": sv, "en": "Words"}


def _field(name: str = "q", kind: str = "text", **over: object) -> dict:
    return {
        "id": name,
        "kind": kind,
        "label": _said(f"Hur bor {name}?"),
        "sensitive": False,
        **over,
    }


def _choice(*labels: str, kind: str = "choice", **over: object) -> dict:
    choices = [{"id": f"c{n}", "label": _said(label)} for n, label in enumerate(labels)]
    return _field(kind=kind, choices=choices, **over)


def _form(*fields: dict, page: dict | None = None, group: dict | None = None) -> dict:
    inside = [{"id": "g", "fields": list(fields or [_field()]), **(group or {})}]
    return {
        "format": 2, "key": "sample", "title": FINE, "purpose": FINE, "retention": KEPT,
        "languages": ["sv", "en"], "pages": [{"id": "p", "title": FINE, "groups": inside, **(page or {})}],
    }  # fmt: skip


def must(ref: Ref, text: str, attribute: str = "", **words: str) -> Remark:
    return Remark(ref, Severity.MUST, text, tuple(sorted(words.items())), attribute)


def should(ref: Ref, text: str, attribute: str = "", **words: str) -> Remark:
    return Remark(ref, Severity.SHOULD, text, tuple(sorted(words.items())), attribute)


MANY = [f"Svar {n}" for n in range(13)]
HARD = (
    "Handläggaren beslutar om insatsen enligt socialtjänstlagen efter utredning av behovet "
    "och bedömning av förutsättningarna för verkställighet inom kommunen."
)
NEVER = "No answer shows this: “%(field)s” is never “%(value)s”."
NEVER_TWO = "No answer shows this: “%(field)s” is never two things at once."
EARLIER = [
    _field("home", "choice", choices=[{"id": one, "label": _said(one)} for one in ("hus", "rum")]),
    _field("sure", "yes_no"),
    _field(
        "needs", "many_choice", choices=[{"id": one, "label": _said(one)} for one in ("syn", "tal")]
    ),
]


def _after(show_when: str) -> dict:
    return _form(*EARLIER, _field(show_when=show_when))


@pytest.mark.parametrize(
    ("form", "remark"),
    [
        (_form(_field(help={"sv": "Skriv gatan"})),
         must(FIELD, "The words are missing in one of the form's languages.", "help.en")),
        (_form(_field(label={})), must(FIELD, "The question has no words.", "label.sv")),
        (_form(_field(label=_said("Hur bor du " + "nu " * 40 + "?"))),
         should(FIELD, "The question is longer than %(most)s letters.", "label.sv", most="120")),
        (_form(_field(label=_said("Hur du bor:"))),
         should(FIELD, "A question needs no colon.", "label.sv")),
        (_form(_choice("Hus", "Rum", label=_said("Boende"))),
         should(FIELD, "Ask a whole question, such as “How do you live?”.", "label.sv")),
        (_form(_field("a", label=FINE), _field(label=FINE)),
         should(FIELD, "Another question on the page has the same words.", "label.sv")),
        (_form(_field(help=_said("Ord. " * 61))),
         should(FIELD, "The help is longer than %(most)s letters.", "help.sv", most="300")),
        (_form(*(_field(f"q{n}", required=False) for n in range(9))),
         should(PAGE, "%(count)s questions on one page: ask of one thing at a time.", count="9")),
        (_form(*(_field(f"q{n}") for n in range(6))),
         should(PAGE, "All %(count)s questions on the page must be answered.", count="6")),
        (_form(_choice("Hus")), must(FIELD, "A choice needs at least two answers.")),
        (_form(_choice(*MANY)), should(FIELD, "%(count)s answers are many to choose from.", count="13")),
        (_form(_choice("Hus", "Rum", "hus.")),
         must(Ref(Part.CHOICE, "c2", "q"), "Two answers have the same words.", "label.sv")),
        (_form(_choice("Hus", " ")),
         must(Ref(Part.CHOICE, "c1", "q"), "The answer has no words.", "label.sv")),
        (_form(_choice("Ja", "Nej.", "Vet inte")),
         should(FIELD, "Ask this as a yes-or-no question.", "kind")),
        (_form(_field(sensitive=True, help=_said("Skriv om du har någon sjukdom"))),
         should(FIELD, "The question asks of “%(found)s” without saying why we ask.", "purpose.sv",
                found="sjukdom")),
        (_form(_field(kind="long_text", help=_said("Skriv om du har någon Sjukdom"))),
         must(FIELD, "The question asks of “%(found)s” but is not marked sensitive.", "sensitive",
              found="sjukdom")),
        (_form(_field(sensitive=True, help=_said("Skriv inte namn, men ange ditt personnummer."))),
         should(FIELD, "The question asks of “%(found)s” without saying why we ask.", "purpose.sv",
                found="personnummer")),
        (_form(_field(sensitive=True, help=_said("Skriv inte bara vilken diagnos du har"))),
         should(FIELD, "The question asks of “%(found)s” without saying why we ask.", "purpose.sv",
                found="diagnos")),
        (_form(_field(kind="statement", label=_said("Så gör vi"), help=_said("Ord. " * 201))),
         should(FIELD, "The text is longer than %(most)s letters.", "help.sv", most="1000")),
        (_form(_field(label=_said("Har du en arbetslöshetsförsäkring?"))),
         should(FIELD, "Long words are hard to read: %(found)s.", "label.sv",
                found="arbetslöshetsförsäkring")),
        (_form(page={"intro": _said("Skriv ALDRIG koden")}),
         should(PAGE, "Words in capitals are hard to read: %(found)s.", "intro.sv", found="ALDRIG")),
        (_form(_field(help=_said("Klicka här om du undrar"))),
         should(FIELD, "Say where the link leads instead of “click here”.", "help.sv")),
        (_form(_field(kind="yes_no", label=_said("Kan du inte gå själv?"))),
         should(FIELD, "Ask without “not”: it is unclear what yes and no mean.", "label.sv")),
        (_form(page={"title": {}}), must(PAGE, "The page has no title.", "title.sv")),
        (_form(page={"intro": _said(HARD)}, group={"fields": [_field(label=_said("Ny?"))]}),
         should(PAGE, "The page is hard to read: LIX is %(lix)s, and should be under %(most)s.",
                lix="62", most="45")),
        (_after('home = "flat"'), must(FIELD, NEVER, "show_when", field="home", value="flat")),
        (_after('sure = "dont_know" and home = "hus"'),
         must(FIELD, NEVER, "show_when", field="sure", value="dont_know")),
        (_after('needs includes "x" or needs includes "y"'),
         must(FIELD, NEVER, "show_when", field="needs", value="x")),
        (_after('home = "hus" and home = "rum"'), must(FIELD, NEVER_TWO, "show_when", field="home")),
        (_form(group={"show_when": 'q = "x"', "fields": [_choice("Hus", "Rum")]}),
         must(GROUP, NEVER, "show_when", field="q", value="x")),
    ],
)  # fmt: skip
def test_what_could_be_better_is_remarked_on_once(form, remark):
    assert lint(form) == (remark,)


@pytest.mark.parametrize(
    "form",
    [
        _form(),
        _form(_field(label=_said("Ditt namn"))),
        _form(_field(label=_said("Hur bor du " + "nu " * 36 + "?"))),
        _form(_choice("Hus", "Rum", label=_said("Välj boende"))),
        _form(_choice("Hus", "Rum", label=_said("Det jag helst vill"))),
        _form(_field(help=_said("Ord. " * 60))),
        _form(*(_field(f"q{n}", required=n > 0) for n in range(8))),
        _form(*(_field(f"q{n}") for n in range(5)), _field("s", "statement")),
        _form(*(_field(f"q{n}", required_when="today > 2020-01-01") for n in range(6))),
        _form(_choice(*MANY[:12])),
        _form(_choice("Ja", "Nej", "Ibland")),
        _form(_field(sensitive=True)),
        _form(_field(kind="statement", sensitive=True, label=_said("Om du har en sjukdom"))),
        _form(_field(sensitive=True, purpose=FINE, help=_said("Skriv om du har någon sjukdom"))),
        _form(_field(help=_said("Skriv inte namn, personnummer eller sjukdomar. Skriv kort."))),
        _form(_field(help=_said("Du ska aldrig ange ditt personnummer här."))),
        _form(_field(kind="yes_no", label=_said("Har du någon sjukdom?"))),
        _form(_field(kind="statement", label=_said("Så gör vi"), help=_said("Ord. " * 190))),
        _form(page={"intro": _said("Du har rätt till stöd enligt LSS")}),
        _form(_field(help=_said("Klicka på knappen här intill"))),
        _form(_field(kind="yes_no", label=_said("Vet du om du får hjälp eller inte?"))),
        _form(_field(kind="text", label=_said("Vad kan du inte göra själv?"))),
        _form(page={"intro": _said("Här vill vi veta hur du bor. Skriv bara det du vill. Vi ringer sedan.")}),
        _after('home = "hus" or home = "rum"'),
        _after('home != "flat" and needs includes "syn" and needs includes "tal"'),
        _after('home = "flat" or answered(sure)'),
        _after("home = "),
    ],
)  # fmt: skip
def test_what_is_fine_is_not_remarked_on(form):
    assert lint(form) == ()


def test_half_a_form_has_remarks_too():
    assert lint({"pages": [{"id": "p", "groups": [{"id": "g", "fields": [{"id": "q"}]}]}]}) == (
        must(PAGE, "The page has no title.", "title.sv"),
        must(FIELD, "The question has no words.", "label.sv"),
    )
    assert lint({}) == ()


@given(st.integers(0, 2**32), st.integers(0, 2**32))
@settings(deadline=None, max_examples=30)
def test_any_draft_can_be_remarked_on_at_elements_that_it_has(seed, other):
    data = edited(data_by_chance(seed), other, 6, "ord")

    assert {remark.ref for remark in lint(data)} <= set(trees.walk(data))


def test_a_remark_says_itself():
    assert str(should(FIELD, "%(count)s answers are many to choose from.", count="13")) == (
        "13 answers are many to choose from."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nio ord är för få för att säga något", None),
        ("Katten sitter på taket. Hunden ser den och skäller högt.", 10 / 2 + 10),
        ("Hunden skäller högt, t.ex. när katten sitter uppe på taket.", 11 + 100 / 11),
        ("Hur bor du\nVad behöver du\nVem ska vi ringa när det behövs", 13 / 3 + 100 / 13),
    ],
)  # fmt: skip
def test_lix_is_words_per_sentence_and_the_share_of_long_words(text, expected):
    assert lix(text) == expected
