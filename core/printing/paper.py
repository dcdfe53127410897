"""What a printed document says, as plain values: rooms build a Paper, `core.printing` lays it out.

Nothing is formatted here: amounts stay decimals and dates stay dates until the page is drawn, in the paper's language.
Texts are already in that language; they may hold any character, layout escapes or replaces what a font cannot show.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.kernel.amounts import Amount, Quantity, Rate, UnitPrice


@dataclass(frozen=True)
class Party:
    """Who sells or buys: `address_lines` as on an envelope, `details` under it (SIRET, VAT number, phone)."""

    name: str
    address_lines: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


class LineKind(StrEnum):
    """What a row of the table is. A section runs to the next one; its subtotal is printed at its end."""

    ITEM = "item"
    SECTION = "section"
    TEXT = "text"
    OPTION = "option"  # proposed: an empty box, its amount in parentheses and in no sum
    CHOSEN = "chosen"  # an option that the customer took: a ticked box, its amount counts
    TO_TICK = "to-tick"  # an item with a box, ticked by hand once it is there unless it is `ticked` already
    PART = "part"  # the same of what belongs to the item above, further in


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """One row of the table. Whatever is None or empty is left blank, so a line of text only needs its `label`.

    `detail` is smaller print under the label and may hold line breaks. `discount` and `tax_rate` are ratios.
    `unit_price`, `list_price` (before a reduction, shown struck through) and `discount_amount` are before tax, or with
    tax on a paper that shows gross. `net` is before tax and `gross` with tax, both with the discount deducted;
    `offered` says so in their place. `free_quantity` is the part of `quantity` that is not charged.
    What a delivery brings is told by `ordered`, `brought` (by earlier ones), `delivered` (by this one) and `remaining`;
    what is not there to be fetched by `missing`, what was found to be there by `ticked`.
    A section and a text print their `label` and `detail` only.
    """

    label: str
    kind: LineKind = LineKind.ITEM
    reference: str = ""
    detail: str = ""
    quantity: Quantity | None = None
    free_quantity: Quantity | None = None
    ordered: Quantity | None = None
    brought: Quantity | None = None
    delivered: Quantity | None = None
    remaining: Quantity | None = None
    missing: Quantity | None = None
    ticked: bool = False
    unit: str = ""
    unit_price: UnitPrice | None = None
    list_price: UnitPrice | None = None
    discount: Rate | None = None
    discount_amount: Amount | None = None
    offered: bool = False
    tax_rate: Rate | None = None
    net: Amount | None = None
    gross: Amount | None = None


@dataclass(frozen=True)
class TaxLine:
    """VAT at one rate: `base` before tax, `tax` due on it; `reason` says in words why there is none."""

    rate: Rate
    base: Amount
    tax: Amount
    reason: str = ""


@dataclass(frozen=True)
class Deducted:
    """What was invoiced before and is taken off here: which document (of a day), before tax, its tax, with tax."""

    label: str
    base: Amount
    tax: Amount
    gross: Amount


@dataclass(frozen=True)
class TotalLine:
    """One sum under the table; `strong` for the one the reader looks for."""

    label: str
    amount: Amount
    strong: bool = False


@dataclass(frozen=True)
class Instalment:
    """One payment to make, the deposit included; without a day where the label says when (« à la commande »)."""

    label: str
    amount: Amount
    due_on: date | None = None


@dataclass(frozen=True)
class BankAccount:
    """Where to pay; the IBAN with or without spaces, it is printed in groups of four."""

    iban: str
    bic: str = ""
    holder: str = ""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """How to pay: `terms` in words, what is due when, and on which account.

    `code` is a transfer as banks' applications read it off a QR code, `code_label` what stands beside it; `link` is an
    address for a phone's camera, below it in the same way.
    """

    terms: str = ""
    schedule: tuple[Instalment, ...] = ()
    account: BankAccount | None = None
    code: str = ""
    code_label: str = ""
    link: str = ""
    link_label: str = ""


@dataclass(frozen=True)
class SignatureBox:
    """A frame to sign in: `title` (« Bon pour accord ») and the lines asked for or filled in under it.

    Once signed, `signed_by` is the name and `caption` tells the day and the hour; `picture` holds the bytes of a
    PNG or JPEG of the handwritten signature.
    """

    title: str
    caption: tuple[str, ...] = ()
    signed_by: str = ""
    picture: bytes | None = None


@dataclass(frozen=True)
class Subtitle:
    """A heading inside an annex; it stays with what follows."""

    text: str


@dataclass(frozen=True)
class Blank:
    """A label and a place to write by hand, `lines` dotted lines high, or `value` where it is already known."""

    label: str
    lines: int = 1
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Annex:
    """Pages after the document: paragraphs (plain strings, line breaks kept), subtitles and blanks.

    One to `cut_out` is framed by a dashed line and has a whole sheet of its own, also when both sides are printed:
    nothing of the document is behind it (C. cons. L221-9, R221-1: the withdrawal form is detachable).
    """

    title: str
    parts: tuple[str | Subtitle | Blank, ...] = ()
    cut_out: bool = False


@dataclass(frozen=True)
class Photo:
    """The bytes of a picture, PNG or JPEG, and the words under it."""

    content: bytes
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole document, ready to lay out.

    `kind` is the title shown (« Devis »), `language` a language of `core.i18n`. `facts` are (label, value) pairs.
    `code` is a text for a phone to read, drawn as a QR code under the buyer. `delivery` is where goods go or work is
    done, when that is not the buyer's address. `show_gross` prints the lines' prices and amounts with tax. `conditions`
    and `mentions` (smaller, last) are paragraphs; `notes` is free text with its line breaks, and so are `reserves`:
    what the receiver of goods remarks. `seller_signature` stands beside `signature` on contracts that both sign
    (C. cons. L221-9). `watermark` is drawn pale across every page, "" for none. `logo` holds the bytes
    of a picture, PNG or JPEG.
    """

    kind: str
    number: str
    language: str
    issued_on: date
    seller: Party
    buyer: Party
    delivery: Party | None = None
    facts: tuple[tuple[str, str], ...] = ()
    code: str = ""
    subject: str = ""
    lines: tuple[PaperLine, ...] = ()
    show_gross: bool = False
    taxes: tuple[TaxLine, ...] = ()
    deducted: tuple[Deducted, ...] = ()
    totals: tuple[TotalLine, ...] = ()
    payment: Payment | None = None
    conditions: tuple[str, ...] = ()
    reserves: str = ""
    notes: str = ""
    photos: tuple[Photo, ...] = ()
    signature: SignatureBox | None = None
    seller_signature: SignatureBox | None = None
    mentions: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    watermark: str = ""
    footer: tuple[str, ...] = ()
    logo: bytes | None = None
