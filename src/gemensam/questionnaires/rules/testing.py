"""A form's own test cases: answers, and what must come of them. Pure.

They live in the form and run when it is published: a rule that somebody changes by mistake is
found before a resident finds it.
"""

from dataclasses import dataclass

from gemensam.questionnaires.rules import amounts, values
from gemensam.questionnaires.rules.answering import Filled
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.language import gettext_noop
from gemensam.questionnaires.rules.schema import FormSchema, TestCase


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that came out otherwise: a message id with the words that it needs."""

    text: str
    words: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text % dict(self.words)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one test case went; without misses it held."""

    case: TestCase
    misses: tuple[Miss, ...]


def run_tests(schema: FormSchema, program: Program) -> list[Outcome]:
    """Run every test case of a form."""
    return [Outcome(case, tuple(_misses(case, schema, program))) for case in schema.tests]


def _misses(case: TestCase, schema: FormSchema, program: Program) -> list[Miss]:
    day = amounts.day(case.today)
    if day is None:
        return [_miss(gettext_noop("The test's day %(day)s is no date."), day=case.today)]
    try:
        answers = {key: values.from_json(value) for key, value in case.answers.items()}
    except values.UnreadableAnswer:
        return [_miss(gettext_noop("An answer of the test cannot be read."))]
    filled = Filled(schema, program, answers, amounts.as_date(day))
    return [
        *_about_keys(case, schema),
        *_about_shown(case, filled),
        *_about_values(case, filled),
        *_about_problems(case, filled),
    ]


def _about_keys(case: TestCase, schema: FormSchema) -> list[Miss]:
    """A misspelt key would be hidden, and without an answer, for ever."""
    spoken_of = [*case.answers, *case.shown, *case.hidden, *case.values, *(case.problems or ())]
    return [
        _miss(gettext_noop("There is no question “%(name)s”."), name=key)
        for key in dict.fromkeys(spoken_of)
        if not schema.has_key(key) and key not in schema.repeats
    ]


def _about_shown(case: TestCase, filled: Filled) -> list[Miss]:
    shown = filled.shown
    return [
        *(
            _miss(gettext_noop("“%(key)s” should be shown but is hidden."), key=key)
            for key in case.shown
            if key not in shown
        ),
        *(
            _miss(gettext_noop("“%(key)s” should be hidden but is shown."), key=key)
            for key in case.hidden
            if key in shown
        ),
    ]


def _about_values(case: TestCase, filled: Filled) -> list[Miss]:
    return [
        _miss(
            gettext_noop("“%(key)s” should be %(wanted)s but is %(found)s."),
            key=key,
            wanted=wanted or "–",
            found=found or "–",
        )
        for key, wanted in case.values.items()
        if (found := str(filled.counting.get(key, ""))) != wanted
    ]


def _about_problems(case: TestCase, filled: Filled) -> list[Miss]:
    if case.problems is None:
        return []
    found = {problem.key for problem in filled.problems()}
    return [
        *(
            _miss(gettext_noop("“%(key)s” should need mending but does not."), key=key)
            for key in sorted(set(case.problems) - found)
        ),
        *(
            _miss(gettext_noop("“%(key)s” needs mending but should not."), key=key)
            for key in sorted(found - set(case.problems))
        ),
    ]


def _miss(text: str, **words: str) -> Miss:
    return Miss(text, tuple(sorted(words.items())))
