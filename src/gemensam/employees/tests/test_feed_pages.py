"""The HR feed's pages: as Henrik sees them, in the demo's world."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.employees.feed import reading
from gemensam.employees.feed_models import Delivery, FeedMapping, Proposal
from gemensam.employees.models import Employee
from gemensam.employees.tests.feeding import file_of, keep_mapping, person
from gemensam.identity import api as identity
from gemensam.identity.models import Commission, DemoPersona
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

REASON = "Personalen har gått över till ett bolag"


@pytest.fixture
def home(db):
    return organisations.municipality_by_slug("munkedal").tenant_id


@pytest.fixture
def henrik(home):
    with tenant_context(home):
        keep_mapping(now=timezone.now())
    return log_in("henrik").client()


def send(client, data, holds="alla", name="ny.csv"):
    file = SimpleUploadedFile(name, data, "text/csv")
    return client.post("/personal/", {"file": file, "holds": holds})


def rows_of(home):
    """The register as a file's rows, as the demo has it."""
    with tenant_context(home):
        return [
            person(
                one.hr_number,
                one.given_name,
                one.family_name,
                hsa_id=one.hsa_id,
                category=one.category,
                title=one.title,
                workplace=one.workplace,
                starts_on=one.starts_on.isoformat(),
                is_protected="ja" if one.is_protected else "nej",
            )
            for one in Employee.objects.filter(left_at=None).order_by("hr_number")
        ]


def seen_on(page):
    return page.content.decode().split('name="seen" value="')[1].split('"')[0]


def test_a_file_is_looked_at_and_then_carried_out(henrik, home):
    rows = rows_of(home)
    answer = send(henrik, file_of(*rows, person("55555", "Ny", "Anställd")))
    assert answer.status_code == 303
    page = henrik.get(answer["Location"])
    assert "Ny Anställd" in page.content.decode()
    done = henrik.post(f"{answer['Location']}genomfor/", {"seen": seen_on(page)})
    assert (done.status_code, done["Location"]) == (303, answer["Location"])
    again = henrik.post(f"{answer['Location']}genomfor/", {"seen": "x"})
    assert again.status_code == 303
    with tenant_context(home):
        assert Employee.objects.filter(hr_number="55555").count() == 1


