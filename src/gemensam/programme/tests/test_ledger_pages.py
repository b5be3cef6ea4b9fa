"""A grant from registering to closing: what the pages take, what they refuse, what the file says."""

import base64
import io
import json
import re
from datetime import date
from threading import Barrier, Thread
from uuid import uuid4

import pikepdf
import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from tests import paper

from gemensam.kernel.money import Money
from gemensam.programme import county, ledger_export
from gemensam.programme.kinds import LineKind
from gemensam.programme.models import Grant, GrantComponent, LedgerLine
from gemensam.programme.queries import ledger as queries
from gemensam.programme.tests.pages import open_as, rows_of, text_of

LAST_YEAR = timezone.localdate().year - 1


def kr(amount):
    return Money.from_kronor(amount)


def _registered(browser, **more):
    posted = {
        "title": "Provbidrag", "year": str(LAST_YEAR), "plan": "", "agreement": "",
        "matching_rule": "Minst lika mycket.",
        "del0-text": "Aktiviteter", "del0-amount": "1 000 000", "del0-is_matchable": "on",
        "del1-text": "Samordnare", "del1-amount": "200 000,50",
        "del1-assumption": "Vårt antagande.",
    } | more  # fmt: skip
    response = browser.post("/program/bidrag/nytt/", posted)
    assert response.status_code == 303, text_of(response.content.decode())
    return response["Location"]


def _add(browser, place, word, amount, **more):
    posted = {
        "component": "aktiviteter", "text": "Provrad", "dated_on": f"{LAST_YEAR}-06-01",
        "amount": amount, "cost_form": "INVOICE", "key": str(uuid4()),
    } | more  # fmt: skip
    return browser.post(f"{place}ny/{word}/", posted)


def _figures():
    with county.context():
        found = queries.statement("provbidrag", LAST_YEAR)
    reading = found.known.on_matchable
    return (
        found.granted, found.known.used, reading.matched, reading.unmatched,
        found.known.unspent, reading.to_repay,
    )  # fmt: skip


def test_a_grant_is_registered_spent_matched_closed_and_then_only_corrected(db):
    karin = open_as("karin")
    place = _registered(karin)
    assert _add(karin, place, "fordelning", "800 000").status_code == 303
    assert _add(karin, place, "kostnad", "600 000").status_code == 303
    assert _add(karin, place, "medel", "450 000,25").status_code == 303
    expected = (
        kr(1_200_000) + Money(50), kr(600_000), Money(45_000_025), Money(14_999_975),
        kr(600_000) + Money(50), Money(75_000_025),
    )  # fmt: skip
    assert _figures() == expected
    closing = {"year": str(LAST_YEAR), "seen": "3"}
    assert karin.post(f"{place}stang/", closing).status_code == 303
    assert karin.post(f"{place}stang/", closing).status_code == 409
    refused = _add(karin, place, "kostnad", "1")
    assert refused.status_code == 422
    assert "Det året är stängt." in text_of(refused.content.decode())
    assert _figures() == expected
    with county.context():
        cost = LedgerLine.objects.get(kind=LineKind.COST, grant__key="provbidrag")
    wrong = {"right": "500 000", "reason": "Krediterad", "seen": "0"}
    assert karin.post(f"{place}rad/{cost.id}/", wrong).status_code == 303
    assert karin.post(f"{place}rad/{cost.id}/", wrong).status_code == 409
    assert _figures()[1] == kr(500_000)
    page = text_of(karin.get(f"{place}rad/{cost.id}/").content.decode())
    assert "Krediterad" in page
    assert "−100 000 kr" in page


