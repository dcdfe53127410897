"""Bar codes on photos: drawn here by the standard's own tables, and by another library, then made hard to read."""

from collections.abc import Iterable
from io import BytesIO

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from core.catalog.barcodes import looks_like_gtin
from core.offload.pool import Pool
from core.pictures.barcodes import texts_of
from core.pictures.errors import PictureUnreadable
from core.pictures.jobs import BARCODES

DRILL, GLUE = "3453120000011", "4006381333931"
SIZE = (1600, 1200)

# EAN-13 (ISO/IEC 15420): the left half's digits in odd parity; even parity and the right half derive from them.
ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
PARITIES = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")


def flipped(bits: str) -> str:
    return bits.translate(str.maketrans("01", "10"))


def ean13(digits: str, bar: int = 5, tall: int = 220) -> Image.Image:
    """The bars of these thirteen digits, `bar` pixels the thinnest, white around them."""
    left = (
        ODD[int(digit)] if parity == "O" else flipped(ODD[int(digit)])[::-1]
        for digit, parity in zip(digits[1:7], PARITIES[int(digits[0])], strict=True)
    )
    right = (flipped(ODD[int(digit)]) for digit in digits[7:])
    bits = "0" * 11 + "101" + "".join(left) + "01010" + "".join(right) + "101" + "0" * 7
    row = Image.new("L", (len(bits), 1), 255)
    row.putdata([0 if bit == "1" else 255 for bit in bits])
    return row.resize((len(bits) * bar, tall), Image.Resampling.NEAREST)


def matrix(text: str) -> Image.Image:
    target = BytesIO()
    segno.make_qr(text).save(target, kind="png", scale=6, border=4)
    return Image.open(target).convert("L")


def written(text: str, kind: zxingcpp.BarcodeFormat) -> Image.Image:
    return Image.fromarray(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind), scale=4))


def photo(*codes: Image.Image, angle: float = 0, blur: float = 0, noise: float = 55) -> bytes:
    """The codes one under the other on something grey and grained, seen at an angle, out of focus."""
    seen = Image.effect_noise(SIZE, noise)
    for index, code in enumerate(codes):
        turned = code.rotate(angle, Image.Resampling.BILINEAR, expand=True)
        around = Image.new("L", code.size, 255).rotate(angle, expand=True)
        seen.paste(turned, (300, 150 + index * 480), around)
    return jpeg(seen.filter(ImageFilter.GaussianBlur(blur)) if blur else seen)


def jpeg(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


@pytest.mark.parametrize("angle", [0, 8, 30, 45, 60, 90, 135, 180, 222, 270])
def test_a_code_is_read_at_any_angle_on_a_restless_ground(angle: float) -> None:
    assert texts_of(photo(ean13(DRILL), angle=angle)) == [DRILL]


@pytest.mark.parametrize("blur", [1, 2, 3, 4])
def test_a_code_out_of_focus_is_read(blur: float) -> None:
    assert texts_of(photo(ean13(DRILL, bar=8), blur=blur)) == [DRILL]


@pytest.mark.parametrize("light", [0.25, 0.12])
def test_a_code_in_the_dark_is_read(light: float) -> None:
    assert texts_of(jpeg(Image.open(BytesIO(photo(ean13(DRILL)))).point(lambda shade: int(20 + shade * light)))) == [
        DRILL
    ]


def test_one_slanting_and_out_of_focus_too() -> None:
    assert texts_of(photo(ean13(DRILL, bar=7), angle=40, blur=2)) == [DRILL]


def test_two_codes_in_one_picture_are_both_told_from_the_top() -> None:
    assert texts_of(photo(ean13(GLUE), ean13(DRILL))) == [GLUE, DRILL]
    assert texts_of(photo(ean13(DRILL), ean13(GLUE))) == [DRILL, GLUE]


def test_the_same_code_twice_is_told_once() -> None:
    assert texts_of(photo(ean13(DRILL), ean13(DRILL))) == [DRILL]


@pytest.mark.parametrize("noise", [0, 60, 120])
def test_a_picture_without_a_code_tells_none(noise: float) -> None:
    assert texts_of(photo(noise=noise)) == []


def test_another_digit_at_the_end_is_no_product() -> None:
    assert texts_of(photo(ean13("3453120000012"))) == []


@pytest.mark.parametrize("text", ["BL2611-0007", "https://example.fr/d/é?x=1", "LOT 2026/45"])
def test_a_square_code_says_its_text(text: str) -> None:
    assert texts_of(photo(matrix(text), angle=17)) == [text]


def test_a_reference_in_code_128_is_read() -> None:
    assert texts_of(photo(written("RAD-600-T22", zxingcpp.BarcodeFormat.Code128))) == ["RAD-600-T22"]


def test_short_codes_are_read_and_american_ones_have_a_zero_in_front() -> None:
    assert texts_of(photo(written("96385074", zxingcpp.BarcodeFormat.EAN8))) == ["96385074"]
    assert texts_of(photo(written("036000291452", zxingcpp.BarcodeFormat.UPCA))) == ["0036000291452"]


def test_a_transparent_picture_is_looked_at_on_white() -> None:
    code = ean13(DRILL)
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0), code.point(lambda shade: 255 - shade))
    target = BytesIO()
    clear.save(target, "PNG")
    assert texts_of(target.getvalue()) == [DRILL]


@settings(max_examples=12, deadline=None)
@given(st.text("0123456789", min_size=12, max_size=12))
def test_whatever_product_is_photographed_its_own_number_is_told(digits: str) -> None:
    number = digits + check(map(int, digits))
    assert looks_like_gtin(number)
    assert texts_of(photo(ean13(number), noise=20)) == [number]


def check(digits: Iterable[int]) -> str:
    return str(-sum(digit * (3 if index % 2 else 1) for index, digit in enumerate(digits)) % 10)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0 broken"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        texts_of(content)


async def test_a_worker_reads_the_same_and_a_large_photo_too() -> None:
    pool = Pool()
    try:
        assert await pool.run(BARCODES, photo(ean13(DRILL))) == [DRILL]
        large = Image.open(BytesIO(photo(ean13(DRILL)))).resize((8000, 6000))
        assert await pool.run(BARCODES, jpeg(large)) == [DRILL]
        with pytest.raises(PictureUnreadable):
            await pool.run(BARCODES, b"no picture")
    finally:
        pool.close()
