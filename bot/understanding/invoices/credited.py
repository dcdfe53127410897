"""What an issued invoice is taken back by: credit notes, and what people say who want it undone or made anew."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.understanding.deliveries.said import Counted
from bot.understanding.invoices.made import lines_in
from bot.understanding.invoices.patterns import CREDIT, NAMED_INVOICE, ON_INVOICE, PAPER, SUM, TAX
from bot.understanding.invoices.said import CancelInvoiceSaid, CreditSaid, InvoiceSaid, ReplaceSaid
from bot.understanding.sentences import AMOUNT, MAKE, Row, Sentence, money_in


def _credit(said: Sentence) -> CreditSaid | None:
    """The whole, lines, an amount that lowers the price, or a reason alone."""
    what = said.said("what")
    net_of_tax = bool(_NET_OF_TAX.search(what) or said.said("net"))
    what = _NET_OF_TAX.sub("", what).strip(" ,:")
    if not what or _WHOLE.fullmatch(what):
        return CreditSaid(said.number, whole=bool(what or said.said("whole")), net_of_tax=net_of_tax)
    reason = _WHY.search(what)
    told = what[: reason.start()].strip(" ,") if reason else what
    credit = _of_amount(said.number, told) or _of_each(said.number, told) or _of_lines(said.number, told)
    if credit is not None:
        why = said.words("why") or said.as_typed(reason["why"] if reason else _behind(told))
        return replace(credit, net_of_tax=net_of_tax, reason=_sentence(why))
    if re.search(r"\d", what) or not said.number:
        return None
    named = _GIVEN_BACK.sub("", what)
    return CreditSaid(said.number, net_of_tax=net_of_tax, reason=_sentence(said.words("what")), named=named)


def _of_amount(number: str | None, told: str) -> CreditSaid | None:
    found = _ONLY_SUM.fullmatch(told)
    amount = money_in(found["amount"]) if found else None
    if found is None or amount is None:
        return None
    return CreditSaid(number, amount=amount, with_tax=_with_tax(found["tax"]))


def _of_each(number: str | None, told: str) -> CreditSaid | None:
    """« 10 € par radiateur », « 2 radiateurs à 170 au lieu de 189 »: nothing comes back."""
    if found := _OFF_EACH.fullmatch(told):
        each, line = money_in(found["each"]), _line(found["words"], found["count"])
        return CreditSaid(number, lines=line, each=each, with_tax=_with_tax(found["tax"])) if each else None
    found = _OTHER_PRICE.fullmatch(told) or _OTHER_PRICE_FIRST.fullmatch(told)
    if found is None:
        return None
    now, before = money_in(found["now"]), money_in(found["before"])
    if now is None or before is None or now >= before:
        return None
    tax = _with_tax(found["tax"] or found["tax_2"])
    return CreditSaid(number, lines=_line(found["words"], found["count"]), now=now, before=before, with_tax=tax)


def _line(words: str, many: str | None) -> tuple[Counted, ...]:
    return (Counted(words, Decimal(many) if many else None),)


def _of_lines(number: str | None, told: str) -> CreditSaid | None:
    lines = lines_in(_GIVEN_BACK.sub("", told))
    return CreditSaid(number, lines=lines) if lines else None


def _price_only(said: Sentence) -> CreditSaid | None:
    amount = said.amount()
    if amount is None:
        return None
    tax = _with_tax(said.said("tax"))
    why = _sentence(said.words("why"))
    return CreditSaid(said.number, amount=amount, with_tax=tax, net_of_tax=bool(said.said("net")), reason=why)


def _with_tax(said: str | None) -> bool | None:
    return said in ("ttc", "tax included") if said else None


def _behind(told: str) -> str:
    """« 2 clim retournées »: why, in one word."""
    found = _GIVEN_BACK.search(told)
    return found.group().strip() if found else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _cancel(said: Sentence) -> CancelInvoiceSaid:
    return CancelInvoiceSaid(said.number)


def _change(said: Sentence) -> CancelInvoiceSaid:
    return CancelInvoiceSaid(said.number, change=True)


def _replace(said: Sentence) -> ReplaceSaid:
    return ReplaceSaid(said.number)


_ALL: Final = r"totale?s?|tot|complete?|entiere?|integrale?|full"
_WHOLE: Final = re.compile(
    rf"(?:(?:le |la |l |en )?(?:tout|totalite|integralite|ensemble|entier|{_ALL})|toute la facture|100 %)"
)
_WHOLE_SAID: Final = rf"(?P<whole>{_ALL})"
_NET: Final = r"(?:(?:en )?net de (?:taxes?|tva)|sans (?:la |de )?(?:tva|taxes?)|hors tva)"
_NET_OF_TAX: Final = re.compile(rf"(?:, )?(?<!\S){_NET}(?!\S)")
_ONLY_SUM: Final = re.compile(
    rf"(?:un montant )?(?:(?:de|d) )*(?P<amount>{AMOUNT})(?: eur(?: (?P<tax>ttc|ht))?| (?P<tax_2>ttc|ht))"
    r"(?: (?:de )?(?:geste commercial|remise|rabais|ristourne|escompte))?"
)
_TAX_SAID: Final = r"(?: (?P<{}>ttc|ht))?"
_OFF_EACH: Final = re.compile(
    rf"(?:(?:de|d) )*(?P<each>{AMOUNT}) eur{_TAX_SAID.format('tax')}(?: de (?:moins|remise|rabais))?"
    r" (?:par|(?:sur|pour) (?:chaque|chacun(?:e)? des?)) (?P<words>[a-z].*?)(?: (?:pour|sur|x) (?P<count>\d{1,5}))?"
)
_OF_PRICES: Final = (
    rf"(?P<now>{AMOUNT})(?: eur)?{_TAX_SAID.format('tax')}(?: piece)? (?:au lieu de|et (?:non|pas)(?: a)?)"
    rf" (?P<before>{AMOUNT})(?: eur)?{_TAX_SAID.format('tax_2')}"
)
_OTHER_PRICE: Final = re.compile(
    rf"(?:les? |la |des )?(?:(?P<count>\d{{1,5}}) )?(?P<words>[a-z].*?)(?: (?:a|au prix de))? {_OF_PRICES}"
)
_OTHER_PRICE_FIRST: Final = re.compile(
    rf"{_OF_PRICES} (?:pour |sur )?(?:les? |la |des )?(?:(?P<count>\d{{1,5}}) )?(?P<words>[a-z].*)"
)
_GIVEN_BACK: Final = re.compile(
    r" (?:(?:retourne|rendu|repris|ramene|rapporte|renvoye|reprise|abime|casse|endommage|manquant|refuse)(?:e|s|es)?"
    r"|defectueu(?:x|ses?)|h ?s|en trop)$"
)
_BEHIND: Final = r"(?: ,)? (?:car|parce qu[e]?|motif|cause|raison|:)(?: :)? (?P<why>.+)"
_WHY: Final = re.compile(f"{_BEHIND}$")
# « avoir 10 € sur la fa 9 geste »: behind the number no word need say that a reason comes.
_NO_REASON: Final = r"(?!(?:de|du|d|des|chez|eur|ttc|ht)(?![a-z]))"
_WHY_BEHIND: Final = rf"(?:{_BEHIND}|(?: [,-])?(?: (?:pour|en|suite a))? (?P<why_2>{_NO_REASON}[a-z].+))?"
_CREDIT: Final = rf"{MAKE}(?:un |l |une )?{CREDIT}"
_NET_SAID: Final = rf"(?: (?P<net>{_NET}))?"
_BEHIND_NUMBER: Final = _NET_SAID.replace("net", "net_2", 1) + _WHY_BEHIND
# « avoir pour 2 clim » counts: behind « pour » something must say that the number is an invoice's.
_ON_INVOICE: Final = (
    rf"(?:(?:sur|on|contre|(?:de|d|pour|a) (?:la|cette|l)|(?:de|d|pour|a)(?= (?:{PAPER}|fa|ac)(?![a-z])))"
    rf" |(?=(?:{PAPER}|fa|ac)(?![a-z]))){ON_INVOICE}"
)
_UNDO: Final = r"(?:annul|suppri?m|effac|devalid|detrui|enlev|cancel|delet)(?:e|er|es|ez|s|re)?"
_EDIT: Final = r"(?:modifi(?:e|er|ez|cation)|chang(?:e|er|ez)|edit(?:e|er|ez)?|reprend(?:s|re)?|retouche[rz]?)"
_REDO: Final = (
    r"(?:(?:annule[rz]? et )?rempla[cs](?:e|er|ez|es)|refai(?:s|t|re)|corrige[rz]?|rectifi(?:e|er|ez)|replace)"
)
# « refais la 15 », « corrige la 15 » may be about a quote or a line; only an invoice is replaced by its number.
_INSTEAD: Final = r"(?:(?:annule[rz]? et )?rempla[cs](?:e|er|ez|es)|replace)"

ROWS: Final[tuple[Row[InvoiceSaid], ...]] = (
    (False, rf"{MAKE}{_REDO} {NAMED_INVOICE}", _replace),
    (False, rf"{MAKE}{PAPER} (?:rectificative|de remplacement|corrigee|corrective) {_ON_INVOICE}", _replace),
    (False, rf"{MAKE}{_INSTEAD} (?:la|the) (?:n |numero )?(?P<number>\d{{1,8}})", _replace),
    (True, rf"{MAKE}{_REDO} (?:la|cette|ma) {PAPER}", _replace),
    (False, rf"{MAKE}{_UNDO} {NAMED_INVOICE}", _cancel),
    (False, rf"{MAKE}{_EDIT} {NAMED_INVOICE}", _change),
    (True, rf"{MAKE}{_EDIT} (?:la|cette|ma) {PAPER}", _change),
    (False, rf"{NAMED_INVOICE} (?:est )?(?:a annuler|annulee|fausse|erronee)", _cancel),
    (True, rf"{MAKE}{_UNDO} (?:la|cette|ma) {PAPER}", _cancel),
    (False, rf"{_CREDIT}(?: {_WHOLE_SAID})?{_NET_SAID} {_ON_INVOICE}{_NET_SAID.replace('net', 'net_2', 1)}", _credit),
    (False, rf"{_CREDIT} {_ON_INVOICE}(?: [,:])?(?: (?:de|pour))?(?: la)? {_WHOLE_SAID}", _credit),
    (
        False,
        rf"{_CREDIT}(?: (?:de|pour|d un montant de|:))? {SUM}(?: eur)?{TAX}{_NET_SAID} {_ON_INVOICE}{_BEHIND_NUMBER}",
        _price_only,
    ),
    (False, rf"{_CREDIT} {_ON_INVOICE}(?: [,:])?(?: (?:pour|de|d|avec|for|of))*(?: [,:])? (?P<what>.+)", _credit),
    (False, rf"{_CREDIT}(?: (?:pour|de|d|of))* (?P<what>.+?) (?:sur|de|on) {ON_INVOICE}{_BEHIND_NUMBER}", _credit),
    (True, rf"{_CREDIT}(?: {_WHOLE_SAID})?{_NET_SAID}", _credit),
    (True, rf"{_CREDIT}(?: (?:pour|de|d|of))* (?P<what>(?:(?! sur ).)*\d(?:(?! sur ).)*)", _credit),
)
