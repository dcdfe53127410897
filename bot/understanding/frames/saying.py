"""A frame said again in the words that each room reads: one grammar for whatever people type.

What the rooms have no words for is named, so that nothing is left out silently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from bot.understanding.frames.frame import Frame, Slots
from bot.understanding.frames.world import World

_Said: TypeAlias = Sequence[tuple[str, ...]]  # what is said one after the other, each in one way or in several
# What a card offers or asks anyhow: nothing is lost when the words do not say it.
_OFFERED: Final = frozenset(
    {"send_by", "send_receipt", "clarify", "customer_candidates", "possible_duplicates", "expect", "query", "by"}
)


@dataclass(frozen=True, slots=True)
class Saying:
    """`sentences` say the same of each thing that may be meant; `unsaid` are the slots that they leave out, `then` what
    is to be said afterwards."""

    sentences: tuple[str, ...]
    unsaid: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


NOTHING_SAID: Final = Saying(())


def in_known_words(frame: Frame, world: World) -> Saying:
    """The frame in sentences; none when there are no words for it."""
    say = _SAYERS.get(frame.intent or "")
    if say is None:
        return NOTHING_SAID
    told = _Told(dict(frame.slots), world)
    first, *others = [tuple(" ".join(one.split()) for one in some) for some in say(told)] or [()]
    if not first:
        return NOTHING_SAID
    behind = [one[0] for one in others]
    for one in frame.then:
        further = in_known_words(one, world)
        behind += [*further.sentences[:1], *further.then]
    unsaid = sorted({name for name, value in told.left.items() if value is not None} - _OFFERED)
    return Saying(first, tuple(unsaid), tuple(behind))


def _once(*sentences: str) -> _Said:
    """One thing after the other, each of which is certain."""
    return [(one,) for one in sentences if one.strip()]


@dataclass(slots=True)
class _Told:
    """The slots that are left to say."""

    left: Slots
    world: World

    def take(self, name: str) -> Any:
        return self.left.pop(name, None)

    def have(self, name: str) -> bool:
        return self.left.get(name) is not None

    def customer(self, before: str = "") -> str:
        """Who it is about, by his name, or as he was called; nothing when nobody is."""
        code, called = self.take("customer"), self.take("customer_query")
        name = next((one.name for one in self.world.customers.entries if code and one.code == code), called or "")
        return f"{before} {name}" if name else ""

    def take_owner(self, slot: str) -> None:
        """The customer goes without saying beside his own document; beside another's he stays unsaid."""
        number, code = self.left.get(slot), self.left.get("customer")
        if number and all(one.customer == code for one in self.world.papers if one.number == number):
            self.take("customer")

    def number(self, slot: str, word: str) -> str:
        """« fa 213 » of FA2611-0213: the whole number where the document is known."""
        said = self.take(slot)
        if not said:
            return ""
        return _whole(said) if "-" in said else f"{word} {_whole(said)}"

    def day(self, slot: str, before: str = "le") -> str:
        said = self.take(slot)
        found = said.date() if isinstance(said, datetime) else said
        return f"{before} {found:%d/%m/%Y}" if isinstance(found, date) else ""

    def sum_(self) -> str:
        said = self.take("amount")
        return f"{_figure(said)} €" if said is not None else ""


def _quote(told: _Told) -> _Said:
    if told.have("from_document"):
        return _once(f"refais le devis {_whole(told.take('from_document'))} {told.customer('pour')}")
    who, goods = told.customer(), _lines(told.take("lines") or ())
    return _once(f"devis {who} {goods}{_terms(told)}") if goods or who else ()


def _order(told: _Told) -> _Said:
    if told.have("from_quote"):
        told.take("customer")  # the quote's own
        return _once(f"commande le devis {_whole(told.take('from_quote'))}")
    who, goods = told.customer(), _lines(told.take("lines") or ())
    number = f", bon de commande {said}" if (said := told.take("po_number")) else ""
    return _once(f"commande {who} {goods}{_terms(told)}{number}") if goods else ()


def _terms(told: _Told) -> str:
    """What holds for the whole document, behind its lines."""
    said = [
        f"{behind.format(_figure(value))}" for slot, behind in _BEHIND.items() if (value := told.take(slot)) is not None
    ]
    if (terms := told.take("payment_terms")) is not None:
        said.append(_PAID_WITHIN.get(terms, terms))
    said.append(told.day("validity_date", "valable jusqu'au"))
    said.append(told.day("delivery_date", "livraison le"))
    return "".join(f", {one}" for one in said if one)


