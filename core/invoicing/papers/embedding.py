"""An invoice's pages with its data inside: what a worker makes. It knows nothing of the database."""

from collections.abc import Mapping
from typing import Any, Final

from facturx import generate_xml, generate_xmp_object
from lxml import etree

from core.printing.archival import PRODUCER, Attachment, archived
from core.printing.layout import pdf
from core.printing.layout.typography import printable
from core.printing.paper import Paper

FILE: Final = "factur-x.xml"

_PACKET: Final = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n%s\n<?xpacket end="w"?>"""
_CONFORMS: Final = {
    "pdfa3_flavor": "B",
    "producer": PRODUCER,
    "creator_tool": PRODUCER,
    "version": "1.0",
    "documenttype": "INVOICE",
    "xml_filename": FILE,
    "xmp_level": "EN 16931",
    "urn": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
}


def xml_of(data: Mapping[str, Any]) -> bytes:
    """Business terms as Factur-X, profile EN 16931."""
    xml: bytes = generate_xml(dict(data), flavor="factur-x", level="en16931", check_xsd=False, check_schematron=None)
    return xml


def facturx_pdf(paper: Paper, xml: bytes) -> bytes:
    """The pages as PDF/A-3 with that one file inside."""
    attached = Attachment(FILE, xml, "Factur-X", "text/xml")
    return archived(pdf(paper), attached, _xmp(paper), paper.issued_on)


def made(paper: Paper, data: Mapping[str, Any]) -> bytes:
    """The whole invoice file from its page and its business terms."""
    return facturx_pdf(paper, xml_of(data))


def _xmp(paper: Paper) -> bytes:
    told = {
        "title": printable(f"{paper.kind} {paper.number}"),
        "author": printable(paper.seller.name),
        "subject": printable(paper.subject),
        "timestamp": f"{paper.issued_on:%Y-%m-%d}T00:00:00Z",
    }
    tree = generate_xmp_object({**_CONFORMS, **told})
    packet: bytes = _PACKET % etree.tostring(tree, encoding="utf-8")
    return packet
