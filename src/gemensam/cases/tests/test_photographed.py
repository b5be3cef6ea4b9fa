"""Pages photographed one by one: one PDF of them for the caseworker."""

import io

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.cast_at_work import log_in

from gemensam.audit.models import AccessLog
from gemensam.cases import photographed
from gemensam.cases.tests.acting import open_case_with_files
from gemensam.files.models import StoredFile
from gemensam.tenancy.context import tenant_context

PDF = b"%PDF-1.7\n% ett intyg\n"


def _picture(kind="JPEG", mode="RGB", size=(30, 40)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


THREE = {
    "ett.jpg": _picture(),
    "tva.png": _picture("PNG", "RGBA"),
    "tre.jpg": _picture(mode="L", size=(400, 30)),
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)
    return tmp_path


def _send(world, given):
    sent = open_case_with_files(world, given)
    StoredFile.objects.filter(id__in=sent.files.values()).update(scan_state="CLEAN", scan_reason="")
    return sent


def _client(key) -> Client:
    return log_in(key).client()


def _pages(sent, field_id="papers"):
    return reverse("cases:pages", args=[sent.case_id, field_id])


def _case(sent):
    return _client("cecilia").get(reverse("cases:case", args=[sent.case_id])).content.decode()


def test_several_pictures_are_one_pdf_with_a_page_for_each_told_in_words(real_world, home):
    with tenant_context(real_world.home):
        sent = _send(real_world, THREE)
    assert f'href="{_pages(sent)}"' in _case(sent)
    got = _client("cecilia").get(_pages(sent))
    assert (got.status_code, got["Content-Type"], got["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert got["Content-Disposition"].startswith("inline")
    with pikepdf.open(io.BytesIO(got.content)) as pdf:
        assert len(pdf.pages) == 3
        told = [
            str(one["/Alt"])
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        ]
    assert sorted(told) == ["Sida 1 av 3", "Sida 2 av 3", "Sida 3 av 3"]
    # Nothing is left lying.
    assert not list((home / "files").rglob("tmp*"))
    with tenant_context(real_world.home, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(
            resource_type="case_file", resource_id=sent.case_id
        )
        assert [row.is_allowed for row in rows] == [True]


@pytest.mark.parametrize(
    "given", [{"ett.jpg": _picture()}, {"ett.jpg": _picture(), "intyg.pdf": PDF}, {"a.pdf": PDF}]
)
def test_a_single_picture_is_opened_as_it_is(real_world, home, given):
    with tenant_context(real_world.home):
        sent = _send(real_world, given)
    assert "Alla sidor som en PDF" not in _case(sent)
    assert _client("cecilia").get(_pages(sent)).status_code == 404


def test_not_before_all_pages_are_checked_and_without_the_harmful_one(real_world, home):
    with tenant_context(real_world.home):
        sent = _send(real_world, THREE)
        one = StoredFile.objects.filter(id=sent.files["ett.jpg"])
        one.update(scan_state="PENDING", scan_reason="AWAY")
    assert _client("cecilia").get(_pages(sent)).status_code == 404
    with tenant_context(real_world.home):
        one.update(scan_state="INFECTED", scan_reason="", scan_signature="Eicar")
    got = _client("cecilia").get(_pages(sent))
    with pikepdf.open(io.BytesIO(got.content)) as pdf:
        assert len(pdf.pages) == 2


def test_others_do_not_open_them_and_another_question_has_none(real_world, home):
    with tenant_context(real_world.home):
        sent = _send(real_world, THREE)
    got = {
        key: _client(key).get(_pages(sent)).status_code
        for key in ("david", "henrik", "anna", "olga")
    }
    assert got == {"david": 404, "henrik": 403, "anna": 403, "olga": 404}
    assert _client("cecilia").get(_pages(sent, "more_papers")).status_code == 404


def test_what_is_too_much_for_one_pdf_is_told(real_world, home, monkeypatch):
    monkeypatch.setattr(photographed, "MOST_BYTES", 700)
    with tenant_context(real_world.home):
        sent = _send(real_world, THREE)
    got = _client("cecilia").get(_pages(sent))
    assert got.status_code == 409
    assert "Öppna dem en och en." in got.content.decode()
