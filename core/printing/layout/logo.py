"""The seller's picture, small enough to print well without weighing on the file."""

from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image
from reportlab.lib.utils import ImageReader

from core.printing.layout.blocks import LEFT, Picture

_WIDTH: Final = 170.0
_HEIGHT: Final = 48.0
_DOTS_PER_POINT: Final = 300 / 72


@lru_cache(maxsize=8)
def logo(content: bytes) -> Picture | None:
    """The picture at the left edge, in its own proportions; None for bytes that are not a picture."""
    try:
        file = Image.open(BytesIO(content))
        file.thumbnail((int(_WIDTH * _DOTS_PER_POINT), int(_HEIGHT * _DOTS_PER_POINT)))
        image = file.convert("RGBA" if file.has_transparency_data else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None  # Pillow's ways of refusing a file
    scale = min(_WIDTH / image.width, _HEIGHT / image.height)
    return Picture(LEFT, 0, image.width * scale, image.height * scale, ImageReader(image))
