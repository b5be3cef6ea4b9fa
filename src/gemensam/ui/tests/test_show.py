"""Page or part: the same address in two shapes, never mixed up by a cache."""

from types import MappingProxyType

import pytest
from django.test import RequestFactory, override_settings

from gemensam.ui.show import conflict, go_on, show, wants_part

HTMX = MappingProxyType({"HX-Request": "true"})


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "partial"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "full"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_part_is_given_only_to_htmx_asking_for_a_part(headers, expected):
    assert wants_part(RequestFactory().get("/", headers=headers)) is expected


def test_page_and_part_come_from_one_template(tmp_path):
    (tmp_path / "list.html").write_text(
        "<h1>All</h1>{% partialdef rows inline %}<p>{{ word }}</p>{% endpartialdef rows %}"
    )
    only_this = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(tmp_path)],
    }
    context = {"word": "<b>"}
    by_htmx = RequestFactory().get("/", headers=HTMX)

    with override_settings(TEMPLATES=[only_this]):
        whole = show(RequestFactory().get("/"), "list.html", context, partial="rows")
        part = show(by_htmx, "list.html", context, partial="rows", status=422)

    assert (whole.status_code, whole.text) == (200, "<h1>All</h1><p>&lt;b&gt;</p>")
    assert (part.status_code, part.text) == (422, "<p>&lt;b&gt;</p>")
    assert [whole["Vary"], part["Vary"]] == ["HX-Request", "HX-Request"]


def test_conflict_says_what_happened():
    response = conflict(RequestFactory().get("/"), "Lars tog ärendet före dig.")

    assert response.status_code == 409
    assert "Lars tog ärendet före dig." in response.text


def test_reader_is_sent_on_with_a_redirect_that_a_browser_follows():
    response = go_on(RequestFactory().post("/"), "/klart/")

    assert (response.status_code, response["Location"]) == (303, "/klart/")


def test_htmx_is_told_to_load_the_next_page_whole():
    response = go_on(RequestFactory().post("/", headers=HTMX), "/klart/")

    assert (response.status_code, response["HX-Redirect"], response.content) == (
        204,
        "/klart/",
        b"",
    )


def test_conflict_inside_a_part_is_a_banner_and_not_a_page():
    response = conflict(RequestFactory().get("/", headers=HTMX), "Lars tog ärendet före dig.")

    assert response.status_code == 409
    assert "Lars tog ärendet före dig." in response.text
    assert "<html" not in response.text
