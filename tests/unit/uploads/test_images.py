"""A photograph is turned upright and written anew: its pixels stay, everything else goes."""

from io import BytesIO

import pytest
from PIL import Image

from domain.uploads import UploadRefused
from integrations.uploads.images import LONG_SIDE, clean_image
from tests.support import crafted_files as crafted


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def is_near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(have - want) < 12 for have, want in zip(pixel, colour, strict=True))


def test_place_maker_and_comment_are_gone() -> None:
    content = crafted.photograph()
    assert opened(content).getexif().get_ifd(crafted.GPS)
    clean = opened(clean_image(content))
    assert clean.format == "JPEG"
    assert not clean.getexif()
    assert not {"exif", "comment", "icc_profile"} & clean.info.keys()
    assert b"Phonemaker" not in clean_image(content)


def test_a_photograph_taken_upright_stands_upright() -> None:
    clean = opened(clean_image(crafted.photograph((64, 48))))
    assert clean.size == (48, 64)
    assert is_near(clean.getpixel((24, 8)), (254, 0, 0))
    assert is_near(clean.getpixel((24, 56)), (0, 0, 254))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_is_brought_upright(orientation: int) -> None:
    upright = crafted.picture(size=(32, 48), colour="white")
    upright.paste("red", (0, 0, 16, 16))  # one corner tells all eight apart
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    turned = upright if back is None else upright.transpose(Image.Transpose(back))
    exif = Image.Exif()
    exif[crafted.ORIENTATION] = orientation
    clean = opened(clean_image(crafted.image_file(turned, "PNG", exif=exif)))
    assert clean.size == (32, 48)
    assert is_near(clean.getpixel((5, 5)), (254, 0, 0))
    assert is_near(clean.getpixel((26, 42)), (255, 255, 255))


@pytest.mark.parametrize(
    ("size", "expected"), [((5000, 2500), (LONG_SIDE, 1200)), ((1000, 800), (1000, 800))]
)
def test_a_large_picture_is_made_smaller_and_a_small_one_is_left(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert opened(clean_image(crafted.image_file(crafted.picture(size=size)))).size == expected


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "expected"),
    [
        ("CMYK", (0, 255, 255, 0), "JPEG", (254, 0, 0)),
        ("P", 0, "PNG", (0, 0, 0)),
        ("RGBA", (0, 0, 255, 0), "PNG", (255, 255, 255)),
        ("RGBA", (255, 0, 0, 255), "WEBP", (254, 0, 0)),
        ("LA", (0, 0), "PNG", (255, 255, 255)),
        ("RGB", "red", "WEBP", (254, 0, 0)),
    ],
)
def test_every_kind_of_colour_becomes_plain_and_what_is_transparent_white(
    mode: str, colour: object, kind: str, expected: tuple[int, int, int]
) -> None:
    clean = opened(clean_image(crafted.image_file(crafted.picture(mode, colour=colour), kind)))
    assert clean.mode == "RGB"
    assert is_near(clean.getpixel((30, 20)), expected)


@pytest.mark.parametrize(("mode", "colour", "grey"), [("L", 200, 200), ("1", 1, 255), ("I;16", 0x8000, 128)])
def test_grey_stays_grey(mode: str, colour: int, grey: int) -> None:
    clean = opened(clean_image(crafted.image_file(crafted.picture(mode, colour=colour), "PNG")))
    assert clean.mode == "L"
    assert abs(clean.getpixel((30, 20)) - grey) < 3


def test_a_transparent_palette_lies_on_white() -> None:
    image = crafted.picture("P")
    clean = opened(clean_image(crafted.image_file(image, "PNG", transparency=0)))
    assert is_near(clean.getpixel((30, 20)), (255, 255, 255))


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    content = crafted.bomb_png()
    assert len(content) < 100_000
    with pytest.raises(UploadRefused) as refused:
        clean_image(content)
    assert refused.value.code == "bomb"


def test_a_picture_too_large_to_be_decoded_in_full_is_refused() -> None:
    with pytest.raises(UploadRefused) as refused:
        clean_image(crafted.bomb_png(8100))
    assert refused.value.code == "bomb"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(kind: str) -> None:
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    content = crafted.image_file(noise, kind)
    with pytest.raises(UploadRefused) as refused:
        clean_image(content[: len(content) // 2])
    assert refused.value.code == "damaged"


def test_only_the_first_frame_of_a_moving_picture_is_kept() -> None:
    frames = [crafted.picture(colour="red"), crafted.picture(colour="blue")]
    content = crafted.image_file(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    clean = opened(clean_image(content))
    assert is_near(clean.getpixel((30, 20)), (254, 0, 0))
