"""Who may what: every address stands in one table and behaves as it says, in every answer."""

from collections.abc import Iterator

import pytest
from lxml import html
from tests.addresses import Address, every_address
from tests.cast_at_work import ANONYMOUS, EVERYBODY, HOME, LoggedIn, ask, log_in, undone
from tests.permissions import table
from tests.permissions.answers import Visits, inline

from gemensam.people.models import Home, Resident
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

# A few thousand answers all in all.
pytestmark = pytest.mark.slow
BY_NAME = {address.name: address for address in every_address()}
LISTED = [name for name in table.read() if name in BY_NAME]
LOGIN = "/logga-in/"
POLICY = "Content-Security-Policy"
# The demo's log-in offers Greta as somebody to be, by name: it shows nothing of the municipality's.
OFFERS_HER_AS_PERSONA = ("/logga-in/", "/tur/")


@pytest.fixture(scope="module")
def cast(clones) -> Iterator[dict[str, LoggedIn]]:
    """Everybody logged in, in the demo's world, for as long as this module's tests run."""
    clones.renew()
    with undone():
        yield {key: log_in(key) for key in EVERYBODY}


@pytest.fixture(scope="module")
def visits(cast) -> Visits:
    """What everybody gets, asked for once."""
    return Visits(cast, {name: BY_NAME[name] for name in LISTED})


def _got(response) -> int | str:
    # What a page says with 303 a part says with a header: htmx follows it as a whole page.
    if response.status_code == 204 and "HX-Redirect" in response:
        return 303
    if response.status_code == 303 and response["Location"].startswith(LOGIN):
        return table.TO_LOGIN
    return response.status_code


def _they_get(cast, who, method: str, name: str, **extra) -> dict[str, int | str]:
    url = table.path_of(BY_NAME[name], table.read()[name])
    return {key: _got(ask(cast[key].client(), method, url, **extra)) for key in who}


def test_every_address_stands_in_the_table():
    assert sorted(BY_NAME) == sorted(table.read())


def test_every_address_has_a_name_of_its_own():
    names = [address.name for address in every_address()]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if name.endswith("None")] == []


# Open to anybody, to who has logged in, to a municipality's system with its token, or to a log-in
# service by what it signs.
MARKS = ("is_public", "needs_login", "needs_client", "needs_signature")
NO_COOKIE_COUNTS = ("needs_client", "needs_signature")


def _marks(address: Address) -> list[str]:
    return [mark for mark in MARKS if address.has_mark(mark)]


def test_every_view_says_whether_strangers_may_open_it():
    undecided = [address.name for address in every_address() if len(_marks(address)) != 1]
    assert undecided == []


def test_a_view_without_any_mark_would_be_found():
    def bare(request):
        """No mark at all."""

    assert _marks(Address("x", "x/", {}, bare)) == []


def test_what_a_token_opens_is_opened_to_nobody_by_a_cookie():
    by_token = [name for name in LISTED if BY_NAME[name].has_mark("needs_client")]
    said = {
        status
        for name in by_token
        for method in table.METHODS
        for status in table.read()[name].expected[method].values()
    }
    assert (len(by_token), said) == (21, {401, 405})


def test_what_the_table_opens_to_strangers_is_what_the_views_say_is_public():
    opened = [
        name
        for name in LISTED
        if table.read()[name].expected["GET"][ANONYMOUS] not in {table.TO_LOGIN, 401, 405}
    ]
    marked = [name for name in LISTED if BY_NAME[name].has_mark("is_public")]
    assert [name for name in opened if name not in marked] == []


@pytest.mark.parametrize("name", LISTED)
def test_everybody_gets_from_an_address_what_the_table_says(visits, name):
    got = {answer.who: _got(answer.response) for answer in visits.at(name)}
    assert got == table.expected(name, "GET", got)


@pytest.mark.parametrize("name", LISTED)
def test_everybody_who_sends_an_empty_form_gets_what_the_table_says(cast, name):
    got = _they_get(cast, table.who_tells(name, "POST"), "POST", name)
    assert got == table.expected(name, "POST", got)


def _one_of_each_answer(name: str) -> list[str]:
    """Somebody for each status that the table knows for an address."""
    said = table.read()[name].expected["GET"]
    return list({status: key for key, status in said.items()}.values())


@pytest.mark.parametrize("name", LISTED)
def test_a_part_of_a_page_is_as_open_as_the_page(cast, name):
    part = _they_get(cast, _one_of_each_answer(name), "GET", name, headers={"HX-Request": "true"})
    assert part == table.expected(name, "GET", part)


# Where no cookie says who calls, no other site can send in anybody's name.
@pytest.mark.parametrize(
    "name", [name for name in LISTED if not any(map(BY_NAME[name].has_mark, NO_COOKIE_COUNTS))]
)
def test_sending_without_the_forms_token_is_refused(cast, name):
    url = table.path_of(BY_NAME[name], table.read()[name])
    answers = {
        key: ask(cast[key].client(checks_csrf=True), "POST", url).status_code
        for key in (ANONYMOUS, "cecilia")
    }
    assert answers == dict.fromkeys(answers, 403)


def test_no_link_on_ones_own_pages_leads_nowhere_or_to_something_broken(visits):
    followed = list(visits.onward())
    assert [str(one) for one in followed if one.response.status_code in {404, 500}] == []
    assert len(followed) > 90


def test_every_page_carries_the_content_security_policy(visits):
    bare = [
        str(one)
        for one in visits.everywhere()
        if one.is_page and "default-src 'none'" not in one.response.get(POLICY, "")
    ]
    assert bare == []


def test_every_page_says_that_it_is_in_swedish(visits):
    pages = [one for one in visits.everywhere() if one.is_page and one.page.tag == "html"]
    assert [str(one) for one in pages if one.page.get("lang") != "sv"] == []


def test_no_page_has_a_handler_a_style_or_a_script_of_its_own(visits):
    pages = [one for one in visits.everywhere() if one.is_page]
    assert {str(one): one.inline() for one in pages if one.inline()} == {}


def test_the_search_would_find_an_inline_handler():
    page = html.fromstring(
        '<html><p onclick="x()">a</p><p style="a">b</p><script>1</script><style>b</style>'
        '<a href="javascript:x">c</a><script type="application/json">{}</script></html>'
    )
    assert [one.split()[0].split(">")[0] for one in inline(page)] == [
        *("<p", "<p", "<script", "<style", "<a"),
    ]


def _what_is_gretas() -> list[str]:
    with tenant_context(Tenant.objects.get(slug=HOME).id):
        greta = Resident.objects.get(given_name="Greta", family_name="Sundin")
        home = Home.objects.get(resident_id=greta.id)
        number = greta.personal_identity_number
    return [
        *("Greta", "Sundin", home.street_address, home.phone, number),
        *(number[2:], f"{number[2:8]}-{number[8:]}", f"{number[:8]}-{number[8:]}"),
    ]


def test_nothing_of_somebody_with_a_protected_identity_is_shown_to_anybody(visits):
    wanted = _what_is_gretas()
    shown = [
        f"{answer}: {one}"
        for answer in visits.everywhere()
        if not answer.url.startswith(OFFERS_HER_AS_PERSONA)
        for one in answer.which_of(wanted)
    ]
    assert shown == []


def test_the_search_would_find_somebody_whose_identity_is_not_protected(visits):
    hers = [one for one in visits.everywhere() if one.who == "anna"]
    assert any(one.which_of(["Gunnar Ek"]) for one in hers)
