"""Results as charts and tables, for the page and for files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.surveys import tallies
from gemensam.surveys.rules.tallying import ALL, Asked, Question, Sort, Tally
from gemensam.surveys.tallies import Results
from gemensam.ui import charts, formats
from gemensam.ui.parts import Column, Link, Num, Row, Table

# More municipalities than these are chosen from a list.
MOST_CHIPS: Final = 12


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question's results as they stand on the page."""

    label: str
    below: str
    # One of these: bars, or numbers in words.
    chart: charts.BarChart | None = None
    numbers: str = ""
    # The same by municipality, where the survey is asked in several.
    table: Table | None = None


def not_shown() -> str:
    """Say that a count is not shown: the same words for a small one and for one that covers it."""
    return _("not shown")


def place_chips(result: Results, code: str, names: Mapping[str, str], here: str) -> list[Link]:
    """Give the choice of municipality, where they are few; else it is a list to choose from."""
    if not 1 < len(result.codes) <= MOST_CHIPS:
        return []
    return [
        Link(_("All"), here, current=not code),
        *(
            Link(name, f"{here}?kommun={one}", one == code)
            for one, name in names.items()
            if one in result.codes
        ),
    ]


def questions(
    result: Results,
    code: str,
    names: Mapping[str, str],
    *,
    hides: bool,
    before: Results | None = None,
) -> Iterator[ShownQuestion]:
    """Draw every question that is counted; `before` are an earlier survey's, to compare with."""
    earlier = tallies.by_id(before)
    for number, question in enumerate(result.questions, start=1):
        asked = question.asked
        one = question.by_place.get(code or ALL)
        if one is None or asked.sort is Sort.WORDS:
            continue
        previous = earlier.get(asked.id)
        then = previous.by_place.get(code or ALL) if previous else None
        below = _answered(one)
        table = _places(question, names, hides=hides) if not code else None
        if asked.choices:
            chart = _bars(asked, one, then, number, hides=hides)
            yield ShownQuestion(asked.label, below, chart=chart, table=table)
        elif asked.sort is Sort.NUMBER:
            numbers = _numbers(asked, one, then)
            yield ShownQuestion(asked.label, below, numbers=numbers, table=table)
        else:
            yield ShownQuestion(asked.label, below)


def summary(result: Results, code: str) -> charts.BarChart | None:
    """Draw what the form has calculated, as one picture; None where it is less than two values."""
    found = [
        (one.asked, tally.mean)
        for one in result.questions
        if one.asked.is_calculated and (tally := one.by_place.get(code or ALL)) and tally.mean
    ]
    if len(found) < 2:  # noqa: PLR2004 -- one value is no comparison
        return None
    return charts.BarChart(
        _("Calculated values, means"),
        [charts.Point(asked.label, float(mean), _middle(mean, asked)) for asked, mean in found],
        value_head=_("Mean"),
        label_head=_("Value"),
        id="summary",
    )


def _answered(one: Tally) -> str:
    return ngettext("%(count)s answer", "%(count)s answers", one.answered) % {
        "count": formats.number(one.answered)
    }


def _bars(
    asked: Asked, one: Tally, then: Tally | None, number: int, *, hides: bool
) -> charts.BarChart:
    known = (
        dict(zip((key for key, _label in asked.choices), then.counts, strict=False)) if then else {}
    )
    points = []
    for (key, label), count in zip(asked.choices, one.counts, strict=True):
        if count is None:
            points.append(charts.Point(label, None, not_shown() if hides else ""))
            continue
        text = f"{formats.number(count)} · {formats.percent(count, one.answered)}"
        if then and known.get(key) is not None:
            share = formats.percent(known[key], then.answered)
            text = _("%(now)s (before: %(then)s)") % {"now": text, "then": share}
        points.append(charts.Point(label, count, text))
    below = _answered(one)
    if asked.sort is Sort.PICKS:
        below = _("%(answers)s, several may be chosen") % {"answers": below}
    return charts.BarChart(
        asked.label,
        points,
        below=below,
        top=float(one.answered or 1),
        value_head=_("Answers"),
        label_head=_("Answer"),
        id=f"question-{number}",
    )


