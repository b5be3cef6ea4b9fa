"""Theme without script, style sheet budget, error pages without context, catalogue complete."""

import re
from pathlib import Path

import django_htmx
import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from gemensam.ui import look, stylesheet, views

UI = Path(__file__).parents[1]
# What a page may weigh, from the design's budget.
CSS_BUDGET = 41_000
JS_BUDGET = 60_000
LONGEST_FILE = 200


def test_style_sheet_is_within_its_budget():
    assert len(stylesheet.read().encode()) <= CSS_BUDGET


def test_style_sheet_has_every_component_file():
    named = set(re.findall(r'url\("([\w-]+\.css)"\)', (UI / "static/ui/css/main.css").read_text()))
    assert named == {path.name for path in (UI / "static/ui/css").glob("*.css")} - {"main.css"}


def test_no_css_file_is_too_long_to_read():
    too_long = {
        path.name: count
        for path in (UI / "static/ui/css").glob("*.css")
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert too_long == {}


def test_scripts_with_htmx_are_within_their_budget():
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-4.min.js"
    ours = sum(path.stat().st_size for path in (UI / "static/ui/js").glob("*.js"))
    assert htmx.stat().st_size + ours <= JS_BUDGET


def test_shortening_keeps_meaning():
    css = "/* a */ .a > .b ,\n.c { color : red ; margin: calc(1px + 2px) ; }\n@media (min-width: 2px) { .d { top: 0 } }"

    assert stylesheet.shorten(css) == (
        ".a>.b,.c{color : red;margin:calc(1px + 2px)}@media (min-width:2px){.d{top:0}}"
    )


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_page_for_a_broken_server_needs_no_context(template):
    html = render_to_string(template)

    assert '<html lang="sv"' in html
    assert "Händelse" not in html
    assert "Händelse" in render_to_string(template, {"incident": "4F-2091"})


@pytest.mark.parametrize(
    "template", ["403.html", "404.html", "409.html", "410.html", "403_csrf.html"]
)
def test_error_page_has_a_way_on_and_the_incident(template):
    with translation.override("sv"):
        html = render_to_string(
            template, {"incident": "4F-2091"}, request=RequestFactory().get("/")
        )

    assert "4F-2091" in html
    assert "Gå till startsidan" in html


def _post_theme(chosen: str, way_back: str = "/ui/?rum=mina"):
    request = RequestFactory().post("/ui/tema/", {"theme": chosen, "next": way_back})
    request._dont_enforce_csrf_checks = True
    return views.theme(request)


def test_theme_is_kept_in_a_cookie_and_leads_back():
    response = _post_theme("dark")

    assert (response.status_code, response["Location"]) == (303, "/ui/?rum=mina")
    assert response.cookies["theme"].value == "dark"


def test_theme_of_the_system_takes_the_cookie_away():
    assert _post_theme("system").cookies["theme"]["max-age"] == 0


def test_theme_never_leads_to_another_site():
    assert _post_theme("dark", "https://example.org/")["Location"] == "/ui/"


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><x', "")])
def test_only_known_themes_reach_the_page(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES[look.THEME_COOKIE] = cookie

    assert look.theme_of(request) == theme


@pytest.mark.parametrize(
    ("request_", "page"),
    [
        (RequestFactory().get("/ui/?rum=mina"), "/ui/?rum=mina"),
        (
            RequestFactory().post("/skicka/", headers={"referer": "http://testserver/a/?b=1"}),
            "/a/?b=1",
        ),
        (RequestFactory().post("/skicka/", headers={"referer": "http://testserver/a/"}), "/a/"),
        (RequestFactory().post("/skicka/", headers={"referer": "https://example.org/a/"}), ""),
        (RequestFactory().post("/skicka/"), ""),
    ],
)
def test_the_way_back_is_a_page_that_can_be_opened(request_, page):
    assert look.page_of(request_) == page


def test_accent_is_two_numbers():
    response = views.accent(RequestFactory().get("/"), "248-95")

    assert response.text == ":root{--accent-h:248;--accent-c:0.095}"


def _msgids() -> set[str]:
    pattern = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
    return {
        first or second
        for path in (UI / "templates").rglob("*.html")
        for first, second in pattern.findall(path.read_text())
    }


def test_every_word_of_the_templates_is_in_the_swedish_catalogue():
    # These read the same in both languages.
    same = {"Filter", "Demo."}
    with translation.override("sv"):
        untranslated = {word for word in _msgids() if translation.gettext(word) == word}

    assert untranslated <= same
