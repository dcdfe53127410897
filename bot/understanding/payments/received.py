"""Money that came in: amount, way, cheque, bank, documents, day and payer, said in any order.

Each part is taken out of the sentence where its words stand; what is left is the payer, or it was no payment.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from bot.understanding.doubts import doubt_in
from bot.understanding.invoices.patterns import DEPOSIT
from bot.understanding.linking import Index
from bot.understanding.order_requests import read_order_request
from bot.understanding.order_said import DepositCame
from bot.understanding.patterns import Found, find, without
from bot.understanding.payments.said import PaymentSaid
from bot.understanding.payments.words import (
    BANKS,
    CAME,
    CHEQUE,
    CHEQUE_BEHIND,
    CHEQUE_NUMBERS,
    DAY_SAID,
    DEPOSIT_CAME,
    ELSEWHERE,
    EUROS,
    GOT,
    INVOICES_SAID,
    JOINING,
    METHODS_SAID,
    ON_ORDER,
    OTHER_BANK,
    OWED,
    PAPER_SAID,
    PLAIN_SUM,
    RECEIPT,
    REFERENCE,
    SUM_SAID,
    TRAILING,
    WEEKDAYS,
)
from bot.understanding.periods import read_period
from bot.understanding.sentences import LONGEST_SENTENCE, listed, money_in, numbered, past_politeness, with_thousands
from bot.understanding.whom import could_be_name
from bot.understanding.words import BREAK, Token, Tokens, joined, tokens_of, typed


def read_received(text: str, today: date, *, in_hand: bool) -> PaymentSaid | None:
    """The payment that the whole message tells of; None when it tells of something else."""
    tokens = _numbers_apart(with_thousands(past_politeness(tokens_of(text))), text)
    if (
        not 0 < len(tokens) <= LONGEST_SENTENCE
        or text.lstrip().startswith("-")
        or ELSEWHERE.match(joined(tokens))
        or doubt_in(text) is not None
        or _is_deposit(tokens, text)
    ):
        return None
    taken = _Taken(text, tokens, today)
    for take in _PARTS:
        take(taken)
    payment = taken.payment(in_hand=in_hand)
    opened = _DEPOSIT.match(joined(tokens)) is not None  # a deposit that came names its order
    return None if payment is not None and opened and payment.order is None else payment


def _is_deposit(tokens: Tokens, text: str) -> bool:
    """Whether the words are what is said of an order's deposit elsewhere: « acompte 300 reçu sur la 106 »."""
    asked = read_order_request(tokens, text, Index(()))
    return asked is not None and isinstance(asked[1], DepositCame)


@dataclass
class _Taken:
    """What is read so far, and the tokens that are left."""

    source: str
    tokens: Tokens
    today: date
    parts: dict[str, Any] = field(default_factory=dict)
    came: bool = False  # « encaissé », « a payé »
    euros: bool = False
    all_of_it: bool = False  # « fa 213 payée »

    def take(self, pattern: re.Pattern[str]) -> Found | None:
        found = find(pattern, self.tokens)
        if found is not None:
            self.tokens = without(self.tokens, found)
        return found

    def payment(self, *, in_hand: bool) -> PaymentSaid | None:
        """A payment needs money or a document, and a word that says that it came; and nothing else may be said."""
        who = self._payer()
        read = PaymentSaid(**self.parts)
        documents = bool(read.invoices or read.order)
        if who and read.amount is None and not documents and self._paid_somehow(read):
            return PaymentSaid(**self.parts, who=who)  # how much is asked
        if who is None or (read.amount is None and not documents and not (in_hand and self.came)):
            return None
        told = self.came or read.method is not None or read.of is not None
        if not told or (read.amount is None and not self.all_of_it):
            return None
        return PaymentSaid(**self.parts, who=who)

    def _paid_somehow(self, read: PaymentSaid) -> bool:
        """« dupont a payé par chèque », « dupont a réglé l'acompte »: it came, how much is not said."""
        told = _HAS_PAID.search(joined(tokens_of(self.source))) is not None
        return told and (read.method is not None or read.deposit)

    def _payer(self) -> str | None:
        """What is left, when it could be a name; None when it could not."""
        stretches = _stretches(self.tokens)
        if not stretches:
            return ""
        if len(stretches) > 1 or any(token.number is not None for token in stretches[0]):
            return None
        name = joined(stretches[0])
        return typed(self.source, stretches[0]) if could_be_name(name) and not re.search(r"\d", name) else None


