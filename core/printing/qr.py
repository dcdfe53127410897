"""QR codes, for links and payment texts that a phone reads off paper or off another screen."""

from io import BytesIO
from typing import Final

import segno

_MODULE: Final = 10  # pixels a side: a link's code is then wider than a phone shows it, so it is never blown up
_QUIET: Final = 4  # modules of white around, as the standard asks


def qr_png(text: str) -> bytes:
    """A black and white PNG. Raises ValueError for more text than a code can hold (2 331 bytes)."""
    code = segno.make_qr(text, error="m", boost_error=False)
    target = BytesIO()
    code.save(target, kind="png", scale=_MODULE, border=_QUIET)
    return target.getvalue()