def _delivery(told: _Told) -> _Said:
    """Of the order that is named, or of each that the customer has open; then who has signed for it."""
    number, code = told.left.get("order"), told.left.get("customer")
    if number:
        told.take_owner("order")
    else:
        told.take("customer")
    told.take("order")
    orders = [one.number for one in told.world.papers if one.kind == "order" and code and one.customer == code]
    what, signed = _brought(told), told.take("received_by")
    if told.left.get("date") == told.world.today:
        told.take("date")
    if not what:
        return ()
    first = tuple(f"{_whole(one)} {what}" for one in ([number] if number else orders))
    return [first, *([(f"signé par {signed}",)] if signed else [])]


def _brought(told: _Told) -> str:
    scope, lines, missing = told.take("scope"), told.take("lines") or (), told.take("missing") or ()
    if scope in ("refused", "none"):
        return _not_brought(told, refused=scope == "refused")
    if scope in ("full", "remaining"):
        return "complet"
    if missing:
        return f"manque {_counts(missing)}"
    reserves = told.take("reserves") or ()
    if lines:
        return f"livré {_counts(lines, reserves)}"
    return f"réserve : {reserves[0]['reason']}, {_counts(reserves)}" if reserves else ""


def _not_brought(told: _Told, *, refused: bool) -> str:
    reason = told.take("reason") or ""
    if not (reason or refused):  # nobody said why: it is only for another day
        return f"reportée {said}" if (said := told.day("next_date", "au")) else ""
    why = "client absent" if reason == "absent" else reason
    again = told.day("next_date")
    said = ", ".join(filter(None, ("refusée par le client" if refused else "", why)))
    return f"problème : {said}{f', je repasse {again}' if again else ''}"


def _counts(lines: Sequence[Slots], reserves: Sequence[Slots] = ()) -> str:
    """So many of each; a reserve that names no goods is about the only line."""
    said = []
    for line in lines:
        spoiled = [one["qty"] for one in reserves if one.get("ref", line.get("ref")) == line.get("ref")]
        damaged = f" dont {_figure(spoiled[0])} abîmé" if spoiled else ""
        said.append(f"{_figure(line['qty'])} {line.get('ref') or line.get('text')}{damaged}")
    return " et ".join(said)


def _payment(told: _Told) -> _Said:
    if told.take("rejected"):
        back = f"{told.customer()} {told.number('invoice', 'fa')} {told.sum_()}"
        return _once(f"chèque impayé {back} {told.day('date')}")
    told.take("settles")
    if not (told.have("amount") or told.have("invoice")):  # his open invoices, each with its button
        return _once(f"solde {told.customer()}") if told.have("customer") else ()
    parts = told.take("split") or [{name: told.take(name) for name in ("amount", "method")}]
    if len(parts) > 1:
        told.take("amount")
    deposit = "acompte " if told.take("deposit") else ""
    cheque = f"n° {said}" if (said := told.take("cheque_no")) else ""
    bank = told.take("cheque_bank") or ""
    paid = f"{told.customer()} {told.number('invoice', 'fa')} {told.day('date')}"
    return _once(*(f"reçu {deposit}{_money(one)} {cheque} {bank} {paid}" for one in parts))


def _money(part: Slots) -> str:
    figure = f"{_figure(part['amount'])} €" if part.get("amount") is not None else ""
    return f"{figure} {_METHODS.get(part.get('method'), '')}"


def _new_customer(told: _Told) -> _Said:
    if told.have("action") or told.have("customer"):
        return ()
    told.take("kind")
    told.take("status")
    said = [str(told.take(name)) for name in _ON_CARDS if told.have(name)]
    return _once(f"nouveau client {' '.join(said)}") if said else ()


def _customer_find(told: _Told) -> _Said:
    asked = told.take("field")
    return _once(f"{_FIELDS.get(asked, 'client')} {told.left.get('query', '')}")


def _product_find(told: _Told) -> _Said:
    asked = told.take("field")
    told.take("basis")
    refs: Sequence[str] = told.left.get("expect") or ()
    what = refs[0] if len(refs) == 1 else told.left.get("query", "")
    return _once(f"{'prix' if asked == 'price' else 'article'} {what}")


def _stock(told: _Told) -> _Said:
    told.take("qty")
    told.take("unit")
    refs = [ref for ref in (told.take("ref"), *(told.take("refs") or ())) if ref]
    return [tuple(f"stock {ref}" for ref in refs)] if refs else ()


