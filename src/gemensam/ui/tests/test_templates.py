"""Every template of the product keeps the house rules that the content security policy needs."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))

ALLOWED_HTMX = re.compile(
    r"hx-(?:get|post|target|swap|select|trigger|push-url|indicator|confirm|status:[\dx]{3})"
)
RULES = {
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline style": re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "address that is a script": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated value": re.compile(r"hx-[\w:-]+\s*=\s*[\"']js:", re.IGNORECASE),
    "evaluated trigger": re.compile(r"hx-trigger\s*=\s*[\"'][^\"']*\[", re.IGNORECASE),
    "foreign address": re.compile(
        r"(?:src|href)=[\"'](?:https?:)?//(?!www\.w3\.org)[^\"']*\.(?:js|css)"
    ),
}


def faults(text: str) -> list[str]:
    """List which rules a template breaks."""
    found = [name for name, pattern in RULES.items() if pattern.search(text)]
    foreign = [
        name
        for name in re.findall(r"\s((?:data-)?hx-[\w:-]+)\s*=", text)
        if not ALLOWED_HTMX.fullmatch(name)
    ]
    return [*found, *foreign]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_template_keeps_the_house_rules(template):
    assert faults(template.read_text()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a href="/x" hx-get="/x" hx-target="#list" hx-status:422="swap:none">', []),
        ('<button onclick="x()">', ["inline handler"]),
        ('<p class="a"\n style="color: red">', ["inline style"]),
        ("<script>x()</script>", ["inline script"]),
        ('<script type="module" src="/a.js"></script>', []),
        ('<a hx-vals="js:{a: 1}">', ["evaluated value", "hx-vals"]),
        ('<a hx-trigger="keyup[ctrlKey]">', ["evaluated trigger"]),
        ('<a hx-on:click="x()">', ["hx-on:click"]),
        ('<a href="javascript:x()">', ["address that is a script"]),
        ('<script src="https://cdn.example/x.js"></script>', ["foreign address"]),
    ],
)
def test_house_rules_know_good_from_bad(text, expected):
    assert faults(text) == expected
