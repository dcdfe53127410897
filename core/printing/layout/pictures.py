"""Pictures on paper, small enough to print well without weighing on the file."""

import logging
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image
from reportlab.lib.utils import ImageReader

from core.printing.layout.blocks import Picture

_DOTS_PER_POINT: Final = 300 / 72
_PHOTO_DOTS: Final = 150 / 72  # a photo needs fewer, and is kept as a JPEG
_PHOTO_QUALITY: Final = 80
_THINNEST: Final = 1.0  # points

_log = logging.getLogger(__name__)


def fitted(content: bytes, x: float, width: float, height: float) -> Picture | None:
    """The picture at `x` in its own proportions, as large as the box lets it be; None for bytes that are no picture."""
    picture = _read(content, width, height)
    return picture and replace(picture, x=x)


def photo(content: bytes, x: float, width: float, height: float) -> Picture | None:
    """The same for a photo, a tenth as heavy."""
    picture = _shown(content, width, height)
    return picture and replace(picture, x=x)


@lru_cache(maxsize=8)
def _read(content: bytes, width: float, height: float) -> Picture | None:
    image = _decoded(content, int(width * _DOTS_PER_POINT), int(height * _DOTS_PER_POINT))
    return _sized(image, ImageReader(image), width, height) if image else None


@lru_cache(maxsize=8)
def _shown(content: bytes, width: float, height: float) -> Picture | None:
    image = _decoded(content, int(width * _PHOTO_DOTS), int(height * _PHOTO_DOTS))
    if image is None:
        return None
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image if image.mode == "RGBA" else None)
    packed = BytesIO()
    paper.save(packed, "JPEG", quality=_PHOTO_QUALITY)
    return _sized(image, ImageReader(packed), width, height)


def _decoded(content: bytes, width: int, height: int) -> Image.Image | None:
    """At most so many pixels; None for bytes that are no picture."""
    try:
        file = Image.open(BytesIO(content), formats=("PNG", "JPEG"))
        file.thumbnail((width, height))
        return file.convert("RGBA" if file.has_transparency_data else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as refused:
        _log.warning("a picture of %d bytes is left out of the page: %s", len(content), refused)
        return None  # Pillow's ways of refusing a file


def _sized(image: Image.Image, content: ImageReader, width: float, height: float) -> Picture:
    scale = min(width / image.width, height / image.height)
    return Picture(0, 0, max(_THINNEST, image.width * scale), max(_THINNEST, image.height * scale), content)