def _invoice(told: _Told) -> _Said:
    if told.left.get("action") == "duplicate_copy":
        told.take("action")
        told.take_owner("invoice")
        return _once(told.number("invoice", "fa"))
    if told.have("action") or told.have("lines") or told.have("scope"):
        return ()
    told.take_owner("from_document")
    source = told.take("from_document")
    if told.have("deposit_pct") and source and not source.startswith("DE"):  # a quote is ordered first
        told.take("kind")
        return _once(f"acompte {_figure(told.take('deposit_pct'))} % sur la {_whole(source)}")
    if told.have("kind"):
        return ()
    if source:
        return _once(f"facture la {_whole(source)}")
    told.take_owner("invoice")
    if not told.have("invoice"):
        return ()
    return _once(f"envoie la facture {told.number('invoice', 'fa')}{_by(told)}")


def _by(told: _Told) -> str:
    """How it goes there: in the messenger, where nothing else is said."""
    channel, to = told.left.get("channel"), told.left.get("to")
    if channel == "telegram":
        told.take("channel")
    if channel != "email":
        return ""
    told.take("channel")
    return f" par mail à {told.take('to')}" if to else " par mail"


def _balance(told: _Told) -> _Said:
    what, scope = told.take("what"), told.take("scope")
    if what == "bank":
        return _once("combien en banque")
    if scope in ("all", "sum"):
        return _once("impayés")
    if told.have("invoice"):
        told.take("customer")
        return _once(f"{told.number('invoice', 'facture')} payée ?")
    return _once(f"{'relevé' if what == 'statement' else 'solde'} {told.customer()}")


def _lines(lines: Sequence[Slots]) -> str:
    return " + ".join(_line(line) for line in lines)


def _line(line: Slots) -> str:
    price = line.get("unit_price")
    at = f" à {_figure(price)} {line.get('basis', '').lower()}" if price is not None else ""
    less = f" -{_figure(line['discount_pct'])} %" if line.get("discount_pct") else ""
    return f"{_figure(line['qty'])} {line.get('unit') or ''} {line.get('ref') or line.get('text')}{at}{less}"


def _whole(number: str) -> str:
    """CO2611-0107 as it is; CO107, which nobody knows, by its figures."""
    return number if "-" in number else "".join(letter for letter in number if letter.isdigit())


def _figure(value: Any) -> str:
    said = Decimal(str(value))
    return f"{said:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{said:f}" else f"{said:f}"


_METHODS: Final[Mapping[str | None, str]] = {
    "CB": "carte", "CHQ": "chèque", "ESP": "espèces", "VIR": "virement", "PRLV": "prélèvement"
}  # fmt: skip
_PAID_WITHIN: Final[Mapping[str, str]] = {
    "COMPTANT": "comptant", "30J": "30 jours", "30J_FDM": "30j fdm", "45J": "45 jours", "45J_FDM": "45j fdm",
    "60J": "60 jours",
}  # fmt: skip
_BEHIND: Final[Mapping[str, str]] = {
    "discount_pct": "remise {} %",
    "discount_amount": "remise {} €",
    "vat": "tva {}",
    "validity_days": "valable {} jours",
    "deposit_pct": "acompte {} %",
    "deposit_amount": "acompte {} €",
}
_FIELDS: Final[Mapping[str | None, str]] = {
    "phone": "tel", "email": "mail", "address": "adresse", "contact": "contact", "route": "adresse"
}  # fmt: skip
_ON_CARDS: Final = (
    "name", "phone", "mobile", "email", "street", "zip", "city", "contact", "siret", "payment_terms", "discount_pct",
)  # fmt: skip


def _figure_asked(told: _Told) -> _Said:
    """The figures and the lists that exist; nothing of one that is asked by whom, by month, as a picture."""
    said = SAID_FIGURES.get(told.take("metric"))
    first, last = told.take("from"), told.take("to")
    if said is None or told.left:
        return ()
    return _once(f"{said} du {first:%d/%m/%Y} au {last:%d/%m/%Y}" if said == _TURNOVER and first and last else said)


_TURNOVER: Final = "ca"
SAID_FIGURES: Final[Mapping[str, str]] = {
    "turnover": _TURNOVER,
    "quotes_open": "devis en attente",
    "orders_open": "commandes en cours",
    "invoices_overdue": "factures en retard",
    "to_invoice": "factures à faire",
}
_SAYERS: Final[Mapping[str, Callable[[_Told], _Said]]] = {
    "quote.create": _quote,
    "order.create": _order,
    "delivery.confirm": _delivery,
    "payment.log": _payment,
    "customer.create": _new_customer,
    "customer.find": _customer_find,
    "product.find": _product_find,
    "stock.query": _stock,
    "invoice.send": _invoice,
    "balance.query": _balance,
    "report.query": _figure_asked,
}
