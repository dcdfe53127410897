"""What a printed file says, read back by another library than the one that wrote it."""

from io import BytesIO

from pypdf import PdfReader


def texts(content: bytes) -> list[str]:
    """The text of each page, no-break spaces as plain ones."""
    return [page.extract_text().replace("\N{NO-BREAK SPACE}", " ") for page in PdfReader(BytesIO(content)).pages]


def whole(content: bytes) -> str:
    """The text of all pages on one line."""
    return " ".join(" ".join(texts(content)).split())
