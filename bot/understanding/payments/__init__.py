"""What is said of money: that it came in, came back, goes back; what a customer owes, his statement, what there is.

Sentences are rows of a table; what came in is said in any order, and read part by part in `received`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.understanding.invoices.patterns import CREDIT, NAMED_INVOICE, SHOW
from bot.understanding.patterns import find
from bot.understanding.payments.given_back import read_given_back
from bot.understanding.payments.received import past_day, read_received
from bot.understanding.payments.said import (
    AccountAsked,
    BouncedSaid,
    KeepCreditSaid,
    Method,
    MistakeSaid,
    MoneyAsked,
    MoneySaid,
    PaymentAsked,
    PaymentSaid,
    PaymentsAsked,
    Place,
    ReceiptAsked,
    RefundSaid,
    StatementAsked,
    UseCreditSaid,
    WriteOffSaid,
)
from bot.understanding.payments.words import DAY_SAID, METHODS, PAPER_SAID
from bot.understanding.sentences import AMOUNT, MAKE, Sentence, Table, money_in
from bot.understanding.whom import could_be_name, who_and_when
from bot.understanding.words import joined, tokens_of

__all__ = [
    "AccountAsked",
    "BouncedSaid",
    "KeepCreditSaid",
    "Method",
    "MistakeSaid",
    "MoneyAsked",
    "MoneySaid",
    "PaymentAsked",
    "PaymentSaid",
    "PaymentsAsked",
    "Place",
    "ReceiptAsked",
    "RefundSaid",
    "StatementAsked",
    "UseCreditSaid",
    "WriteOffSaid",
    "read_payment",
]


def read_payment(text: str, today: date, *, in_hand: bool = False) -> MoneySaid | None:
    """What a sentence says of money; None when it is about something else.

    In hand is an invoice, or the account of a customer.
    """
    return (
        _with_fee(text, today, in_hand=in_hand)
        or _on_a_day(text, today, in_hand=in_hand)
        or _SENTENCES.read(text, today, in_hand=in_hand)
        or read_given_back(text)
        or read_received(text, today, in_hand=in_hand)
    )


def _with_fee(text: str, today: date, *, in_hand: bool) -> BouncedSaid | None:
    """« chèque dupont impayé, 12 € de frais »; what the bank asks alone, with a payment in hand."""
    found = _FEE.search(text)
    fee = money_in((found["fee"] or found["fee_2"]).replace(",", ".")) if found else None
    if found is None or fee is None:
        return None
    before = text[: found.start()].strip()
    if not before:
        return BouncedSaid(fee=fee) if in_hand else None
    said = _on_a_day(before, today, in_hand=in_hand) or _SENTENCES.read(before, today, in_hand=in_hand)
    return replace(said, fee=fee) if isinstance(said, BouncedSaid) else None


def _on_a_day(text: str, today: date, *, in_hand: bool) -> BouncedSaid | None:
    """« chèque dupont impayé le 20/10 »; « du 20/10 » is the day of the cheque."""
    tokens = tokens_of(text) if len(text) <= _LONGEST_BACK else ()
    found = find(DAY_SAID, tokens)
    if found is None or found.match.group().startswith(_OF_THE_CHEQUE):
        return None
    on = past_day(joined(found.part(tokens, "day")), today)
    rest = f"{text[: tokens[found.start].start]} {text[tokens[found.end - 1].end :]}"
    said = _SENTENCES.read(rest, today, in_hand=in_hand) if on is not None else None
    return replace(said, on=on) if isinstance(said, BouncedSaid) else None


def _bounced(said: Sentence) -> BouncedSaid | None:
    who = said.said("who")
    if who and not could_be_name(who):
        return None
    method = next((method for group, method in _WAYS.items() if said.said(group)), None)
    return BouncedSaid(said.amount(), said.words("who"), said.number, said.words("reference"), method)


def _mistake(said: Sentence) -> MistakeSaid | None:
    who = said.said("who")
    if who and not could_be_name(who):
        return None
    payment = said.said("payment").replace(" ", "") or None
    return MistakeSaid(said.amount(), said.number, payment, said.words("who"), said.amount("instead"))


def _mistake_or_sum(said: Sentence) -> MistakeSaid:
    """« annule le règlement 4 »: the number of a payment, or what it was of."""
    return MistakeSaid(said.amount("payment"), payment=said.said("payment"))


def _refund(said: Sentence) -> RefundSaid | None:
    who = said.said("who")
    if who and (not could_be_name(who) or PAPER_SAID.search(who)):
        return None
    return RefundSaid(said.amount(), said.words("who"), _credit_number(said), _method(said))


def _keep(said: Sentence) -> KeepCreditSaid:
    return KeepCreditSaid(_credit_number(said))


def _use(said: Sentence) -> UseCreditSaid:
    return UseCreditSaid(_credit_number(said), said.number)


def _write_off(said: Sentence) -> WriteOffSaid | None:
    who = said.said("who")
    if who and not could_be_name(who):
        return None
    return WriteOffSaid(said.number, said.amount(), said.words("who"))


def _statement(said: Sentence) -> StatementAsked | None:
    about = who_and_when(said, "who")
    return StatementAsked(*about) if about else None


def _account(said: Sentence) -> AccountAsked | None:
    """« solde de la 106 » is about an order."""
    who = said.said("who")
    named = could_be_name(who) and not re.fullmatch(r"\D{0,3}\d+", who)
    return AccountAsked(said.words("who")) if not who or named else None


def _payments(said: Sentence) -> PaymentsAsked | None:
    about = who_and_when(said, "who")
    return PaymentsAsked(*about, his=bool(said.said("his")), every=bool(said.said("all"))) if about else None


def _one_payment(said: Sentence) -> PaymentAsked:
    return PaymentAsked(said.words("payment").upper().replace(" ", ""))


def _receipt(said: Sentence) -> ReceiptAsked:
    return ReceiptAsked(said.words("payment").upper().replace(" ", "") or None)


def _money(said: Sentence) -> MoneyAsked:
    place: Place | None = "bank" if said.said("bank") else "cash" if said.said("cash") else None
    return MoneyAsked(place)


def _method(said: Sentence) -> Method | None:
    return next((method for method in METHODS if said.said(f"method_{_GROUPS[method]}")), None)


def _credit_number(said: Sentence) -> str | None:
    number = said.said("credit_number").replace(" ", "")
    return f"av{number}" if number.isdigit() else number or None


_WAYS: Final[dict[str, Method]] = {
    "cheque": "cheque",
    "debit": "direct-debit",
    "transfer": "transfer",
    "bill": "bill",
}
_GROUPS: Final = {method: method.replace("-", "_") for method in METHODS}
_METHOD: Final = "|".join(f"(?P<method_{_GROUPS[method]}>{words})" for method, words in METHODS.items())
_HOW: Final = rf"(?: (?:(?:par|en|in|by|via) )?(?:{_METHOD}))?"
_SUM: Final = rf"(?P<amount>{AMOUNT})(?: eur)?(?: ttc)?"
_CHEQUE: Final = METHODS["cheque"]
_BACK: Final = (
    r"(?:(?:(?:est|a ete|m est|nous est|sont|revient) )*(?:revenue?s?|retournee?s?|rejetee?s?"
    r"|refusee?s?|impayee?s?|impaye"
    r"|sans provision|en bois|bounced|inpaye|rejet|annulee?)(?: (?:par la banque|impayee?s?"
    r"|sans provision|rejetee?s?))*)"
)
_OF_WHOM: Final = r"(?:(?:de|du|d|des|la|le|l|les) )*(?P<who>[a-z][^|,;:+\d]*?)"
_THE: Final = r"(?:(?:le|un|son|leur|la) )?"
_CHEQUE_NUMBER: Final = r"\d{6,12}(?! eur)(?!\S)"  # without « n° »; no such sum bounces
_OF_SUM: Final = rf"(?:(?! {_CHEQUE_NUMBER}) (?:de )?{_SUM})?"
_REJECTED: Final = r"(?:impaye|rejet|retour)(?: (?:du|de|d|sur))*"
_NO: Final = rf"(?: (?:(?:n|no|num|numero) (?P<reference>\d{{3,12}})|(?P<reference_3>{_CHEQUE_NUMBER})))?"
_NO_BEHIND: Final = r"(?: (?:n|no|num|numero) (?P<reference_2>\d{3,12}))?"
_WAY: Final = (
    rf"(?:(?P<cheque>{_CHEQUE})|(?P<debit>prelevements?|prlv)|(?P<transfer>virements?|vir)|(?P<bill>lcr|traite|effet)"
    r"|paiement|reglement)"
)
_A_DEPOSIT: Final = r"(?:(?:l|le|un|cet) )?(?:acc?omp?tes?|arrhes)(?: recue?s?)?"
_OF_ORDER: Final = (
    r"(?:sur|de|pour) (?:(?:la|l) )?(?:(?:commande|cde) )?(?:n )?"
    r"(?P<number>(?:co ?)?\d{1,8}(?:-\d{1,6}| - \d{1,6})?)"
)
_WRONG: Final = r"(?:(?:est|etait|a ete|c est|note|saisi|une|par|d) )*erreur"
_UNDO: Final = r"(?:annule[rz]?|supprime[rz]?|efface[rz]?|reprend(?:s|re)?|corrige[rz]?)"
_PAID_NUMBER: Final = r"\d{1,8}(?:-\d{1,6}| - \d{1,6})?"
_A_PAYMENT: Final = r"(?:paiement|reglement|encaissement|versement|recu)"
_THAT_PAYMENT: Final = r"(?:(?:le|la|l|mon|ce|cet|cette) )?"
_BY_NUMBER: Final = (
    rf"{_THAT_PAYMENT}(?:{_A_PAYMENT} )?(?:n |no |numero )?(?P<payment>rg ?{_PAID_NUMBER})"
    rf"|{_THAT_PAYMENT}{_A_PAYMENT} (?:n|no|numero) (?P<payment_2>{_PAID_NUMBER})"
)
_NUMBER_OR_SUM: Final = rf"{_THAT_PAYMENT}{_A_PAYMENT} (?P<payment>\d{{1,6}})"
_IT_IS: Final = r"(?:(?:,|:|c est|c etait|cetait|cest|est|etait|a ete|de|en fait|plutot) )*"
_NOT: Final = r"(?:(?:,|et|non|mais|plutot) )*(?:pas|non|au lieu|a la place)(?: (?:de|pas))?"
_RATHER: Final = rf"{_IT_IS}(?P<instead>{AMOUNT})(?: eur)? {_NOT} (?P<amount>{AMOUNT})(?: eur)?"
_HAND_BACK: Final = r"(?:rend(?:s|re|ez|u)?|redonne[rz]?|restitue[rz]?)"
_GIVE_BACK: Final = (
    r"(?:rembours(?:e|er|ez|es|ement)|rembour(?:se|ce)r?|rend(?:s|re)? (?:l argent|les sous)|refund|rembource)"
)
_CREDIT_NUMBER: Final = (
    rf"(?:(?:l|le|un|cet|son|the) )?{CREDIT} (?:(?:n|no|numero)"
    rf" )?(?P<credit_number>(?:av ?)?\d{{1,8}}(?:-\d{{1,6}}| - \d{{1,6}})?)"
)
_CREDIT_ALONE: Final = r"(?:(?:l|le|un|cet|son|la) )?(?P<credit_number_2>av ?\d{1,8}(?:-\d{1,6}| - \d{1,6})?)"
_THAT_CREDIT: Final = rf"(?:{_CREDIT_NUMBER}|{_CREDIT_ALONE})"
_TO_WHOM: Final = r"(?: (?:a|au|aux|to|pour) (?:(?:la|le|l|les) )?(?P<who>[a-z][^|,;:+]*?))?"
_ROUNDING: Final = (
    r"(?:(?:l|le|la|les|cet|ce) )?(?:ecarts?|petite difference|difference|centimes|reliquat|arrondi|reste(?:nt)?)"
)
_ON_INVOICE: Final = rf"(?: {NAMED_INVOICE}| (?:sur|de) (?:la )?(?P<number_3>\d{{1,8}}))?"
_LONGEST_BACK: Final = 300  # letters
_OF_THE_CHEQUE: Final = ("du ", "de ", "d ", "date")
_FEES: Final = r"frais(?:\s+(?:bancaires?|de\s+(?:la\s+)?banque|de\s+rejet|de\s+ch[èe]que|d['’]impay[ée]s?))?"
_FEE: Final = re.compile(  # at the end of what came back
    r"(?:(?:^|[\s,;.+])+(?:et\s+|avec\s+|plus\s+|dont\s+)?)(?:les\s+|des\s+|de\s+)?"
    rf"(?:(?P<fee>\d{{1,4}}(?:[.,]\d{{1,2}})?)\s*(?:€|euros?|eur)?\s+(?:de\s+)?{_FEES}"
    rf"|{_FEES}\s*(?:de\s+|:\s*|=\s*)?(?P<fee_2>\d{{1,4}}(?:[.,]\d{{1,2}})?)\s*(?:€|euros?|eur)?)\s*[.!]?\s*$",
    re.IGNORECASE,
)
_SLIP: Final = rf"{SHOW}{MAKE}(?:(?:le|un|son|la|une) )?(?:recu|quittance|receipt)(?: pdf)?"
_WHOSE: Final = r"(?:(?:de|du|des|d|le|la|les|l|chez|pour|client|cliente|sur) )*(?P<who>[a-z](?:[^|,;:+]*[^|,;:+ ])?)"

_SENTENCES: Final[Table[MoneySaid]] = Table[MoneySaid](
    # Came back.
    (False, rf"{_THE}{_WAY}{_OF_SUM}{_NO}(?: {NAMED_INVOICE})? {_BACK}", _bounced),
    (False, rf"{_THE}{_WAY}{_OF_SUM}{_NO} {_OF_WHOM}{_NO_BEHIND}(?: {NAMED_INVOICE})? {_BACK}", _bounced),
    (False, rf"{_THE}{_WAY}{_NO} {_OF_WHOM} (?:de )?{_SUM} {_BACK}", _bounced),
    (False, rf"{_THE}{_WAY} {_BACK}{_NO} {_OF_WHOM}{_OF_SUM}", _bounced),
    (False, rf"{_REJECTED}(?: (?:le|un|son|la))? {_WAY}{_OF_SUM}{_NO}(?: {_OF_WHOM})?(?: {NAMED_INVOICE})?", _bounced),
    (False, rf"(?P<who>[a-z][^|,;:+\d]*?)(?: (?:son|leur))? {_WAY}{_OF_SUM}{_NO} {_BACK}", _bounced),
    (True, rf"(?!(?:impaye|inpaye|annule)e?s?$)(?:(?:c est|il|elle|le paiement|le reglement) )?{_BACK}", _bounced),
    # Never came.
    (False, rf"{_A_DEPOSIT}(?: (?:de )?{_SUM})? {_OF_ORDER} {_WRONG}", _mistake),
    (False, rf"{_UNDO} {_A_DEPOSIT}(?: (?:de )?{_SUM})? {_OF_ORDER}", _mistake),
    (False, rf"(?:{_UNDO} )?{_A_DEPOSIT} (?:{_OF_ORDER}|(?P<number_2>\d{{1,6}})) {_RATHER}", _mistake),
    (False, rf"{_UNDO} (?:{_BY_NUMBER})", _mistake),
    (False, rf"(?:{_BY_NUMBER}) {_WRONG}", _mistake),
    (False, rf"{_UNDO} {_NUMBER_OR_SUM}", _mistake_or_sum),
    (False, rf"{_NUMBER_OR_SUM} {_WRONG}", _mistake_or_sum),
    (False, rf"{_UNDO} (?:le )?(?:paiement|reglement|virement|cheque) (?:de )?{_SUM}(?: {_OF_WHOM})?", _mistake),
    (False, rf"{_UNDO} (?:le )?(?:paiement|reglement|virement|cheque) {_OF_WHOM}", _mistake),
    # Goes back, or waits.
    (False, rf"{MAKE}{_GIVE_BACK} {_THAT_CREDIT}{_TO_WHOM}{_HOW}", _refund),
    (False, rf"{MAKE}(?:{_GIVE_BACK}|{_HAND_BACK}(?= .* (?:a|au|aux) )) (?:de )?{_SUM}{_TO_WHOM}{_HOW}", _refund),
    (False, rf"{MAKE}(?:{_GIVE_BACK}|{_HAND_BACK}(?= .* (?:a|au|aux) )) (?:de )?{_SUM}{_HOW}{_TO_WHOM}", _refund),
    (False, rf"{MAKE}{_HAND_BACK} (?:a|au|aux) (?:(?:la|le|l|les) )?(?P<who>[a-z][^|,;:+\d]*?) {_SUM}{_HOW}", _refund),
    (False, rf"{MAKE}{_HAND_BACK} {_THAT_CREDIT}{_TO_WHOM}{_HOW}", _refund),
    (True, rf"{MAKE}{_HAND_BACK} (?:- )?(?:lui |leur )?{_SUM}{_HOW}", _refund),
    (
        False,
        rf"{MAKE}{_GIVE_BACK}(?: (?:a|au|aux|to|de))? (?:(?:la|le|l|les) )?(?P<who>[a-z][^"
        rf"|,;:+\d]*?) (?:de )?{_SUM}{_HOW}",
        _refund,
    ),
    (False, rf"{MAKE}{_GIVE_BACK} (?:a|au|aux) (?:(?:la|le|l|les) )?(?P<who>[a-z][^|,;:+\d]*?){_HOW}", _refund),
    (True, rf"{MAKE}{_GIVE_BACK}(?: (?:le|la|l|lui|client|avoir|trop percu|tout))*{_HOW}", _refund),
    (False, rf"{MAKE}{_GIVE_BACK} (?P<who>[a-z][^|,;:+\d]*?){_HOW}", _refund),
    (
        False,
        r"(?:garde[rz]?|conserve[rz]?|laisse[rz]?|mets|keep) (?:(?:le|la|l|en|tout|ca|as"
        rf"|the) )*(?:{_THAT_CREDIT}|{CREDIT}|trop percu|compte|credit)(?: (?:en compte|de cote"
        r"|pour plus tard))?",
        _keep,
    ),
    (False, rf"(?:dedui[st]|deduire|impute[rz]?|utilise[rz]?|applique[rz]?|use) {_THAT_CREDIT} {NAMED_INVOICE}", _use),
    (
        False,
        rf"(?:dedui[st]|deduire|impute[rz]?|utilise[rz]?|applique[rz]?) {_THAT_CREDIT} (?:sur|de"
        rf"|a) (?:la )?(?P<number>\d{{1,8}})",
        _use,
    ),
    (False, rf"(?:dedui[st]|deduire|impute[rz]?|utilise[rz]?|applique[rz]?) {_THAT_CREDIT}", _use),
    (
        True,
        rf"(?:dedui[st]|deduire|impute[rz]?|utilise[rz]?|applique[rz]?)(?: (?:le|l|la|cet))? ?(?:{CREDIT}|trop percu)",
        _use,
    ),
    (
        False,
        r"(?:solde[rz]?|efface[rz]?|abandonne[rz]?|passe[rz]?|oublie[rz]?|annule[rz]?"
        rf"|write off) {_ROUNDING}(?: de {_SUM})?(?: en (?:perte|profit|pertes))?{_ON_INVOICE}",
        _write_off,
    ),
    (
        False,
        rf"(?:solde[rz]?|efface[rz]?|abandonne[rz]?|passe[rz]?|oublie[rz]?) {_ROUNDING}(?: (?:(?:de )?{_SUM}"
        rf"(?: (?:de|du|des|d|chez|pour|la|le|l|client|cliente))*|de|du|des|d|chez|pour))?"
        r" (?:(?:la|le|l|les|client|cliente) )*(?P<who>[a-z][^|,;:+\d]*?)(?: en (?:perte|profit|pertes))?",
        _write_off,
    ),
    (
        False,
        rf"(?:solde[rz]?|efface[rz]?) {_ROUNDING} (?:(?:de|du|des|d|chez|pour|la|le|l|client|cliente) )*"
        rf"(?P<who>[a-z][^|,;:+\d]*?) (?:de |: |, )?{_SUM}",
        _write_off,
    ),
    # The paper of what came.
    (
        False,
        rf"{_SLIP}(?: (?:du|de|d|le|un|pour|paiement|reglement|encaissement))* (?P<payment>rg ?\d[\d -]*)",
        _receipt,
    ),
    (True, rf"{_SLIP}(?: (?:du|de|d|ce|le|son) (?:paiement|reglement|encaissement))?", _receipt),
    (
        False,
        rf"{SHOW}{_THAT_PAYMENT}(?:{_A_PAYMENT} )?(?:n |no |numero )?(?P<payment>rg ?{_PAID_NUMBER})",
        _one_payment,
    ),
    # What there is, what a customer owes.
    (False, r"(?:how much|what) does (?P<who>[a-z][^|,;:+\d]*?) owe(?: us)?", _account),
    (
        False,
        r"(?:combien (?:(?:on a|il y a|j ai|y a t il|a t on|reste) )*(?:en|dans la|sur le compte en"
        r"|a la|sur la)|solde (?:de )?(?:la )?|(?:la )?) ?(?:(?P<bank>banque|compte bancaire)"
        r"|(?P<cash>caisse))",
        _money,
    ),
    (
        False,
        rf"{SHOW}{MAKE}(?:le |un |son )?(?:releve|relevé|statement|extrait)(?: (?:de )?comptes?)?(?: {_WHOSE})?",
        _statement,
    ),
    (
        True,
        r"(?:son |le )?(?:compte|encours)(?: client)?|(?:il|elle) (?:nous )?doit combien"
        r"|combien (?:il|elle) (?:nous )?doit|combien doit (?:il|elle)",
        _account,
    ),
    (
        False,
        r"(?:combien (?:est ce que |est ce qu |qu )?(?:nous |me )?doi(?:t|vent)(?: encore| nous)?"
        rf"|que (?:nous )?doit) {_WHOSE}",
        _account,
    ),
    (
        False,
        r"(?P<who>[a-z][^|,;:+\d]*?) (?:(?:il|elle) )?(?:nous |me )?doit (?:encore )?(?:combien|quoi)(?: encore)?",
        _account,
    ),
    (
        False,
        rf"{SHOW}(?:(?:le|mon|son) )?(?:compte(?: client)?|solde(?: client)?|encours(?: client)?"
        rf"|balance client|situation (?:client|compte)) {_WHOSE}",
        _account,
    ),
    # What came in.
    (
        False,
        rf"{SHOW}(?:(?:les|mes|nos|derniers|liste des|(?P<his>ses|leurs)|(?P<all>tous|tout|all)) )*"
        r"(?:encaissements|reglements|paiements|payments)(?: (?:recus|clients|encaisses))?(?: (?P<who>.+))?",
        _payments,
    ),
    (False, r"(?:combien|qu est ce qu) (?:on a |a t on |j ai )?encaisse(?: (?P<who>.+))?", _payments),
)
