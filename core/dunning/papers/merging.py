"""Several PDFs as one, in their order."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter


def merged(papers: Sequence[bytes]) -> bytes:
    """Pages only: what was embedded in an invoice stays in the invoice's own file."""
    writer = PdfWriter()
    for paper in papers:
        for page in PdfReader(BytesIO(paper)).pages:
            writer.add_page(page)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
