"""Make an uploaded picture anew from its points: nothing else that lay in the file comes along.

Where a picture was taken, by whose telephone and what else hides behind it is nobody's business, and a
file that is a picture and something more at once ends here. Pure: bytes in, bytes out.
"""

import io
from contextlib import suppress
from typing import Final

from PIL import Image
from pillow_heif import open_heif

from gemensam.files import rules
from gemensam.files.rules import NotAPicture, TooManyPixels

# The telephones' 50-megapixel cameras give 8192 × 6144. A few kilobytes can claim to be any size, and
# each point takes up to four bytes while it is worked on.
MOST_PIXELS: Final = 52_000_000
# A photographed paper stays as readable as it was, at about the size that a camera chooses.
_QUALITY: Final = 90

_FORMATS: Final = {rules.JPEG: "JPEG", rules.PNG: "PNG", rules.WEBP: "WEBP"}
_GREY: Final = frozenset({"1", "L", "LA", "I"})
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def remade(data: bytes, kind: str) -> bytes:
    """Give the picture anew, as `rules.kept_as`: upright, without metadata, the first of several.

    Raises NotAPicture: broken. Raises TooManyPixels: nothing was unpacked.
    """
    kept = rules.kept_as(kind)
    out = io.BytesIO()
    try:
        picture = _plain(_opened(data, kind), may_be_clear=kept == rules.PNG)
        picture.save(out, _FORMATS[kept], quality=_QUALITY)
    except TooManyPixels:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except Exception as error:  # decoders raise whatever a broken file brings them to
        raise NotAPicture from error
    return out.getvalue()


def _opened(data: bytes, kind: str) -> Image.Image:
    """Open as the kind that its first bytes show and no other; turn it upright."""
    if kind == rules.HEIC:
        heif = open_heif(io.BytesIO(data))
        _ensure_camera_sized(heif.size)
        # Its decoder has turned it already, by the file's own word and not by its metadata.
        return heif.to_pillow()
    picture: Image.Image = Image.open(io.BytesIO(data), formats=(_FORMATS[kind],))
    _ensure_camera_sized(picture.size)
    turn = None
    # Broken metadata is no reason to refuse a whole picture.
    with suppress(Exception):
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    return picture if turn is None else picture.transpose(turn)


def _ensure_camera_sized(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise TooManyPixels(size)


def _plain(picture: Image.Image, *, may_be_clear: bool) -> Image.Image:
    """Give only the points, as grey, colours, or colours with clearness; what is clear turns white."""
    if picture.mode.startswith("I;16"):
        # Sixteen bits a point: turned into eight as they are, all but the darkest would be white.
        picture = picture.convert("I").point(lambda value: value * (1 / 256))
    if not picture.has_transparency_data:
        plain = picture.convert("L" if picture.mode in _GREY else "RGB")
    elif may_be_clear:
        plain = picture.convert("RGBA")
    else:
        clear = picture.convert("RGBA")
        plain = Image.new("RGB", picture.size, "white")
        plain.paste(clear, mask=clear)
    # What `save` would write along: comments, colour profiles, times.
    plain.info = {}
    return plain
