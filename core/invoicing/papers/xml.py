"""The invoice as data: Factur-X, profile EN 16931 (CII), with what the French rules ask on top (BR-FR).

Keys are the business terms of EN 16931 (BT-) and its groups (BG-).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.catalog import vatex
from core.i18n import language
from core.invoicing.lifecycles import InvoiceKind, Nature
from core.invoicing.models import Invoice
from core.invoicing.papers.mentions import DISCOUNT, INDEMNITY, PENALTIES, REGULATORY, subject_of
from core.invoicing.papers.shares import Share, corrected, documents, replaces, shares
from core.invoicing.papers.terms import terms_words, unsigned
from core.invoicing.papers.xml_lines import line_fields, said
from core.kernel.amounts import ZERO, Amount, amount, total
from core.parties.models import CustomerKind
from core.sales.lifecycles import LineKind
from core.sales.papers.mentions import footer
from core.sales.papers.parties import seller_name

_PROFILE: Final = "urn:cen.eu:en16931:2017"
_SIREN: Final = "0002"
_SIRET: Final = "0009"
_ADDRESS: Final = "0225"  # electronic address made of a SIREN (France CTC)
_EMAIL: Final = "EM"
_NOWHERE: Final = "sans-adresse@client.invalid"
# Electronic addresses that are VAT numbers, by their first letters (EAS).
_OF_VAT: Final[Mapping[str, str]] = {
    "AT": "9914", "BE": "9925", "BG": "9926", "CY": "9928", "CZ": "9929", "DE": "9930", "DK": "0198", "EE": "9931",
    "EL": "9933", "ES": "9920", "FI": "0213", "HR": "9934", "HU": "9910", "IE": "9935", "IT": "0211", "LT": "9937",
    "LU": "9938", "LV": "9939", "MT": "9943", "NL": "9944", "PL": "9945", "PT": "9946", "RO": "9947", "SI": "9949",
    "SK": "9950",
}  # fmt: skip
_TRANSFER: Final = "30"
_NO_USE: Final = "Sans objet."
_PAID, _STANDARD, _FINAL = "2", "1", "4"
_DUE: Final = {Nature.GOODS: "delivery", Nature.SERVICES: "payment"}  # when VAT falls due (BT-8)


def fields(invoice: Invoice, paid: Amount = ZERO) -> dict[str, Any]:
    """All business terms of the invoice; amounts are text with two places."""
    assert invoice.number is not None, "only an issued invoice has data"
    parted = shares(invoice)
    told = {
        **_heading(invoice, paid),
        **_parties(invoice),
        **_references(invoice),
        **_payment(invoice, paid),
        "BG-1": list(_notes(invoice)),
        "BG-20": [_cut(share) for share in parted if share.cut > 0],
        "BG-21": [_cut(share) for share in parted if share.cut < 0],
        "BG-23": [_tax(share, invoice.issued_on) for share in parted],
        "BG-25": [
            line_fields(line, number)
            for number, line in enumerate((one for one in invoice.lines if one.kind is LineKind.ITEM), 1)
        ],
        **_sums(invoice, parted, paid),
    }
    return {key: value for key, value in told.items() if value not in ("", None, [])}


def _heading(invoice: Invoice, paid: Amount) -> dict[str, Any]:
    return {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-3": _type(invoice),
        "BT-5": invoice.currency,
        "BT-8": _due_code(invoice),
        "BT-23": f"{invoice.nature or Nature.MIXED}{_frame(invoice, paid)}",
        "BT-24": _PROFILE,
        "BT-72": invoice.supplied_on or (invoice.issued_on if _to_union(invoice) else None),
    }


def _type(invoice: Invoice) -> str:
    """UNTDID 1001."""
    if invoice.kind is InvoiceKind.DEPOSIT:
        return "386"
    if invoice.kind is InvoiceKind.CREDIT:
        return "503" if (corrected(invoice) or {}).get("deposit") else "381"
    return "384" if replaces(invoice) else "380"


def _due_code(invoice: Invoice) -> str:
    """When its VAT falls due; nothing where goods and services differ, or where there is no VAT."""
    if not invoice.tax:
        return ""
    if invoice.kind is InvoiceKind.DEPOSIT:
        return "payment"
    if invoice.nature is Nature.SERVICES and invoice.vat_on_debits:
        return "invoice"
    return _DUE.get(invoice.nature, "") if invoice.nature else ""


def _frame(invoice: Invoice, paid: Amount) -> str:
    if invoice.deducted and invoice.kind is not InvoiceKind.DEPOSIT:
        return _FINAL
    return _PAID if paid and paid == invoice.payable else _STANDARD


def _parties(invoice: Invoice) -> dict[str, Any]:
    seller, buyer, place = invoice.seller, invoice.buyer, invoice.place
    return {
        "BG-4": _party(seller)
        | {
            "name": said(seller_name(seller)),
            "legal_info": _identity(seller),
            "tax_identifier": "" if seller["vat_number"] else seller["siren"],
            **_reached(seller["siren"], seller["email"]),
        },
        "BG-7": _party(buyer)
        | {
            "identifiers": {_SIRET: buyer["siret"]} if buyer.get("siret") else {},
            **_reached(buyer.get("siren") or "", buyer.get("email") or "", buyer.get("vat_number") or ""),
        },
        "BG-13": {"name": said(place.get("label") or buyer["name"]), **_address(place or buyer)},
    }


def _identity(seller: Mapping[str, Any]) -> str:
    """Legal form, capital, address, register (C. com. R123-237)."""
    with language("fr"):
        return said(" · ".join(footer(seller)))


def _party(copy: Mapping[str, Any]) -> dict[str, Any]:
    siren = copy.get("siren") or ""
    return {
        "name": said(copy["name"]),
        **({"legal_identifier": siren, "legal_identifier_schemeid": _SIREN} if siren else {}),
        "vat_identifier": copy.get("vat_number") or "",
        **_address(copy),
    }


def _address(copy: Mapping[str, Any]) -> dict[str, str]:
    lines = [said(line) for line in str(copy.get("street") or "").splitlines()[:3] if line.strip()]
    return {
        **{f"addr_l{number}": line for number, line in enumerate(lines, 1)},
        "postcode": said(copy.get("zip") or ""),
        "city": said(copy.get("city") or ""),
        "country_code": copy.get("country") or "FR",
    }


def _reached(siren: str, email: str, vat: str = "") -> dict[str, str]:
    """An electronic address: the SIREN, else an e-mail, else the VAT number of another member of the Union. The rules
    want one of everybody (BR-FR-12): who has none gets one that can exist for nobody (RFC 2606)."""
    scheme = _OF_VAT.get(vat[:2].upper(), "")
    known = ((siren, _ADDRESS), (email, _EMAIL), (vat if scheme else "", scheme), (_NOWHERE, _EMAIL))
    address, scheme = next((one, kind) for one, kind in known if one)
    return {"einvoicing_addr": address, "einvoicing_addr_schemeid": scheme}


def _references(invoice: Invoice) -> dict[str, Any]:
    orders, deliveries = documents(invoice, "order"), documents(invoice, "delivery")
    origin = corrected(invoice)
    return {
        "BT-13": said(invoice.customer_number),
        "BT-14": orders[0]["number"] if len(orders) == 1 else "",
        "BT-16": deliveries[0]["number"] if len(deliveries) == 1 else "",
        "BG-3": [
            {"BT-25": one["number"], "BT-26": date.fromisoformat(one["on"])}
            for one in ([origin] if origin else documents(invoice, "deposit", "progress"))
        ],
    }


def _payment(invoice: Invoice, paid: Amount) -> dict[str, Any]:
    if invoice.kind is InvoiceKind.CREDIT:
        return {"BT-20": _NO_USE} if invoice.payable else {}
    iban = str(invoice.seller.get("iban") or "").replace(" ", "")
    with language("fr"):
        terms = terms_words(invoice)
    to_bank = {"BT-81": _TRANSFER, "BT-83": invoice.number, "BT-84": iban, "BT-85": said(invoice.seller["name"])}
    if paid and paid == invoice.payable:  # nothing is asked any more
        return {"BT-9": invoice.issued_on}
    due = None if unsigned(invoice) else invoice.due_on  # its terms say from when on, which is enough (BR-CO-25)
    return {"BT-9": due, "BT-20": terms, **(to_bank if iban else {})}


def _notes(invoice: Invoice) -> Iterator[dict[str, str]]:
    """The mentions that are not told as the reason of a tax; penalties, indemnity and discount once each (BR-FR-05)."""
    reasons = {vatex.reason_of(share.category, share.vatex, _day(invoice)) for share in invoice.taxes}
    filed = [(subject_of(text), text) for text in invoice.mentions if text not in reasons]
    known = {subject for subject, _text in filed}
    filed += [(subject, _NO_USE) for subject in (PENALTIES, INDEMNITY, DISCOUNT) if subject not in known]
    filed += [("ABL", _identity(invoice.seller)), ("BAR", _treatment(invoice.buyer)), ("AAI", invoice.notes)]
    filed += [(REGULATORY, invoice.reason)] if invoice.kind is InvoiceKind.CREDIT else []
    return ({"BT-21": subject, "BT-22": said(text)} for subject, text in filed if text.strip())


def _treatment(buyer: Mapping[str, Any]) -> str:
    """How the buyer's invoices go through the reform's platforms (BR-FR-20); nothing for a business without SIREN."""
    abroad = (buyer.get("country") or "FR") != "FR"
    if buyer.get("kind") == CustomerKind.CONSUMER:
        return "B2CINT" if abroad else "B2C"
    if abroad:
        return "B2BINT"
    return "B2B" if buyer.get("siren") else ""


def _tax(share: Share, on: date | None) -> dict[str, str]:
    return {
        "BT-116": str(share.base),
        "BT-117": str(share.tax),
        "BT-118": share.category,
        "BT-119": percent_text(share.rate),
        "BT-120": "; ".join(reason for reason in share.reasons(on or date.max) if reason),
        "BT-121": share.code,
    }


def _cut(share: Share) -> dict[str, str]:
    return {
        "amount": str(abs(share.cut)),
        "reason": "Remise" if share.cut > 0 else "Arrondi",
        "vat_category_code": share.category,
        "vat_rate": percent_text(share.rate),
    }


def percent_text(rate: Decimal) -> str:
    return str((rate * 100).quantize(Decimal("0.01")))


def _sums(invoice: Invoice, parted: Sequence[Share], paid: Amount) -> dict[str, str]:
    prepaid = amount(invoice.deducted + paid)
    cuts, adds = (total(abs(s.cut) for s in parted if s.cut * sign > 0) for sign in (1, -1))  # type: ignore[misc]
    return {
        "BT-106": str(total(share.lines for share in parted)),
        "BT-107": str(cuts),
        "BT-108": str(adds),
        "BT-109": str(invoice.net),
        "BT-110": str(invoice.tax),
        "BT-112": str(invoice.gross),
        "BT-113": str(prepaid),
        "BT-115": str(amount(invoice.gross - prepaid)),
    }


def _to_union(invoice: Invoice) -> bool:
    """Goods that go to another member: the day and the place are asked for (BR-IC-11, BR-IC-12)."""
    return any(share.category == vatex.INTRA_EU for share in invoice.taxes)


def _day(invoice: Invoice) -> date:
    return invoice.issued_on or date.max