def test_a_grant_form_names_what_is_to_be_mended_and_keeps_what_was_typed(db):
    response = open_as("karin").post(
        "/program/bidrag/nytt/",
        {"title": "Halvt", "year": str(LAST_YEAR), "del0-text": "Ett", "del0-amount": "1"},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Halvt"' in page
    assert "Skriv vad undantaget bygger på." in text_of(page)


@pytest.mark.parametrize(
    ("word", "more", "said"),
    [
        ("fordelning", {"amount": "1 000 001"}, "Det är mer än vad som är kvar av delen"),
        ("kostnad", {"amount": "-5"}, "större än eller lika med 0"),
        ("kostnad", {"amount": ""}, "Skriv beloppet."),
        ("kostnad", {"dated_on": f"{LAST_YEAR + 3}-01-01"}, "Den dagen har inte kommit än."),
        ("kostnad", {"dated_on": f"{LAST_YEAR - 1}-12-31"}, "får inte användas den dagen"),
        ("kostnad", {"cost_form": "HOURS", "amount": ""}, "Skriv hur många timmar."),
    ],
)
def test_a_line_is_refused_with_its_reason(db, word, more, said):
    karin = open_as("karin")
    response = _add(karin, _registered(karin), word, **({"amount": "10"} | more))
    assert response.status_code == 422
    assert said in text_of(response.content.decode())


def test_a_cost_of_hours_is_worked_out_and_a_line_sent_twice_is_one(db):
    karin = open_as("karin")
    place = _registered(karin)
    posted = {
        "amount": "", "cost_form": "REPLACEMENT", "hours": "1,5", "rate": "333,33",
        "rate_basis": "Schablon", "key": str(uuid4()),
    }  # fmt: skip
    assert _add(karin, place, "kostnad", **posted).status_code == 303
    assert _add(karin, place, "kostnad", **posted).status_code == 303
    assert _figures()[1] == Money(50_000)


def _at_once(*asked):
    together, statuses = Barrier(len(asked)), []

    def send(browser, path, posted):
        together.wait()
        statuses.append(browser.post(path, posted).status_code)
        connections.close_all()

    threads = [Thread(target=send, args=one) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_of_two_who_close_or_correct_at_once_one_wins_and_the_other_is_told(real_db):
    browsers = [open_as("karin"), open_as("karin")]
    place = _registered(browsers[0])
    _add(browsers[0], place, "kostnad", "500 000")
    with county.context():
        cost = LedgerLine.objects.get(grant__key="provbidrag")
    wrong = {"right": "400 000", "reason": "Fel", "seen": "0"}
    correcting = [(one, f"{place}rad/{cost.id}/", wrong) for one in browsers]
    assert _at_once(*correcting) == [303, 409]
    closing = {"year": str(LAST_YEAR), "seen": "2"}
    assert _at_once(*((one, f"{place}stang/", closing) for one in browsers)) == [303, 409]
    assert _figures()[1] == kr(400_000)


@pytest.fixture
def closed(db):
    """A closed grant with one line."""
    karin = open_as("karin")
    place = _registered(karin)
    _add(karin, place, "kostnad", "500 000")
    karin.post(f"{place}stang/", {"year": str(LAST_YEAR), "seen": "1"})
    return karin


def _line(**more):
    part = GrantComponent.objects.get(grant__key="provbidrag", key="aktiviteter")
    return LedgerLine(
        **{
            "grant_id": part.grant_id, "component": part, "kind": "BOOKED", "year": LAST_YEAR,
            "dated_on": date(LAST_YEAR, 6, 1), "amount": 5, "written_at": timezone.now(),
        }
        | more
    )  # fmt: skip


def _cost():
    return LedgerLine.objects.get(grant__key="provbidrag", kind="COST")


@pytest.mark.parametrize(
    "write",
    [
        lambda: _line().save(),
        lambda: _line(amount=-5).save(),
        lambda: _line(kind="COST", corrects=_cost(), cost_form="INVOICE", amount=-5).save(),
        lambda: _line(corrects=_cost(), reason="Fel slag", amount=-5).save(),
        lambda: _line(
            kind="COST", cost_form="INVOICE", corrects=_cost(), reason="För mycket", amount=-500_001
        ).save(),
        lambda: LedgerLine.objects.filter(kind="COST").update(amount=1),
        lambda: LedgerLine.objects.filter(grant__key="provbidrag").delete(),
        lambda: Grant.objects.filter(key="provbidrag").update(year=2001),
        lambda: GrantComponent.objects.filter(grant__key="provbidrag").update(amount=1),
        lambda: GrantComponent.objects.filter(grant__key="provbidrag").delete(),
    ],
)
def test_the_database_refuses_everything_but_a_right_correction_in_a_closed_year(closed, write):
    before = _figures()
    with county.context():
        with pytest.raises(Exception) as refused, transaction.atomic():  # noqa: PT011
            write()
        _line(kind="COST", cost_form="INVOICE", corrects=_cost(), reason="Rätt", amount=-1).save()
    assert isinstance(refused.value, IntegrityError) or "permission denied" in str(refused.value)
    assert _figures()[1] == before[1] - kr(1)


def test_the_signed_file_is_the_same_each_time_adds_up_and_any_change_is_found(closed):
    path = "/pengarna/provbidrag/redovisning.json"
    content = open_as().get(path).content
    assert open_as().get(path).content == content
    public = open_as().get("/pengarna/nyckel.json").json()["public_key"]
    found = ledger_export.check(content, public_key=public)
    assert found == {
        "granted": 120_000_050, "used": 50_000_000, "unspent": 70_000_050, "lines": 1
    }  # fmt: skip
    with pytest.raises(ledger_export.ChangedAfterSigning):
        ledger_export.check(content.replace(b"50000000", b"50000001"), public_key=public)
    with pytest.raises(ledger_export.SignedByAnother):
        ledger_export.check(content, public_key=base64.b64encode(bytes(32)).decode())
    with pytest.raises(ledger_export.NotAStatement):
        ledger_export.check(b"{}", public_key=public)
    said = json.loads(content)["statement"]
    said["figures"]["known"]["used"] += 1
    lying = ledger_export.seal(said, secret=settings.GEMENSAM_STATEMENT_KEY)
    with pytest.raises(ledger_export.DoesNotAddUp):
        ledger_export.check(lying, public_key=public)


def test_2013_stands_as_both_readings_with_its_assumption(db):
    page = open_as().get("/pengarna/grant_2013/").content.decode()
    rows = {row[0]: row[1:] for row in rows_of(page, "jamforelse")}
    assert rows["Beviljat"] == ["13 877 988 kr"] * 4
    assert rows["Matchat"] == ["0 kr", "0 kr", "11 784 508 kr", "11 784 508 kr"]
    assert rows["Omatchat"] == ["0 kr", "0 kr", "0 kr", "2 093 480 kr"]
    assert rows["Använt utan krav på matchning"] == ["0 kr", "0 kr", "2 093 480 kr", "0 kr"]
    words = text_of(page)
    assert "Att den inte behöver matchas är vårt antagande" in words
    assert "Prognos" in words
    assert re.search(r"Antagande Det som är använt men inte matchat antas betalas tillbaka", words)


def _bare(text):
    return re.sub(r"\s", "", text)


def test_the_pdf_says_what_the_page_says_and_is_tagged(db):
    page = open_as().get("/pengarna/grant_2013/").content.decode()
    rows = rows_of(page, "jamforelse")
    response = open_as().get("/pengarna/grant_2013/redovisning.pdf")
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        said = _bare(paper.text_of(pdf))
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "sv-SE"
    assert [row for row in rows if _bare("".join(row)) not in said] == []
    assert len(rows) > 5


def test_a_condition_is_fulfilled_not_fulfilled_or_unknown_by_municipality(db):
    karin = open_as("karin")
    place = _registered(karin)
    assert karin.post(f"{place}villkor/", {"ny-text": "Har en plan"}).status_code == 303
    page = karin.get(f"{place}villkor/").content.decode()
    condition = re.search(r'name="lage-condition".*?<option value="([0-9a-f-]{36})"', page, re.S)
    ids = re.findall(r'name="lage-municipalities" value="([0-9a-f-]{36})"', page)
    assert condition
    posted = {
        "lage-condition": condition[1], "lage-state": "MET", "lage-basis": "Beslut i nämnden",
        "lage-municipalities": ids[:1],
    }  # fmt: skip
    assert karin.post(f"{place}villkor/", posted).status_code == 303
    states = [row[1] for row in rows_of(karin.get(f"{place}villkor/").content.decode(), "villkor")]
    assert sorted(set(states)) == ["Okänt", "Uppfyllt Beslut i nämnden"]
    assert len(states) == 49
