"""What people ask about orders that exist: where one is, lists, the same again, its customer's number, a deposit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.understanding.linking import Index
from bot.understanding.order_said import (
    DepositCame,
    DepositWanted,
    OrderCancel,
    OrderCopy,
    OrderDecide,
    OrderFind,
    OrderLess,
    OrderList,
    OrderNumber,
    OrderPlace,
    OrderRequest,
    OrdersAsked,
    OrderVerdict,
    PaymentMethod,
    PurchasesAsked,
)
from bot.understanding.order_words import CO, NO, NUMBER, ORDER, ORDERS, OWN_NUMBER, QUOTE_NUMBER
from bot.understanding.patterns import Found, find, phrase
from bot.understanding.reading import Intent, Match
from bot.understanding.requests import customer_named
from bot.understanding.words import Tokens, joined, tokens_of, typed


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request as it was found."""

    found: Found
    tokens: Tokens
    source: str
    customers: Index

    @property
    def text(self) -> str:
        return self.found.match.group()

    def said(self, group: str) -> str | None:
        """What a group holds; None when the pattern has none of this name."""
        held: str | None = self.found.match.groupdict().get(group)
        return held

    def words(self, group: str) -> str | None:
        """The same as it was typed."""
        return typed(self.source, self.found.part(self.tokens, group)) if self.said(group) else None

    def customer(self) -> Match | None:
        if not self.said("customer"):
            return None
        return customer_named(self.found.part(self.tokens, "customer"), self.source, self.customers)


def read_order_request(tokens: Tokens, source: str, customers: Index) -> tuple[Intent, OrderRequest] | None:
    """The request that the whole message is; None when it is none."""
    text = joined(tokens)
    for intent, pattern, read in _REQUESTS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        asked = read(_Asked(Found(match, 0, len(tokens)), tokens, source, customers))
        if asked is not None:
            return intent, asked
    return None


def read_deposit(text: str) -> DepositCame | None:
    """The amount in a typed answer, and how it came: « 300 cb »."""
    said = tokens_of(f"acompte recu {text}")
    for intent, pattern, read in _REQUESTS:
        match = pattern.fullmatch(joined(said)) if intent is Intent.ORDER_DEPOSIT else None
        if match is not None:
            found = read(_Asked(Found(match, 0, len(said)), said, text, Index(())))
            return found if isinstance(found, DepositCame) else None
    return None


def deposit_in(said: str) -> DepositCame | None:
    """The deposit that came along with an order, in the words it was made from: « … acompte 300 cb ».

    Its amount is a percentage when it is the one that the order asks: « … acompte 30% cb ».
    """
    found = find(PAID_ALONG, tokens_of(said))
    return DepositCame(found.number(), _method(found.match["method"])) if found else None


def _place(asked: _Asked) -> OrderPlace:
    return OrderPlace(asked.words("number"))


def _find(asked: _Asked) -> OrderFind:
    return OrderFind(asked.words("number"))


def _list(asked: _Asked) -> OrdersAsked | None:
    """Whoever is named must be known: « commandes bidule » lists nothing."""
    if asked.said("customer"):
        customer = asked.customer()
        return OrdersAsked("open", customer) if customer is not None and customer.candidates else None
    which: OrderList = "waiting" if _WAITING.search(asked.text) else "mine" if _MINE.search(asked.text) else "open"
    return OrdersAsked(which)


def _copy(asked: _Asked) -> OrderCopy:
    return OrderCopy(asked.words("number"), asked.customer())


def _cancel(asked: _Asked) -> OrderCancel:
    return OrderCancel(asked.words("number"))


def _less(asked: _Asked) -> OrderLess:
    return OrderLess(Decimal(asked.found.match["n"]), asked.words("what") or "", asked.words("number") or "")


def _decide(asked: _Asked) -> OrderDecide:
    verdict: OrderVerdict = "refuse" if asked.text.startswith("refuse") else "release"
    return OrderDecide(verdict, asked.words("number"))


def _wanted(asked: _Asked) -> DepositWanted | None:
    percent = Decimal(asked.found.match["n"])
    return DepositWanted(percent, asked.words("number")) if 0 < percent <= 100 else None


def _own_number(asked: _Asked) -> OrderNumber:
    return OrderNumber(asked.words("own") or asked.words("glued") or "")


