"""Bodies: JSON that can be kept and read alike everywhere, or a refusal that says why."""

import pytest
from django.test import Client as Caller
from tests.api.systems import ALL_SORTS, V1, make_client, publish

from gemensam.identity.shapes import Shape

NOT_JSON = "The body is not JSON in UTF-8."
KEPT = "A text holds a NUL or half a character (a surrogate)."


def _subclasses(shape):
    for one in shape.__subclasses__():
        yield one
        yield from _subclasses(one)


def test_no_two_types_of_the_api_have_the_same_name():
    found = {}
    for shape in _subclasses(Shape):
        whole = shape.model_json_schema()
        for name, one in {**whole.pop("$defs", {}), shape.__name__: whole}.items():
            found.setdefault(name, []).append(one)
    assert {name for name, some in found.items() if any(one != some[0] for one in some)} == set()


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"{", 400, NOT_JSON),
        (b'{"answers": {"born": "\xff"}}', 400, NOT_JSON),
        (b"\xef\xbb\xbf{}", 400, NOT_JSON),
        (b"[" * 100_000, 400, NOT_JSON),
        (b"1" * 5000, 400, NOT_JSON),
        (b'{"version": NaN}', 400, "JSON has no NaN."),
        (b'{"answers": {}, "answers": {}}', 400, "A name stands twice in the same object."),
        (b'{"answers": {"born": "\\u0000"}}', 400, KEPT),
        (b'{"answers": {"born": "\\ud800"}}', 400, KEPT),
        (b'{"answers": {"\\udfff": "x"}}', 400, KEPT),
        (b"[" * 17 + b"]" * 17, 400, "The body is deeper than 16 levels."),
        (b"[" * 16 + b"]" * 16, 422, "Some of what was sent is not as described."),
        (b"", 422, "Some of what was sent is not as described."),
        (b'{"answers": {}, "version": 1.0}', 200, None),
        (b'{"answers": {"born": "\\ud83d\\ude00"}}', 200, None),
        (b" " * 2_700_000, 413, "The body is larger than 2.5 MB."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_body_is_taken_or_it_is_said_why_not(db, body, status, detail):
    publish(ALL_SORTS)
    answer = _post(body, "application/json")
    assert (answer.status_code, answer.json().get("detail")) == (status, detail)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ],
)
def test_only_json_is_read(db, kind, status):
    publish(ALL_SORTS)
    assert _post(b'{"answers": {}}', kind).status_code == status


def _post(body: bytes, kind: str):
    caller = Caller(headers={"Authorization": f"Bearer {make_client()}"})
    return caller.post(f"{V1}/forms/all_sorts/validate", data=body, content_type=kind)
