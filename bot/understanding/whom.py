"""Customers as they are named in sentences about money, who may be unknown; and the period said behind them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.understanding.periods import Period, read_period, split_period
from bot.understanding.sentences import Sentence
from bot.understanding.words import fold


def could_be_name(folded: str) -> bool:
    """Whether these words could be somebody's name, by their look."""
    return 0 < len(folded.split()) <= _LONGEST_NAME and not _NO_NAME.match(folded) and not _OTHER.search(folded)


def without_articles(words: str) -> str:
    """A name as it was typed, without « de la » in front."""
    return _ARTICLES.sub("", words.strip(" ,:"))


def who_and_when(said: Sentence, group: str) -> tuple[str, Period | None] | None:
    """« hotel du parc 2026 »: the name and the period, each if said; None when the words are neither."""
    who, period = split_period(said.words(group), said.today)
    who, period = (who, period) if period else _period_first(who, said.today)
    who = without_articles(who)
    return (who, period) if not who or could_be_name(fold(who)) else None


def _period_first(words: str, today: date) -> tuple[str, Period | None]:
    """« 2026 de l'hôtel du parc », « novembre pour dupont »: the name, and the period that stands in front of it."""
    said = words.split()
    for at in range(min(_LONGEST_PERIOD, len(said) - 1), 0, -1):
        if _OF_WHOM.match(fold(said[at])) and (period := read_period(" ".join(said[:at]), today)) is not None:
            return " ".join(said[at:]), period
    return words, None


_LONGEST_NAME: Final = 8
_LONGEST_PERIOD: Final = 4  # words, as in « du mois de novembre »
_OF_WHOM: Final = re.compile(r"(?:de|du|des|chez|pour|avec|client|for|of)$|d['’]")
_NO_NAME: Final = re.compile(
    r"(?:\d|(?:d|acc?omptes?|avoirs?|impayee?s?|payee?s?|reglee?s?|en|non|pas|fournisseurs?|achats?|et|ou|est|sur"
    r"|tout|toute|toutes|tous|ce|cette|il|elle|on|qui|que|quoi|combien|comment|bien|plus|faite?s?"
    r"|envoyee?s?|moi|toi|lui|proforma|electroniques?|type|modele|annulee?s?|fausse|erreur|soldes?|reste)(?!\S)|(?:la|le|les|l)$)"
)
_OTHER: Final = re.compile(
    r"(?<!\S)(?:livree?s?|devis|commandes?|stock|retour|annule|remise|acomptes?|prix|tel|adresse|fiche|rappelle|cheques?"
    r"|chq|prelevement|virement|impaye|rejetee?|revenue?|provision)(?!\S)"
)
_ARTICLES: Final = re.compile(
    r"^(?:(?:de|du|des|le|la|les|chez|pour|par|avec|client|cliente|a|à)(?: |$)|[dl][’'])+", re.IGNORECASE
)