def _numbers_apart(tokens: Tokens, source: str) -> Tokens:
    """« fa 9 102,49 » is invoice 9 and a sum, « la 13 1 200 » too: no number of a document has thousands."""
    apart: list[Token] = []
    for token in tokens:
        head, *rest = source[token.start : token.end].split(maxsplit=1) if token.number is not None else ("",)
        if not rest or not head.isdecimal() or not _names_a_document([one.text for one in apart]):
            apart.append(token)
            continue
        start = token.end - len(rest[0])
        moved = (replace(one, start=one.start + start, end=one.end + start) for one in tokens_of(rest[0]))
        apart += [Token(head, token.start, token.start + len(head), Decimal(head)), *moved]
    return tuple(apart)


def _names_a_document(before: list[str]) -> bool:
    words = before[:-1] if before[-1:] and before[-1] in _NUMBER_MARKS else before
    if words[-1:] == ["et"]:  # « fa 9 et 10 102,49 »
        return len(words) >= _MORE_OF and words[-2].isdigit() and words[-_MORE_OF] in _DOCUMENT_WORDS
    return bool(words) and words[-1] in _DOCUMENT_WORDS


def _stretches(tokens: Tokens) -> list[Tokens]:
    """The words left between breaks, without what only joins."""
    found: list[Tokens] = []
    run: list[Token] = []
    for token in (*tokens, Token(BREAK, 0, 0)):
        if token.text not in (BREAK, ",", ";", ":", "+", "-", "/", "."):
            run.append(token)
            continue
        while run and run[0].text in JOINING:
            run.pop(0)
        while run and run[-1].text in TRAILING:
            run.pop()
        if run:
            found.append(tuple(run))
        run = []
    return found


def _receipt(taken: _Taken) -> None:
    if taken.take(RECEIPT):
        taken.parts["receipt"] = True


def _deposit(taken: _Taken) -> None:
    if taken.take(DEPOSIT_CAME):
        taken.parts["deposit"] = True


def _owed(taken: _Taken) -> None:
    """« 5 000 sur les 9 870 »."""
    found = find(OWED, taken.tokens)
    amount, of = (money_in(found.match["amount"]), money_in(found.match["of"])) if found else (None, None)
    if found is None or amount is None or of is None or amount > of or of < _LEAST_OWED:
        return
    taken.parts |= {"amount": amount, "of": of}
    taken.tokens = without(taken.tokens, found)


def _reference(taken: _Taken) -> None:
    """« chq n° 123456 », « chèque 0123456 », « vir ref AB-778 »: what the paper itself is called."""
    by_cheque = find(CHEQUE, taken.tokens) is not None
    for pattern in CHEQUE_NUMBERS if by_cheque else (REFERENCE,):
        found = find(pattern, taken.tokens)
        if found is not None:
            said = typed(taken.source, found.part(taken.tokens, "reference"))
            taken.parts["reference"] = said.replace(" ", "")
            kept = taken.tokens[found.start : found.start + 1] if found.match.groupdict().get("cheque") else ()
            taken.tokens = (*taken.tokens[: found.start], *kept, *without(taken.tokens, found)[found.start :])
            return
    _cheque_behind(taken)


def _cheque_behind(taken: _Taken) -> None:
    """« 190,73 chq 4801234 CIC », « chq CIC 4801234 de 190,73 »."""
    found = find(CHEQUE_BEHIND, taken.tokens)
    if found is None or not SUM_SAID.search(found.match.string.replace(found.match["reference"], "", 1)):
        return
    number = found.part(taken.tokens, "reference")
    taken.parts["reference"] = typed(taken.source, number)
    gone = Token(BREAK, number[0].start, number[0].start)
    taken.tokens = tuple(gone if token is number[0] else token for token in taken.tokens)


