"""What a file is, and what its name may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.files import rules


def _ftyp(major, *compatible):
    """The first box of a file of the HEIF family."""
    body = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return (len(body) + 4).to_bytes(4) + body + b"\x00\x00\x00\x10metaavif"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", ""),
        *((_ftyp(brand), "image/heic") for brand in (b"heic", b"heix", b"hevc", b"heim", b"heis")),
        (_ftyp(b"mif1", b"mif1", b"heic"), "image/heic"),
        (_ftyp(b"msf1", b"hevc"), "image/heic"),
        (_ftyp(b"avif", b"mif1", b"heic"), ""),
        (_ftyp(b"mif1", b"heic", b"avif"), ""),
        (_ftyp(b"isom", b"heic"), ""),
        (b"\x00\x00\x00\x08ftyp", ""),
        ("Hej Åsa".encode(), "text/plain"),
        (b"MZ\x00\x00", ""),
        (b"\xff\xfe\xfa", ""),
    ],
)
def test_the_bytes_say_what_a_file_is(data, content_type):
    assert rules.kind_of(data) == content_type


@pytest.mark.parametrize(
    ("data", "content_type", "error"),
    [
        (b"", "text/plain", rules.Empty),
        (b"x" * (rules.LARGEST_FILE + 1), "text/plain", rules.TooLarge),
        (b"<script>alert(1)</script>", "application/pdf", rules.NotWhatItSays),
        (b"<html>", "text/html", rules.NotWhatItSays),
        (b"\x7fELF\x00", "", rules.NotWhatItSays),
    ],
)
def test_a_file_that_is_not_fit_is_refused(data, content_type, error):
    with pytest.raises(error):
        rules.fit_kind(data, content_type)


def test_nobody_needs_to_say_what_a_file_is():
    assert rules.fit_kind(b"%PDF-1.7\n") == "application/pdf"


@pytest.mark.parametrize(
    ("given_name", "kind", "name"),
    [
        ("Läkarintyg.pdf", "application/pdf", "Läkarintyg.pdf"),
        ("IMG_0417.HEIC", "image/jpeg", "IMG_0417.jpg"),
        ("foto.JPEG", "image/jpeg", "foto.JPEG"),
        ("skärm.webp", "image/jpeg", "skärm.jpg"),
        ("skärm.jpg", "image/png", "skärm.png"),
        ("bild", "image/png", "bild.png"),
        ("sida.html", "text/plain", "sida.html.txt"),
        ("faktura.exe", "application/pdf", "faktura.exe.pdf"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ("a" * 200, "text/plain", "a" * 116 + ".txt"),
    ],
)
def test_a_names_ending_says_what_the_file_is(given_name, kind, name):
    assert rules.name_for(given_name, kind) == name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("Beslut 2026-0417.pdf", "Beslut 2026-0417.pdf"),
        ("faktura\u202efdp.exe", "faktura fdp.exe"),
        ("...", "fil"),
        ("a" * 200 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given_name, name):
    assert rules.safe_name(given_name) == name


@given(st.text())
def test_every_name_becomes_one_that_can_be_shown(name):
    safe = rules.safe_name(name)
    assert 0 < len(safe) <= rules.LONGEST_NAME
    assert not set(safe) & set('/\\:*?"<>|\n\r\t\x00')


@given(st.binary(max_size=64))
def test_any_bytes_are_either_fit_or_refused_by_name(data):
    content_type = rules.kind_of(data)
    try:
        assert rules.fit_kind(data) == content_type
    except (rules.Empty, rules.NotWhatItSays):
        assert not data or not content_type
