"""PDF/A-3: a page file made to be read in fifty years, with the data that it shows inside (ISO 19005-3, level B).

The pages come with their fonts embedded, in RGB and without scripts or links; what is added here is the colour space
that they mean, the metadata, the attached file and an identifier. No clock: the same pages give the same bytes.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import md5
from io import BytesIO
from typing import Final

from PIL import ImageCms
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

PRODUCER: Final = "Carnet"

_SRGB: Final = "sRGB IEC61966-2.1"
_VERSION, _DATE, _CREATED = slice(8, 12), slice(24, 36), bytes.fromhex("07d0000100010000 00000000")
_PDF_17: Final = "%PDF-1.7"


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF: the data of which the pages are the picture; `mime` as « text/xml »."""

    name: str
    content: bytes
    description: str
    mime: str


def archived(pages: bytes, attachment: Attachment, xmp: bytes, on: date) -> bytes:
    """The PDF with its attachment, dated `on` that day; `xmp` is the packet that says what it conforms to."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pages)))
    writer.pdf_header = _PDF_17
    for page in writer.pages:
        page.pop("/Trans", None)  # how a page would turn on a screen
    stamp = f"D:{on:%Y%m%d}000000Z"
    file = _file(writer, attachment, stamp)
    root = writer.root_object
    root[NameObject("/Metadata")] = _stream(writer, xmp, "/Metadata", "/XML", packed=False)
    root[NameObject("/OutputIntents")] = ArrayObject([_intent(writer)])
    root[NameObject("/AF")] = ArrayObject([file])
    names = ArrayObject([TextStringObject(attachment.name), file])
    root[NameObject("/Names")] = _dictionary(EmbeddedFiles=_dictionary(Names=names))
    writer.add_metadata({"/Producer": PRODUCER, "/CreationDate": stamp, "/ModDate": stamp})
    identifier = ByteStringObject(md5(pages + attachment.content, usedforsecurity=False).digest())
    writer._ID = ArrayObject([identifier, identifier])  # the library has no other door to it
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _file(writer: PdfWriter, attachment: Attachment, stamp: str) -> IndirectObject:
    stream = _stream(writer, attachment.content, "/EmbeddedFile", f"/{attachment.mime}")
    held = stream.get_object()
    assert isinstance(held, DictionaryObject)
    checksum = md5(attachment.content, usedforsecurity=False).digest()
    held[NameObject("/Params")] = _dictionary(
        CheckSum=ByteStringObject(checksum),
        ModDate=TextStringObject(stamp),
        Size=NumberObject(len(attachment.content)),
    )
    return writer._add_object(
        _dictionary(
            Type=NameObject("/Filespec"),
            AFRelationship=NameObject("/Data"),
            F=TextStringObject(attachment.name),
            UF=TextStringObject(attachment.name),
            Desc=TextStringObject(attachment.description),
            EF=_dictionary(F=stream, UF=stream),
        )
    )


def _intent(writer: PdfWriter) -> DictionaryObject:
    """The colours of the pages are those of this profile."""
    profile = _stream(writer, _profile(), "", "")
    held = profile.get_object()
    assert isinstance(held, DictionaryObject)
    held[NameObject("/N")] = NumberObject(3)
    return _dictionary(
        Type=NameObject("/OutputIntent"),
        S=NameObject("/GTS_PDFA1"),
        OutputConditionIdentifier=TextStringObject(_SRGB),
        Info=TextStringObject(_SRGB),
        DestOutputProfile=profile,
    )


@cache
def _profile() -> bytes:
    """sRGB as a profile of ICC version 4.2, the last that PDF 1.7 knows; without the moment at which it was made."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_VERSION] = b"\x04\x20\x00\x00"
    made[_DATE] = _CREATED
    return bytes(made)


def _stream(writer: PdfWriter, content: bytes, kind: str, subtype: str, *, packed: bool = True) -> IndirectObject:
    stream: StreamObject = DecodedStreamObject()
    stream.set_data(content)
    if packed:
        stream = stream.flate_encode()
    for key, value in (("/Type", kind), ("/Subtype", subtype)):
        if value:
            stream[NameObject(key)] = NameObject(value)
    return writer._add_object(stream)


def _dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})
