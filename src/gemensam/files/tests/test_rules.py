"""What a file is, and what its name may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.files import rules


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
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
        rules.ensure_fit(data, content_type)


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
        rules.ensure_fit(data, content_type or "application/octet-stream")
    except (rules.Empty, rules.NotWhatItSays):
        assert not data or not content_type
