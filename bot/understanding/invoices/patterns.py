"""The words of invoices that several patterns share, with the typing errors that are made in them."""

from __future__ import annotations

from typing import Final

from bot.understanding.order_words import CO, NO, ORDER
from bot.understanding.sentences import AMOUNT, PERCENT

_MISTYPED: Final = (
    r"facure|fatcure|facutre|fcature|facturre|factrue|factre|factue|facteur|faccture|facutr|fature|facturr"
)
# « facture » said as a thing, and as what is to be done.
PAPER: Final = rf"(?:facture|fact|fac|fct|{_MISTYPED}|invoice)"
BILL: Final = rf"(?:factur(?:e|er|ez|ons|es|ation)|fact|{_MISTYPED}|invoice|bill)(?: moi)?"
CREDIT: Final = r"(?:avoirs?|avoire|avior|aovir|note de credit|credit note|fact(?:ure)? d avoir)"
DEPOSIT: Final = r"(?:acc?omp?tes?|arrhes|deposit|down payment)"
PROGRESS: Final = r"(?:situ(?:ation)?s?(?: de travaux)?|avancement)(?: (?:n )?\d{1,2}(?= (?:de|du|sur|a|pour) ))?"
SLIPS: Final = r"(?:bls?|bons? de livraison|livraisons?|livr)"
PAID: Final = r"(?:(?:paye|regle|solde|acquitte|encaisse|honore)(?:e|s|es)?|paid)"

_DIGITS: Final = r"\d{1,8}(?:-\d{1,6}| - \d{1,6})?"
_ON: Final = r"(?:(?:sur|de|d|pour|dans|a|au|du|la|l|le|ma|cette|on|for|order) )*"
_ORDER_NUMBER: Final = rf"{CO}|{_DIGITS}"
_INVOICE_NUMBER: Final = rf"(?:(?:fa|ac|av) ?)?{_DIGITS}|(?!co|de|bl|br)[a-z]{{1,6}}\d{{4}} ?- ?\d{{1,6}}"

# « sur la 106 », « de la commande 106 ». `NAMED_ORDER` needs a word that says that the number is an order's.
ON_ORDER: Final = rf"{_ON}(?:{ORDER} )?{NO}(?P<number>{_ORDER_NUMBER})"
NAMED_ORDER: Final = (
    rf"(?:sur |de |pour )?(?:(?:la|ma|cette|l|the) (?:(?:{ORDER}|order) )?{NO}(?P<number>{_ORDER_NUMBER})"
    rf"|(?:{ORDER}|order) {NO}(?P<number_2>{_ORDER_NUMBER})|(?P<number_3>{CO}))"
)
# « sur la 213 », « de la facture n° 213 », « fa 213 ». `NAMED_INVOICE` needs a word that says that it is an invoice.
ON_INVOICE: Final = rf"{_ON}(?:(?:{PAPER}|(?P<credit>{CREDIT})) )?{NO}(?P<number>{_INVOICE_NUMBER})"
NAMED_INVOICE: Final = (
    rf"(?:(?:sur|pour|a|de) )?(?:(?:la|l|le|ma|cette|cet|du|des|d) )?"
    rf"(?:(?:{PAPER}|(?P<credit>{CREDIT})) {NO}(?P<number>{_INVOICE_NUMBER})|(?P<number_2>(?:fa|ac|av) ?{_DIGITS}))"
)
EURO: Final = r"(?: (?:eur|euros?))"
TAX: Final = r"(?: (?P<tax>ttc|ht|hors taxes?|tax included))?"
SUM: Final = rf"(?P<amount>{AMOUNT})"
SHARE: Final = rf"(?P<percent>{PERCENT}) (?:%|pour cent|pct|pourcent)"
SHOW: Final = (
    r"(?:(?:voir|montre|montrer|affiche|afficher|ouvre|ouvrir|donne|cherche|retrouve|sors|consulte|consulter|show|list)"
    r"(?: moi)? )?"
)
BEFORE_WHO: Final = r"(?:(?:de|du|des|d|le|la|les|l|chez|pour|a|client|cliente|for|from) )*"
WHO: Final = rf"{BEFORE_WHO}(?P<who>[a-z](?:[^|,;:+]*[^|,;:+ ])?)"
