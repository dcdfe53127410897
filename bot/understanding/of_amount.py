"""Documents looked for by what they come to: « la facture de 1 250 € », « cherche 453,60 », « 1 250,50 € »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from bot.understanding.frames.money import take_sum
from bot.understanding.frames.sheet import Sheet
from core.kernel.amounts import Amount, amount

Kind: TypeAlias = Literal["invoice", "order", "quote"]

_LONGEST: Final = 120  # letters
_KINDS: Final[dict[Kind, str]] = {
    "invoice": r"factures?|fact|avoirs?|invoices?",
    "order": r"commandes?|cde|cmd|orders?",
    "quote": r"devis|dvs|quotes?",
}
_SEARCH: Final = r"(?:re)?(?:cherche|trouve)[rz]?|(?:montre|affiche|ouvre|sors|donne)[rz]?|find|show|search(?: for)?"
_ASKED: Final = re.compile(
    rf"(?:(?P<search>{_SEARCH}|a quoi correspond|c'est quoi|quelle? est|ou est|which|where is)"
    r"(?:[- ](?:moi|nous|me))? )?"
    r"(?:(?:la|le|les|l'|une?|quelle?s?|the|an?) ?)?"
    rf"(?:(?P<what>{'|'.join(_KINDS.values())}|documents?|papiers?|piece|montant|somme) )?"
    r"(?P<of>(?:qui |that |which )?(?:de|d'un (?:montant|total) de|du montant de|pour un (?:montant|total) de|a|of|for"
    r"|d'(?=env|a peu)|fait|font|est de|is|comes to) ?)?"
    r"(?P<about>(?:environ|env|a peu pres|dans les|autour de|about|around|~) ?)?(?:de )?\|[ |]*[?!.]*"
)
_CENTS: Final = re.compile(r"\d[.,]\d\d?(?! ?[\dk])|(?:€|euros?|eur|e|balles) ?\d\d(?!\d)")
_MONEY: Final = re.compile(r"\d ?(?:€|eur|balles|ttc|ht)|[.,]\d\d(?!\d)|\d ?k|\d{3}")
_SOME: Final = Decimal("0.05")  # how far « environ » goes
_CENTS_MORE: Final = Decimal("0.99")


@dataclass(frozen=True, slots=True)
class OfAmount:
    """From which sum to which; of what kind, None for any. `certain`: the words can be no change of what is in hand."""

    least: Amount
    most: Amount
    kind: Kind | None = None
    certain: bool = False


def read_of_amount(text: str) -> OfAmount | None:
    """The sum asked for: « 1 250 » is up to 1 250,99; None for words that look for nothing by its sum."""
    if len(text) > _LONGEST:
        return None
    sheet = Sheet(text.strip())
    said = sheet.flat
    found = take_sum(sheet)
    asked = _ASKED.fullmatch(" ".join(sheet.flat.split())) if found is not None else None
    if found is None or asked is None or found.amount <= 0 or not _MONEY.search(said):
        return None
    if asked["what"] and not (asked["of"] or asked["about"] or re.search(r"€|eur|[.,]\d\d", said)):
        return None  # « facture 213 » is a number
    kind = next((one for one, words in _KINDS.items() if re.fullmatch(words, asked["what"] or "")), None)
    certain = bool(asked["search"]) or kind in ("order", "quote")
    if asked["about"]:
        return OfAmount(amount(found.amount * (1 - _SOME)), amount(found.amount * (1 + _SOME)), kind, certain)
    most = found.amount if _CENTS.search(said) else found.amount + _CENTS_MORE
    return OfAmount(amount(found.amount), amount(most), kind, certain)