def _middle(value: Decimal | None, asked: Asked) -> str:
    said = formats.number(value, asked.decimals)
    return f"{said} {asked.unit}" if asked.unit and value is not None else said


def _numbers(asked: Asked, one: Tally, then: Tally | None) -> str:
    if one.mean is None:
        return _("Too few answers to show.") if one.answered else _("No answers.")
    said = _("Mean %(mean)s, median %(median)s") % {
        "mean": _middle(one.mean, asked),
        "median": _middle(one.median, asked),
    }
    if then and then.mean is not None:
        before = _middle(then.mean, asked)
        said = _("%(now)s (before: mean %(then)s)") % {"now": said, "then": before}
    return said


def _places(question: Question, names: Mapping[str, str], *, hides: bool) -> Table | None:
    rows = [(code, one) for code, one in question.by_place.items() if code != ALL]
    if len(rows) < 2:  # noqa: PLR2004 -- nothing to compare
        return None
    asked, order = question.asked, list(names)
    heads = [label for _key, label in asked.choices] or [_("Mean"), _("Median")]
    return Table(
        _("%(question)s By municipality") % {"question": asked.label},
        columns=[
            Column(_("Municipality")),
            Column(_("Answers"), num=True),
            *(Column(head, num=True) for head in heads),
        ],
        rows=[
            Row(
                [
                    names.get(code, code),
                    Num(formats.number(one.answered)),
                    *(Num(text) for text in _cells(asked, one, hides=hides)),
                ]
            )
            for code, one in sorted(rows, key=lambda each: order.index(each[0]))
        ],
        cards=False,
    )


def _cells(asked: Asked, one: Tally, *, hides: bool) -> Iterator[str]:
    if not asked.choices:
        yield _middle(one.mean, asked)
        yield _middle(one.median, asked)
    for count in one.counts:
        if count is None:
            yield not_shown() if hides else ""
        else:
            yield f"{formats.number(count)} · {formats.percent(count, one.answered)}"


@dataclass(frozen=True, slots=True)
class Texts:
    """What people wrote to a question."""

    label: str
    texts: Sequence[str]
    answered: int


def texts(result: Results) -> list[Texts]:
    """Give the written answers, question by question."""
    return [
        Texts(one.asked.label, one.texts, one.whole.answered)
        for one in result.questions
        if one.asked.sort is Sort.WORDS and one.whole.answered
    ]


def text_rows(result: Results) -> Iterator[Sequence[object]]:
    """Give the written answers as rows of a file."""
    yield [_("Question"), _("Answer")]
    for one in result.questions:
        for text in one.texts:
            yield [one.asked.label, text]


def file_rows(
    result: Results, names: Mapping[str, str], *, hides: bool
) -> Iterator[Sequence[object]]:
    """Give the results as rows of a file, with what is hidden hidden."""
    yield [
        *(_("Question"), _("Municipality"), _("Answer"), _("Count")),
        *(_("Share in per cent"), _("Answers to the question"), _("Mean"), _("Median")),
    ]
    for question in result.questions:
        for code, one in question.by_place.items():
            place = names.get(code, code) if code else _("All")
            if not question.asked.choices:
                middles = [_exact(one.mean, question.asked), _exact(one.median, question.asked)]
                yield [question.asked.label, place, "", "", "", one.answered, *middles]
            for (_key, label), count in zip(question.asked.choices, one.counts, strict=True):
                number: object = (not_shown() if hides else "") if count is None else count
                share = "" if count is None or not one.answered else _share(count, one.answered)
                yield [question.asked.label, place, label, number, share, one.answered, "", ""]


def _share(count: int, answered: int) -> Decimal:
    return (Decimal(count) * 100 / answered).quantize(Decimal("0.1"))


def _exact(value: Decimal | None, asked: Asked) -> object:
    return "" if value is None else value.quantize(Decimal(1).scaleb(-asked.decimals))