def _deposit(asked: _Asked) -> DepositCame | None:
    """« acompte 30 » alone is a share that is asked; an amount that came says how, or is more than any share."""
    amount, method = Decimal(asked.found.match["n"]), _method(asked.said("method"))
    if method is None and amount <= 100 and not _CAME.search(asked.text):
        return None
    told = method is not None or _RECEIVED.search(asked.text) is not None
    return DepositCame(amount, method, asked.words("number"), told)


def _purchases(asked: _Asked) -> PurchasesAsked | None:
    customer = asked.customer()
    if asked.said("customer") and (customer is None or not customer.candidates):
        return None
    return PurchasesAsked(customer)


def _method(said: str | None) -> PaymentMethod | None:
    return next((method for method, words in _METHODS.items() if said and re.fullmatch(words, said)), None)


_METHODS: Final[dict[PaymentMethod, str]] = {
    "card": r"cb|carte(?: bleue| bancaire)?",
    "cheque": r"chq|cheques?|chk|cheq",
    "cash": r"esp|especes?|liquide|cash",
    "transfer": r"vir|virt|virement|vrt",
    "debit": r"prlv|prelevement",
}
_WAITING: Final = re.compile(r"en attente|bloquee|a debloquer|a valider")
_MINE: Final = re.compile(r"(?<!\S)mes(?!\S)")
_RECEIVED: Final = re.compile(r"(?<!\S)(?:re[cs]ue?s?|encaiss|vers[eé]|pay[eé]|regl[eé]|percu|touche|arrive|got|paid)")
_CAME: Final = re.compile(r"(?<!\S)(?:recue?|encaissee?|versee?|payee?|reglee?|eur)(?!\S)")
_THE: Final = r"(?:(?:la|l|le|ma|cette|ta|de la|du|des) )?"
_SHOW: Final = r"(?:(?:voir|montre|montrer|affiche|ouvre|donne|cherche|retrouve)(?: moi)? )?"
_MAKE: Final = r"(?:(?:fais|refais|refait|faire|refaire|cree|creer|je veux|mets)(?: moi| lui)? )?"
_WHOM: Final = (
    r"(?:(?:de|du|des|d|la|le|les|l|chez|pour|par|client|cliente) )*"
    r"(?P<customer>(?!en |a |du |qui |non |pas )[^\d|,;+]+?)"
)
_FOR: Final = r"(?: (?:pour|pr|chez|a) (?P<customer>.+?))?"
_ONE: Final = rf"{_THE}(?:{ORDER} )?{NO}{NUMBER}"
_ONE_SAID: Final = rf"{_THE}{ORDER} {NO}{NUMBER}"
_STATE: Final = (
    r" (?:qui sont )?(?:en cours|ouvertes?|en attente|bloquees?|a debloquer|a valider|non livrees?|pas livrees?"
    r"|a livrer|du jour|du mois|de la semaine|confirmees?)"
)
_WHERE: Final = (
    r"(?:(?:elle )?(?:en )?est (?:en )?ou|ou (?:en )?(?:est|sont|en est|c est)|ou (?:on |ca |elle )?en est(?: on)?"
    r"|on en est ou|(?:l )?etat|(?:le )?suivi|(?:l )?avancement|(?:le )?point"
    r"|(?:il )?reste quoi|que reste t il|qu est ce qu il reste)"
    r"(?: (?:a livrer|de|d|sur|avec|pour))*"
)
_BOUGHT: Final = r"(?:nous )?(?:a|ont|avait) (?:deja )?(?:achete|pris|commande)"
_DEPOSIT: Final = r"(?:acc?omp?tes?|arrhes)"
_PAID: Final = r"(?:recue?|encaissee?|versee?|payee?|reglee?)"
_AMOUNT: Final = rf"(?P<n>\d+(?:\.\d+)?)(?: eur)?(?: ttc)?(?: {_PAID})*"
_HOW: Final = rf"(?:(?: (?:par|en))? (?P<method>{'|'.join(_METHODS.values())}))?"
# With a number of up to a hundred it is the share that the order asks: what follows says that it came, and how.
PAID_ALONG: Final = phrase(
    rf"{_DEPOSIT}(?: (?:de|d|:))* (?P<n>\d+(?:\.\d+)?)(?P<share> %)?(?P<euros> eur)?(?: ttc)?(?: {_PAID})*"
    rf"(?: (?:par|en))? (?P<method>{'|'.join(_METHODS.values())})(?: {_PAID})*"
)
_ON: Final = rf"(?: (?:pour|sur) {_ONE})?"
_DECIDE: Final = r"(?:debloque[rz]?|libere[rz]?|refuse[rz]?)"
_CLAIM: Final = r"(?:(?:on|je) )?(?:demande[rz]?|exige[rz]?|reclame[rz]?)(?: (?:lui|leur|moi))?"

