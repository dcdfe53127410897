"""Figures that are asked for: what, of when, of whom, by what."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import Step, choice, number, person, project, read
from bot.understanding.frames.world import World
from bot.understanding.periods import Period, read_period, split_period, year_of


def read_report(sheet: Sheet, world: World) -> Slots:
    """The figure asked for, turnover when nothing says which."""
    return {"metric": "turnover", **read(sheet, world, *_REPORT)}


def period(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« d'octobre », « du 1er au 31 octobre »: the days asked about, the first and the last."""
    said = _BEHIND.sub("", " ".join(sheet.words().split()))
    _words, period = split_period(re.sub(r"^.*\b(?:d'|d’)(?=[a-zéû])", "", said), world.today)
    period = period or _within(said.split(), world)
    if period is None and (year := re.search(r"\b(20\d\d)\b", sheet.flat)) is not None:
        period = year_of(int(year[1]))
    return {} if period is None else {"from": period.first, "to": period.last}


def _within(words: list[str], world: World) -> Period | None:
    """The longest period that stands among other words, the first of several."""
    for many in range(min(_LONGEST, len(words) - 1), 0, -1):
        for at in range(len(words) - many + 1):
            if (found := read_period(" ".join(words[at : at + many]).strip(" ,"), world.today)) is not None:
                return found
    return None


_LONGEST: Final = 6  # words of a period: « du 1er au 31 octobre 2026 »
_BEHIND: Final = re.compile(
    r"[, ]*(?:(?:ca|ça) (?:donne|fait|dit) (?:quoi|combien)|c[’']est (?:quoi|combien)|il est a combien"
    r"|ou en est-on|stp|svp)?[ ?]*$"
)
_MINE: Final = re.compile(r"\bmon objectif\b|\bmes (?:heures|objectifs)\b")
_METRICS: Final = (
    ("top_customers", r"top \d* ?(?:des |de nos |nos |de mes )?(?:clients?|customers?)|meilleurs clients?"
                      r"|palmares (?:des )?clients?|best customers?|(?:plus (?:gros|importants) |principaux "
                      r"|premiers )clients"
                      r"|clients les plus (?:importants|gros|rentables)"),
    ("top_products", r"top \d* ?(?:produits?|articles?|ventes?|products?)|meilleures ventes|meilleurs produits"
                     r"|best (?:sellers|products)|(?:produits?|articles?) les (?:plus|mieux) vendus"),
    ("conversion", r"taux (?:de )?(?:transfo(?:rmation)?|conversion|signature|reussite)|(?:conversion|success) rate"),
    ("quotes_open", r"devis (?:(?:sont|restent) )?(?:encore |toujours )?(?:en attente|en cours|ouverts?"
                    r"|non signes?|a relancer)"
                    r"|(?:open|pending|unsigned|waiting) quotes?|quotes (?:open|pending|waiting)"),
    ("quotes_signed", r"devis (?:on a |nous avons |ont ete |qu'on a |avons[- ]nous )?(?:signes?|acceptes?|gagnes?"
                      r"|valides?)|(?:signed|accepted|won) quotes?"),
    ("quotes_lost", r"devis (?:on a |nous avons |ont ete )?(?:perdus?|refuses?)|lost quotes?"),
    ("orders_open", r"commandes? (?:en cours|ouvertes?|a livrer|en attente)|(?:open|pending) orders?"),
    ("interventions_late", r"inter(?:vention)?s? en retard|late jobs"),
    ("to_invoice", r"(?:commandes?|livraisons?|inter(?:vention)?s?) (?:qui )?(?:restent|sont) a facturer|(?:commandes?"
                   r"|livraisons?|inter(?:vention)?s?) a facturer|reste a facturer|to be invoiced"),
    ("invoices_overdue", r"factures? en retard|overdue invoices?"),
    ("target", r"objectifs?|targets?"),
    ("hours", r"heures?|hours"),
    ("margin", r"marges?|margins?|profit"),
    ("turnover", r"ca|c\.a\.|c a|chiffre(?: d'?\s?affaires?)?|vendu|ventes?|facture|sales|turnover|revenue|sold"
                 r"|invoiced"),
    ("payments", r"encaisse[es]*|encaissements?|payments?"),
)  # fmt: skip
_GROUPS: Final = (
    ("salesperson", r"commercia(?:l|ux)|vendeurs?|salesperson|salesman"),
    ("customer", r"clients?|customers?"),
    ("month", r"mois|month"),
    ("week", r"semaines?|week"),
    ("family", r"familles?|family"),
    ("technician", r"techniciens?|tech|technician"),
    ("product", r"produits?|articles?|products?"),
)
_RANKED: Final = ("salesperson", "technician")
_AS: Final = (
    r"(?:en|au format|in|as|sous|dans|sur|par|avec)(?: (?:un|une|la|le|an?))?"
    r"(?: (?:fichier|forme|feuille|document|file))?(?: de| d')?"
)
_FORMATS: Final = (
    ("chart", r"graph(?:ique|e)?|courbe|camembert|chart"),
    ("xlsx", r"(?:tableau )?excel|xlsx?|tableur|spreadsheet"),
    ("pdf", r"pdf"),
)
_REPORT: Final[tuple[Step, ...]] = (
    choice("metric", _METRICS, keep=True),
    number("limit", r"top ?(?P<n>\d+)"),
    number(
        "limit",
        r"(?P<n>\d+)(?= (?:(?:produits?|articles?|clients?) les|meilleur|plus gros|premiers?|plus grosses"
        r"|principaux))",
    ),
    choice("limit", ((3, r"trois(?= meilleurs)"), (5, r"cinq(?= meilleurs)"), (10, r"dix(?= meilleurs)"))),
    choice(
        "group_by",
        tuple(
            (
                name,
                rf"(?:par|by"
                rf"|per{'|meilleurs?' if name in _RANKED else ''}) "
                rf"(?:{one})",
            )
            for name, one in _GROUPS
        ),
    ),
    choice("format", tuple((name, rf"(?:{_AS} )?(?:{one})") for name, one in _FORMATS)),
    project(),
    person("user"),
    lambda sheet, world, _said: {"user": world.speaker} if _MINE.search(sheet.flat) else {},
    period,
)
