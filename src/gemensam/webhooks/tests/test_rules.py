"""Signatures as the specification has them, delays, secrets, and where nothing is sent."""

from base64 import b64decode
from datetime import timedelta
from uuid import UUID

import pytest

from gemensam.webhooks import rules

ID = UUID("01937f2e-4b1c-7e5a-9d3f-6a2b8c4d0e1f")


def test_the_example_of_the_specification_is_signed_as_it_says():
    secret = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = rules.signatures(
        [secret],
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_signs_with_spaces_between():
    told = {"message_id": "x", "timestamp": 1, "body": b"{}"}
    both = rules.signatures([b"new", b"old"], **told)
    assert both.split(" ") == [rules.signatures([one], **told) for one in (b"new", b"old")]


def test_a_secret_is_the_same_each_time_and_another_for_each_key_webhook_and_number():
    secrets = [
        rules.secret_of("key", ID, 1),
        rules.secret_of("key", ID, 2),
        rules.secret_of("other", ID, 1),
        rules.secret_of("key", UUID(int=1), 1),
    ]
    assert rules.secret_of("key", ID, 1) == secrets[0]
    assert len(set(secrets)) == 4
    assert b64decode(rules.written(secrets[0]).removeprefix("whsec_")) == secrets[0]
    assert {len(one) for one in secrets} == {32}


def test_delays_grow_to_an_hour_are_spread_and_last_about_a_day():
    assert [rules.delay_after(n, lot=0.0).total_seconds() for n in (1, 2, 3, 10, 11, 31)] == [
        *(5, 10, 20, 2560),
        *(3600, 3600),
    ]
    assert rules.delay_after(1, lot=1.0) == rules.delay_after(1, lot=0.0) / 2
    whole = sum((rules.delay_after(n, lot=0.5) for n in range(1, rules.MOST_TRIES)), timedelta())
    assert timedelta(hours=14) < whole < timedelta(hours=24)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8"),
        *("64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "2001:db8::1", "::a00:1"),
    ],
)
def test_nets_that_are_not_the_internets_are_known(address):
    assert not rules.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "193.10.1.1", "2a00:801::1", "2606:4700::1111"])
def test_the_internets_own_addresses_are_known(address):
    assert rules.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.se/hook", "ftp://example.se/", "file:///etc/passwd", "example.se", ""),
        *("https:///hook", "https://user:word@example.se/", "https://user@example.se/"),
        *("https://example.se/#x", "https://example.se:0/", "https://example.se:99999/"),
        *("https://exämple.se/", "https://example.se/a b", "https://example.se/\r\nX: y"),
        *("https://[::1/", "https://example.se/" + "x" * 500, "gopher://example.se/"),
    ],
)
def test_addresses_that_will_not_do_are_refused(url):
    with pytest.raises(rules.AddressWillNotDo):
        rules.ensure_address(url, anywhere=False)


def test_addresses_that_will_do():
    rules.ensure_address("https://example.se/hook?from=gemensam", anywhere=False)
    rules.ensure_address("https://example.se:8443", anywhere=False)
    rules.ensure_address("http://127.0.0.1:8123/hook", anywhere=True)