def test_forty_percent_leavers_ask_for_a_reason_and_the_number(henrik, home):
    rows = rows_of(home)
    kept = rows[: len(rows) * 6 // 10]
    leavers = len(rows) - len(kept)
    address = send(henrik, file_of(*kept))["Location"]
    page = henrik.get(address)
    assert f"{leavers} av {len(rows)} skulle sluta" in page.content.decode()
    ask = {"seen": seen_on(page)}
    bare = henrik.post(f"{address}genomfor/", ask)
    assert bare.status_code == 422
    wrong = henrik.post(f"{address}genomfor/", ask | {"reason": REASON, "number": leavers + 1})
    assert (wrong.status_code, REASON in wrong.content.decode()) == (422, True)
    right = henrik.post(f"{address}genomfor/", ask | {"reason": REASON, "number": leavers})
    assert right.status_code == 303
    shown = henrik.get(address).content.decode()
    assert REASON in shown
    with tenant_context(home):
        assert Employee.objects.filter(left_at=None).count() == len(kept)


def test_what_was_a_mistake_is_lifted_at_once_for_everybody_of_the_delivery(henrik, home):
    rows = rows_of(home)
    with tenant_context(home):
        persona = DemoPersona.objects.get(key="anna")
        hsa_id = Commission.objects.get(id=persona.commission_id).employee_hsa_id
    address = send(henrik, file_of(*[one for one in rows if one["hsa_id"] != hsa_id]))["Location"]
    henrik.post(f"{address}genomfor/", {"seen": seen_on(henrik.get(address))})
    refused = log_in("anna").client().get("/hemtjanst/")
    assert refused.status_code == 303
    assert henrik.post(f"{address}hav-sparrar/", {"reason": ""}).status_code == 422
    assert henrik.post(f"{address}hav-sparrar/", {"reason": REASON}).status_code == 303
    assert henrik.post(f"{address}hav-sparrar/", {"reason": REASON}).status_code == 409
    assert log_in("anna").client().get("/hemtjanst/").status_code == 200


def test_a_suspended_employee_is_told_why_at_the_log_in_and_is_let_in_again(henrik, home):
    with tenant_context(home):
        persona = DemoPersona.objects.get(key="anna")
        hsa_id = Commission.objects.get(id=persona.commission_id).employee_hsa_id
        identity.suspend({hsa_id}, reason="Prov", source="prov.csv", now=timezone.now())
        employee_id = Employee.objects.get(hsa_id=hsa_id).id
    anna = log_in("anonymous").client()
    answer = anna.post("/logga-in/demo/", {"person": "anna"})
    assert (answer.status_code, "anställning är slut" in answer.content.decode()) == (403, True)
    address = f"/personal/anstallda/{employee_id}/"
    assert "prov.csv" in henrik.get(address).content.decode()
    assert henrik.post(address, {"reason": "kort"}).status_code == 422
    assert henrik.post(address, {"reason": REASON}).status_code == 303
    assert henrik.post(address, {"reason": REASON}).status_code == 409
    assert REASON in henrik.get(address).content.decode()
    assert anna.post("/logga-in/demo/", {"person": "anna"}).status_code == 303


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Filen är tom."),
        (b"   \r\n", "Filen är tom."),
        (b"\x00\x01\x02\x80\x00", "Filen är inte text."),
        (b"bara en rubrik\r\nx\r\n", "Första raden ska vara rubriker"),
        (file_of(), "Filen har rubriker men inga rader."),
        (b"a;a;b\r\n1;2;3\r\n", "Flera kolumner har samma rubrik: a."),
        (b"a;b;c\r\n1;2;3\r\n", "Filen saknar de här kolumnerna: Anst"),
        (b'a;b;c\r\n1;"2;3\r\n', "Ett citattecken på rad"),
        (b"a;b;c\r\n1;2;3;4\r\n", "Rad 2 har fler celler"),
        (file_of(person("1")).decode().encode("utf-16"), "Filen är inte text."),
        (b"a;b;c\r\n" + b"1;2;3\r\n" * 3_000_000, "Filen är större än 20 MB."),
    ],
)
def test_a_file_that_cannot_be_used_is_told_why_and_changes_nothing(henrik, home, data, said):
    answer = send(henrik, data)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_files_of_both_alphabets_and_three_separators_are_read(henrik, home, encoding, separator):
    data = file_of(person("5", "Åke", "Öström"), separator=separator, encoding=encoding)
    page = henrik.get(send(henrik, data, holds="en-del")["Location"])
    assert "Åke Öström" in page.content.decode()


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_lines_may_end_in_any_way_and_a_quoted_cell_may_hold_an_end(ends):
    data = file_of(person("5", '"Åke\nBo"'), person("6")).replace(b"\r\n", ends.encode())
    assert [(line, cells[:2]) for line, cells in reading.read(data).rows] == [
        (2, ("5", "Åke\nBo")),
        (4, ("6", "Anna")),
    ]


def _carried_out(client, data):
    href = send(client, data)["Location"]
    client.post(f"{href}genomfor/", {"seen": seen_on(client.get(href))})


def test_a_protected_name_stands_in_no_proposal_and_no_fault(henrik, home):
    rows = rows_of(home)
    hidden = person("1", "Hemlig", "Hemlighetsson", is_protected="ja")
    _carried_out(henrik, file_of(*rows, hidden))
    renamed = hidden | {"family_name": "Nyhemlig", "title": "rektor"}
    _carried_out(henrik, file_of(*rows, renamed))
    with tenant_context(home):
        found = Proposal.objects.get(employee__hr_number="1", state="OPEN")
    broken = send(henrik, file_of(*rows, hidden | {"family_name": "Hemlig" * 12}))["Location"]
    addresses = ("/personal/forslag/", f"/personal/forslag/{found.id}/", f"{broken}?visa=olasbara")
    texts = [henrik.get(one).text for one in addresses]
    assert ["emlig" in one for one in texts] == [False, False, False]
    assert ("rektor" in texts[1], "Texten är för lång" in texts[2]) == (True, True)


