"""Filters in the address: checked, kept through sorting and paging, never guessed."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from gemensam.ui.filters import (
    ChoiceFilter,
    Chosen,
    DateFilter,
    Filters,
    FlagFilter,
    Sorting,
    TextFilter,
)
from gemensam.ui.paging import Order
from gemensam.ui.parts import Column, Link

LIST = Filters(
    filters=(
        ChoiceFilter("lage", "läge", (("oppen", "Öppna"), ("klar", "Klara"))),
        DateFilter("fran", "från"),
        FlagFilter("sena", "försenade"),
        TextFilter("sok", "sök"),
    ),
    sortings=(
        Sorting("datum", (Order("created_at", descending=True),)),
        Sorting("belopp", (Order("amount"),)),
    ),
)


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def test_known_values_are_read_with_their_types():
    query = QueryDict("lage=klar&fran=2026-11-01&sena=ja&sok=+larm+&ordning=-belopp")

    assert LIST.read(query) == Chosen(
        query=query,
        values={"lage": "klar", "fran": date(2026, 11, 1), "sena": True, "sok": "larm"},
        sort="belopp",
        order=(Order("amount", descending=True),),
        descending=True,
        ignored=(),
    )


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("lage=trasig", ("läge",)),
        ("fran=2026-13-01", ("från",)),
        ("sena=kanske", ("försenade",)),
        ("sok=" + "x" * 101, ("sök",)),
        ("sok=%00", ("sök",)),
        ("ordning=id%3Bdrop", ("ordning",)),
        ("lage=trasig&fran=x", ("läge", "från")),
    ],
)
def test_unknown_values_are_left_out_and_named(query, ignored):
    chosen = LIST.read(QueryDict(query))

    assert (chosen.values, chosen.sort, chosen.ignored) == ({}, "datum", ignored)


def test_chips_keep_the_other_filters_and_start_over():
    chosen = LIST.read(QueryDict("lage=klar&sok=larm&efter=abc"))

    assert LIST.chips("lage", chosen, {"klar": 3}) == [
        Link("Alla", "?sok=larm"),
        Link("Öppna", "?sok=larm&lage=oppen"),
        Link("Klara", "?sok=larm&lage=klar", current=True, count=3),
    ]


def test_column_head_turns_the_order_it_already_has():
    chosen = LIST.read(QueryDict("lage=klar"))

    assert LIST.column("Datum", "datum", chosen) == Column(
        "Datum", sort_href="?lage=klar&ordning=-datum", sorted="descending"
    )
    assert LIST.column("Belopp", "belopp", chosen, num=True) == Column(
        "Belopp", num=True, sort_href="?lage=klar&ordning=belopp"
    )


def test_turned_column_offers_the_first_order_again():
    chosen = LIST.read(QueryDict("ordning=-datum"))

    assert LIST.column("Datum", "datum", chosen) == Column(
        "Datum", sort_href="?ordning=datum", sorted="ascending"
    )
