"""QR codes that a phone can read."""

from io import BytesIO

import pytest
import segno
from PIL import Image

from core.printing.qr import qr_png

LINK = "https://t.me/carnet_bot?start=eq_8fK2mQ"


def test_every_module_is_ten_pixels_with_four_modules_of_white_around() -> None:
    modules = [list(row) for row in segno.make_qr(LINK, error="m", boost_error=False).matrix]
    picture = Image.open(BytesIO(qr_png(LINK))).convert("L")
    side = len(modules) + 8
    assert picture.size == (side * 10, side * 10)
    for y in range(side):
        for x in range(side):
            inside = 4 <= x < side - 4 and 4 <= y < side - 4
            dark = bool(modules[y - 4][x - 4]) if inside else False
            assert picture.getpixel((x * 10 + 5, y * 10 + 5)) == (0 if dark else 255)


def test_accents_are_taken_and_too_much_text_is_refused() -> None:
    assert qr_png("Hôtel du Parc — 1 284,00 €") == qr_png("Hôtel du Parc — 1 284,00 €")
    with pytest.raises(ValueError, match="too large"):
        qr_png("a" * 2332)
