"""Version 7 UUIDs: layout as RFC 9562 says, order by time, the time back again."""

from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.ids import MAX_MS, NotVersion7, UnusableIdParts, timestamp_of, uuid7

times = st.integers(min_value=0, max_value=MAX_MS)
randomness = st.binary(min_size=10, max_size=10)


def test_layout_is_that_of_the_example_in_rfc_9562() -> None:
    # RFC 9562 appendix A.6: rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
    bits = (0xCC3 << 62) | 0x18C4DC0C0C07398F
    made = uuid7(0x017F22E279B0, bits.to_bytes(10, "big"))
    assert made == UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")


@given(times, randomness)
def test_version_and_variant_are_set_whatever_the_input(now_ms: int, random: bytes) -> None:
    made = uuid7(now_ms, random)
    assert (made.version, made.variant) == (7, RFC_4122)


@given(times, randomness)
def test_timestamp_comes_back(now_ms: int, random: bytes) -> None:
    assert timestamp_of(uuid7(now_ms, random)) == now_ms


@given(st.integers(min_value=0, max_value=MAX_MS - 1), randomness, randomness)
def test_later_ids_sort_after_earlier_ones(now_ms: int, first: bytes, second: bytes) -> None:
    earlier, later = uuid7(now_ms, first), uuid7(now_ms + 1, second)
    assert (earlier < later, str(earlier) < str(later), earlier.bytes < later.bytes) == (
        True,
        True,
        True,
    )


@given(times, st.integers(0, (1 << 74) - 1), st.integers(0, (1 << 74) - 1))
def test_every_random_bit_that_fits_is_kept(now_ms: int, one: int, other: int) -> None:
    made = {uuid7(now_ms, bits.to_bytes(10, "big")) for bits in (one, other)}
    assert len(made) == len({one, other})


@pytest.mark.parametrize("size", [0, 9, 11])
def test_wrong_amount_of_randomness_is_refused(size: int) -> None:
    with pytest.raises(UnusableIdParts):
        uuid7(0, bytes(size))


@pytest.mark.parametrize("now_ms", [-1, MAX_MS + 1])
def test_time_that_does_not_fit_is_refused(now_ms: int) -> None:
    with pytest.raises(UnusableIdParts):
        uuid7(now_ms, bytes(10))


def test_timestamp_of_another_version_is_refused() -> None:
    with pytest.raises(NotVersion7):
        timestamp_of(UUID("2ed6657d-e927-468b-95e1-2665a8aea6a2"))
