"""A picture from outside as one of ours: decoded and drawn anew, so that nothing but its pixels remains."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from core.pictures.errors import PictureUnreadable

MOST_PIXELS: Final = 50_000_000  # a phone's best photo, decoded in 150 MB
_TAKEN: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")  # the first frame of one that moves
_QUALITY: Final = 88


def normalised(content: bytes, longest: int) -> bytes:
    """The picture upright, its longer side at most `longest` pixels: a PNG where it is transparent, else a JPEG.

    No EXIF, no profile, no comment is left. The same bytes give the same bytes. Raises PictureUnreadable.
    """
    try:
        return _drawn(_decoded(content, longest))
    except Exception as error:  # whatever a decoder stumbles over in bytes from anywhere
        raise PictureUnreadable from error


def grey(content: bytes, longest: int) -> Image.Image:
    """The picture upright in shades of grey, its longer side at most `longest` pixels. Raises PictureUnreadable."""
    try:
        picture = _decoded(content, longest)
        paper = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(paper, picture.convert("RGBA")).convert("L")
    except Exception as error:
        raise PictureUnreadable from error


def _decoded(content: bytes, longest: int) -> Image.Image:
    """RGB, or RGBA where it might let the paper through."""
    with Image.open(BytesIO(content), formats=_TAKEN) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise PictureUnreadable
        opened.draft("RGB", (longest, longest))  # a JPEG is decoded no larger than needed
        ImageOps.exif_transpose(opened, in_place=True)
        mode = "RGBA" if "transparency" in opened.info or "A" in opened.getbands() else "RGB"
        picture = opened if opened.mode == mode else opened.convert(mode)
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return picture.copy()


def _drawn(picture: Image.Image) -> bytes:
    transparent = picture.mode == "RGBA" and _shows_through(picture)
    plain = Image.new("RGBA" if transparent else "RGB", picture.size)  # without what the file said beside its pixels
    plain.paste(picture)
    made = BytesIO()
    plain.save(made, "PNG" if transparent else "JPEG", quality=_QUALITY, optimize=True)
    return made.getvalue()


def _shows_through(picture: Image.Image) -> bool:
    """Whether any pixel lets the paper through; many pictures only could."""
    return picture.getchannel("A").histogram()[255] < picture.width * picture.height
