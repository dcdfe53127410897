"""What a printed document says, as plain values: rooms build a Paper, `core.printing` lays it out.

Nothing is formatted here: amounts stay decimals and dates stay dates until the page is drawn, in the paper's language.
Texts are already in that language; they may hold any character, layout escapes or replaces what a font cannot show.
"""

from dataclasses import dataclass
from datetime import date

from core.kernel.amounts import Amount, Quantity, Rate, UnitPrice


@dataclass(frozen=True)
class Party:
    """Who sells or buys: `address_lines` as on an envelope, `details` under it (SIRET, VAT number, phone)."""

    name: str
    address_lines: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """One row of the table. Whatever is None or empty is left blank, so a line of text only needs its `label`.

    `detail` is smaller print under the label and may hold line breaks; `discount` and `tax_rate` are ratios;
    `net` is before tax, discount deducted.
    """

    label: str
    reference: str = ""
    detail: str = ""
    quantity: Quantity | None = None
    unit: str = ""
    unit_price: UnitPrice | None = None
    discount: Rate | None = None
    tax_rate: Rate | None = None
    net: Amount | None = None


@dataclass(frozen=True)
class TaxLine:
    """VAT at one rate: `base` before tax, `tax` due on it."""

    rate: Rate
    base: Amount
    tax: Amount


@dataclass(frozen=True)
class TotalLine:
    """One sum under the table; `strong` for the one the reader looks for."""

    label: str
    amount: Amount
    strong: bool = False


@dataclass(frozen=True)
class SignatureBox:
    """A frame to sign in: `title` (« Bon pour accord ») and the lines asked for or filled in under it."""

    title: str
    caption: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole document, ready to lay out.

    `kind` is the title shown (« Devis »), `language` a language of `core.i18n`. `facts` are (label, value) pairs.
    `watermark` is drawn pale across every page, "" for none. `logo` holds the bytes of a PNG or JPEG picture.
    """

    kind: str
    number: str
    language: str
    issued_on: date
    seller: Party
    buyer: Party
    facts: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    lines: tuple[PaperLine, ...] = ()
    taxes: tuple[TaxLine, ...] = ()
    totals: tuple[TotalLine, ...] = ()
    conditions: tuple[str, ...] = ()
    signature: SignatureBox | None = None
    watermark: str = ""
    footer: tuple[str, ...] = ()
    logo: bytes | None = None
