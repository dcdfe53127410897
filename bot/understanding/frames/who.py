"""Customers and people of the company among the words of a message: certain, or the candidates it could be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.world import Person, World
from bot.understanding.known import Entry
from bot.understanding.line import ALL, ENOUGH
from bot.understanding.vocabulary import EMPTY_WORDS
from bot.understanding.words import BREAK, Token, atoms, fold, joined, tokens_of, typed

_LONGEST: Final = 7
_ANNOUNCES: Final = frozenset(
    {"pour", "chez", "client", "cliente", "de", "a", "avec", "par", "pr", "du", "d", "for", "from", "to", "at"}
)
_STOPS: Final = frozenset({BREAK, ",", ";", ":", "(", ")", "+", "%", "/"})
# Words that are hardly ever a name, however much they resemble one.
_ORDINARY: Final = frozenset(
    {
        "client", "cliente", "commande", "devis", "facture", "livraison", "livre", "livree", "paye", "payee", "recu",
        "virement", "cheque", "carte", "depannage", "intervention", "chantier", "rappelle", "demain", "matin", "midi",
        "soir", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "retour", "acompte", "solde",
        "prix", "stock", "technique", "service", "controle", "camion", "depot", "pose", "projet", "atelier", "parking",
        "ticket", "repas", "contact",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whom:
    """Words as typed and the customers they fit equally well, best first; none: nobody fits."""

    words: str
    candidates: tuple[Entry, ...]

    @property
    def code(self) -> str | None:
        return self.candidates[0].code if len(self.candidates) == 1 else None

    def slots(self) -> Slots:
        """The customer, or the question who is meant."""
        if self.code is not None:
            return {"customer": self.code}
        asked: Slots = {"customer": None, "customer_query": fold(self.words), "clarify": ["customer"]}
        if self.candidates:
            asked["customer_candidates"] = sorted(entry.code for entry in self.candidates)
        return asked


def take_customer(
    sheet: Sheet, world: World, *, amount: Decimal | None = None, goods: Sequence[str] = (), certain: bool = False
) -> Whom | None:
    """The customer that the words name best, taken out of them; None when they name none.

    Of several that fit equally well it is the one with an open document of that amount or with these goods. `certain`:
    words that could be several are left.
    """
    tokens = sheet.tokens()
    best: tuple[float, int, int] | None = None
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + _LONGEST, len(tokens)) + 1):
            if tokens[end - 1].text in _STOPS:
                break
            worth = _worth(tokens[start:end], tokens[start - 1] if start else None, world)
            if worth > 0 and (best is None or worth > best[0] + 1e-9):
                best = (worth, start, end)
    if best is None:
        return None
    name = tokens[best[1] : best[2]]
    found = world.customers.link([token.text for token in name], ENOUGH).candidates()
    whom = Whom(typed(sheet.source, name), _settled(found, world, amount, goods))
    if certain and whom.code is None:
        return None
    sheet.cut(name[0].start, name[-1].end)
    return whom


def name_in_front(text: str, world: World) -> int:
    """How many letters the name of a customer takes that opens this text; 0 when none does for sure."""
    tokens = tokens_of(text)[:_LONGEST]
    stop = next((at for at, token in enumerate(tokens) if token.text in _STOPS), len(tokens))
    worths = [(_worth(tokens[:end], None, world), end) for end in range(1, stop + 1)]
    worth, end = max(worths, default=(0.0, 0))
    sure = end and world.customers.link([token.text for token in tokens[:end]], ALL).fits
    return tokens[end - 1].end if worth > 0 and sure else 0


def _worth(name: Sequence[Token], before: Token | None, world: World) -> float:
    """How much of these words is a name: the more of them the better; words of towns alone are none."""
    said = [token.text for token in name if token.text not in EMPTY_WORDS]
    if not said or name[0].text in EMPTY_WORDS or name[-1].text in EMPTY_WORDS:
        return 0.0
    if all(text in _ORDINARY or not any(letter.isalpha() for letter in text) for text in said):
        return 0.0
    link = world.customers.link([token.text for token in name], ENOUGH)
    if not link.fits:
        return 0.0
    if link.score < 1 and not link.whole and world.products.link(said, ALL).fits:
        return 0.0  # « béton » is what it says, not Mr Breton
    pieces = {atom for text in said for atom in atoms(text)}
    if not link.whole and all(pieces <= set(atoms(entry.detail)) - _named(entry) for entry in link.candidates()):
        return 0.0
    by_people = all(not pieces & _names(entry) for entry in link.candidates()) and link.score == 1.0
    if by_people and (before is None or before.text not in _ANNOUNCES) and len(said) == 1:
        return 0.0
    announced = 0.4 if before is not None and before.text in _ANNOUNCES else 0.0
    lonely = -1.0 if len(said) == 1 and (len(said[0]) < 4 or link.score < 0.9) and not link.whole else 0.0
    return link.score * len(said) - (1 - link.score) * len(said) + (0.5 if link.whole else 0.0) + announced + lonely


def _named(entry: Entry) -> set[str]:
    return {atom for text in (entry.name, *entry.aliases, *entry.people) for atom in atoms(text)}


def _names(entry: Entry) -> set[str]:
    return {atom for text in (entry.name, *entry.aliases) for atom in atoms(text)}


def _settled(found: tuple[Entry, ...], world: World, amount: Decimal | None, goods: Sequence[str]) -> tuple[Entry, ...]:
    if len(found) < 2 or (amount is None and not goods):
        return found
    open_ = {
        paper.customer
        for paper in world.papers
        if (amount is not None and amount in (paper.left, paper.amount))
        or (goods and paper.goods and any(ref in paper.goods for ref in goods))
    }
    meant = tuple(entry for entry in found if entry.code in open_)
    return meant if len(meant) == 1 else found


def take_person(sheet: Sheet, world: World, before: str = "") -> Person | None:
    """Somebody of the company, by first name or by whole name, taken out; `before` is a pattern of words in front."""
    for person in world.people:
        first, *rest = map(re.escape, fold(person.name).split())
        found = sheet.take(re.compile(rf"(?<![\w-]){before}{first}(?: {' '.join(rest)})?(?![\w-])"))
        if found is not None:
            return person
    return None


def said_of(tokens: Sequence[Token]) -> str:
    return joined(tokens)
