"""Documents and sites that words name: « commande 107 », « fa 213 », « la 107 », « BI 32 », « chantier tilleuls »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz

from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.world import Paper, PaperKind, Project, World
from bot.understanding.vocabulary import EMPTY_WORDS
from bot.understanding.words import atoms

_NUMBER: Final = r"(?P<number>(?:\d{4}-)?\d{1,6})(?![\d,.]*\d)"
_NOUNS: Final[dict[PaperKind, str]] = {
    "order": r"(?:commandes?|cde|cmd|cmde|order|bc|co)",
    "invoice": r"(?:factures?|facts?|fac|invoice|fa)",
    "quote": r"(?:devis|dvs|quote|de(?=\d))",
    "intervention": r"(?:interventions?|inter|job|visit|bi|b\.i\.|bon d'inter(?:vention)?|in(?=\d))",
}
_CODES: Final[dict[PaperKind, str]] = {"order": "co", "invoice": "fa", "quote": "de", "intervention": "in"}
_BARE: Final = re.compile(
    rf"(?:^|(?<=[\s,;:|]))(?:(?:la|le|l')\s?(?:n°\s?)?|n°\s?)?{_NUMBER}(?!\s?(?:€|eur|%|h\b|mn\b|min\b|j\b|x\b|m\b"
    rf"|ttc\b|ht\b|k\b))"
)
# « 3 radiateurs » counts goods, whatever order is the third: a number alone is a document in front of such words only.
_NO_GOODS: Final = (
    r"(?=\s*(?:$|[,;:+|?!.]|(?:livre|complet|ok|tout|toute|refus|pas|le reste|la totalite|reste|solde|en totalite"
    r"|entier|est|a ete|ont|client|absent|recu|signe|ce matin|hier|avant-hier|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi|aujourd|par|au|a|chez|chq|cheque|pour|delivered|refused|in full|yesterday|today|signed|is|was|not|to"
    r"|manqu|il manqu|partiel|report|decal|repouss|termin|fini|clos|en cours|demarr|commenc|fait|confirm|annul"
    r"|facture|envoie|mail)\w*))"
)
_ARTICLE: Final = re.compile(
    _BARE.pattern.replace(
        r"(?:(?:la|le|l')\s?(?:n°\s?)?|n°\s?)?", r"(?:(?:(?:pour|sur|de) )?(?:la|les)\s(?:n°\s?)?|n°\s?)"
    )
)
_ALONE: Final = re.compile(rf"{_ARTICLE.pattern}|{_BARE.pattern.replace('number', 'alone')}{_NO_GOODS}")
_NAMED: Final = {
    kind: re.compile(
        rf"(?<![\w-])(?:(?:sur|pour|de|du|la|le|les|l'|ma|sa|cette|ce)\s?)*"
        rf"(?:{noun}\s?(?:(?:n°|no|num|numero)\s?)?{_NUMBER.replace('number', 'number')})(?![\w-])"
        rf"|(?<![\w-]){_CODES[kind]}(?P<whole>\d{{4}}-\d{{1,6}})(?![\w-])"
    )
    for kind, noun in _NOUNS.items()
}
_PROJECT: Final = re.compile(r"(?<![\w-])(?P<code>[a-z]{2}\d\d-\d{3,4})(?![\w-])")
_SITE: Final = re.compile(r"\b(?:chantier|projet|site|affaire)\b(?: (?:de|du|des|la|le|les|l'|d'))*\s+")


def take_paper(
    sheet: Sheet, world: World, *kinds: PaperKind, bare: bool = False, article: bool = False
) -> Paper | None:
    """The document named, taken out; one that nobody knows has no customer.

    `article`: « la 107 » names one too; `bare`: even « 106 ». Such a number is a document only when one of these kinds
    bears it.
    """
    for kind in kinds:
        found = sheet.find(_NAMED[kind])
        if found is not None:
            number = found["whole"] or found["number"]
            sheet.cut(*found.span())
            return world.paper(kind, number) or Paper(kind, _written(kind, number), "")
    for found in (_ALONE if bare else _ARTICLE).finditer(sheet.flat) if bare or article else ():
        for kind in kinds:
            number = found["number"] or found["alone"] if bare else found["number"]
            if (paper := world.paper(kind, number)) is not None:
                sheet.cut(*found.span())
                return paper
    return None


def _written(kind: PaperKind, number: str) -> str:
    return f"{_CODES[kind].upper()}{number}"


def take_project(sheet: Sheet, world: World, *, announced: bool = True) -> Project | None:
    """The site named by its code or by words of its name, behind « chantier » unless `announced` is False."""
    found = sheet.find(_PROJECT)
    if found is not None:
        project = next((one for one in world.projects if one.code.lower() == found["code"]), None)
        if project is not None:
            sheet.cut(*found.span())
            return project
    site = sheet.find(_SITE)
    if announced and site is None:
        return None
    start = site.end() if site else 0
    return _named_site(sheet, world, start, site.start() if site else None)


def _named_site(sheet: Sheet, world: World, start: int, opens: int | None) -> Project | None:
    """The longest run of words that are all of one site's name, or nearly."""
    words = list(re.finditer(r"[a-z0-9'-]+", sheet.flat[start:]))
    best: tuple[int, int, int, Project] | None = None
    starts: Sequence[int] = range(1) if opens is not None else range(len(words))
    for first in starts:
        for last in range(first, min(first + 6, len(words))):
            said = [atom for word in words[first : last + 1] for atom in atoms(word.group()) if atom not in EMPTY_WORDS]
            if "|" in sheet.flat[start + words[first].start() : start + words[last].end()] or not said:
                continue
            fits = [one for one in world.projects if _all_in(said, one)
                    and (opens is not None or not _is_customer(said, one, world))]  # fmt: skip
            if len(fits) == 1 and (opens is not None or len(said) > 1) and (best is None or len(said) > best[0]):
                best = (len(said), start + words[first].start(), start + words[last].end(), fits[0])
    if best is None:
        return None
    sheet.cut(opens if opens is not None else best[1], best[2])
    return best[3]


def _is_customer(said: Sequence[str], project: Project, world: World) -> bool:
    """« mairie st priest » is the customer, « st priest chaufferie » his site."""
    entry = next((one for one in world.customers.entries if one.code == project.customer), None)
    held = {atom for text in (entry.name, *entry.aliases) for atom in atoms(text)} if entry else set()
    return set(said) <= held


def _all_in(said: Sequence[str], project: Project) -> bool:
    held = atoms(project.name)
    return all(any(word == one or (len(word) > 3 and fuzz.ratio(word, one) >= 85) for one in held) for word in said)