def test_before_there_is_a_mapping_the_columns_are_guessed_from_the_file(home):
    client = log_in("ulla").client()
    assert client.get("/personal/").status_code == 403
    with tenant_context(home):
        kept = FeedMapping.objects.count()
    henrik = log_in("henrik").client()
    sample = SimpleUploadedFile("x.csv", file_of(person("1")), "text/csv")
    page = henrik.post("/personal/kolumner/", {"fetch": "1", "sample": sample})
    assert (page.status_code, 'value="Startdatum"' in page.content.decode()) == (200, True)
    columns = {"hr_number": "Nr", "given_name": "Nr", "family_name": "E", "category": "K"}
    told = columns | {"starts_on": "S", "categories": "Kock = kockar", "most_leavers": "60"}
    wrong = henrik.post("/personal/kolumner/", told).content.decode()
    for said in ("Kolumnen står två gånger", "Kock = kockar", "Skriv högst 50", "Skriv ett tal"):
        assert said in wrong
    right = told | {"given_name": "F", "categories": "Kock = övriga", "most_leavers": "20"}
    answer = henrik.post("/personal/kolumner/", right | {"most_changes": "40", "floor": "5"})
    assert answer.status_code == 303
    with tenant_context(home):
        assert FeedMapping.objects.count() == kept + 1
        newest = FeedMapping.objects.order_by("-made_at").first()
        assert (newest.categories, newest.made_by) == ({"Kock": "NOT_CONCERNED"}, "Henrik Falk")


def test_a_proposal_is_settled_once(henrik, home):
    with tenant_context(home):
        first, second = Proposal.objects.filter(state="OPEN").order_by("id")[:2]
    address = f"/personal/forslag/{first.id}/"
    assert henrik.get(address).status_code == 200
    assert henrik.post(address, {"gjort": "1"}).status_code == 303
    assert henrik.post(address, {"gjort": "1"}).status_code == 409
    other = f"/personal/forslag/{second.id}/"
    assert henrik.post(other, {"reason": "nej"}).status_code == 422
    assert henrik.post(other, {"reason": "Arbetar utan medarbetaruppdrag"}).status_code == 303
    assert (
        "Arbetar utan medarbetaruppdrag"
        in henrik.get("/personal/forslag/?visa=klara").content.decode()
    )


def test_a_protected_name_stands_on_no_list_and_is_not_found_by_it(henrik, home):
    with tenant_context(home):
        fatima = Employee.objects.get(is_protected=True)
    lists = ["/personal/anstallda/", "/personal/forslag/", "/personal/anstallda/?sok=Fatima"]
    shown = "".join(henrik.get(one).content.decode() for one in lists)
    assert (fatima.family_name in shown, fatima.hr_number in shown) == (False, True)
    rows = [one for one in rows_of(home) if one["hr_number"] != fatima.hr_number]
    page = henrik.get(send(henrik, file_of(*rows))["Location"]).content.decode()
    assert (fatima.family_name in page, fatima.hr_number in page) == (False, True)
    own = henrik.get(f"/personal/anstallda/{fatima.id}/").content.decode()
    assert fatima.family_name in own


def test_a_file_is_thrown_away_and_nothing_is_changed(henrik, home):
    address = send(henrik, file_of(person("1")))["Location"]
    assert henrik.post(f"{address}kasta/").status_code == 303
    assert henrik.post(f"{address}kasta/").status_code == 303
    assert henrik.post(f"{address}genomfor/", {"seen": ""}).status_code == 409
    with tenant_context(home):
        assert Delivery.objects.filter(state="DISCARDED").count() == 1
        recent = timezone.now() - timedelta(minutes=5)
        assert not Employee.objects.filter(changed_at__gt=recent, hr_number="1").exists()


def test_the_example_file_can_be_sent_in_as_it_is(henrik, home):
    data = henrik.get("/personal/exempel.csv").content
    with tenant_context(home):
        kept = FeedMapping.objects.order_by("-made_at").first()
        FeedMapping.objects.create(
            columns=kept.columns,
            categories={"Undersköterskor": "SOCIAL_CARE", "Administratörer": "NOT_CONCERNED"},
            most_leavers=10,
            most_changes=30,
            floor=5,
            made_at=timezone.now(),
            made_by="H",
        )
    page = henrik.get(send(henrik, data, holds="en-del")["Location"]).content.decode()
    assert ("Örjan Påhittad" in page, "Går inte att läsa 0" in page) == (True, True)
