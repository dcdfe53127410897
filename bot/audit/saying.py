"""A finding of the audit in one sentence: which row, and what is wrong with it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from core.audit.findings import Broken, Problem
from core.i18n import N_, _, count, day, money
from core.kernel.amounts import amount, quantity

_TABLES: Final[Mapping[str, str]] = {
    "invoice": N_("Facture ou avoir"),
    "invoice_copy": N_("PDF archivé"),
    "ledger_entry": N_("Écriture"),
    "ledger_line": N_("Lettrage"),
    "payment": N_("Règlement"),
    "settlement": N_("Affectation"),
    "vat_due": N_("TVA exigible"),
    "closing": N_("Clôture"),
    "ledger_lock": N_("Fermeture des comptes"),
    "ledger_export": N_("Export comptable"),
    "fiscal_year": N_("Exercice"),
    "company": N_("Entreprise"),
    "chain_link": N_("Maillon"),
    "chain_head": N_("Fin de la chaîne"),
    "counter": N_("Compteur"),
    "customer": N_("Client"),
    "sales_order": N_("Commande"),
    "sales_order_line": N_("Ligne de commande"),
    "stock_level": N_("Stock"),
}
_PROBLEMS: Final[Mapping[Problem, str]] = {
    Problem.ROW_ALTERED: N_("son contenu ou celui d'une de ses lignes n'est plus celui qui a été enregistré"),
    Problem.ROW_UNREADABLE: N_(
        "son contenu ou celui d'une de ses lignes est illisible : il a été modifié hors de Carnet"
    ),
    Problem.ROW_MISSING: N_("n'existe plus, alors que le maillon {expected} y renvoie"),
    Problem.ROW_UNLINKED: N_("aucun maillon n'y renvoie : ajout fait hors de Carnet"),
    Problem.ROW_TWICE: N_("deux maillons y renvoient, le second est le {found}"),
    Problem.LINK_ALTERED: N_("a été modifié : empreinte {found}, attendue {expected}"),
    Problem.LINK_MISSING: N_("suit un trou : le maillon {expected} manque"),
    Problem.LINK_UNKNOWN: N_("nomme une nature inconnue, « {found} »"),
    Problem.TAIL_ALTERED: N_("devrait être le maillon {expected}, le dernier trouvé est le {found}"),
    Problem.NUMBER_MISSING: N_("porte le numéro {found} alors que {expected} était attendu"),
    Problem.NUMBER_UNREADABLE: N_("porte un numéro qui ne va pas avec sa date"),
    Problem.DATE_BACK: N_("porte la date du {found}, avant celle du numéro précédent, le {expected}"),
    Problem.COUNTER_WRONG: N_("dit {found}, le dernier numéro trouvé est {expected}"),
    Problem.ENTRY_UNBALANCED: N_("n'est pas équilibrée : débit {expected}, crédit {found}"),
    Problem.DOCUMENT_UNPOSTED: N_("laisse {expected} à payer, {found} au compte du client"),
    Problem.OVERSETTLED: N_("vaut {expected}, mais {found} y sont affectés"),
    Problem.CUSTOMER_DIFFERS: N_("doit {expected} d'après ses factures et règlements, {found} d'après son compte"),
    Problem.VAT_DIFFERS: N_("vaut {expected} en tout, le compte dit {found}"),
    Problem.LETTER_UNBALANCED: N_("les lignes de ce lettrage ne s'annulent pas : il reste {found}"),
    Problem.LETTER_MISSING: N_("{expected} réglés en entier, sans lettrage : il a été effacé"),
    Problem.LETTER_TOO_EARLY: N_("porte un lettrage alors que {found} restent à régler"),
    Problem.COPY_DIFFERS: N_(
        "son PDF archivé n'est plus celui d'origine : empreinte « {found} », attendue « {expected} »"
    ),
    Problem.COPY_LOST: N_("son PDF archivé manque ou a été modifié : empreinte {expected}"),
    Problem.POSTED_LATE: N_("porte la date du {found}, alors que les comptes étaient fermés jusqu'au {expected}"),
    Problem.LOCK_DIFFERS: N_("comptes fermés jusqu'au « {found} », ils l'ont été jusqu'au « {expected} »"),
    Problem.YEAR_DIFFERS: N_("sa fermeture dit « {found} », il a été fermé avec « {expected} »"),
    Problem.EXPORT_DIFFERS: N_("les écritures remises ne sont plus les mêmes : {expected} alors, {found} maintenant"),
    Problem.ORDER_DIFFERS: N_("ses factures font {expected}, il est noté {found}"),
    Problem.ORDER_LINE_DIFFERS: N_("ses factures en comptent {expected}, il est noté {found}"),
    Problem.CLOSING_DIFFERS: N_("devrait cumuler {expected} (facturé / encaissé), il est écrit {found}"),
    Problem.STOCK_DIFFERS: N_("les mouvements donnent {expected}, il est écrit {found}"),
    Problem.RESERVED_DIFFERS: N_("les commandes réservent {expected}, il est écrit {found}"),
}


def sentence(broken: Broken) -> str:
    """« Facture ou avoir FA2611-0003 (table invoice, id 12) : … »"""
    name = _(_TABLES.get(broken.table, broken.table))
    write = _WRITTEN.get(broken.problem, str)
    told = _(_PROBLEMS[broken.problem]).format(expected=write(broken.expected), found=write(broken.found))
    where = _("table {table}, id {id}").format(table=broken.table, id=broken.id)
    return f"{name} {broken.number}".rstrip() + f" ({where}){_(' : ')}{told}."


def _money(said: str) -> str:
    """« 120,00 € / 60,00 € » of "120 / 60"."""
    return " / ".join(money(amount(Decimal(one))) for one in said.split(" / ") if one)


def _count(said: str) -> str:
    return count(quantity(said))


def _day(said: str) -> str:
    return day(date.fromisoformat(said)) if said else ""


_WRITTEN: Final[Mapping[Problem, Callable[[str], str]]] = {
    Problem.DATE_BACK: _day,
    Problem.POSTED_LATE: _day,
    Problem.LOCK_DIFFERS: _day,
    Problem.ENTRY_UNBALANCED: _money,
    Problem.DOCUMENT_UNPOSTED: _money,
    Problem.OVERSETTLED: _money,
    Problem.CUSTOMER_DIFFERS: _money,
    Problem.VAT_DIFFERS: _money,
    Problem.LETTER_UNBALANCED: _money,
    Problem.LETTER_MISSING: _money,
    Problem.LETTER_TOO_EARLY: _money,
    Problem.ORDER_DIFFERS: _money,
    Problem.CLOSING_DIFFERS: _money,
    Problem.ORDER_LINE_DIFFERS: _count,
    Problem.STOCK_DIFFERS: _count,
    Problem.RESERVED_DIFFERS: _count,
}
