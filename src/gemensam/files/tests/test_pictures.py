"""Pictures are made anew: upright, without where they were taken, never larger than a camera's."""

import io
import zlib

import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gemensam.files import pictures, remaking, rules

RED, BLUE = (254, 0, 0), (0, 0, 254)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
PLACE = b"Munkedal"


def _scene(mode="RGB"):
    """Red to the left, blue to the right: which way is up can be seen."""
    scene = Image.new("RGB", (64, 32), RED)
    scene.paste(BLUE, (32, 0, 64, 32))
    return scene.convert(mode)


def _exif(orientation=1):
    exif = Image.Exif()
    exif[MAKER] = PLACE.decode()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[29] = PLACE.decode()
    return exif


def _saved(scene, kind, **how):
    out = io.BytesIO()
    if kind == rules.HEIC:
        pillow_heif.from_pillow(scene).save(out, quality=90, **how)
    else:
        scene.save(out, kind.removeprefix("image/").upper(), **how)
    return out.getvalue()


def _read(picture):
    read = Image.open(io.BytesIO(picture))
    read.load()
    return read


def _colours(picture, *points):
    """What stands at some points, black and white told from colours roughly: JPEG is not exact."""
    read = _read(picture).convert("RGB")
    return [tuple(round(part / 254) for part in read.getpixel(point)) for point in points]


def _what_hides(picture):
    return {name for name in _read(picture).info if not name.startswith("jfif")}


@pytest.mark.parametrize("kind", sorted(rules.PICTURES))
def test_nothing_but_the_points_of_a_picture_comes_along(kind):
    sent = _saved(_scene(), kind, exif=_exif().tobytes())
    assert PLACE in sent
    made = pictures.remade(sent, kind)
    assert (rules.kind_of(made), PLACE in made, _what_hides(made)) == (
        rules.kept_as(kind),
        False,
        set(),
    )
    assert _read(made).getexif() == {}
    assert _colours(made, (8, 8), (56, 8)) == [(1, 0, 0), (0, 0, 1)]


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (rules.JPEG, {"comment": PLACE, "icc_profile": PLACE * 20, "dpi": (300, 300)}),
        (rules.PNG, {"icc_profile": PLACE * 20, "dpi": (300, 300)}),
        (rules.WEBP, {"xmp": PLACE, "icc_profile": PLACE * 20}),
    ],
)
def test_comments_profiles_and_other_notes_stay_behind(kind, how):
    made = pictures.remade(_saved(_scene(), kind, **how), kind)
    assert (PLACE in made, _what_hides(made)) == (False, set())


def test_what_was_hung_on_behind_a_picture_stays_behind():
    sent = _saved(_scene(), rules.JPEG) + b"<?php evil();"
    assert b"evil" not in pictures.remade(sent, rules.JPEG)


@pytest.mark.parametrize("kind", sorted(rules.PICTURES))
def test_a_picture_taken_with_the_telephone_turned_stands_upright(kind):
    # Six: turned a quarter clockwise it is upright, so that the left edge comes to lie on top.
    made = pictures.remade(_saved(_scene(), kind, exif=_exif(orientation=6).tobytes()), kind)
    assert _read(made).size == (32, 64)
    assert _colours(made, (16, 8), (16, 56)) == [(1, 0, 0), (0, 0, 1)]


