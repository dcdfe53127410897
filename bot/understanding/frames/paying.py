"""Money that came, and what is owed."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.money import take_sum
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import (
    Step,
    amount,
    choice,
    customer,
    day,
    drop,
    flag,
    method,
    number,
    paper,
    read,
    text,
    tidy,
    words,
)  # fmt: skip
from bot.understanding.frames.world import World
from bot.understanding.payments.given_back import GIVE_BACK, HAND_BACK
from bot.understanding.payments.words import BANKS
from bot.understanding.periods import split_period
from bot.understanding.words import fold

_METHOD: Final = r"(?:cb|carte|card|cash|transfer|chqs?|cheques?|esp\w*|liquide|vir\w*|prlv|prelevement)"
_BANK: Final = re.compile(
    r"(?<=\s)(?:(?:du |de la |de |d'|la )?)(?P<bank>ca|bnp(?: paribas)?|sg|lcl|cic|la poste|lbp|banque postale"
    r"|credit agricole|credit mutuel"
    r"|caisse d'epargne|banque populaire|societe generale|ce|bp|cm|boursorama|qonto|hsbc|ccf)(?=\s|$)"
)
_GOES_BACK: Final = re.compile(
    rf"(?<![\w-])(?:{GIVE_BACK}|{HAND_BACK})(?![\w-])(?!.*\b(?:impaye|rejete|sans provision))"
)
_PAID: Final = words(r"paid|settled|payee?s?|reglee?s?|soldee?s?|paye|regle")


def read_payment(sheet: Sheet, world: World) -> Slots | None:
    """What came in, how, from whom, for which invoice; None for money that goes back, which never came."""
    return None if _GOES_BACK.search(sheet.flat) else read(sheet, world, *_PAYMENT)


def _stranger(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """« reçu 75 cb vasseur »: somebody whom nobody knows is asked about."""
    if {"customer", "customer_query", "invoice"} & set(said):
        return {}
    whom = _STRANGER.search(fold(tidy(sheet)))
    return {"customer": None, "customer_query": whom.group(), "clarify": ["customer"]} if whom else {}


def _bank(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """Who drew the cheque: « chèque ca » is the Crédit Agricole, not turnover; perhaps its number behind."""
    found = sheet.find(_BANK) if said.get("method") == "CHQ" or "cheque_no" in said else None
    name = next((name for name, pattern in BANKS.items() if found and pattern.fullmatch(found["bank"])), None)
    if found is None or name is None:
        return {}
    behind = _NUMBER_BEHIND.match(sheet.flat, found.end()) if "cheque_no" not in said else None
    sheet.cut(found.start(), behind.end() if behind else found.end())
    return {"cheque_bank": name, **({"cheque_no": behind["number"]} if behind else {})}


def _instalments(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """« 2 230,40 en 3x 1er chq 743,47 »: what came is the last sum said."""
    if "instalments" not in said:
        return {}
    found = None
    while (one := take_sum(sheet)) is not None:
        found = one
    return {"amount": found.amount} if found is not None else {}


def _split(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    """« 200 esp et 150 cb »: one payment in two ways."""
    found = list(_TWICE.finditer(sheet.flat))
    if len(found) < 2:
        return {}
    parts = []
    for one in found:
        part = Sheet(sheet.source[one.start() : one.end()])
        parts.append(read(part, _world, method, amount(basis=False)))
    if len({part.get("method") for part in parts}) < len(parts) or any("amount" not in part for part in parts):
        return {}
    for one in found:
        sheet.cut(*one.span())
    return {"split": parts, "amount": sum(part["amount"] for part in parts)}


def _settles(sheet: Sheet, _world: World, said: Slots) -> Slots:
    return {"settles": True} if "invoice" in said and "amount" not in said and _PAID.search(sheet.flat) else {}


_FIGURES: Final = r"\d[\d ]{0,12}(?:[.,]\d{1,2})?"
_TWICE: Final = re.compile(
    rf"(?<![\w.,])(?:{_FIGURES}\s?(?:€|eur|euros)?\s?(?:en |par )?{_METHOD}|{_METHOD}\s(?:de )?{_FIGURES})(?!\w)"
)
_NUMBER_BEHIND: Final = re.compile(r"\s(?P<number>\d{6,8})(?![.,]?\d|\s?(?:€|eur|k(?!\w)))")
_PAYMENT: Final[tuple[Step, ...]] = (
    flag(
        "send_receipt",
        r",?\+?\s*(?:et )?(?:veuillez )?(?:lui )?envo(?:ie|yez|yer)[- ]?(?:lui|leur|z lui)? (?:le |un "
        r"|son )?recu|(?:avec|\+) recu"
        r"|(?:and )?send (?:him |her |them )?(?:a |the )?receipt",
    ),
    text("cheque_no", r"(?:n°|no|num|numero|n(?= \d{6}))\s?(?:de cheque\s?)?:?\s?(?P<text>\d{4,12})"),
    # « chq 881245 »: six figures and no cents are the number of a cheque, not what it is worth.
    text("cheque_no", r"(?:(?<=chq )|(?<=cheque ))(?P<text>\d{6,8})(?![.,]?\d|\s?(?:€|eur|k(?!\w)))"),
    number("instalments", r"en (?P<n>\d)\s?(?:x|fois)"),
    number(
        "instalment_no", r"(?P<n>\d)(?:er|e|eme|ere)(?= (?:chq|cheque|versement|paiement|vir|virement|cb|esp|fois))"
    ),
    paper("invoice", "invoice", article=True),
    day("date", past=True),
    drop(r"sur (?:les|ses|un total de) (?!factures?)[\d ., ]{0,12}\d(?:\s?€|\s?eur)?"),
    _split,
    method,
    _bank,
    flag(
        "rejected",
        r"(?:est )?(?:revenu )?(?:impaye|rejete|sans provision|retourne)[es]*|revenu|bounced|rejected"
        r"|unpaid",
    ),
    flag("deposit", r"(?:d'|en |un |l')?(?:acompte|arrhes)|(?:a |the )?(?:deposit|down payment)"),
    _instalments,
    amount(basis=False),
    _settles,
    drop(
        r"vien(?:t|nent) de|recu|encaisse[rz]?|paye[es]*|paiement|reglement|regle[es]*|passe|ok|fact(?:ure)?"
        r"|solde[es]*|received|got"
        r"|paid|payment|cashed|settled|from|invoice|by"
    ),
    customer(),
    _stranger,
)

_SUM: Final = words(r"(?:total|somme|montant) des? \w+|total (?:due|owed|overdue)")
_ALL: Final = words(
    r"qui|who|every(?:body|one)|all (?:the )?customers|tous (?:les |nos )?clients|chez (?:tous )?(?:les|nos) clients"
    r"|ensemble|tout le monde"
)


def read_balance(sheet: Sheet, world: World) -> Slots:
    """What a customer owes, what is late, what there is in the bank."""
    said = read(sheet, world, *_ASKED)
    if said.get("what") == "bank":
        return said
    if _SUM.search(sheet.flat):
        return {**said, "scope": "sum"}
    if _ALL.search(sheet.flat):
        return {**said, "scope": "all"}
    if said.get("what") == "statement":
        said |= _of_days(sheet, world)
    said = read(sheet, world, *_BALANCE, said=said)
    if {"customer", "customer_query", "invoice"} & set(said):
        return said
    whom = _STRANGER.search(fold(tidy(sheet)))
    asked = {"customer": None, "customer_query": whom.group(), "clarify": ["customer"]} if whom else {"scope": "all"}
    return {**said, **asked}


def _of_days(sheet: Sheet, world: World) -> Slots:
    """« relevé de l'hôtel du 1er au 31 octobre »: the days go, the name stays."""
    said = re.sub(r"[\s?!.]+$", "", sheet.flat)
    front, found = split_period(said, world.today)
    if found is None:
        return {}
    sheet.cut(len(said) - len(" ".join(said.split())) + len(front), len(said))
    since = re.search(r"\b(?:depuis|since)\b", said) is not None  # until today, which nobody has said
    return {"from": found.first} if since else {"from": found.first, "to": found.last}