_REQUESTS: Final[tuple[tuple[Intent, re.Pattern[str], Callable[[_Asked], OrderRequest | None]], ...]] = tuple(
    (intent, re.compile(f"{pattern}(?: (?:stp|svp|merci))*"), read)
    for intent, pattern, read in (
        (
            Intent.ORDER_PLACE,
            rf"(?:commander|commandez|{ORDER} (?:le|la|ca)|(?:je|on|il|elle|client) commande)"
            rf"(?: (?:le |ce )?devis(?: {NO}{QUOTE_NUMBER})?)?",
            _place,
        ),
        (
            Intent.ORDER_PLACE,
            r"(?:on )?(?:passe|passer|transforme|transformer|mets|bascule|convertis)(?: (?:le|la|ce|ca))?(?: devis)?"
            rf"(?: {NO}{QUOTE_NUMBER})? en {ORDER}",
            _place,
        ),
        (
            Intent.ORDER_PLACE,
            rf"{ORDER} (?:(?:sur|depuis|d apres|du|de|le|ce) )*devis(?: {NO}{QUOTE_NUMBER})?",
            _place,
        ),
        (
            Intent.ORDER_PLACE,
            rf"(?:le )?devis {NO}{QUOTE_NUMBER} (?:est )?(?:accepte|signe|gagne|ok|commande)"
            r"(?: (?:par|ce|hier|au) [^\d]+)?",
            _place,
        ),
        (Intent.ORDER_FIND, rf"{_SHOW}{_ONE_SAID}", _find),
        (Intent.ORDER_FIND, rf"{_SHOW}(?P<number>{CO})", _find),
        (Intent.ORDER_FIND, rf"{_WHERE} {_ONE}(?: a livrer)?", _find),
        (Intent.ORDER_FIND, rf"{_ONE}(?: (?:elle|ca|c))* (?:(?:en )?est (?:en )?ou|ou ca en est)", _find),
        (Intent.ORDER_FIND, rf"{_WHERE} (?:la|cette|ma) {ORDER}", _find),
        (
            Intent.ORDER_LIST,
            rf"(?:{_SHOW}|ou en sont )(?:(?:mes|les|nos|toutes (?:les|mes|nos)|liste (?:des|de mes|de nos)) )?{ORDERS}"
            rf"(?:{_STATE})?",
            _list,
        ),
        (Intent.ORDER_LIST, rf"{_SHOW}{ORDER}{_STATE}", _list),
        (Intent.ORDER_LIST, rf"(?:{_SHOW}|ou en sont )(?:(?:les|ses) )?{ORDERS}(?:{_STATE})? {_WHOM}", _list),
        (Intent.ORDER_LIST, rf"ou en (?:est|sont) (?:la |l |les )?{ORDER} (?:de|d|du|des|chez|pour) {_WHOM}", _list),
        (
            Intent.ORDER_COPY,
            rf"{_MAKE}(?:(?:la |une )?meme (?:{ORDER}|chose)|(?:une )?{ORDER} comme|pareil|comme|idem)(?: que)?"
            rf" {_ONE_SAID}{_FOR}",
            _copy,
        ),
        (
            Intent.ORDER_COPY,
            rf"{_MAKE}(?:(?:la |une )?meme {ORDER}|(?:une )?{ORDER} (?:comme|identique a|pareille? (?:que|a)))(?: que)?"
            rf" {_ONE}{_FOR}",
            _copy,
        ),
        (
            Intent.ORDER_COPY,
            r"(?:refais|refait|refaire|repasse|repasser|renouvelle|copie|copier|duplique|dupliquer|recommande|recommander)"
            rf"(?: moi| lui)? (?:(?:la|l|cette|ma) )?{ORDER}(?: {NO}{NUMBER})?{_FOR}",
            _copy,
        ),
        (Intent.ORDER_COPY, rf"recommande[rz]?(?: (?:la )?{NO}{NUMBER})?{_FOR}", _copy),
        (
            Intent.ORDER_CANCEL,
            r"(?:annule|annuler|annulez|annulation|supprime)(?: (?:de|toute))* (?:(?:la|cette|ma|l) )?"
            rf"{ORDER}(?: {NO}{NUMBER})?",
            _cancel,
        ),
        (Intent.ORDER_CANCEL, rf"annule[rz]? (?P<number>{CO})", _cancel),
        (Intent.ORDER_CANCEL, rf"annule[rz]? (?:la|cette) {NO}{NUMBER}", _cancel),
        (
            Intent.ORDER_CANCEL,
            rf"(?:annule|enleve|retire)[rz]? (?P<n>\d+(?:\.\d+)?) (?:x )?(?P<what>[a-z][^|,;:+]*?) (?:sur|de|a)"
            rf" (?:la|{_THE}{ORDER}) {NO}{NUMBER}",
            _less,
        ),
        (Intent.ORDER_CANCEL, rf"{_ONE_SAID} (?:est )?annulee?", _cancel),
        (Intent.ORDER_DECIDE, rf"{_DECIDE} {_ONE}", _decide),
        (Intent.ORDER_DECIDE, rf"{_DECIDE} (?:la|cette) {ORDER}", _decide),
        (
            Intent.ORDER_ASK_DEPOSIT,
            rf"{_CLAIM} (?:(?:un|d) )?{_DEPOSIT}(?: (?:de|d|:))* (?P<n>\d+(?:\.\d+)?)(?: %| pour cent){_ON}",
            _wanted,
        ),
        (
            Intent.ORDER_ASK_DEPOSIT,
            rf"{_CLAIM} (?P<n>\d+(?:\.\d+)?)(?: %| pour cent) (?:de|d) {_DEPOSIT}{_ON}",
            _wanted,
        ),
        (Intent.ORDER_NUMBER, OWN_NUMBER, _own_number),
        (
            Intent.ORDER_DEPOSIT,
            rf"(?:{_PAID} )?(?:(?:un|l|son|leur|d) )?{_DEPOSIT}(?: (?:de|d|:|{_PAID}))* {_AMOUNT}{_HOW}{_ON}"
            rf"(?: {_PAID})?",
            _deposit,
        ),
        (
            Intent.ORDER_DEPOSIT,
            rf"{_DEPOSIT}(?: (?:de|d|:|{_PAID}))* {_AMOUNT} (?:pour|sur) {_ONE}{_HOW}",
            _deposit,
        ),
        (
            Intent.ORDER_DEPOSIT,
            rf"{_PAID} {_AMOUNT}{_HOW}(?: (?:d|en|de|comme|pour l))? {_DEPOSIT}{_ON}",
            _deposit,
        ),
        (
            Intent.ORDER_PURCHASES,
            rf"(?P<customer>(?!(?:il|elle|ils|client) )[^\d|,;+]+?) {_BOUGHT} quoi(?: .{{1,30}})?",
            _purchases,
        ),
        (Intent.ORDER_PURCHASES, rf"(?:il|elle|ils|client) {_BOUGHT} quoi(?: .{{1,30}})?", _purchases),
        (
            Intent.ORDER_PURCHASES,
            rf"(?:qu|que|quoi|qu est ce qu|qu est ce que|quels articles) {_BOUGHT} (?P<customer>[^\d|,;+]+?)",
            _purchases,
        ),
        (
            Intent.ORDER_PURCHASES,
            rf"(?:qu est ce que?|qu est ce qu|que|quoi) (?P<customer>[^\d|,;+]+?) {_BOUGHT}",
            _purchases,
        ),
        (
            Intent.ORDER_PURCHASES,
            rf"{_SHOW}(?:(?:les |ses )?(?:(?:derniers? )?achats?|derniers? articles?)|historique (?:des |d )?achats?)"
            rf"(?: {_WHOM})?",
            _purchases,
        ),
    )
)
