"""The accounts that Carnet posts to: the usual numbers of the French chart (PCG, ANC 2022-06); each is a setting."""

from collections.abc import Mapping
from typing import Final

from core.i18n import N_
from core.ledger.models import AccountUse, Journal

USUAL: Final[Mapping[AccountUse, tuple[str, str]]] = {
    AccountUse.CUSTOMERS: ("411000", N_("Clients")),
    AccountUse.ADVANCES: ("419100", N_("Clients, avances et acomptes reçus")),
    AccountUse.GOODS: ("707000", N_("Ventes de marchandises")),
    AccountUse.SERVICES: ("706000", N_("Prestations de services")),
    AccountUse.REBATES: ("709700", N_("Rabais, remises et ristournes accordés")),
    AccountUse.VAT_DUE: ("445710", N_("TVA collectée")),
    AccountUse.VAT_PENDING: ("445800", N_("TVA en attente d'encaissement")),
    AccountUse.BANK: ("512000", N_("Banque")),
    AccountUse.CASH: ("530000", N_("Caisse")),
    AccountUse.LOSSES: ("658000", N_("Charges diverses de gestion courante")),
    AccountUse.GAINS: ("758000", N_("Produits divers de gestion courante")),
    AccountUse.BANK_FEES: ("627000", N_("Services bancaires")),
    AccountUse.PROFIT: ("120000", N_("Résultat de l'exercice (bénéfice)")),
    AccountUse.LOSS: ("129000", N_("Résultat de l'exercice (perte)")),
}

# How the number of each use begins, whatever the company appends: what reads the books relies on it.
BEGINS: Final[Mapping[AccountUse, str]] = {
    AccountUse.CUSTOMERS: "411",
    AccountUse.ADVANCES: "419",
    AccountUse.GOODS: "70",
    AccountUse.SERVICES: "70",
    AccountUse.REBATES: "709",
    AccountUse.VAT_DUE: "4457",
    AccountUse.VAT_PENDING: "4458",
    AccountUse.BANK: "51",
    AccountUse.CASH: "53",
    AccountUse.LOSSES: "6",
    AccountUse.GAINS: "7",
    AccountUse.BANK_FEES: "62",
    AccountUse.PROFIT: "120",
    AccountUse.LOSS: "129",
}

JOURNALS: Final[Mapping[str, str]] = {
    Journal.SALES: N_("Ventes"),
    Journal.PURCHASES: N_("Achats"),
    Journal.BANK: N_("Banque"),
    Journal.CASH: N_("Caisse"),
    Journal.OTHER: N_("Opérations diverses"),
    Journal.OPENING: N_("À-nouveaux"),
}


def journal_label(code: str) -> str:
    """« Banque » for BQ, and for BQ2: what a journal is called in the books, in French."""
    return JOURNALS.get(code) or JOURNALS.get(code[:2], code)


def usual_label(number: str) -> str:
    """What the account is called in the books when nobody has named it, in French; its number when it is unknown."""
    return next((label for usual, label in USUAL.values() if usual == number), number)
