"""The description that goes with a FEC (LPF A47 A-1, X): French whoever reads it, and written like the file."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from core.ledger.fec.text import CHARSET, COLUMNS, LINE_END, Row, plain

_MEANING: Final = {
    "JournalCode": "code du journal",
    "JournalLib": "libellé du journal",
    "EcritureNum": "numéro de l'écriture, sur une suite continue pour toute l'entreprise",
    "EcritureDate": "date de comptabilisation",
    "CompteNum": "numéro de compte du plan comptable général",
    "CompteLib": "libellé du compte",
    "CompAuxNum": "code du client, au jour de l'écriture",
    "CompAuxLib": "nom du client, au jour de l'écriture",
    "PieceRef": "numéro de la pièce : facture, avoir, reçu",
    "PieceDate": "date de la pièce",
    "EcritureLib": "libellé de l'écriture",
    "Debit": "montant au débit",
    "Credit": "montant au crédit",
    "EcritureLet": "lettrage, quand tout ce qui le porte est dans ce fichier",
    "DateLet": "date du lettrage",
    "ValidDate": "date de validation : l'écriture n'est plus modifiable depuis",
    "Montantdevise": "toujours vide : les montants sont en euros",
    "Idevise": "toujours vide",
}


def notice(
    name: str,
    company: str,
    starts_on: date,
    ends_on: date,
    rows: Iterable[Row],
    elsewhere: frozenset[int],
    final: bool,
) -> bytes:
    journals = sorted({(row["JournalCode"], row["JournalLib"]) for row in rows})
    state = "" if final else ", non clôturé : fichier provisoire"
    said = [
        f"Description du fichier {name}",
        "",
        f"Entreprise : {company}",
        f"Exercice du {starts_on:%d/%m/%Y} au {ends_on:%d/%m/%Y}{state}",
        "Texte : article A47 A-1 du livre des procédures fiscales",
        "Logiciel : Carnet",
        f"Codage : {CHARSET.upper()} ; les signes qui n'y sont pas sont écrits avec la lettre la plus proche",
        "Séparateur : tabulation ; fin de ligne : CR LF ; la première ligne porte le nom des colonnes",
        "Dates : AAAAMMJJ ; montants : en euros, virgule décimale, sans séparateur de milliers",
        "Ordre : les à-nouveaux, puis les écritures dans l'ordre de leur validation",
        "Une écriture est validée au moment où elle est passée ; une erreur est corrigée par une autre écriture.",
        "Les comptes de charges et de produits repartent de zéro à chaque exercice, sans écriture de solde.",
        _numbering(elsewhere),
        "",
        "Journaux",
        *(f"  {code} : {label}" for code, label in journals),
        "",
        "Colonnes",
        *(f"  {place}. {column} : {_MEANING[column]}" for place, column in enumerate(COLUMNS, 1)),
    ]
    return "".join((plain(line) if line[:1] != " " else f"  {plain(line)}") + LINE_END for line in said).encode(CHARSET)


def _numbering(elsewhere: frozenset[int]) -> str:
    if not elsewhere:
        return "Numéros d'écriture : tous ceux de la suite, du premier au dernier, sont dans ce fichier."
    numbers = ", ".join(map(str, sorted(elsewhere)))
    return f"Numéros d'écriture : ceux qui manquent sont dans un autre exercice, au jour de l'écriture : {numbers}."