def _order(taken: _Taken) -> None:
    if found := taken.take(ON_ORDER):
        taken.parts["order"] = numbered(found.match["number"] or found.match["number_2"])
        taken.all_of_it = True


def _invoices(taken: _Taken) -> None:
    """« fa 213 », « réglé 213 et 214 », « la 213 »; of a deposit, « la 106 » is an order."""
    ways = (find(pattern, taken.tokens) for pattern in INVOICES_SAID)
    found = next(filter(None, ways), None)
    if found is None:
        return
    numbers = listed(found.match["invoices"])
    bare = all(number.isdigit() for number in numbers)
    if taken.parts.get("deposit") and bare and not PAPER_SAID.search(found.match["invoices"]):
        taken.parts["order"] = numbers[0]
    else:
        taken.parts["invoices"] = numbers
    taken.all_of_it = True
    taken.came = taken.came or bool(found.match.groupdict().get("paid"))
    taken.tokens = without(taken.tokens, found)


def _method(taken: _Taken) -> None:
    for method, pattern in METHODS_SAID.items():
        if taken.take(pattern):
            taken.parts["method"] = method
            return


def _day(taken: _Taken) -> None:
    found = find(DAY_SAID, taken.tokens)
    on = past_day(joined(found.part(taken.tokens, "day")), taken.today) if found else None
    if found is not None and on is not None:
        taken.parts["on"] = on
        taken.tokens = without(taken.tokens, found)


def _bank(taken: _Taken) -> None:
    if taken.parts.get("method") != "cheque":
        return
    for name, pattern in BANKS.items():
        if taken.take(pattern):
            taken.parts["bank"] = name
            return
    if found := find(OTHER_BANK, taken.tokens):
        taken.parts["bank"] = typed(taken.source, found.part(taken.tokens, "bank"))
        taken.tokens = without(taken.tokens, found)


def _amount(taken: _Taken) -> None:
    """One sum of money: the one with euros where several numbers stand."""
    if "amount" in taken.parts:
        return
    for pattern in (EUROS, PLAIN_SUM):
        found = find(pattern, taken.tokens)
        amount = money_in(found.match["amount"]) if found else None
        if found is not None and amount is not None:
            taken.parts["amount"] = amount
            taken.euros = pattern is EUROS
            taken.tokens = without(taken.tokens, found)
            return


def _verb(taken: _Taken) -> None:
    """« reçu 20 » tells of goods as well: only with euros, a way to pay or a document is it money."""
    while taken.take(CAME):
        taken.came = taken.all_of_it = True
    sure = taken.euros or taken.came or not taken.parts.keys().isdisjoint(("method", "invoices", "order", "deposit"))
    while sure and taken.take(GOT):
        taken.came = True


def past_day(said: str, today: date) -> date | None:
    """« hier », « le 12/11 », « vendredi »: the last such day."""
    if said in WEEKDAYS:
        return today - timedelta(days=(today.weekday() - WEEKDAYS.index(said)) % 7)
    if said.startswith(("ce ", "cet ", "tout ")):
        return today
    if said == "avant hier":
        return today - timedelta(days=2)
    period = read_period(said, today)
    return period.first if period is not None and period.span == "day" else None


_HAS_PAID: Final = re.compile(
    r"(?<!\S)(?:a|ont|vient de|viennent de) (?:(?:bien|deja|tout|enfin|nous|me) )*(?:paye|regle|verse)r?(?!\S)"
    r"|^(?:(?:on a|j ai|bien) )*(?:encaisse|recu)(?!\S)"
)
_DEPOSIT: Final = re.compile(rf"{DEPOSIT}(?!\S)")
_NUMBER_MARKS: Final = frozenset({"n", "no", "num", "numero"})
_DOCUMENT_WORDS: Final = frozenset({"fa", "ac", "fact", "fac", "facture", "la", "commande", "cde", "co"})
_MORE_OF: Final = 3  # words back, from « et », to that of the first document
_LEAST_OWED: Final = Decimal(100)
_PARTS: Final[tuple[Callable[[_Taken], None], ...]] = (
    _receipt, _deposit, _owed, _reference, _order, _invoices, _method, _day, _bank, _amount, _verb,
)  # fmt: skip
