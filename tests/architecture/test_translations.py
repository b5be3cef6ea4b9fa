"""Every text of the interface has Swedish, and the compiled catalogues are fresh."""

import sys
from collections import defaultdict
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "ops"))

import translations  # noqa: E402 -- found through the path above


def test_every_message_has_swedish():
    assert translations.missing() == {}


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "src" / "gemensam").rglob("locale/*/LC_MESSAGES/django.po")),
    ids=lambda path: path.parts[-5],
)
def test_a_compiled_catalogue_says_what_its_source_says(path):
    def texts(entries):
        return {(e.msgctxt, e.msgid): (e.msgstr, dict(e.msgstr_plural)) for e in entries}

    source = polib.pofile(str(path), encoding="utf-8")
    compiled = polib.mofile(str(path.with_suffix(".mo")), encoding="utf-8")
    assert texts(compiled) == texts(source.translated_entries())


def test_a_message_has_one_swedish_whichever_catalogue_it_stands_in():
    # Catalogues are merged: of two, one would win without anybody having chosen it.
    said = defaultdict(set)
    for path in (ROOT / "src" / "gemensam").rglob("locale/sv/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            plural = tuple(sorted(entry.msgstr_plural.items()))
            said[entry.msgctxt, entry.msgid].add((entry.msgstr, plural))
    assert {key: texts for key, texts in said.items() if key[1] and len(texts) > 1} == {}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% translate "Save" %}', ["Save"]),
        ("{% translate 'Save' as x %}", ["Save"]),
        ('{% button _("Save") hint=_("All of it.") %}', ["Save", "All of it."]),
        (
            "{% blocktranslate with n=x %}Be {{ n }}{% endblocktranslate %}",
            ["Be %(n)s"],
        ),
        (
            "{% blocktranslate count c=n %}one{% plural %}{{ c }} many{% endblocktranslate %}",
            ["one", "%(c)s many"],
        ),
    ],
)
def test_message_ids_are_found_in_every_form(template, expected):
    assert list(translations.in_template(template)) == expected
