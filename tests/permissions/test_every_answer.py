"""Every page that anybody reaches carries the policy, the language and no inline code; Greta nowhere."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from tests.cast_at_work import EVERYBODY, HOME, log_in, undone
from tests.permissions.crawl import pages_of

from gemensam.people.models import Home, Resident
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

# The demo's log-in offers Greta as somebody to be, by name: it shows nothing of the municipality's.
OFFERS_HER_AS_PERSONA = ("/logga-in/", "/tur/")


class _Inline(HTMLParser):
    """What the content security policy would refuse, and the page's language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = said.get("lang", "")
        self.found += [f"{tag} {name}" for name in said if name.startswith("on") or name == "style"]
        is_data = said.get("type", "").endswith("json")
        if tag == "style" or (tag == "script" and "src" not in said and not is_data):
            self.found.append(f"inline {tag}")
        if said.get("href", "").startswith("javascript:"):
            self.found.append("javascript: link")


@pytest.fixture(scope="module")
def answers(clones) -> Iterator[dict[str, list[tuple[str, HttpResponse]]]]:
    """What each of the cast gets by walking."""
    clones.renew()
    with undone():
        yield {key: list(pages_of(log_in(key))) for key in EVERYBODY}


def _html(answers) -> Iterator[tuple[str, HttpResponse]]:
    for key, got in answers.items():
        for url, response in got:
            if response.get("Content-Type", "").startswith("text/html"):
                yield f"{key} {url}", response


@pytest.fixture(scope="module")
def pages(answers) -> dict[str, _Inline]:
    """Every page that has anything in it, read once for this module's tests."""
    return {where: _read(got) for where, got in _html(answers) if got.content}


def _read(response: HttpResponse) -> _Inline:
    page = _Inline()
    page.feed(response.content.decode())
    return page


def test_no_page_that_anybody_reaches_is_broken(answers):
    broken = [
        f"{key} {url}: {response.status_code}"
        for key, got in answers.items()
        for url, response in got
        if response.status_code >= 500
    ]
    assert broken == []


def test_no_link_on_ones_own_pages_leads_nowhere(answers):
    dead = [
        f"{key} {url}"
        for key, got in answers.items()
        for url, response in got
        if response.status_code == 404
    ]
    assert dead == []


def test_every_page_carries_the_content_security_policy(answers):
    bare = [where for where, got in _html(answers) if "default-src 'none'" not in got.get(CSP, "")]
    assert bare == []


CSP = "Content-Security-Policy"


def test_every_page_says_that_it_is_in_swedish(pages):
    assert [where for where, page in pages.items() if page.language != "sv"] == []


def test_no_page_has_a_handler_a_style_or_a_script_of_its_own(pages):
    assert {where: page.found for where, page in pages.items() if page.found} == {}


def test_the_search_would_find_an_inline_handler():
    page = _Inline()
    page.feed('<html lang="en"><p onclick="x()" style="a"><script>1</script><style>b</style>')
    assert page.found == ["p onclick", "p style", "inline script", "inline style"]


def _what_is_gretas() -> list[str]:
    with tenant_context(Tenant.objects.get(slug=HOME).id):
        greta = Resident.objects.get(given_name="Greta", family_name="Sundin")
        home = Home.objects.get(resident_id=greta.id)
        number = greta.personal_identity_number
    return [
        *("Greta", "Sundin", home.street_address, home.phone, number),
        *(number[2:], f"{number[2:8]}-{number[8:]}", f"{number[:8]}-{number[8:]}"),
    ]


def test_nothing_of_somebody_with_a_protected_identity_is_shown_to_anybody(answers):
    wanted = _what_is_gretas()
    shown = [
        f"{key} {url}: {one}"
        for key, got in answers.items()
        for url, response in got
        if not url.startswith(OFFERS_HER_AS_PERSONA)
        for one in wanted
        if one in response.content.decode("utf-8", "replace") + str(response.headers)
    ]
    assert shown == []


def test_the_search_would_find_somebody_whose_identity_is_not_protected(answers):
    anna = "".join(got.content.decode("utf-8", "replace") for _, got in answers["anna"])
    assert "Gunnar Ek" in anna
