"""What is sent by e-mail: which document, and to which address when one is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from core.kernel.text import words

_ADDRESS: Final = re.compile(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]+\.[^\s<>,;:()\".]+")
_NUMBER: Final = re.compile(
    r"(?<![\w@])(?:n[°o] ?)?((?:[a-z]{1,6}(?=\d{4}-)|(?:fa|ac|av|de|co) ?)?\d{1,8}(?:-\d{1,6})?(?:-v\d{1,2})?)"
    r"(?![\w@.])",
    re.I,
)
_MAIL: Final = r"(?:e ?mails?|mails?|mels?|courriels?|couriel|courriel electronique)"
_BY: Final = re.compile(rf"(?:par|en|via|by|on|sur) (?:un |an )?{_MAIL}\b")
_VERB: Final = (
    r"(?:tu (?:peux|pourrais) |peux tu |il faut |merci de )?(?:re ?|r)?(?:envoie[srz]?|envoi[st]?|envoyer|envoye[rsz]?"
    r"|transmets?|transmettre|adresse[rz]?|send|forward)"
)
_TO_WHOM: Final = r"(?: (?:lui|leur|him|her|them))?"
_THE: Final = r"(?: (?:le|la|l|les|ce|cette|cet|mon|ma|son|sa|the|this|his|her|it))*"
_NOUNS: Final = {
    "quote": r"devis|quote|quotation",
    "order": r"commandes?|cde|cmd|confirmation(?: de (?:la )?commande)?|order",
    "invoice": r"factures?|fact|facrure|facure|avoirs?|invoice|credit note|bill",
}
_NOUN: Final = "(?:" + "|".join(f"(?P<{kind}>{noun})" for kind, noun in _NOUNS.items()) + ")"
_TAIL: Final = (
    r"(?: (?:a|au|to|at|client|cliente|customer|the|le|stp|svp|s il (?:te|vous) plait|please|pls|merci|maintenant|now"
    r"|aussi|lui|leur))*"
)
_SENT: Final = re.compile(rf"{_VERB}{_TO_WHOM}{_THE}(?: {_NOUN})?(?: n)?{_TAIL}")
_MAILED: Final = re.compile(rf"(?:re ?|r)?(?:e ?mail|mail)(?:e[rz]?)?{_TO_WHOM}{_THE} {_NOUN}(?: n)?{_TAIL}")
_BARE: Final = re.compile(rf"{_THE}(?: {_NOUN})?(?: n)?{_TAIL}")  # behind a space
_PREFIXES: Final = {"fa": "invoice", "av": "invoice", "ac": "invoice", "de": "quote", "co": "order"}


@dataclass(frozen=True, slots=True)
class MailSaid:
    """`kind` is "quote", "order", "invoice" or "" where none is named; without a number, the one in hand is meant.
    `several` addresses were named: `to` is the first."""

    kind: str
    number: str = ""
    to: str = ""
    several: bool = False


def read_mail(text: str) -> MailSaid | None:
    """The document that the whole message wants sent by e-mail; None for other words, and for those with a name."""
    address = _ADDRESS.search(text)
    left = _ADDRESS.sub(" ", text)
    number = _NUMBER.search(left)
    left = left[: number.start()] + " " + left[number.end() :] if number else left
    said = " ".join(words(left))
    by = _BY.search(said)
    rest = " ".join((said[: by.start()] + " " + said[by.end() :]).split()) if by else said
    patterns = (_SENT,) if by else (_SENT, _MAILED) if address else (_MAILED,)
    match = next((found for pattern in patterns if (found := pattern.fullmatch(rest))), None)
    match = match or (_BARE.fullmatch(f" {rest}" if rest else "") if by else None)
    if match is None or (not by and not address and number is None):
        return None
    kind = next((one for one in _NOUNS if match.groupdict().get(one)), "")
    called = number[1].replace(" ", "") if number else ""
    prefix = "".join(letter for letter in called.split("-")[0] if letter.isalpha()).lower()
    every = list(dict.fromkeys(one.rstrip(".") for one in _ADDRESS.findall(text)))
    return MailSaid(kind or _PREFIXES.get(prefix, ""), called, every[0] if every else "", len(every) > 1)


def by_mail(means: str) -> tuple[bool, str]:
    """Whether « par mail à compta@dupont.fr » names e-mail, and the address in it."""
    address = _ADDRESS.search(means)
    said = " ".join(words(_ADDRESS.sub(" ", means)))
    return bool(address) or bool(re.search(rf"\b{_MAIL}\b", said)), address.group().rstrip(".") if address else ""