_STRANGER: Final = re.compile(
    r"(?!(?:impaye|creance|retard|client|aujourd|ensemble|liste|argent|semaine"
    r"|mois)\w*)\b[^\W\d]{3,}.*"
)  # words that are left name somebody whom nobody knows
_ASKED: Final[tuple[Step, ...]] = (
    choice(
        "what",
        (
            ("bank", r"en (?:banque|caisse)|treso(?:rerie)?|in the bank|cash position"),
            ("credit_limit", r"plafond|encours|en-cours|limite|credit limit|outstanding"),
            (
                "overdue",
                r"en retard|a jour|retards?|creances?|qui (?:me |nous )?(?:doi\w+|n'(?:a|ont) pas (?:encore "
                r"|toujours )?(?:paye"
                r"|regle))|impayes?|overdue|unpaid"
                r"|late|up to date|who owes",
            ),
            ("statement", r"releve|statement"),
            (
                "paid",
                r"(?:a|ont|est)\s(?:bien )?(?:paye|regle|solde)[es]*|(?:payee?s?|reglee?s?|soldee?s?)\s*\?"
                r"|(?:paye|regle|solde)[es]* ou (?:pas|non)(?: encore)?"
                r"|(?:a[- ]t[- ]|est[- ]|sont[- ]|ont[- ])?(?:elles?|ils?) (?:bien )?(?:ete )?(?:paye|regle"
                r"|solde)[es]*|(?:has|have|did|is"
                r"|was)\s.*(?:paid|pay|settled)",
            ),
        ),
        keep=True,
    ),
    number("min_days", r"(?:de |depuis )?(?:plus de )?(?P<n>\d+)\s?(?:j|jours?)"),
)
_BALANCE: Final[tuple[Step, ...]] = (
    paper("invoice", "invoice", article=True),
    drop(
        r"quel(?:le)?s? (?:sont|est)|liste(?: des?)?|which|customers|clients?(?= +(?:are|sont|en))|are|des(?= *(?:\|"
        r"|$))|toujours|encore|quelque chose|solde|balance|combien|doit|doivent"
        r"|encours|en-cours|par rapport au plafond|plafond|a jour|il est|est il"
        r"|releve|compte|facts?|factures?"
        r"|en retard|paye[es]*|regle[es]*|nous|me|qu'est-ce que|how much|do(?:es)?|owes?|owed|owing|us|invoices?|has"
        r"|have|did|is|the|of|statement|outstanding"
        r"|credit limit|overdue|paid|pay|settled|up to date"
    ),
    customer(),
)
