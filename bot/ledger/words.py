"""How the books are spoken of: kinds of VAT, what the checks of a FEC look at."""

from collections.abc import Mapping
from typing import Final

from core.catalog.vatex import NOT_COLLECTED, reason_of
from core.i18n import N_, _, percentage
from core.invoicing.vat import VatReport, VatRow
from core.ledger.fec import Rule
from core.ledger.models import AccountUse

_NPR: Final = "NPR"  # recoverable without having been charged
_CATEGORIES: Final[Mapping[str, str]] = {
    "Z": N_("taux zéro"),
    "E": N_("exonéré"),
    "AE": N_("autoliquidation"),
    "K": N_("livraison dans l'Union"),
    "G": N_("export"),
    "O": N_("hors champ"),
}
USES: Final[Mapping[AccountUse, str]] = {
    AccountUse.CUSTOMERS: N_("Clients"),
    AccountUse.ADVANCES: N_("Acomptes reçus"),
    AccountUse.GOODS: N_("Ventes"),
    AccountUse.SERVICES: N_("Prestations"),
    AccountUse.REBATES: N_("Rabais accordés"),
    AccountUse.VAT_DUE: N_("TVA collectée"),
    AccountUse.VAT_PENDING: N_("TVA en attente"),
    AccountUse.BANK: N_("Banque"),
    AccountUse.CASH: N_("Caisse"),
    AccountUse.BANK_FEES: N_("Frais bancaires"),
    AccountUse.LOSSES: N_("Écarts en moins"),
    AccountUse.GAINS: N_("Écarts en plus"),
    AccountUse.PROFIT: N_("Bénéfice"),
    AccountUse.LOSS: N_("Perte de l'exercice"),
}
RULES: Final[Mapping[Rule, str]] = {
    Rule.NAME: N_("nom du fichier"),
    Rule.COLUMNS: N_("colonnes"),
    Rule.FILLED: N_("case vide"),
    Rule.CHARACTERS: N_("caractère interdit"),
    Rule.DATE: N_("date illisible"),
    Rule.IN_YEAR: N_("date hors de l'exercice"),
    Rule.PIECE_AFTER: N_("pièce datée après l'écriture"),
    Rule.AMOUNT: N_("montant illisible"),
    Rule.ONE_SIDE: N_("débit et crédit à la fois"),
    Rule.ACCOUNT: N_("numéro de compte"),
    Rule.ONE_LABEL: N_("deux noms pour un compte"),
    Rule.ONE_ENTRY: N_("numéro d'écriture en double"),
    Rule.PAIR: N_("colonne sans sa jumelle"),
    Rule.ENTRY_BALANCE: N_("écriture déséquilibrée"),
    Rule.JOURNAL_BALANCE: N_("journal déséquilibré"),
    Rule.BALANCE: N_("fichier déséquilibré"),
    Rule.CONTINUITY: N_("numéro manquant"),
    Rule.VALIDATION: N_("ordre de validation"),
    Rule.OPENING: N_("à-nouveaux pas en tête"),
    Rule.LETTERED: N_("lettrage déséquilibré"),
    Rule.TRIAL: N_("différent de la balance"),
}


def rate_words(row: VatRow) -> str:
    """« 20 % », « 8,5 % NPR », « autoliquidation »."""
    said = percentage(row.rate) if row.rate or row.category not in _CATEGORIES else _(_CATEGORIES[row.category])
    return f"{said} {_NPR}" if row.vatex == NOT_COLLECTED else said


def reason_words(row: VatRow, report: VatReport) -> str:
    """The law's words for what bears no VAT."""
    return reason_of(row.category, row.vatex, report.ends_on)
