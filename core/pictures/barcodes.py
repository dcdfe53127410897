"""The bar codes on a photo, taken by hand: at any angle, a little blurred, with anything around them."""

from collections.abc import Callable, Iterable
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from core.pictures.normalising import grey

_LONGEST: Final = 2000  # pixels: more tell nothing new and take longer
_AT_MOST: Final = 20  # codes of one photo
_FORMATS: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.EANUPC,
        zxingcpp.BarcodeFormat.ITF14,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
    ]
)
_GTIN: Final = slice(4, 18)  # of GS1's « (01)03453120000011(10)L7 » (General Specifications, application identifier 01)


def texts_of(content: bytes) -> list[str]:
    """What the codes on a picture say, each once, as read from the top: GTINs as digits, others as they are.

    EAN, UPC, ITF-14, Code 128, QR and Data Matrix; of a GS1 code that names a product, its GTIN. No code gives an
    empty list. Raises PictureUnreadable.
    """
    picture = grey(content, _LONGEST)
    for seen in _LOOKS:
        if found := _texts(zxingcpp.read_barcodes(seen(picture), formats=_FORMATS)):
            return found
    return []


def _texts(codes: Iterable[zxingcpp.Barcode]) -> list[str]:
    from_top = sorted(codes, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return list(dict.fromkeys(text for code in from_top if (text := _said(code))))[:_AT_MOST]


def _said(code: zxingcpp.Barcode) -> str:
    text = code.text.strip()
    if code.content_type is zxingcpp.ContentType.GS1 and text.startswith("(01)"):
        text = text[_GTIN]
        return text[1:] if text.startswith("0") else text
    return text


def _sharpened(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.UnsharpMask(radius=6, percent=300, threshold=0))


def _turned(picture: Image.Image) -> Image.Image:
    """Lines are sought across and down: those of a slanting code are then straight enough."""
    return picture.rotate(45, Image.Resampling.BILINEAR, expand=True, fillcolor=128)


def _lit(picture: Image.Image) -> Image.Image:
    """Taken in the dark: grain is evened out, and the lightest made white."""
    return ImageOps.autocontrast(picture.filter(ImageFilter.BoxBlur(1)), cutoff=2)


_LOOKS: Final[tuple[Callable[[Image.Image], Image.Image], ...]] = (
    lambda picture: picture,
    _sharpened,
    _turned,
    lambda picture: _turned(_sharpened(picture)),
    _lit,
)
