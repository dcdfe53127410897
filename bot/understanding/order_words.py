"""The words around orders that several patterns share: how an order, its number and its customer's number are said."""

from __future__ import annotations

from typing import Final

from bot.understanding.patterns import phrase

ORDER: Final = r"(?:comm?andes?|cde?s?|cmde?s?)"
ORDERS: Final = r"(?:comm?andes|cdes|cds|cmdes|cmds)"
NO: Final = r"(?:(?:n|no|num|numero) )?"
CO: Final = r"co ?\d{1,8}(?: - \d{1,6})?"
NUMBER: Final = rf"(?P<number>{CO}|\d{{1,8}}(?: - \d{{1,6}})?)"
QUOTE_NUMBER: Final = r"(?P<number>(?:[a-z]{1,6} ?)?\d{1,8}(?: - \d{1,6})?(?: - v ?\d{1,2})?)"

# What a customer calls his own order. A number glued to its letters (« BC-7781 ») keeps them.
_GLUED: Final = r"(?:bc|bdc|po) - \S*\d\S*(?: [-/] \S+){0,3}"
_OTHER: Final = r"(?:[a-z]{1,8} - |(?:po|bc|cf|oa|da) )?\S*\d\S*(?: [-/] \S+){0,3}"
_REFERENCE: Final = r"(?:(?:notre|nos|votre|sa|leur) )?ref(?:erence)?"
_PURCHASE: Final = (
    rf"(?:(?:sa|son|leur|notre) (?:{ORDER}|bon(?: de {ORDER})?|bc|bdc|numero(?: de {ORDER})?|n|ref(?:erence)?)"
    rf"|(?:le |un )?bon de {ORDER}|bc|bdc|po"
    rf"|(?:{ORDER}|numero|num|n|{_REFERENCE})(?: (?:de|d))?(?: {ORDER})?(?: (?:du|de son))? client)"
)
_SAYS: Final = r"(?: (?:client|chez (?:lui|eux)|n|no|num|numero|est|c est|porte|:|le|la))*"
OWN_NUMBER: Final = rf"(?:{_PURCHASE}{_SAYS} (?P<own>{_GLUED}|{_OTHER})|(?P<glued>{_GLUED}))"

_LOOK: Final = r"(?:(?:voir|cf|voici|voila|en|dans|sur|selon|suivant|avec|comme|d apres|est|sont) )"
_THIS: Final = r"(?:(?:le|la|les|l|un|une|notre|nos|votre|mon|ma|mes|son|sa|ses|leur) )*"
_LONG: Final = rf"bons? de {ORDER}"
_PAPER: Final = rf"(?:{_LONG}|bc|bdc|{ORDER}|documents?|fichiers?|pdf|photos?|plans?|scans?|detail|pieces?|pj)"
# « joint » alone is a good that is sold: it is said of papers only behind « ci », or behind a paper it agrees with.
_JOINED: Final = (
    rf"(?:(?:{_PAPER} )?ci (?:joint|jointe|joints|jointes|dessous)"
    rf"|(?:{_LONG}|bc|bdc|document|fichier|pdf|plan|scan|detail) (?:est |en )?joint"
    rf"|(?:documents|fichiers|plans) joints|(?:{ORDER}|photos?|pieces?) (?:est |sont )?(?:jointes?|attachees?))"
)
# What is said of a paper that comes along: « voir pièce jointe », « voici notre bon de commande », « BC ci-joint ».
PAPERS: Final = phrase(
    rf"{_LOOK}*{_THIS}{_JOINED}(?: {_THIS}{_PAPER})?",
    rf"(?:(?:voir|cf|voici|voila|dans|selon|suivant) )+{_THIS}{_PAPER}",
    rf"{_THIS}{_LONG}",
    rf"{_LOOK}*{_THIS}pj",
)
