"""The words of rules: what they are read as, and every fault with its line and column."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gemensam.questionnaires.rules.kinds import Sort
from gemensam.questionnaires.rules.language import (
    DEEPEST,
    MOST_LETTERS,
    BadExpression,
    Call,
    Constant,
    Listing,
    Name,
    Operation,
    Place,
    names_in,
    parse,
)


def _short(tree):
    """Write a tree as nested tuples, without places."""
    match tree:
        case Constant(sort=sort, text=text):
            return (sort.name, text)
        case Name(name=name):
            return name
        case Call(name=name, arguments=arguments):
            return (f"{name}()", *map(_short, arguments))
        case Operation(sign=sign, parts=parts):
            return (sign, *map(_short, parts))
        case Listing(items=items):
            return ("list", *map(_short, items))


def _n(text):
    return ("NUMBER", text)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("fallen", "fallen"),
        ("17", _n("17")),
        ("2.5", _n("2.5")),
        ("2024-02-29", ("DATE", "2024-02-29")),
        ("8:30", ("TIME", "8:30")),
        ('"å 🙂"', ("TEXT", "å 🙂")),
        ('""', ("TEXT", "")),
        ("a or b and not c", ("or", "a", ("and", "b", ("not", "c")))),
        ("(a or b) and c", ("and", ("or", "a", "b"), "c")),
        ("a and b and c", ("and", "a", "b", "c")),
        ("not not a", ("not", ("not", "a"))),
        ("not a = b", ("not", ("=", "a", "b"))),
        ("a + b * c - d / e", ("-", ("+", "a", ("*", "b", "c")), ("/", "d", "e"))),
        ("a - b - c", ("-", ("-", "a", "b"), "c")),
        ("-a * b", ("*", ("-", "a"), "b")),
        ("5-3", ("-", _n("5"), _n("3"))),
        ("a + 1 >= b", (">=", ("+", "a", _n("1")), "b")),
        ('k in ("a", "b")', ("in", "k", ("list", ("TEXT", "a"), ("TEXT", "b")))),
        ('s includes "a"', ("includes", "s", ("TEXT", "a"))),
        ("sum(costs, amount * 12)", ("sum()", "costs", ("*", "amount", _n("12")))),
        ("if(a, b, c)\n\t <\r\n 3", ("<", ("if()", "a", "b", "c"), _n("3"))),
        ("organs = and_more", ("=", "organs", "and_more")),
    ],
)
def test_an_expression_is_read_as_this_tree(text, tree):
    assert _short(parse(text)) == tree


def test_every_part_knows_its_line_and_column():
    tree = parse('a\n  and b = "x"')

    equals = Operation(
        Place(2, 9), "=", (Name(Place(2, 7), "b"), Constant(Place(2, 11), Sort.TEXT, "x"))
    )
    assert tree == Operation(Place(1, 1), "and", (Name(Place(1, 1), "a"), equals))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1:1: The rule ends too early: … is missing."),
        (" \n ", "2:2: The rule ends too early: … is missing."),
        ("a and", "1:6: The rule ends too early: … is missing."),
        ("(a", "1:3: The rule ends too early: ) is missing."),
        ("a)", "1:2: Found “)” where and, or, + - * / = < was expected."),
        ("a b", "1:3: Found “b” where and, or, + - * / = < was expected."),
        ("a = = b", "1:5: Found “=” where … was expected."),
        ("a < b < c", "1:7: Found “<” where and, or, + - * / = < was expected."),
        ("and", "1:1: Found “and” where … was expected."),
        ("f()", "1:3: Found “)” where … was expected."),
        ("f(a,", "1:5: The rule ends too early: … is missing."),
        ("f(a b)", "1:5: Found “b” where ) was expected."),
        ("k in a", "1:6: Found “a” where ( was expected."),
        ("k in ()", "1:7: Found “)” where “…” was expected."),
        ("k in (a)", "1:7: Found “a” where “…” was expected."),
        ("a +\n  * b", "2:3: Found “*” where … was expected."),
        ("a;", "1:2: “;” means nothing here."),
        ("A", "1:1: “A” means nothing here."),
        ("a == 'b'", "1:6: “'” means nothing here."),
        ('a = "b', '1:5: “"” means nothing here.'),
        ('a = "b\nc"', '1:5: “"” means nothing here.'),
        ("a & b", "1:3: “&” means nothing here."),
        ("1234567890123", "1:13: Found “3” where and, or, + - * / = < was expected."),
        ("1.23456", "1:7: Found “6” where and, or, + - * / = < was expected."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_column(text, fault):
    with pytest.raises(BadExpression) as refusal:
        parse(text)

    assert str(refusal.value) == fault


def _fault(text):
    try:
        parse(text)
    except BadExpression as error:
        return str(error)
    return ""


DEEP = "The rule has too many parts within parts."


@pytest.mark.parametrize(
    ("fits", "too_deep", "place"),
    [
        (f"{'(' * DEEPEST}a{')' * DEEPEST}", f"{'(' * 41}a{')' * 41}", "1:41"),
        (f"{'not ' * DEEPEST}a", f"{'not ' * 41}a", "1:161"),
        (f"{'-' * DEEPEST}a", f"{'-' * 41}a", "1:41"),
        (f"{'f(' * DEEPEST}a{')' * DEEPEST}", f"{'f(' * 41}a{')' * 41}", "1:81"),
        ("a" + "+a" * 39, "a" + "+a" * 40, "1:80"),
        ("a" + "*a" * 39, "a" + "*a" * 40, "1:80"),
    ],
    ids=["parentheses", "not", "minus", "calls", "sums", "products"],
)
def test_a_rule_may_be_forty_parts_deep_and_no_deeper(fits, too_deep, place):
    assert (_fault(fits), _fault(too_deep)) == ("", f"{place}: {DEEP}")


def test_chains_within_parentheses_add_up():
    # Each chain is short enough, and so are the parentheses: together they would be 950 deep.
    chain = "+1" * 39 + ")"
    assert _fault("(" * 24 + "1" + chain * 24).endswith(DEEP)
    assert not _fault("(" * 2 + "1" + chain * 2)


def test_and_and_or_may_be_as_many_as_the_letters_allow():
    assert not _fault(" or ".join(["a"] * 400))


def test_a_rule_has_at_most_two_thousand_letters():
    assert not _fault("a".ljust(MOST_LETTERS))
    assert _fault("a".ljust(MOST_LETTERS + 1)) == "1:1: The rule is longer than 2000 letters."


def test_the_names_that_a_rule_speaks_of_are_given_in_order_with_their_places():
    names = [(one.name, one.place) for one in names_in(parse("a and\nsum(g, b) > -a"))]
    assert names == [
        ("a", Place(1, 1)),
        ("g", Place(2, 5)),
        ("b", Place(2, 8)),
        ("a", Place(2, 14)),
    ]


_SIGNS = [
    *'abc()+-*/=<>,"\n ;.5', "and", "or", "not", "in", "includes", "sum", "if(", "2024-02-30", "25:99",
    "17", "1.5", '"x"', ")", ")", "(", " ", " ", "٢", "\x00",
]  # fmt: skip
_WORDS = st.lists(st.sampled_from(_SIGNS), max_size=60).map("".join)


@given(st.one_of(st.text(max_size=300), _WORDS))
@example("(" * 24 + "1" + ("+1" * 39 + ")") * 24)
@example("٢٠٢٤-٠١-٠١")
def test_any_text_at_all_is_read_or_refused_with_a_place_within_it(text):
    try:
        parse(text)
    except BadExpression as error:
        fault = error.fault
    else:
        return
    lines = text.split("\n")
    assert 1 <= fault.line <= len(lines)
    assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
