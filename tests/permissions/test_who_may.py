"""Who may what: every address of the application stands in one table, and behaves as it says."""

from collections.abc import Iterator

import pytest
from tests.addresses import Address, every_address
from tests.cast_at_work import ANONYMOUS, EVERYBODY, LoggedIn, ask, log_in, undone
from tests.permissions import table

BY_NAME = {address.name: address for address in every_address()}
LISTED = [name for name in table.read() if name in BY_NAME]
LOGIN = "/logga-in/"


@pytest.fixture(scope="module")
def cast(clones) -> Iterator[dict[str, LoggedIn]]:
    """Everybody logged in, in the demo's world, for as long as this module's tests run."""
    clones.renew()
    with undone():
        yield {key: log_in(key) for key in EVERYBODY}


def _got(response) -> int | str:
    # What a page says with 303 a part says with a header: htmx follows it as a whole page.
    if response.status_code == 204 and "HX-Redirect" in response:
        return 303
    if response.status_code == 303 and response["Location"].startswith(LOGIN):
        return table.TO_LOGIN
    return response.status_code


def _everybody_gets(cast, method: str, address: Address, **extra) -> dict[str, int | str]:
    url = table.path_of(address, table.read()[address.name])
    return {key: _got(ask(who.client(), method, url, **extra)) for key, who in cast.items()}


def test_every_address_stands_in_the_table():
    assert sorted(BY_NAME) == sorted(table.read())


def test_every_address_has_a_name_of_its_own():
    names = [address.name for address in every_address()]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if name.endswith("None")] == []


def test_every_view_says_whether_strangers_may_open_it():
    undecided = [
        address.name
        for address in every_address()
        if address.has_mark("is_public") == address.has_mark("needs_login")
    ]
    assert undecided == []


def test_a_view_without_either_mark_would_be_found():
    def bare(request):
        """No mark at all."""

    address = Address("x", "x/", {}, bare)
    assert (address.has_mark("is_public"), address.has_mark("needs_login")) == (False, False)


def test_what_the_table_opens_to_strangers_is_what_the_views_say_is_public():
    opened = [
        name
        for name in LISTED
        if table.read()[name].expected["GET"][ANONYMOUS] not in {table.TO_LOGIN, 405}
    ]
    marked = [name for name in LISTED if BY_NAME[name].has_mark("is_public")]
    assert [name for name in opened if name not in marked] == []


@pytest.mark.parametrize("name", LISTED)
def test_everybody_gets_from_an_address_what_the_table_says(cast, name):
    assert _everybody_gets(cast, "GET", BY_NAME[name]) == table.read()[name].expected["GET"]


@pytest.mark.parametrize("name", LISTED)
def test_everybody_who_sends_an_empty_form_gets_what_the_table_says(cast, name):
    assert _everybody_gets(cast, "POST", BY_NAME[name]) == table.read()[name].expected["POST"]


def _one_of_each_answer(name: str) -> list[str]:
    """Somebody for each status that the table knows for an address."""
    said = table.read()[name].expected["GET"]
    return list({status: key for key, status in said.items()}.values())


@pytest.mark.parametrize("name", LISTED)
def test_a_part_of_a_page_is_as_open_as_the_page(cast, name):
    some = {key: cast[key] for key in _one_of_each_answer(name)}
    part = _everybody_gets(some, "GET", BY_NAME[name], headers={"HX-Request": "true"})
    assert part == {key: table.read()[name].expected["GET"][key] for key in some}


@pytest.mark.parametrize("name", LISTED)
def test_sending_without_the_forms_token_is_refused(cast, name):
    url = table.path_of(BY_NAME[name], table.read()[name])
    answers = {
        key: ask(cast[key].client(checks_csrf=True), "POST", url).status_code
        for key in (ANONYMOUS, "margit", "anna", "cecilia")
    }
    assert answers == dict.fromkeys(answers, 403)
