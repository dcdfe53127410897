"""Photos as Telegram keeps them: JPEG, in several sizes. Runs in a thread."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from bot.localchat.errors import bad_request

_SIDES = (90, 320, 800, 1280)  # longest side of each size, in pixels
_MAX_SUM = 10_000
_MAX_RATIO = 20


@dataclass(frozen=True, slots=True)
class Size:
    """One size of a photo; `data` is a JPEG file."""

    width: int
    height: int
    data: bytes


def photo_sizes(data: bytes) -> list[Size]:
    """The sizes of a photo, smallest first. Raises Refused when `data` is no image Telegram would take."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd but readable file is only odd
            with Image.open(io.BytesIO(data)) as image:
                _check_dimensions(*image.size)
                picture = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    longest = max(picture.size)
    sides = [side for side in _SIDES if side < longest] + ([longest] if longest <= _SIDES[-1] else [])
    return [_resized(picture, side / longest) for side in sides]


def _check_dimensions(width: int, height: int) -> None:
    if width + height > _MAX_SUM or max(width, height) > _MAX_RATIO * max(1, min(width, height)):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _resized(picture: Image.Image, scale: float) -> Size:
    width, height = (max(1, round(length * scale)) for length in picture.size)
    smaller = picture.resize((width, height)) if scale < 1 else picture
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=87)
    return Size(width, height, out.getvalue())
