"""QR pictures."""

from io import BytesIO

import segno


def qr_png(text: str) -> bytes:
    """A PNG of the text as a QR code, large enough to scan from a phone's screen."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=10, border=4)
    return out.getvalue()
