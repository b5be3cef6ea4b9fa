"""Components: text is escaped, states are said in words, references hold."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from django.template import Context, Template
from django.utils import translation

from gemensam.ui.parts import Check, Column, Event, Fact, Link, Num, Row, Shell, Table, Tag

EVIL = "<img src=x onerror=alert(1)>"


def _draw(template: str, **values: object) -> str:
    with translation.override("sv"):
        return Template("{% load ui %}" + template).render(Context(values))


def test_text_from_outside_is_escaped_in_every_part():
    table = Table(
        EVIL, (Column(EVIL),), (Row((EVIL,), key=EVIL), Row((Tag(EVIL),)), Row((Num(EVIL),)))
    )
    html = _draw(
        "{% table table %}{% thread events %}{% answers facts %}{% button evil %}{% empty evil evil %}"
        "{% card evil %}{{ evil }}{% endcard %}{% banner %}{{ evil }}{% endbanner %}{% tabs links evil %}",
        table=table,
        events=[Event("said", EVIL, text=EVIL)],
        facts=[Fact(EVIL, EVIL, change_href=EVIL)],
        links=[Link(EVIL, EVIL)],
        evil=EVIL,
    )

    assert "<img" not in html


def test_status_has_a_shape_and_a_word():
    html = _draw('{% tag "Försenad" "red" %}')

    assert "<svg" in html
    assert re.sub(r"<[^>]*>", "", html).strip() == "Försenad"


def test_state_of_a_checklist_is_said_in_words():
    html = _draw(
        "{% checklist items %}", items=[Check("A", "done"), Check("B"), Check("C", "waiting")]
    )

    assert re.findall(r'aria-label="([^"]*)"', html) == ["Klart", "Att göra", "Väntar"]


def test_change_link_says_what_it_changes():
    html = _draw("{% answers items %}", items=[Fact("Adress", "Gatan 1", change_href="/x/")])

    assert '<a href="/x/">Ändra<span class="vh"> Adress</span></a>' in html


def test_empty_table_says_so_instead_of_showing_heads():
    html = _draw("{% table table %}", table=Table("Ärenden", (Column("Ärende"),), ()))

    assert "<table" not in html
    assert "Här finns inget ännu." in html


def test_table_is_readable_as_cards():
    table = Table("Ärenden", (Column("Ärende"), Column("Läge")), (Row(("Larm", "Öppet")),))

    assert re.findall(r'data-label="([^"]*)"', _draw("{% table table %}", table=table)) == ["Läge"]


def test_button_with_an_address_is_a_link():
    assert _draw('{% button "Läs" href="/x/" %}').strip() == '<a class="btn" href="/x/">Läs</a>'


def test_page_without_a_frame_of_its_own_is_marked_as_demo():
    frame = Template("{% load ui %}{% shell_of as s %}{{ s.demo_text }}|{{ s.place }}")

    with translation.override("sv"):
        assert frame.render(Context({"is_demo": True})).endswith("påhittade.|Gemensam")
        assert frame.render(Context({"shell": Shell(place="Skara")})) == "|Skara"


def test_event_is_dated_in_local_time():
    html = _draw(
        "{% thread events %}",
        events=[Event("note", "Ansökan kom in", datetime(2026, 11, 12, 18, 42, tzinfo=UTC))],
    )

    assert "12 november kl.\u00a019.42" in html


def test_a_wide_table_without_links_takes_focus_so_that_keys_can_scroll_it():
    row = Row(("Tanum", Num("12")))
    plain = Table("Ärenden", (Column("Kommun"), Column("Antal")), (row,), cards=False)
    linked = replace(plain, rows=(replace(row, href="/tanum/"),))
    sorted_by_link = replace(plain, columns=(Column("Kommun", sort_href="?"), Column("Antal")))
    drawn = [_draw("{% table t %}", t=one) for one in (plain, linked, sorted_by_link)]

    assert ['tabindex="0" role="region" aria-label="Ärenden"' in one for one in drawn] == [
        *(True, False, False)
    ]


def test_the_heading_of_an_empty_state_follows_the_one_above_it():
    drawn = _draw('{% empty "Inget" %}{% empty "Inget" level=2 %}')

    assert re.findall(r"<h\d>", drawn) == ["<h3>", "<h2>"]
