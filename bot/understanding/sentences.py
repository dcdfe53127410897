"""Whole sentences against a table of patterns: what a row sees of the sentence that fits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, Generic, TypeAlias, TypeVar

from bot.understanding.patterns import Found
from bot.understanding.vocabulary import COURTESIES
from bot.understanding.words import Token, Tokens, joined, plain, tokens_of, typed

T = TypeVar("T")
LONGEST_SENTENCE: Final = 60
_POLITE: Final = (
    COURTESIES - {"annule", "annuler", "non", "ca", "va", "bon", "oui", "stop", "aide", "d", "accord"}
) | {
    ",",
    "|",
    "-",
    "please",
    "hey",
}
_POLITE_END: Final = frozenset({"stp", "svp", "merci", "please", "pls", ",", "|", ":", "-"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the match of its tokens, courtesies aside."""

    match: re.Match[str]
    tokens: Tokens
    source: str
    today: date

    def said(self, group: str) -> str:
        """What a group holds, folded; nothing when it holds nothing, or when the pattern has none of this name.

        A pattern that says one thing in several places calls their groups « who », « who_2 », « who_3 ».
        """
        name = self._named(group)
        return self.match[name] if name else ""

    def words(self, group: str) -> str:
        """The same as it was typed."""
        name = self._named(group)
        if not name:
            return ""
        return typed(self.source, Found(self.match, 0, len(self.tokens)).part(self.tokens, name)).strip(" ,:")

    def as_typed(self, folded: str) -> str:
        """Those words of the sentence with their accents."""
        wanted, texts = folded.split(), [token.text for token in self.tokens]
        for at in range(len(texts) - len(wanted) + 1 if wanted else 0):
            if texts[at : at + len(wanted)] == wanted:
                return typed(self.source, self.tokens[at : at + len(wanted)])
        return folded

    @property
    def number(self) -> str | None:
        """The document's number without spaces: « fa213 », « co2611-106 », « 213 »; « l'avoir 2 » is « av2 »."""
        found = numbered(self.said("number"))
        return f"av{found}" if found.isdigit() and self.said("credit") else found or None

    def amount(self, group: str = "amount") -> Decimal | None:
        return money_in(self.said(group))

    def _named(self, group: str) -> str:
        held = self.match.groupdict()
        return next((name for name in (group, f"{group}_2", f"{group}_3") if held.get(name)), "")


Row: TypeAlias = tuple[bool, str, Callable[[Sentence], T | None]]


class Table(Generic[T]):
    """Rows in order: whether something must be in hand, the pattern of the whole sentence, its reader.

    What has more words than `longest` fits no row: patterns take too long over a long text that only begins like them.
    """

    def __init__(self, *rows: Row[T], longest: int = LONGEST_SENTENCE) -> None:
        self._longest: Final = longest
        self._given: Final = rows

    def read(self, text: str, today: date, *, in_hand: bool) -> T | None:
        """What the first row says that fits and whose reader agrees; None when none does."""
        tokens = with_thousands(past_politeness(tokens_of(text)))
        said = joined(tokens)
        for needs_hand, pattern, read in self._rows if 0 < len(tokens) <= self._longest else ():
            found = None if needs_hand and not in_hand else pattern.fullmatch(said)
            if found is not None and (meant := read(Sentence(found, tokens, text, today))) is not None:
                return meant
        return None

    @cached_property
    def _rows(self) -> Sequence[tuple[bool, re.Pattern[str], Callable[[Sentence], T | None]]]:
        """Compiled for the first sentence: all tables take half a second, which a start has better use for."""
        return [(needs_hand, re.compile(pattern), read) for needs_hand, pattern, read in self._given]


def past_politeness(tokens: Tokens, before: Collection[str] = _POLITE, behind: Collection[str] = _POLITE_END) -> Tokens:
    """The tokens without « bonjour » in front and « merci » behind."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].text in before:
        start += 1
    while end > start and tokens[end - 1].text in behind:
        end -= 1
    return tokens[start:end]


def with_thousands(tokens: Tokens) -> Tokens:
    """« 1 200,50 » as one number; « bl 12 113 » and « réglé 213 214 » are documents, unless euros are said."""
    result: list[Token] = []
    for at, token in enumerate(tokens):
        follower = tokens[at + 1].text if at + 1 < len(tokens) else ""
        before = result[-2].text if len(result) > 1 else ""
        if result and _continues(result[-1], token, follower) and before not in _DOCUMENT_WORDS:
            head = result.pop()
            number = (head.number or 0) * 1000 + (token.number or 0)
            result.append(Token(plain(Decimal(number)), head.start, token.end, Decimal(number)))
        else:
            result.append(token)
    return tuple(result)


def _continues(head: Token, token: Token, follower: str) -> bool:
    if head.number is None or token.number is None or token.start - head.end != 1 or head.rough or token.rough:
        return False
    # « 317 », « 317,9 » and « 317,90 » have three digits before the comma, « 17,90 » and « 1,905 » have not.
    decimals = token.text.partition(".")[2]
    three = {3: not decimals, 5: token.number >= _A_HUNDRED, 6: token.number >= _A_HUNDRED or len(decimals) < _MILLS}
    few = head.end - head.start < _MILLS or follower == "eur"
    return (
        three.get(token.end - token.start, False) and few and 0 < head.number < _MOST_THOUSANDS and head.number % 1 == 0
    )


def numbered(said: str) -> str:
    """A document's number as it is looked up: « fa 213 » is « fa213 », « fact 213 » is « 213 »."""
    return _SPELLED_PREFIX.sub("", said).replace(" ", "")


def money_in(said: str) -> Decimal | None:
    """« 1200.50 », as `AMOUNT` finds it; None for nought and for what is no sum of money."""
    if not said or len(said) > _LONGEST_AMOUNT:
        return None
    amount = Decimal(said)
    return amount if amount > 0 and amount == amount.quantize(_CENT) else None


def listed(numbers: str) -> tuple[str, ...]:
    """« 12 13 et bl 14 »: each number once, in the order said."""
    said = (found.group() for found in re.finditer(DOCUMENT, numbers))
    return tuple(dict.fromkeys(numbered(one) for one in said))


_MILLS: Final = 3
_A_HUNDRED: Final = 100
_MOST_THOUSANDS: Final = 100_000
_DOCUMENT_WORDS: Final = frozenset(
    {"bl", "bls", "livraison", "livraisons", "fa", "fas", "fact", "facture", "factures", "n"}
)
_CENT: Final = Decimal("0.01")
_LONGEST_AMOUNT: Final = 12
_SPELLED_PREFIX: Final = re.compile(r"(?:factures?|fact|fac|fct|avoir|commande|livraison) ?(?=\d)")
# For larger patterns. Letters are read as part of a number only where they could be a document's.
DOCUMENT: Final = (
    r"(?<![a-z\d])(?:(?:(?:fa|ac|av|bl|br|co|de) ?)?\d{1,8}(?:-\d{1,6}| - \d{1,6})?|[a-z]{1,6}\d{4} ?- ?\d{1,6})"
)
AMOUNT: Final = r"\d{1,9}(?:\.\d+)?"
PERCENT: Final = r"(?:100|\d{1,2}(?:\.\d{1,2})?)(?!\S)"
MAKE: Final = (
    r"(?:(?:peux tu|tu peux|pourrais tu|veux tu|je veux|je voudrais|on peut|il me faut|il faut|faut|fais|fait|faire"
    r"|faites|prepare|preparer|cree|creer|etablis|etablir|edite|editer|emets|emettre|sors|lance|moi"
    r"|me|lui|leur|nous) )*"
)
