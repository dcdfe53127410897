"""Invoices that are wanted: of an order, of deliveries, of a quote, of words; a deposit, a share of the work."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from bot.understanding.dates import DAY, read_day
from bot.understanding.deliveries.counts import counts_in
from bot.understanding.deliveries.said import Counted
from bot.understanding.invoices.patterns import (
    BEFORE_WHO,
    BILL,
    DEPOSIT,
    EURO,
    NAMED_ORDER,
    ON_ORDER,
    PAPER,
    PROGRESS,
    SHARE,
    SLIPS,
    SUM,
)
from bot.understanding.invoices.said import (
    DepositSaid,
    DirectSaid,
    FinalSaid,
    InvoiceDeliveries,
    InvoiceOrder,
    InvoiceQuote,
    InvoiceSaid,
    InvoiceWhom,
    ProgressSaid,
)
from bot.understanding.order_words import NO, ORDER, QUOTE_NUMBER
from bot.understanding.sentences import DOCUMENT, MAKE, Row, Sentence, listed
from bot.understanding.whom import could_be_name


def lines_in(what: str) -> tuple[Counted, ...]:
    """« 2 radiateurs et 1 pose », « que les radiateurs »; nothing when the words are no such thing."""
    if found := _ONLY_THESE.fullmatch(what):
        return (Counted(found["words"]),)
    counted = counts_in(what)
    lines = counted[0] if counted else ()
    return () if any(one.less or one.of or one.damaged or one.refused for one in lines) else lines


def _order(*, everything: bool = False) -> Callable[[Sentence], InvoiceOrder]:
    return lambda said: InvoiceOrder(said.number, everything=everything, send=bool(said.said("send")))


def _lines_of_order(said: Sentence) -> InvoiceOrder | None:
    lines = lines_in(said.said("what"))
    if not lines or any(_AN_ORDER.match(one.words) for one in lines):
        return None
    return InvoiceOrder(said.number, lines=lines, send=bool(said.said("send")))


def _quote(said: Sentence) -> InvoiceQuote:
    return InvoiceQuote(said.number)


def _deliveries(said: Sentence) -> InvoiceDeliveries | None:
    who = said.said("who")
    if who and not could_be_name(who):
        return None
    until = read_day(said.words("until"), said.today) if said.said("until") else None
    return InvoiceDeliveries(listed(said.said("numbers")), said.words("who"), until)


def _deposit(said: Sentence) -> DepositSaid:
    return DepositSaid(said.number, _percent(said), said.amount())


def _deposit_of(said: Sentence) -> DepositSaid | None:
    """« acompte 30 % commande dupont »: of the order that this customer has."""
    return (
        DepositSaid(None, _percent(said), said.amount(), said.words("who")) if could_be_name(said.said("who")) else None
    )


def _progress(said: Sentence) -> ProgressSaid | None:
    percent = _percent(said)
    return ProgressSaid(said.number, percent) if percent else None


def _progress_of(said: Sentence) -> ProgressSaid | None:
    """« situation 30 % commande dupont »."""
    percent = _percent(said)
    return ProgressSaid(None, percent, said.words("who")) if percent and could_be_name(said.said("who")) else None


def _final(said: Sentence) -> FinalSaid:
    return FinalSaid(said.number)


def _direct(said: Sentence) -> DirectSaid | None:
    """A name, which may begin with an article (« le roy »), and a number behind it: goods, or money."""
    first, *others = said.said("rest").split(" ")
    if first in _ARTICLES and others and not _PAPERS.fullmatch(others[0]):
        first = others[0]
    return DirectSaid(said.words("rest")) if could_be_name(first) else None


def _whom(said: Sentence) -> InvoiceWhom | None:
    return InvoiceWhom(said.words("who")) if could_be_name(said.said("who")) else None


def _percent(said: Sentence) -> Decimal | None:
    percent = Decimal(said.said("percent") or 0)
    return percent if percent > 0 else None


_ONLY_THESE: Final = re.compile(
    r"(?:(?:que|seulement|juste|uniquement|rien que) )?(?:les|la|le|l) (?P<words>[a-z][^|,;:+]*?)"
    r"(?: (?:seulement|uniquement))?"
)
_AN_ORDER: Final = re.compile(r"(?:commandes?|cmde?|cde|order)\b.*\d")  # a document, no goods
_ARTICLES: Final = frozenset({"le", "la", "les", "l"})
_PAPERS: Final = re.compile(  # « la livraison de dupont du 12 » is no name
    rf"{SLIPS}|{DEPOSIT}|{PROGRESS}|{PAPER}|{ORDER}|order|bon|bons|totalite|partie|suite|semaine|mois|jour|journee|nuit"
    r"|derniere?s?|premiere?s?|meme|semaines|travaux|prestation|intervention|pose|depannage|chantier|facturation"
)
_SEND: Final = (
    r"(?P<send>(?: ,)?(?: (?:et|puis|and))? (?:envoie|envoye|envoyer|envoies|envoi|transmets|mail|send)"
    r"(?: (?:lui|leur|la|le|les|moi|it))*(?: (?:par|en|au|a|by) .+)?)?"
)
_IT: Final = r"(?:une |la |cette |un |l |le )?(?:nouvelle |nouveau |nvelle |nv |nvlle )?"
_DELIVERED: Final = (
    r"(?:(?:tout )?(?:ce qui|ce que|ce qu)(?: (?:est|a ete|on a|j ai|a|deja))* "
    r"|(?:la |les )?(?:partie|articles?|lignes?|quantites?) |(?:(?:que|seulement"
    r"|uniquement) )?(?:(?:le|du|les|tout) )?)"
    r"(?:(?:deja) )?(?:livre(?:e|s|es)?|delivered)"
)
_EVERYTHING: Final = (
    r"(?:tout|toute|la totalite|l integralite|l ensemble|en totalite|integralement|entierement|totalement|100 %"
    r"|en entier|au complet|complete?|everything|all)"
)
_REST: Final = r"(?:(?:le |la )?(?:reste|solde|reliquat|restant|suite)|ce qui reste)"
_FINAL: Final = (
    rf"(?:{_REST}|(?:{PAPER} )?(?:de |du )?solde|{PAPER} (?:finale?|definitive|de fin|de cloture)"
    r"|decompte (?:final|definitif|general)|final invoice)"
)
_NO_GOODS: Final = rf"(?!(?:\S+ )*?prepare[rz]?(?: moi)? {_REST} )"  # « prépare le reste de la 1 » is about goods
_QUOTE: Final = rf"(?:(?:le|du|ce|mon) )?devis {NO}{QUOTE_NUMBER}"
_NUMBERS: Final = rf"(?P<numbers>{DOCUMENT}(?: (?:, |et |puis |and |{SLIPS} |le |la |n )*{DOCUMENT})*)"
_SLIPS_BY_NUMBER: Final = (
    r"(?:(?:le|les) )?(?P<numbers>bl ?\d{1,8}(?:-\d{1,6}| - \d{1,6})?(?: (?:, |et )*(?:bl ?)?\d{1,8})*)"
)
_THOSE: Final = rf"(?:(?:tou(?:t|te|tes|s) )?(?:(?:la|le|les|mes|nos|ces|ses) )?)(?:derni(?:er|ere)s )?{SLIPS}"
_WAITING: Final = r"(?: (?:non facturee?s?|pas (?:encore )?facturee?s?|a facturer|en attente))?"
_UNTIL: Final = rf"(?: (?:(?:jusqu )?(?:au|a|le|pour) )?(?P<until>{DAY}))?"
_FOR: Final = rf"(?:(?:de|du|des|d|chez|pour|a) )+{BEFORE_WHO}"
_FOR_WHOM: Final = rf"(?:(?:de|du|des|d|chez|pour|a) )*{BEFORE_WHO}"
_THEIR_ORDER: Final = r"(?:(?:sur|pour|de|d) )?(?:(?:la|sa|l) )?(?:commande|cmde?|cde|order)"
_THIS_ORDER: Final = r"(?:(?:sur|pour|de|d) )?(?:la|cette|l|the|this) (?:commande|cmde?|cde|order)"
_NAME: Final = r"(?P<who>[a-z](?:[^|,;:+]*?[^|,;:+ ])?)"
_AMOUNT: Final = rf"(?:(?:de|d|a|:|pour|of) )*{SUM}{EURO}?(?: ttc)?"
_PERCENT: Final = rf"(?:(?:de|d|a|:|of) )*{SHARE}"
_ASKED: Final = rf"{MAKE}{_IT}(?:(?:demande|demander|reclame|appelle|appel)[rz]? (?:(?:un|une|l|d|de|le) )*)?"
_DEPOSIT_PAPER: Final = rf"(?:{PAPER} (?:(?:d|de|pour|l|un) )*{DEPOSIT}|demande (?:d )?{DEPOSIT}|deposit invoice)"
_PROGRESS: Final = rf"(?:{PAPER} (?:(?:de|d|la|l|une) )*)?{PROGRESS}"
_BILL: Final = rf"{MAKE}{_IT}{BILL}"

# Many lines may be said in one message.
DIRECT: Final[tuple[Row[InvoiceSaid], ...]] = (
    (False, rf"{_BILL}(?: (?:pour|a|de|directe?|comptant|comptoir|:))* (?P<rest>[a-z].*\d.*)", _direct),
)
ROWS: Final[tuple[Row[InvoiceSaid], ...]] = (
    # A share before the work is done, or of the work.
    (False, rf"{_ASKED}(?:{_DEPOSIT_PAPER}|{DEPOSIT}) {_PERCENT} {ON_ORDER}{_SEND}", _deposit),
    (False, rf"{_ASKED}(?:{_DEPOSIT_PAPER}|{DEPOSIT}) {ON_ORDER}(?: [,:])? {_PERCENT}", _deposit),
    (False, rf"{_ASKED}{SHARE} d? ?{DEPOSIT} {ON_ORDER}", _deposit),
    (False, rf"{_BILL} {SHARE} d {DEPOSIT} {ON_ORDER}", _deposit),
    (False, rf"{NAMED_ORDER}(?: [,:])? (?:{_DEPOSIT_PAPER}|{DEPOSIT}) {_PERCENT}", _deposit),
    (False, rf"{_ASKED}{_DEPOSIT_PAPER} {_AMOUNT} {ON_ORDER}{_SEND}", _deposit),
    (False, rf"{_ASKED}{_DEPOSIT_PAPER} {ON_ORDER} {_AMOUNT}", _deposit),
    (False, rf"{_BILL} {SUM}{EURO}?(?: ttc)? d {DEPOSIT} {ON_ORDER}", _deposit),
    (False, rf"{_ASKED}{_DEPOSIT_PAPER} {ON_ORDER}", _deposit),
    (False, rf"{_ASKED}{DEPOSIT} (?:sur|pour|de) {NAMED_ORDER}", _deposit),
    (True, rf"{_ASKED}{_DEPOSIT_PAPER}(?: (?:{_PERCENT}|{_AMOUNT}))?(?: {_THIS_ORDER})?", _deposit),
    (True, rf"{_ASKED}{DEPOSIT} {_PERCENT} {_THIS_ORDER}", _deposit),
    (False, rf"{_ASKED}(?:{_DEPOSIT_PAPER}|{DEPOSIT}) {_PERCENT} {_THEIR_ORDER} {_FOR_WHOM}{_NAME}", _deposit_of),
    (False, rf"{_ASKED}{_DEPOSIT_PAPER} {_AMOUNT} {_THEIR_ORDER} {_FOR_WHOM}{_NAME}", _deposit_of),
    (False, rf"{_ASKED}{_DEPOSIT_PAPER} {_THEIR_ORDER} {_FOR_WHOM}{_NAME}", _deposit_of),
    (False, rf"{MAKE}{_IT}{_PROGRESS} {_PERCENT} {ON_ORDER}", _progress),
    (
        False,
        rf"{MAKE}{_IT}{_PROGRESS} (?:(?:de|a) )*(?P<percent>\d{{1,2}}|100) (?:sur|de|pour) {NAMED_ORDER}",
        _progress,
    ),
    (False, rf"{MAKE}{_IT}{_PROGRESS} {ON_ORDER}(?: [,:])? {_PERCENT}", _progress),
    (False, rf"{_BILL} {SHARE} (?:sur|de) {ON_ORDER}", _progress),
    (
        False,
        rf"{NAMED_ORDER}(?: [,:])? (?:{PROGRESS} |(?:(?:est|faite?|avancee?|realisee?|finie?) )*(?=a )){_PERCENT}",
        _progress,
    ),
    (True, rf"{MAKE}{_IT}{_PROGRESS} {_PERCENT}(?: {_THIS_ORDER})?", _progress),
    (False, rf"{MAKE}{_IT}{_PROGRESS} {_PERCENT} {_THEIR_ORDER} {_FOR_WHOM}{_NAME}", _progress_of),
    # An order.
    (False, rf"{_BILL} {_DELIVERED} {ON_ORDER}{_SEND}", _order()),
    (False, rf"{_BILL} {ON_ORDER} {_DELIVERED}{_SEND}", _order()),
    (False, rf"{_BILL} {_FINAL} {ON_ORDER}{_SEND}", _final),
    (False, rf"{_NO_GOODS}{MAKE}{_IT}{_FINAL} (?:sur|de|pour) {NAMED_ORDER}", _final),
    (False, rf"{NAMED_ORDER}(?: [,:])? (?:{PAPER} (?:de )?solde|{PAPER} finale?)", _final),
    (False, rf"{_BILL} {_EVERYTHING} {ON_ORDER}{_SEND}", _order(everything=True)),
    (False, rf"{_BILL} {ON_ORDER} {_EVERYTHING}{_SEND}", _order(everything=True)),
    (False, rf"{_BILL} {NAMED_ORDER}{_SEND}", _order()),
    (False, rf"{_BILL} (?:sur|pour) {ON_ORDER}{_SEND}", _order()),
    (False, rf"{ON_ORDER} (?:(?:est )?(?:bonne? )?a facturer|en facture)", _order()),
    (False, rf"{MAKE}(?:(?:passe|transforme|mets|bascule)[rz]? )?{NAMED_ORDER} en facture", _order()),
    (
        False,
        rf"{_BILL} (?P<what>(?:(?:que|seulement|juste) )?(?:\d|une? |les |le |la |l ).*?) (?:sur|de"
        rf"|pour) {ON_ORDER}{_SEND}",
        _lines_of_order,
    ),
    (
        False,
        rf"{_BILL} {NAMED_ORDER}(?: [,:])? (?P<what>(?:(?:que|seulement|juste) )?(?:\d|une? |les ).*)",
        _lines_of_order,
    ),
    (
        False,
        rf"{_BILL} (?:sur|de) {ON_ORDER}(?: [,:])? (?P<what>(?:(?:que|seulement|juste) )?(?:\d|une? |les ).*)",
        _lines_of_order,
    ),
    (True, rf"{MAKE}(?:(?:la|une|sa) )?{BILL}(?: (?:la|le|ca|lui|{_DELIVERED}))*{_SEND}", _order()),
    (True, rf"{_BILL} {_EVERYTHING}{_SEND}", _order(everything=True)),
    (True, rf"{_BILL} {_FINAL}|{PAPER} (?:de solde|finale?)", _final),
    # A quote.
    (False, rf"{_BILL} (?:sur |pour )?{_QUOTE}", _quote),
    (False, rf"{MAKE}(?:(?:passe|transforme|mets|bascule|convertis)[rz]? )?{_QUOTE} en facture", _quote),
    (True, rf"{_BILL} (?:le|ce) devis|(?:passe|transforme|mets|convertis)[rz]? (?:le|ce|mon) devis en facture", _quote),
    # Deliveries.
    (False, rf"{_BILL} (?:(?:les|le|la) )?{SLIPS} {_NUMBERS}", _deliveries),
    (False, rf"{_BILL} {_SLIPS_BY_NUMBER}", _deliveries),
    (False, rf"{_BILL} (?:{_THOSE}{_WAITING}|{_DELIVERED}) {_FOR}{_NAME}{_UNTIL}", _deliveries),
    (
        False,
        rf"{_BILL} (?:{_THOSE}{_WAITING}|tout(?: ce qui (?:est|reste) (?:a facturer|livre"
        rf"|en attente))?|{_DELIVERED}){_UNTIL}",
        _deliveries,
    ),
    # Words.
    *DIRECT,
    (False, rf"{_BILL} {BEFORE_WHO}{_NAME}", _whom),
)
