"""Money that goes back to a customer, its parts in any order: « remboursé 20 cb restaurant le parc ».

The sum and the way are taken out of the sentence; what is left is whom it goes to, or it was no refund.
"""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.doubts import doubt_in
from bot.understanding.patterns import find, phrase, without
from bot.understanding.payments.said import Method, RefundSaid
from bot.understanding.payments.words import (
    DEPOSIT_CAME,
    EUROS,
    INVOICES_SAID,
    JOINING,
    METHODS,
    METHODS_SAID,
    ON_ORDER,
    PAPER_SAID,
    PLAIN_SUM,
)
from bot.understanding.sentences import money_in, past_politeness, with_thousands
from bot.understanding.whom import could_be_name
from bot.understanding.words import BREAK, Token, Tokens, joined, tokens_of, typed

GIVE_BACK: Final = (
    r"(?:rembours(?:e|es|er|ee|ees|ez|ement|ements)|rembour(?:se|ce)r?|rembource|refund(?:ed|s)?"
    r"|(?:gave|give|given|paid|pay)(?= (?:.* )?back(?!\S)))"
)
HAND_BACK: Final = r"(?:rend(?:s|re|ez|u)|redonne[rz]?|restitue[rz]?)"
_REFUND: Final = phrase(rf"(?:(?:j ai|ai|on a|avons|i|we|have) )*{GIVE_BACK}(?: (?:de|d|of))?")
# « rendu 20 » is said of goods too: only in front, with euros or a way to pay, is it money.
_HANDED: Final = phrase(rf"(?<![\s\S])(?:(?:j ai|ai|on a|avons) )*{HAND_BACK}(?: (?:de|d))?")
_LINKS: Final = JOINING | {"aux", "to", "the", "by", "in", "back"}
_OF_A_PAPER: Final = (PAPER_SAID, DEPOSIT_CAME, ON_ORDER, *INVOICES_SAID)
# Behind a sum any such word is the way it goes: « refunded 20 cash dupont ».
_BEHIND_SUM: Final = {method: phrase(rf"(?:(?<=\d )|(?<=\d eur )){words}") for method, words in METHODS.items()}


def read_given_back(text: str) -> RefundSaid | None:
    """The refund of a sum that the whole message tells of; None when it tells of something else."""
    tokens = with_thousands(past_politeness(tokens_of(text)))
    handed = find(_HANDED, tokens)
    verb = find(_REFUND, tokens) or handed
    if verb is None or doubt_in(text) is not None or any(find(paper, tokens) for paper in _OF_A_PAPER):
        return None
    method, left = _method(without(tokens, verb))
    euros = find(EUROS, left)
    found = euros or find(PLAIN_SUM, left)
    amount = money_in(found.match["amount"]) if found else None
    if found is None or amount is None or (verb is handed and not euros and method is None):
        return None
    who = _whom(without(left, found), text)
    return RefundSaid(amount, who, method=method) if who is not None else None


def _method(tokens: Tokens) -> tuple[Method | None, Tokens]:
    for patterns in (METHODS_SAID, _BEHIND_SUM):
        for method, pattern in patterns.items():
            if found := find(pattern, tokens):
                return method, without(tokens, found)
    return None, tokens


def _whom(tokens: Tokens, source: str) -> str | None:
    """What is left when it could be one name, "" for nothing; None for more than a name."""
    runs: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in (BREAK, ","):
            runs.append([])
        elif runs[-1] or token.text not in _LINKS:
            runs[-1].append(token)
    names = [run for run in runs if run]
    if not names:
        return ""
    name = joined(names[0])
    is_name = len(names) == 1 and could_be_name(name) and not re.search(r"\d", name)
    return typed(source, names[0]) if is_name else None
