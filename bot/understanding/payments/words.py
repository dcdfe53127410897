"""The words of payments: ways to pay, banks, cheque numbers, how a payment and its documents are said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.understanding.invoices.patterns import DEPOSIT, PAPER
from bot.understanding.order_words import CO, NO, ORDER
from bot.understanding.patterns import phrase
from bot.understanding.payments.said import Method
from bot.understanding.sentences import AMOUNT

METHODS: Final[Mapping[Method, str]] = {
    "voucher": r"(?:(?:cheques?|chq|cartes?|bons?) (?:cadeaux?|vacances?|d achat)|(?:tickets?|titres?) restaurants?)",
    "card": r"(?:cbs?|cartes? bleues?|cartes? bancaires?|carte|tpe|c b|sans contact|amex|visa|mastercard|card)",
    "cheque": r"(?:chqs?|cheques?(?: de banque)?|chks?|cheqs?|cheqe|chque|chqe|cheuqe|chek|check|cheque)",
    "cash": r"(?:esps?|especes?|espece|espces|liquide|liqu?|cash|billets)",
    "transfer": r"(?:vir|virt|vrt|virements?(?: (?:sepa|bancaire|instantane))?|viremnt|virment|transfer|wire)",
    "direct-debit": r"(?:prlv|prelevements?|prlvt|prelvt|prel)(?: sepa)?",
    "bill": r"(?:lcr|effet(?: de commerce)?|traite|lettre de change|billet a ordre)",
}
# Words that also name goods are a way to pay only behind « par » or « en », or right behind an amount at an end.
_WEAK: Final = (
    r"(?:carte|visa|cash|liquide|liqu?|billets|effet|traite|prel|check|sans contact|c b|card|wire|transfer|espece)"
)
_BY: Final = r"(?:par|en|in|by|via|avec)(?: (?:une?|son|sa|la|le))?"
METHODS_SAID: Final[Mapping[Method, re.Pattern[str]]] = {
    method: phrase(
        rf"{_BY} {words}",
        rf"(?:(?:un|une|au|du|le|d un|de|d) )?(?!{_WEAK}(?!\S)){words}",
        rf"(?<=\d ){words}(?=$| [|,;])",
        rf"(?<=eur ){words}",
        rf"(?<![\s\S]){words}(?= \d+(?:\.\d+)?(?: eur)?(?: [a-z ]+)?$)",
    )
    for method, words in METHODS.items()
}
CHEQUE: Final = phrase(METHODS["cheque"])
CHEQUE_NUMBERS: Final = (
    phrase(r"(?:n|no|num|numero|ref) (?:(?:de|du) cheque )?(?:: )?(?P<reference>\d{3,12})"),
    phrase(rf"(?P<cheque>{METHODS['cheque']}) (?P<reference>0\d{{4,11}}|\d{{6,12}})(?! eur)(?= .*\d)"),
)
# Where the sum stands already, a number behind « chq » and the bank's name is the cheque's.
CHEQUE_BEHIND: Final = phrase(
    rf"(?P<cheque>{METHODS['cheque']})(?: (?!eur)[a-z]+){{0,3}} (?P<reference>\d{{6,12}})(?! eur)(?!\S)"
)
SUM_SAID: Final = re.compile(rf"(?<!\S)(?:\d+\.\d{{1,2}}|{AMOUNT} eur|\d{{1,5}})(?!\S)")
REFERENCE: Final = phrase(r"ref(?:erence)?(?: :)? (?P<reference>(?:[a-z]+ - )?\S*\d\S*(?: - \S+){0,3})")

_BANK: Final = r"(?:(?:de|du|d|la|le|l|banque|bq|sur|tire|chez) )*"
BANKS: Final[Mapping[str, re.Pattern[str]]] = {
    name: phrase(_BANK + f"(?:{words})")
    for name, words in {
        "Crédit Agricole": r"credit agricole|c agricole|cr agricole|cred agricole|ca|c a",
        "BNP Paribas": r"bnp(?: paribas)?",
        "Société Générale": r"societe generale|soc gene|soge|sg|s g",
        "LCL": r"lcl|credit lyonnais",
        "La Banque Postale": r"(?:la )?banque postale|lbp|la poste|postale|ccp",
        "Caisse d'Épargne": r"caisse (?:d )?epargne|cepac|ce|ecureuil",
        "Crédit Mutuel": r"credit mutuel|cm|c mutuel|credit mut",
        "Banque Populaire": r"(?:banque )?populaire|bp|banque pop|banq pop|bpop",
        "CIC": r"cic|lyonnaise de banque",
        "CCF": r"ccf|hsbc",
        "Crédit Coopératif": r"credit cooperatif|coop",
        "Boursobank": r"bourso(?:rama|bank)?",
        "Fortuneo": r"fortuneo",
        "Hello bank!": r"hello bank",
        "AXA Banque": r"axa(?: banque)?",
        "Monabanq": r"monabanq",
        "Qonto": r"qonto",
    }.items()
}

OTHER_BANK: Final = phrase(r"(?:(?:de|la|a|du) )?(?P<bank>(?:banque|bq|caisse) (?:de |du )?[a-z]{3,})")

_DOC: Final = r"\d{1,8}(?:-\d{1,6}| - \d{1,6})?"
_SUM_WORDS: Final = rf"(?: (?:eur|ttc|{'|'.join(METHODS.values())})(?!\S))"
_INVOICE: Final = (
    rf"(?:(?:(?:la|les|l|ma|sa|ses|leur|leurs|the) )?(?:{PAPER}|factures|facts|fas|fa"
    rf"|invoices?) {NO}{_DOC}|(?:fa|ac) ?{_DOC})"
)
_AND: Final = r"(?:(?:et|,|\+|puis|and|la|les|&) )*"
_SPOKEN_OF: Final = r"(?:(?:pour|sur|de|d|reglant|solde|on|for|:) )*"
PAPER_SAID: Final = re.compile(rf"(?<!\S)(?:{PAPER}|factures|facts|fas|fa|ac|invoices?)(?![a-z])")
# « fa 213, 214 et 215 ».
_ON_INVOICES: Final = phrase(
    rf"{_SPOKEN_OF}(?P<invoices>{_INVOICE}"
    rf"(?: (?:{_AND}{_INVOICE}|(?:et|and) {_DOC}(?! eur(?!\S))|{_AND}{_DOC}(?!{_SUM_WORDS})))*)"
)
PAY: Final = (
    r"(?:pay(?:e|er|ee|es|ees)|regl(?:e|er|ee|es|ees)|solde(?:e|es|r)|acquitte(?:e|s|es)?|encaisse(?:e|s|es|r)?|paid)"
)
_MORE: Final = rf"(?:(?: (?:et|,|\+|and|la|les))+ {_DOC}(?! eur(?!\S)))"
# « réglé 213 et 214 »; a number alone behind « réglé » is money.
_PAID_SEVERAL: Final = phrase(rf"(?P<paid>{PAY}) (?:les )?(?P<invoices>{_DOC}{_MORE}+)")
# « la 213 ».
_THAT_ONE: Final = phrase(rf"{_SPOKEN_OF}(?:la|les|cette) (?P<invoices>{_DOC}{_MORE}*)(?!{_SUM_WORDS})")
# « 213 payée »: of an amount people say « payé ».
_OPENS_PAID: Final = phrase(
    rf"(?<![\s\S])(?P<invoices>{_DOC}{_MORE}*)(?= (?:(?:est|sont|a ete|ont ete|bien) )*(?:payee|reglee"
    r"|soldee|encaissee)s?(?!\S))"
)
INVOICES_SAID: Final = (_ON_INVOICES, _PAID_SEVERAL, _THAT_ONE, _OPENS_PAID)
ON_ORDER: Final = phrase(
    rf"(?:(?:pour|sur|de|d|on) )*(?:(?:la|l|ma|cette) )?(?:(?:{ORDER}|order) {NO}(?P<number>{_DOC})|(?P<number_2>{CO}))"
)

DEPOSIT_CAME: Final = phrase(rf"(?:(?:d|de|un|une|l|en|comme|pour|son|leur|in) )*{DEPOSIT}(?: (?:de|d|:))?")
OWED: Final = phrase(
    rf"(?:de )?(?P<amount>{AMOUNT})(?: eur)? sur (?:les|un total de|le total de|un montant de|une dette de|ses|leurs)"
    rf" (?P<of>{AMOUNT})(?: eur)?(?: (?:dus?|restants?|qu il doit|en tout))?"
)
EUROS: Final = phrase(rf"(?:(?:de|d|pour|:|montant|somme) )*(?P<amount>{AMOUNT}) (?:eur|euros?)(?: (?:ttc|net))?")
PLAIN_SUM: Final = phrase(rf"(?:(?:de|d|pour|:|montant|somme) )*(?P<amount>{AMOUNT})(?: ttc)?")

_HAS: Final = (
    r"(?:(?:a|ont|nous a|m a|nous ont|vient de|viennent de|on a|j ai|ai|a bien|est|sont|a ete|ont ete"
    r"|bien|ete|me|nous|has|deja) )*"
)
CAME: Final = phrase(
    rf"{_HAS}(?:{PAY}|vers(?:e|er|ee|es|ees)|encaisse[rsz]?|encaissement|encaise|enaisse|encaise[rs]?"
    r"|pai(?:e|ement|ment)s?"
    r"|reglement|reglment|versement|payment|mis en banque|depose en banque|credite(?:e|s)?)(?: (?:de"
    r"|d|par|du|:|bien recu))?"
)
GOT: Final = phrase(
    rf"{_HAS}(?:re[cs]u(?:e|s|es)?|percue?s?|touche|received|got|arrive(?:e|s)?|passe(?:e|s)?"
    r"|ok)(?: (?:de|d|par|du|un|une|from|le|la))*"
)
RECEIPT: Final = phrase(
    r"(?:(?:,|\+|et|avec|puis|and) )*(?:envoie|envoye|envoyer|donne|fais|imprime|send)(?: (?:lui|leur"
    r"|moi|le|un|son|la|une))*"
    r" (?:recu|quittance|receipt)",
    r"(?:,|\+|et|avec) (?:(?:le|un|son|une) )?(?:recu|quittance|receipt)",
)
WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS: Final = (
    r"(?:janv?(?:ier)?|fev(?:r|rier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept?(?:embre)?"
    r"|oct(?:obre)?|nov(?:embre)?"
    r"|dec(?:embre)?)"
)
DAY_SAID: Final = phrase(
    r"(?:(?:le|du|de|d|recue?|passee?|date|datee?|en date|on) )*(?P<day>avant hier|hier|ce (?:matin|midi|soir|jour)"
    r"|cet (?:aprem|apres midi)|tout a l heure|aujourd hui|auj|ajd|today|yesterday|\d{1,2}/\d{1,2}(?:/\d{2,4})?"
    rf"|(?:1er|\d{{1,2}}) {_MONTHS}(?: 20\d\d)?|{'|'.join(WEEKDAYS)})(?: (?:dernier|passe|matin|aprem|soir))*"
)

# « acompte 300 reçu sur la 107 par chèque »: of a deposit that is only asked for no way to pay is said.
_HAS_COME: Final = (
    rf" (?:(?:de|d|:) )?{AMOUNT}(?: eur)?(?! %) (?:.* )?(?:re[cs]ue?|versee?|encaissee?|payee?|reglee?"
    rf"|{'|'.join(METHODS.values())})(?!\S)"
)
# What opens like something else is something else.
ELSEWHERE: Final = re.compile(
    rf"(?:{DEPOSIT}(?!{_HAS_COME})|devis|dvs|{ORDER}|rappel\w*|relance\w*|remise|stock|retour|avoir|livre\w*|prix|tarif|note|nouveau"
    r"|nouvelle|cree|creer|client|produit|article|annule\w*|rembours\w*|solde|releve|compte|combien"
    r"|qui|que|quand|ou|est"
    r"|pourquoi|comment|attente|ajoute\w*|enleve\w*|change\w*|mets|passe|tache|todo|frais|achat"
    r"|(?:paiement|reglement|versement|encaissement)s?$"
    r"|ticket(?! rest)|peage)(?!\S)"
)
JOINING: Final = frozenset(
    {
        "de",
        "du",
        "des",
        "d",
        "par",
        "pour",
        "chez",
        "le",
        "la",
        "les",
        "l",
        "a",
        "au",
        "et",
        "client",
        "cliente",
        "from",
        "un",
        "une",
        "son",
        "sa",
        "sur",
        "avec",
        "en",
        "ttc",
        "bien",
        "c",
        "est",
    }
)
TRAILING: Final = frozenset(
    {
        "a",
        "de",
        "par",
        "pour",
        "et",
        "en",
        "le",
        "la",
        "les",
        "du",
        "un",
        "une",
        "sur",
        "est",
        "bien",
        "nous",
        "m",
        "ok",
        "ttc",
        "elle",
        "il",
        "ont",
        "d",
        "client",
        "qui",
    }
)
