"""The unit's menu on its pages: written, copied, printed, and never lost when two write."""

import re
from datetime import timedelta

from django.utils import timezone
from tests.cast_at_work import log_in
from tests.english import in_english, leftovers, names_in

from gemensam.organisations import api as organisations
from gemensam.performers import api as performers
from gemensam.tenancy.context import tenant_context

PATH, WRITE = "/hemtjanst/matsedel/", "/hemtjanst/matsedel/skriv/"
WEEK = timedelta(days=7)


def _week(ahead):
    return performers.week_of(timezone.localdate() + ahead * WEEK)


def _at(path, ahead):
    return f"{path}?vecka={_week(ahead)[0]:%G-W%V}"


def _sent(page):
    """Give what the page's form holds."""
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*>', page)
    values = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    return {name: values.get(name, "") for name in found}


def _menu(ahead, name="Hemtjänst Söder"):
    home = organisations.municipality_by_slug("munkedal").tenant_id
    with tenant_context(home):
        unit = next(one.id for one in organisations.units() if one.name == name)
        return performers.menu_of(unit, _week(ahead))


def test_the_unit_reads_its_own_menu_week_by_week_from_the_kitchen_list(real_db):
    farid = log_in("farid").client()
    kitchen = farid.get("/hemtjanst/matlista/").content.decode()
    assert _at(PATH, 0) in kitchen
    page = farid.get(_at(PATH, 0)).content.decode()
    dishes = [dish for day in _menu(0).values() for dish in day.values()]
    assert [dish in page for dish in dishes] == [True] * len(dishes)
    assert (_at(WRITE, 0) in page, f"Vecka {_week(0)[0].isocalendar().week}" in page) == (True,) * 2
    # Another unit of the municipality has none.
    assert "Ingen matsedel för veckan" in log_in("anna").client().get(PATH).content.decode()


def test_a_week_that_is_over_is_read_and_not_written_and_nonsense_is_this_week(real_db):
    farid = log_in("farid").client()
    assert _at(WRITE, -1) not in farid.get(_at(PATH, -1)).content.decode()
    answer = farid.post(_at(WRITE, -1), {f"{_week(-1)[0]}-1": "Gröt"})
    assert (answer.status_code, answer["Location"]) == (303, _at(PATH, -1))
    assert "Gröt" not in str(_menu(-1))
    this = farid.get(PATH).content
    for nonsense in ("x", "9999-W52", "2026-W99", "0001-W01"):
        page = farid.get(f"{PATH}?vecka={nonsense}")
        assert (page.status_code, _at(WRITE, 0).encode() in page.content) == (200, True)
    assert _at(WRITE, 0).encode() in this


def test_a_week_is_copied_into_the_empty_days_and_saved_when_it_is_said(real_db):
    farid = log_in("farid").client()
    form = _sent(farid.get(_at(WRITE, 3)).content.decode())
    monday = f"{_week(3)[0]}-1"
    copied = farid.post(
        _at(WRITE, 3), form | {monday: "Egen rätt", "kopiera": f"{_week(1)[0]:%G-W%V}"}
    )
    assert copied.status_code == 200
    assert _menu(3) == {}
    form = _sent(copied.content.decode())
    assert form[monday] == "Egen rätt"
    assert farid.post(_at(WRITE, 3), form)["Location"] == _at(PATH, 3)
    wanted = [{1: "Egen rätt"}, *list(_menu(1).values())[1:]]
    assert list(_menu(3).values()) == wanted


def test_a_day_without_its_first_dish_is_mended_and_nothing_typed_is_lost(real_db):
    farid = log_in("farid").client()
    form = _sent(farid.get(_at(WRITE, 4)).content.decode())
    tuesday = _week(4)[1]
    answer = farid.post(_at(WRITE, 4), form | {f"{tuesday}-2": "Paj"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Skriv rätt 1. Den kommer till alla som inte har valt." in page
    assert _sent(page)[f"{tuesday}-2"] == "Paj"
    assert farid.post(_at(WRITE, 4), form | {f"{tuesday}-1": "x" * 121}).status_code == 422
    assert _menu(4) == {}


def test_two_who_write_the_same_week_are_told_and_lose_nothing(real_db):
    first, second = log_in("farid").client(), log_in("farid").client()
    day = _week(5)[0]
    forms = [_sent(one.get(_at(WRITE, 5)).content.decode()) for one in (first, second)]
    assert first.post(_at(WRITE, 5), forms[0] | {f"{day}-1": "Fisk"}).status_code == 303
    # A second click.
    assert first.post(_at(WRITE, 5), forms[0] | {f"{day}-1": "Fisk"}).status_code == 303
    answer = second.post(_at(WRITE, 5), forms[1] | {f"{day}-1": "Gröt"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Någon annan skrev veckan efter att du öppnade den." in page
    assert (">Fisk</dd>" in page, _sent(page)[f"{day}-1"]) == (True, "Gröt")
    assert second.post(_at(WRITE, 5), _sent(page)).status_code == 303
    assert _menu(5) == {day: {1: "Gröt"}}


def test_who_does_not_see_the_kitchen_list_writes_no_menu(real_db):
    for key in ("cecilia", "margit", "henrik"):
        client = log_in(key).client()
        assert client.get(PATH).status_code == 403
        assert client.post(_at(WRITE, 2), {f"{_week(2)[0]}-1": "Gröt"}).status_code == 403
    assert _menu(2) == {}


def test_in_english_only_the_dishes_are_swedish_and_they_say_so(real_db, home):
    names = names_in(home())
    farid = in_english(log_in("farid").client())
    for path in ("/hemtjanst/matlista/", PATH, _at(WRITE, 6)):
        assert leftovers(farid.get(path).content.decode(), names) == []
    changed = farid.post(_at(WRITE, 0), {}).content.decode()
    assert "Somebody else wrote this week" in changed
    assert leftovers(changed, names) == []