@pytest.mark.filterwarnings("default:Corrupt EXIF")
def test_broken_metadata_does_not_break_a_whole_picture():
    sent = _saved(_scene(), rules.JPEG, exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")
    assert _colours(pictures.remade(sent, rules.JPEG), (8, 8)) == [(1, 0, 0)]


@pytest.mark.parametrize("kind", [rules.WEBP, rules.PNG])
def test_of_a_moving_picture_the_first_is_kept(kind):
    sent = _saved(_scene(), kind, save_all=True, append_images=[Image.new("RGB", (64, 32))])
    made = pictures.remade(sent, kind)
    assert getattr(_read(made), "n_frames", 1) == 1
    assert _colours(made, (8, 8), (56, 8)) == [(1, 0, 0), (0, 0, 1)]


def test_what_is_clear_stays_clear_in_png_and_turns_white_in_jpeg():
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    as_png = pictures.remade(_saved(clear, rules.PNG), rules.PNG)
    as_jpeg = pictures.remade(_saved(clear, rules.WEBP, lossless=True), rules.WEBP)
    assert _read(as_png).getpixel((4, 4)) == (0, 0, 0, 0)
    assert _colours(as_jpeg, (4, 4)) == [(1, 1, 1)]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_sort_of_png_can_be_read_and_keeps_its_light_and_dark(mode):
    is_fine = mode == "I;16"
    sent = Image.new("I;16" if is_fine else "L", (8, 8), 200 if is_fine else 0)
    sent.paste(65_000 if is_fine else 255, (4, 0, 8, 8))
    made = pictures.remade(_saved(sent.convert(mode), rules.PNG), rules.PNG)
    assert _colours(made, (1, 4), (6, 4)) == [(0, 0, 0), (1, 1, 1)]


def test_a_printers_jpeg_can_be_read():
    made = pictures.remade(_saved(_scene("CMYK"), rules.JPEG), rules.JPEG)
    assert (_read(made).mode, _colours(made, (8, 8))) == ("RGB", [(1, 0, 0)])


def _png_that_claims(width, height):
    def chunk(kind, body):
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8000, 6501), (10_000, 10_000), (100_000, 100_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked(size):
    with pytest.raises(rules.TooManyPixels):
        pictures.remade(_png_that_claims(*size), rules.PNG)


def test_a_heic_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    sent = _saved(_scene().resize((64, 64)), rules.HEIC)
    size = (64).to_bytes(4) * 2
    assert sent.count(b"ispe" + bytes(4) + size) == 1
    with pytest.raises(rules.TooManyPixels):
        pictures.remade(sent.replace(size, (30_000).to_bytes(4) * 2), rules.HEIC)


def test_the_decoder_of_heic_is_one_from_after_the_repairs_of_autumn_2026():
    # In 1.23.4 of libheif and 1.1.3 of libde265: what a stranger's file could do to its reader.
    libheif = pillow_heif.libheif_version()
    libde265 = pillow_heif.libheif_info()["decoders"]["libde265"].rpartition(" ")[2]
    found = [tuple(int(part) for part in one.split(".")) for one in (libheif, libde265)]
    assert all(have >= need for have, need in zip(found, [(1, 23, 4), (1, 1, 3)], strict=True))


@pytest.mark.parametrize("kind", sorted(rules.PICTURES))
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_half_a_picture_is_none(kind, part):
    sent = _saved(Image.effect_noise((64, 64), 90).convert("RGB"), kind)
    with pytest.raises(rules.NotAPicture):
        pictures.remade(sent[: int(len(sent) * part)], kind)


@pytest.mark.parametrize("kind", sorted(rules.PICTURES))
def test_a_process_of_its_own_makes_the_same_picture(kind):
    sent = _saved(_scene(), kind)
    assert remaking.remade(sent, kind) == pictures.remade(sent, kind)


def test_the_process_of_its_own_refuses_as_plainly():
    with pytest.raises(rules.NotAPicture):
        remaking.remade(_saved(_scene(), rules.HEIC)[:200], rules.HEIC)
    with pytest.raises(rules.TooManyPixels):
        remaking.remade(_png_that_claims(10_000, 10_000), rules.PNG)


@pytest.mark.parametrize("kind", [rules.JPEG, rules.HEIC])
def test_a_picture_that_takes_more_memory_than_its_header_says_ends_its_own_process_only(kind):
    # Less than the decoders need for a small picture stands for one that hides a huge one.
    sent = _saved(_scene().resize((2000, 1500)), kind)
    with pytest.raises(rules.NotAPicture):
        remaking.remade(sent, kind, most_memory=1 << 20)


BEGINNINGS = {kind: _saved(_scene(), kind) for kind in sorted(rules.PICTURES)}


@given(
    kind=st.sampled_from(sorted(rules.PICTURES)),
    keep=st.integers(0, 400),
    junk=st.binary(max_size=200),
    at=st.integers(0, 400),
)
def test_whatever_a_file_holds_it_becomes_a_picture_or_is_refused_by_name(kind, keep, junk, at):
    whole = BEGINNINGS[kind]
    for data in (whole[:keep] + junk, whole[:at] + junk + whole[at + len(junk) :]):
        try:
            made = pictures.remade(data, kind)
        except (rules.NotAPicture, rules.TooManyPixels):
            continue
        assert rules.kind_of(made) == rules.kept_as(kind)
