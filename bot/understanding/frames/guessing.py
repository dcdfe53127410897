"""What a message may still ask when no cue speaks for anything: a telling word beside something this company knows.

A word alone is talk (« quel prix il faut payer ! »); beside a customer, goods or a document of the company it is most
likely a request. Nothing is done from it that is not shown first.
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.spans import best_span
from bot.understanding.frames.who import take_customer
from bot.understanding.frames.world import World

Known: TypeAlias = Literal["customer", "product", "nobody"]

_MOST_WORDS: Final = 30
_ORDERS: Final = r"(?<![\w.,])\d{1,3} ?(?:x |m |ml |m2 |kg |t )?(?:de |d')?[a-z]{3,}"
# The first row whose words are said, and whose known thing is there, is what is asked.
_RULES: Final[tuple[tuple[str, Known, str], ...]] = (
    ("customer.find", "customer", r"\b(?:adresse|telephone|tel|numero|portable|e?-?mail|coordonnees|contact|itineraire"
                                  r"|gps|habite"
                                  r"|interlocuteur|address|phone|joindre)\b(?!.*\b(?:envoi\w*|facture|devis"
                                  r"|note[rz]?)\b)"),
    ("balance.query", "customer", r"\b(?:doit|doivent|solde|compte|encours|impayes?|releve|retards?|a jour|plafond"
                                  r"|owes?|balance"
                                  r"|statement|overdue)\b|\b(?:paye|regle)[es]*\W*\?"),
    ("stock.query", "product", r"\b(?:reste\w*|stocks?|dispos?|disponibles?|ruptures?|trouve\w*|manque|encore|assez"
                               r"|left)\b.*"
                               r"(?:\?|\bcombien\b|\breste\b|\bstock)|\bcombien\b.*\b(?:encore|reste\w*|stock|depot"
                               r"|camion)\b"
                               r"|\b(?:reste|encore) combien\b|\bencore combien\b"),
    ("product.find", "product", r"\b(?:prix|tarifs?|coute\w*|vaut|valent|vend\w*|combien|reference|ref|coloris"
                                r"|couleurs?"
                                r"|tailles?|pointures?|dimensions?|price|cost)\b"),
    ("order.create", "customer", rf"\b(?:(?:lui|leur) (?:faut|faudrait|en faut)|(?:a|ont) besoin (?:de|d')"
                                 rf"|needs?)\b(?=.*{_ORDERS})"),
    ("balance.query", "nobody", r"\b(?:liste|etat|detail|montant|quel\w*|which|who|qui)\b.*\b(?:impayes?"
                                r"|retards? de paiement"
                                r"|factures? en retard|creances|n'(?:a|ont) pas paye|overdue|owes?)\b"),
    ("report.query", "nobody", r"^(?:combien|quel\w*|what|which|how (?:many|much)|ou en|j'en suis"
                               r"|on en est)\b.*\b(?:heures"
                               r"|vendus?|ventes?|ca|chiffre|marge|factures?|encaisse\w*|devis|commandes?|objectifs?"
                               r"|interventions?"
                               r"|turnover|sales|sold|hours)\b"),
    ("reminder.create", "nobody", r"\b(?:previens|avertis|alerte|notifie)[rz]?[- ](?:moi|nous)\b|\b(?:me"
                                  r"|nous) fais penser\b"
                                  r"|\bpense[rz]? a \w+er\b|\brendez[- ]vous (?:avec|chez|a|au)\b"),
)  # fmt: skip
_COMPILED: Final = tuple((intent, known, re.compile(pattern)) for intent, known, pattern in _RULES)


def guessed(text: str, world: World) -> str | None:
    """The intent that a telling word and something known speak for; None for talk."""
    sheet = Sheet(text)
    flat = " ".join(sheet.flat.split())
    if len(flat.split()) > _MOST_WORDS:
        return None
    there: dict[Known, bool] = {"nobody": True}
    for intent, known, pattern in _COMPILED:
        if pattern.search(flat) is None:
            continue
        if known not in there:
            there[known] = _knows(text, known, world)
        if there[known]:
            return intent
    return None


def _knows(text: str, known: Known, world: World) -> bool:
    if known == "customer":
        return take_customer(Sheet(text), world) is not None
    return bool(best_span(Sheet(text).tokens(), world.products))
