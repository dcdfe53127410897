"""Pictures from anywhere: upright, of one size, and nothing in them but what one sees."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.offload.pool import Pool
from core.pictures.errors import PictureUnreadable
from core.pictures.jobs import PICTURE
from core.pictures.normalising import MOST_PIXELS, normalised

ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825


def picture(
    kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", colour: Any = "teal", **facts: Any
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **facts)
    return out.getvalue()


def seen(content: bytes) -> Image.Image:
    opened = Image.open(BytesIO(content))
    opened.load()
    return opened


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_whatever_shows_a_picture_becomes_a_jpeg(kind: str) -> None:
    made = seen(normalised(picture(kind), 1600))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (40, 20))


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGB", "RGBA", "LA", "I;16"])
def test_whatever_its_colours(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    blank: Any = (
        255 if mode not in ("CMYK", "RGB", "RGBA", "LA") else tuple([255] * len(Image.new(mode, (1, 1)).getbands()))
    )
    assert seen(normalised(picture(kind, mode=mode, colour=blank), 1600)).format == "JPEG"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_transparent_picture_stays_transparent(mode: str) -> None:
    facts: dict[str, Any] = {"transparency": 0} if mode == "P" else {}
    colour: Any = {"RGBA": (0, 128, 128, 0), "LA": (9, 0), "P": 0}[mode]
    made = seen(normalised(picture("PNG", mode=mode, colour=colour, **facts), 1600))
    assert (made.format, made.mode, made.getpixel((0, 0))[3]) == ("PNG", "RGBA", 0)  # type: ignore[index]


@given(st.integers(1, 3000), st.integers(1, 300), st.integers(16, 400))
def test_the_longer_side_is_as_long_as_asked_and_small_ones_stay_as_they_are(
    width: int, height: int, side: int
) -> None:
    made = seen(normalised(picture("PNG", (width, height)), side))
    assert max(made.size) == min(side, max(width, height))
    assert abs(made.width * height - made.height * width) <= max(width, height)  # to a pixel


@pytest.mark.parametrize(("turned", "size"), [(1, (40, 20)), (3, (40, 20)), (6, (20, 40)), (8, (20, 40))])
def test_a_photo_stands_upright_and_says_nothing_of_who_took_it_where(turned: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = turned, "Camera"
    exif.get_ifd(PLACE)[1] = "N"
    made = normalised(picture("JPEG", exif=exif, comment=b"secret", icc_profile=b"profile"), 1600)
    assert seen(made).size == size
    assert not seen(made).getexif()
    assert not any(word in made for word in (b"Camera", b"secret", b"profile", b"Exif"))


def test_words_hidden_in_a_png_are_gone() -> None:
    info = PngInfo()
    info.add_text("Author", "Zoé", zip=True)
    made = normalised(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0), pnginfo=info), 1600)
    assert b"Author" not in made


def test_the_same_bytes_give_the_same_picture() -> None:
    assert normalised(picture("PNG"), 30) == normalised(picture("PNG"), 30)


def test_far_too_many_pixels_are_refused_before_they_are_unpacked() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    with pytest.raises(PictureUnreadable):
        normalised(_png(side, side), 1600)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF"]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        normalised(content, 1600)


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"]), st.data())
def test_a_broken_picture_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    content = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = normalised(bytes(content[: data.draw(st.integers(0, len(content)))]), 64)
    except PictureUnreadable:
        return
    assert max(seen(made).size) <= 64


async def test_a_worker_makes_the_same_and_refuses_the_same() -> None:
    pool = Pool()
    try:
        assert await pool.run(PICTURE, picture("PNG"), 30) == normalised(picture("PNG"), 30)
        with pytest.raises(PictureUnreadable):
            await pool.run(PICTURE, b"no picture", 30)
        photo = picture("JPEG", (8000, 6000))
        assert max(seen(await pool.run(PICTURE, photo, 1600)).size) == 1600
    finally:
        pool.close()


def _png(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks
