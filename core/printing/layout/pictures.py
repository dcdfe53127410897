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
_THINNEST: Final = 1.0  # points

_log = logging.getLogger(__name__)


def fitted(content: bytes, x: float, width: float, height: float) -> Picture | None:
    """The picture at `x` in its own proportions, as large as the box lets it be; None for bytes that are no picture."""
    picture = _read(content, width, height)
    return picture and replace(picture, x=x)


@lru_cache(maxsize=8)
def _read(content: bytes, width: float, height: float) -> Picture | None:
    try:
        file = Image.open(BytesIO(content), formats=("PNG", "JPEG"))
        file.thumbnail((int(width * _DOTS_PER_POINT), int(height * _DOTS_PER_POINT)))
        image = file.convert("RGBA" if file.has_transparency_data else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as refused:
        _log.warning("a picture of %d bytes is left out of the page: %s", len(content), refused)
        return None  # Pillow's ways of refusing a file
    scale = min(width / image.width, height / image.height)
    size = max(_THINNEST, image.width * scale), max(_THINNEST, image.height * scale)
    return Picture(0, 0, *size, ImageReader(image))
