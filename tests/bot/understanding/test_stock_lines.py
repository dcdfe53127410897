"""Lines people type about stock, and what each says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.understanding import Context, Draft, Entry, Known, Match, Reading, understand
from bot.understanding.linking import Index
from bot.understanding.places import PlaceSaid
from bot.understanding.stock_counts import read_counts
from bot.understanding.stock_said import (
    GoodsSaid,
    StockAdjust,
    StockCount,
    StockExpect,
    StockFind,
    StockPlace,
    StockReceive,
    StockTransfer,
    WarehouseGive,
    WarehouseNew,
)
from bot.understanding.words import plain, tokens_of
from tests.bot.understanding.world import CUSTOMERS, DRAFT, NOW, PRODUCTS

PLACES = (
    Entry(1, "depot", "Dépôt"),
    Entry(2, "depot", "Dépôt Villeurbanne"),
    Entry(3, "van", "Camion Mehdi", ("Mehdi Haddad",)),
    Entry(4, "van", "Camion Julien", ("Julien Petit",)),
    Entry(5, "quarantine", "Quarantaine"),
)
SHORT = {1: "D", 2: "VILL", 3: "MEH", 4: "JUL", 5: "Q"}

LINES = [
    # How much there is.
    ("stock velux", "find VEL-78"),
    ("Stock  VELUX ?", "find VEL-78"),
    ("stock réservoir 200", "find RES-200"),
    ("stock porte", "find POR-73|POR-83"),
    ("stok velux", "find VEL-78"),
    ("stock xylophone", "find ?«xylophone»"),
    ("reste combien de velux", "find VEL-78"),
    ("il reste combien de porte 83", "find POR-83"),
    ("combien il reste de velux", "find VEL-78"),
    ("combien de velux il reste", "find VEL-78"),
    ("combien reste t il de tuyau 20", "find TUY-20"),
    ("combien de gravier au depot", "find GRA-25 @D|VILL"),
    ("combien de gravier au depot villeurbanne", "find GRA-25 @VILL"),
    ("il m'en reste combien des prises", "find PRI-2PT"),
    ("bonjour, il reste des prises ?", "find PRI-2PT"),
    ("y a du tuyau 25?", "find TUY-25"),
    ("il y a encore du gravier", "find GRA-25"),
    ("on a 15 prises dispo ?", "find PRI-2PT 15"),
    ("on a des velux en stock", "find VEL-78"),
    ("velux dispo ?", "find VEL-78"),
    ("prise 2p+t en stock ?", "find PRI-2PT"),
    ("dispo lambris", "find LAM-14"),
    ("disponibilité poele 8", "find POE-8"),
    ("stock camion mehdi velux", "find VEL-78 @MEH"),
    ("stock velux camion de mehdi", "find VEL-78 @MEH"),
    ("combien de prises dans mon camion", "find PRI-2PT @mine"),
    ("qté velux", None),
    # Whose a van is.
    ("le camion julien est à mehdi", "give JUL «mehdi»"),
    ("camion julien c'est celui de mehdi haddad", "give JUL «mehdi haddad»"),
    ("donne le camion de julien à mehdi", "give JUL «mehdi»"),
    ("affecte le camion julien à nadia", "give JUL «nadia»"),
    ("donne 3 velux à mehdi", "transfer [3 VEL-78] to MEH"),
    # What is in a warehouse.
    ("stock", "place"),
    ("stock camion mehdi", "place MEH"),
    ("stock du camion de Julien", "place JUL"),
    ("stock mehdi", "place MEH"),
    ("stock camion", "place MEH|JUL"),
    ("stock mon camion", "place mine"),
    ("stock dépôt", "place D|VILL"),
    ("stock villeurbanne", "place VILL"),
    ("stock quarantaine", "place Q"),
    ("stock camion gaston", "place ?«gaston»"),
    ("qu est ce que j'ai dans mon camion", "place mine"),
    ("qu'est-ce qu'il y a dans le camion de mehdi", "place MEH"),
    ("y a quoi au depot", "place D|VILL"),
    ("contenu du camion julien", "place JUL"),
    ("camion de mehdi", "place MEH"),
    ("camion de gaston", "place ?«gaston»"),
    ("mon camion", "place mine"),
    # From one to the other.
    ("passe 2 velux au camion julien", "transfer [2 VEL-78] to JUL"),
    ("passe deux velux et 3 prises au camion de julien", "transfer [2 VEL-78 ; 3 PRI-2PT] to JUL"),
    ("transfère 3 velux du dépôt au camion", "transfer [3 VEL-78] from D|VILL to MEH|JUL"),
    ("transfere 3 velux de villeurbanne à mehdi", "transfer [3 VEL-78] from VILL to MEH"),
    ("transfert 10m de tuyau 20 depot vers camion mehdi", "transfer [10 TUY-20] from D|VILL to MEH"),
    ("mets 2 portes 73 dans mon camion", "transfer [2 POR-73] to mine"),
    ("prends 3 prises au dépôt", "transfer [3 PRI-2PT] from D|VILL (to)"),
    ("je prends 3 prises du depot villeurbanne", "transfer [3 PRI-2PT] from VILL (to)"),
    ("ramène 2 velux au dépôt", "transfer [2 VEL-78] to D|VILL (from)"),
    ("transfère 2 velux", "transfer [2 VEL-78]"),
    ("passe une dizaine de velux au camion mehdi", "transfer [? VEL-78] to MEH"),
    ("passe 2 zigouigouis et 1 velux à mehdi", "transfer [2 ?«zigouigouis» ; 1 VEL-78] to MEH"),
    ("passe 2 palettes de gravier au camion mehdi", "transfer [2 PAL GRA-25] to MEH"),
    # What has come, and what is to come.
    ("reçu 10 réservoir 200", "receive [10 RES-200]"),
    ("recu 10 velux et 4 prises", "receive [10 VEL-78 ; 4 PRI-2PT]"),
    ("on a reçu 10 velux au depot villeurbanne", "receive [10 VEL-78] at VILL"),
    ("10 velux reçus", "receive [10 VEL-78]"),
    ("reçu 3 velux n° A1 A2 A3", "receive [3 VEL-78 #A1 #A2 #A3]"),
    ("reçu 2 velux zx-12/4, B7", "receive [2 VEL-78 #zx-12/4 #B7]"),
    ("reçu 2 velux numéros de série : 4521 et 4522", "receive [2 VEL-78 #4521 #4522]"),
    ("reçu 2 velux A1 A2 au depot villeurbanne", "receive [2 VEL-78 #A1 #A2] at VILL"),
    ("reçu 1 velux sn 99182", "receive [1 VEL-78 #99182]"),
    ("reçu 2 tuyau 20", "receive [2 TUY-20]"),
    ("réception de 3 portes 73", "receive [3 POR-73]"),
    ("attendu 10 réservoir 200 le 12 mars", "expect [10 RES-200] 2026-03-12"),
    ("attendu 10 velux le 02/04", "expect [10 VEL-78] 2026-04-02"),
    ("on attend 5 velux pour vendredi", "expect [5 VEL-78] 2026-03-06"),
    ("10 velux attendus le 5 mars", "expect [10 VEL-78] 2026-03-05"),
    ("arrivage 20 sacs de gravier fin de mois au depot", "expect [20 GRA-25] at D|VILL 2026-03-31"),
    ("attendu 10 velux", "expect [10 VEL-78]"),
    # More or less of it.
    ("casse 1 velux", "adjust less [1 VEL-78] broken"),
    ("cassé une porte 73", "adjust less [1 POR-73] broken"),
    ("j'ai cassé 2 prises dans mon camion", "adjust less [2 PRI-2PT] at mine broken"),
    ("1 velux cassé", "adjust less [1 VEL-78] broken"),
    ("ajuste velux -1 casse", "adjust less [1 VEL-78] broken"),
    ("ajuste velux +2 retrouvés", "adjust more [2 VEL-78] found"),
    ("ajuste velux -3 motif: échantillon client", "adjust less [3 VEL-78] «échantillon client»"),
    ("corrige le stock velux -1 au depot villeurbanne", "adjust less [1 VEL-78] at VILL"),
    ("ajuste tuyau 20 -5 erreur de comptage", "adjust less [5 TUY-20] mistake"),
    ("on m'a volé 3 prises", "adjust less [3 PRI-2PT] stolen"),
    ("retrouvé 2 velux", "adjust more [2 VEL-78] found"),
    ("perdu 2 prises", "adjust less [2 PRI-2PT] lost"),
    # Inventories and warehouses.
    ("inventaire", "count"),
    ("inventaire camion", "count MEH|JUL"),
    ("inventaire mon camion", "count mine"),
    ("inventaire du dépôt", "count D|VILL"),
    ("inventaire dépôt villeurbanne", "count VILL"),
    ("faire l'inventaire du camion de mehdi", "count MEH"),
    ("inventaire mehdi", "count MEH"),
    ("nouveau dépôt Meyzieu", "new depot «Meyzieu»"),
    ("nouveau camion de Gaston", "new van «Gaston»"),
    ("crée un dépôt à Meyzieu Nord", "new depot «Meyzieu Nord»"),
    ("ajoute un camion pour Gaston", "new van «Gaston»"),
]
# Near misses: something else, or nothing.
OTHERS = [
    "reçu chq 480€ rossi n°4471203", "recu 480 chq rossi", "reçu 1250 vir rossi", "reçu acompte 300 rossi",
    "devis rossi 2 velux", "prix velux", "velux", "rossi", "tel rossi", "2 velux pour rossi",
    "todo inventaire camion vendredi", "rappel tous les lundis 8h faire le plein du camion",
    "nouveau client garage du depot", "passe à 3", "mets 3 velux", "perdu 45 trop cher", "on attend le client",
    "camion en panne", "combien coûte le velux", "attends", "reste à payer rossi", "il reste 300 € à payer",
    "casse pas la tête", "reçu", "transfert", "passe", "ajuste", "dispo début décembre", "cassé",
    "passe demain au dépôt", "prends rdv au dépôt", "je passe au depot",
]  # fmt: skip


async def _everything(_words: Sequence[str]) -> Known:
    return Known(CUSTOMERS, PRODUCTS, PLACES)


def _context(draft: Draft | None = None) -> Context:
    async def in_hand() -> Draft | None:
        return draft

    return Context(NOW, _everything, in_hand)


@pytest.mark.parametrize(("text", "meant"), LINES)
async def test_a_line_about_stock_is_read(text: str, meant: str | None) -> None:
    assert told_stock(await understand(text, _context())) == meant


@pytest.mark.parametrize(("text", "meant"), [line for line in LINES if line[1]])
async def test_a_draft_in_hand_changes_nothing_of_it(text: str, meant: str) -> None:
    assert told_stock(await understand(text, _context(DRAFT))) == meant


@pytest.mark.parametrize("text", OTHERS)
async def test_other_lines_are_not_about_stock(text: str) -> None:
    assert told_stock(await understand(text, _context())) is None


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("velux: 3", "3 VEL-78"),
        ("velux 3", "3 VEL-78"),
        ("réservoir 200 : 12", "12 RES-200"),
        ("3 velux", "3 VEL-78"),
        ("velux: aucun", "0 VEL-78"),
        ("velux 0, prises: 12", "0 VEL-78 ; 12 PRI-2PT"),
        ("tuyau 20 : 12,5", "12.5 TUY-20"),
        ("porte: 2", "2 POR-73|POR-83"),
        ("velux", None),
        ("xylophone: 3", None),
        ("velux: -3", None),
        ("bonjour", None),
    ],
)
def test_what_was_counted_is_read(text: str, counted: str | None) -> None:
    found = read_counts(tokens_of(text), text, Index(PRODUCTS))
    assert (None if found is None else " ; ".join(map(_goods, found))) == counted


def told_stock(reading: Reading) -> str | None:
    """One line for one reading about stock; None for any other."""
    match reading.slots:
        case StockFind(product, place, wanted):
            return _joined(
                "find", _match(product), f"@{_place(place)}" if place else "", plain(wanted) if wanted else ""
            )
        case StockPlace(place):
            return _joined("place", _place(place))
        case StockTransfer(goods, source, target, own_way):
            ways = [f"{word} {_place(place)}" for word, place in (("from", source), ("to", target)) if place]
            return _joined("transfer", _all(goods), *ways, f"({own_way})" if own_way else "")
        case StockReceive(goods, place):
            return _joined("receive", _all(goods), f"at {_place(place)}" if place else "")
        case StockExpect(goods, place, due_on):
            return _joined("expect", _all(goods), f"at {_place(place)}" if place else "", str(due_on or ""))
        case StockAdjust(goods, less, place, reason):
            way = {True: "less", False: "more", None: "?"}[less]
            said = (
                reason
                if reason.islower() and reason.isascii() and " " not in reason
                else f"«{reason}»"
                if reason
                else ""
            )
            return _joined("adjust", way, _all(goods), f"at {_place(place)}" if place else "", said)
        case StockCount(place):
            return _joined("count", _place(place))
        case WarehouseGive(place, name):
            return f"give {_place(place)} «{name}»"
        case WarehouseNew(kind, name):
            return f"new {kind} «{name}»"
    return None


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _all(goods: Sequence[GoodsSaid]) -> str:
    return "[" + " ; ".join(map(_goods, goods)) + "]"


def _goods(one: GoodsSaid) -> str:
    many = "?" if one.quantity is None else plain(one.quantity)
    return _joined(many, one.unit or "", _match(one.product), *(f"#{lot}" for lot in one.lots))


def _match(match: Match) -> str:
    return "|".join(sorted(entry.code for entry in match.candidates)) or f"?«{match.words}»"


def _place(place: PlaceSaid | None) -> str:
    if place is None:
        return ""
    if place.mine:
        return "mine"
    return "|".join(SHORT[entry.id] for entry in place.candidates) or f"?«{place.words}»"
