"""Photographs: decoded within bounds, turned upright, written anew without metadata.

Used only inside the child process of `child.py`.
"""

import warnings
from io import BytesIO

from PIL import Image

from domain.uploads import UploadRefused

LONG_SIDE = 2400
"""Pixels of the longer side that are kept: A4 at 200 dots per inch, small print readable."""

QUALITY = 82

MAX_PIXELS = 64_000_000
"""Most pixels that are decoded in full: the largest common phone sensor."""

MAX_JPEG_PIXELS = 210_000_000
"""Most pixels of a JPEG, which can be decoded at an eighth of its size."""

EXIF_ORIENTATION = 0x0112

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation -> what brings the picture upright; others are upright."""

WIDE_GREYS = {"I;16", "I;16L", "I;16B", "I;16N", "I"}
"""Modes with 16 bits a pixel; Pillow would clip them instead of scaling."""


def clean_image(content: bytes) -> bytes:
    """The picture as an upright JPEG of bounded size, with nothing but its pixels.

    Raises UploadRefused: `bomb` for too many pixels, `damaged` for what does not decode.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
            with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
                return _rewrite(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise UploadRefused("bomb") from bomb
    except (OSError, SyntaxError, ValueError) as broken:
        raise UploadRefused("damaged") from broken


def _rewrite(picture: Image.Image) -> bytes:
    shrink = max(1.0, max(picture.size) / LONG_SIDE)
    if picture.format == "JPEG":
        # Lets the decoder itself halve the picture, as long as it stays large enough.
        picture.draft(None, (int(picture.width / shrink), int(picture.height / shrink)))
    if picture.width * picture.height > MAX_PIXELS:
        raise UploadRefused("bomb")
    turn = TURNS.get(picture.getexif().get(EXIF_ORIENTATION, 1))
    plain = _on_white(picture)
    if turn is not None:
        plain = plain.transpose(turn)
    plain.info.clear()
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """The first frame, made small, in grey or RGB; what is transparent lies on white paper."""
    if picture.mode in WIDE_GREYS:
        return _small(picture.convert("I").point(lambda value: value / 256).convert("L"))
    if picture.mode in ("1", "L") and "transparency" not in picture.info:
        return _small(picture.convert("L"))
    if picture.has_transparency_data:
        coloured = _small(picture.convert("RGBA"))
        paper = Image.new("RGB", coloured.size, "white")
        paper.paste(coloured, mask=coloured.getchannel("A"))
        return paper
    return _small(picture.convert("RGB"))


def _small(picture: Image.Image) -> Image.Image:
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture
