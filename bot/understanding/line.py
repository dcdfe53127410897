"""What one line says: how many of what, at which price, given away or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast

from bot.understanding.known import Entry
from bot.understanding.linking import Index, Link
from bot.understanding.numbers import MOST
from bot.understanding.parts import marked_gift
from bot.understanding.patterns import Found, find, marked_discount, marked_vat, phrase, without
from bot.understanding.reading import Basis, LineRead, Match
from bot.understanding.vocabulary import EMPTY_WORDS, FILLERS, FITTED, LABOUR, LABOUR_WORD, ROUGHLY, UNITS
from bot.understanding.words import BREAK, Token, Tokens, joined, typed

ENOUGH = 0.75
ALL = 0.99
_EXACT_ENOUGH = 0.8
_NO_WORK = frozenset(
    {"ref", "bon", "bdc", "po", "commande", "cde", "acompte", "remise", "livraison", "rdv", "n", "no", "num"}
)
_LEAST_PRICE = 20  # euros that a line of work costs at least
TIMES = ("x", "fois")
_AMOUNT = r"#(?: eur)?(?: (?P<basis{0}>ht|ttc))?(?: eur)?"
_INSTEAD = r"(?: au lieu de \d+(?:\.\d+)?(?: eur| ht| ttc)*)?"
_PER = r"(?: (?:le|la|les|l|par|/|un|une)(?: (?P<per{0}>[a-z]\w*))?| (?:chacun|chacune|piece|unitaire|pu|u))?"
_PRICE = phrase(
    r"(?:a|@|pu|prix|tarif|au prix de) "
    + _AMOUNT.format(1)
    + _INSTEAD
    + _PER.format(1)
    + r"(?= [-+,;:|]|$| non\b| offert)",
    r"#(?= (?:eur|ht|ttc)\b)" + _AMOUNT.format(2).removeprefix("#") + _INSTEAD + _PER.format(2),
)
_CORRECTION = phrase(r"(?:non|nan|pardon|plutot|attends|attend)(?: (?:non|pardon|plutot|attends|attend|c est))* #")
_FREE = phrase(r"offerte?s?", r"gratuite?s?", r"cadeau")
AREA = re.compile(r"(\d+(?:[.,]\d+)?)x(\d+(?:[.,]\d+)?)")


def link_product(words: Tokens, unit: str | None, products: Index) -> Link | None:
    """What the words of a line point to; None when no product holds enough of them, or not the work they name.

    Hours of work (« 4h pose ») are the work of that name when it is sold by the hour, else labour.
    """
    texts = [token.text for token in words]
    link = _named(texts, products)
    if unit == "H" and is_labour(words) and not any(unit_code(entry) == "H" for entry in link.candidates()):
        link = _named([LABOUR_WORD], products)
    return link if link.fits else None


def _named(texts: Sequence[str], products: Index) -> Link:
    """The products of these names; work is named exactly: « pose » is no « dépose »."""
    link = products.link(texts, ENOUGH)
    return Link(()) if link.score < _EXACT_ENOUGH and not LABOUR.isdisjoint(texts) else link


def is_mark(token: Token) -> bool:
    """Whether the token stands for a discount, a rate of VAT or a gift, which ends a line."""
    return any(mark(token) is not None for mark in (marked_discount, marked_vat, marked_gift))


@dataclass(frozen=True, slots=True)
class Said:
    """What a line's tokens say, before a product is looked for; `words` are those that name it."""

    words: Tokens
    quantity: Decimal | None = None
    unit: str | None = None
    leading: Token | None = None
    price: Decimal | None = None
    basis: Basis | None = None
    discount: Decimal | None = None
    offered: bool = False
    rough: bool = False
    free: Decimal = Decimal(0)


def read_line(item: Tokens, source: str, products: Index) -> LineRead | None:
    """The line that these tokens say, with its product and its doubts; None when they say nothing."""
    item, doubtful = _renamed(item, products)
    said = _gifted(_trailing_quantity(_measured(said_of(item), products), products), item)
    said = replace(said, rough=True) if doubtful else said
    if not said.words and said.quantity is None and said.price is None:
        return None
    said, link = _linked(said, products, priced=not any(token.text == "%" for token in item))
    said, link = _with_number_in_name(said, link, products)
    text = typed(source, said.words or item)
    match = Match(text, link.candidates()) if link else None
    unit = _named_unit(said.unit, match)
    if said.price is None and _is_uncountable(unit, match):
        said, unit = replace(said, rough=True), None
    return LineRead(
        quantity=_bounded(said.quantity),
        product=match,
        text=text,
        unit=unit,
        price=said.price,
        basis=said.basis,
        discount=said.discount,
        vat=next((percent for token in item if (percent := marked_vat(token)) is not None), None),
        offered=said.offered,
        doubts=_doubts(said, link),
        free=said.free,
        counted=said.quantity is not None,
    )


def _linked(said: Said, products: Index, *, priced: bool) -> tuple[Said, Link | None]:
    """What the words name: « une clim 3.5 posée » the clim; « mise en service 300 » is unlisted work at that price."""
    words = said.words
    while words and words[-1].text in FITTED and len(words) > 1:
        words = _trimmed(words[:-1])
    if (link := link_product(words, said.unit, products)) is not None:
        return (replace(said, words=words) if link.whole or link.score >= ALL else said), link
    link = link_product(said.words, said.unit, products)
    if link is None and priced and said.price is None and _is_priced_work(said.words, products):
        return replace(said, words=said.words[:-1], price=said.words[-1].number), None
    return said, link


def _is_priced_work(words: Tokens, products: Index) -> bool:
    """Words that nothing in the catalogue is called by, and a number of tens behind them."""
    named = [word for word in words[:-1] if word.text not in LABOUR | EMPTY_WORDS]
    if not _NO_WORK.isdisjoint(word.text for word in named):
        return False
    number = words[-1].number if len(words) > 1 else None
    if number is None or number < _LEAST_PRICE or any(word.number is not None for word in named):
        return False
    return not any(products.knows(word.text) for word in named)


def said_of(item: Tokens) -> Said:
    """Price, corrections, gift and quantity taken out of a line's tokens; what remains are its words."""
    discount = next((percent for token in item if (percent := marked_discount(token)) is not None), None)
    said = Said(tuple(token for token in item if not is_mark(token)), discount=discount)
    found = find(_PRICE, said.words)
    if found is not None:
        said = _priced(said, found)
    if (found := find(_CORRECTION, said.words)) is not None:
        corrected = found.number()
        said = replace(_leading_quantity(replace(said, words=without(said.words, found))), quantity=corrected)
    if (found := find(_FREE, said.words)) is not None:
        said = replace(said, words=without(said.words, found), offered=True)
    if said.quantity is None:
        said = _leading_quantity(said)
    return replace(said, words=_trimmed(said.words))


def _renamed(item: Tokens, products: Index) -> tuple[Tokens, bool]:
    """« 2 clim 3,5 non 2,5 » corrects the name's number; the second value: nobody knows whether « 2 disj 16 non 20 »
    corrects the name's or the count's."""
    found = find(_CORRECTION, item)
    last = found.start - 1 if found is not None else 0
    if found is None or last < 2 or item[last].number is None or item[0].number is None:
        return item, False
    meant = (*item[:last], item[found.end - 1])
    if not products.link([token.text for token in meant[1:]], ALL).fits:
        return item, False
    whole = found.number() == found.number().to_integral_value()
    return (item, True) if whole else ((*meant, *item[found.end :]), False)


def _gifted(said: Said, item: Tokens) -> Said:
    """« 2 payés 1 offert » counts three, one of them free; of six it gives two away, and of four nobody knows."""
    gift = next((gift for token in item if (gift := marked_gift(token)) is not None), None)
    if gift is None:
        return said
    paid, free = gift
    bunch = (paid or Decimal(0)) + free
    quantity = said.quantity if said.quantity is not None or paid is None else bunch
    if not bunch or quantity is None or (quantity <= free if paid is None else quantity % bunch):
        return replace(said, rough=True)
    return replace(said, quantity=quantity, free=free if paid is None else free * (quantity // bunch))


def _priced(said: Said, found: Found) -> Said:
    groups = found.match.groupdict()
    basis = groups["basis1"] or groups["basis2"]
    per = groups["per1"] or groups["per2"]
    rest = without(said.words, found)
    if per and per not in UNITS and per not in joined(rest).split():
        rest = (*rest, said.words[found.end - 1])
    return replace(
        said,
        words=rest,
        price=found.number(),
        basis=cast(Literal["HT", "TTC"] | None, basis.upper() if basis else None),
    )


def _leading_quantity(said: Said) -> Said:
    """« 3x clim », « x3 clim », « 10 m de cuivre », « une clim »: the number in front, its unit, the words behind."""
    words = _skip_fillers(said.words)
    rough = bool(words) and words[0].text in ROUGHLY
    if rough:
        words = words[1:]
    start = 1 if len(words) > 1 and words[0].text in TIMES and words[1].number is not None else 0
    if start == len(words) or (words[start].number is None and words[start].text not in ("un", "une")):
        return replace(said, words=words, rough=rough)
    token, after = words[start], start + 1
    if after < len(words) and words[after].text in TIMES:
        after += 1
    unit = UNITS.get(words[after].text) if after < len(words) else None
    number = Decimal(1) if token.number is None else token.number
    return replace(
        said,
        words=words[after + 1 :] if unit else words[after:],
        quantity=number,
        unit="M2" if token.area else unit,
        leading=token,
        rough=rough or token.rough,
    )


def _measured(said: Said, products: Index) -> Said:
    """« placo 4,2x2,5 » is an area unless the size is in the product's name."""
    for at, token in enumerate(said.words):
        size = AREA.fullmatch(token.text)
        if said.quantity is not None or not (token.area or size):
            continue
        if size and products.link([word.text for word in said.words], ALL).fits:
            continue
        value = token.number or _product(size)
        behind = said.words[at + 1 :]
        words = _trimmed((*said.words[:at], *(behind[1:] if behind and behind[0].text == "m2" else behind)))
        return replace(said, words=words, quantity=value, unit="M2")
    return said


def _product(size: re.Match[str] | None) -> Decimal:
    if size is None:
        return Decimal(0)
    left, right = (Decimal(side[:9].replace(",", ".")) for side in size.groups())
    return (left * right).quantize(Decimal("0.01"))


def _trailing_quantity(said: Said, products: Index) -> Said:
    """« clim x3 » counts; « cuivre 16 10m » counts when the unit is the product's own; « ballon 200 l » is a name."""
    words = said.words
    if said.quantity is not None or len(words) < 2:
        return said
    for left, right in ((words[-2], words[-1]), (words[-1], words[-2])):
        if left.text in TIMES and right.number is not None:
            return replace(said, words=_trimmed(words[:-2]), quantity=right.number, rough=right.rough)
    at = next((place for place in range(len(words) - 2, -1, -1) if _is_measure(words, place)), None)
    if at is None or products.link([word.text for word in words], ALL).fits:
        return said
    rest, unit = (*words[:at], *words[at + 2 :]), UNITS[words[at + 1].text]
    link = link_product(rest, unit, products)
    if link and not any(unit_code(entry) == unit for entry in link.candidates()):
        return said
    return replace(said, words=_trimmed(rest), quantity=words[at].number, unit=unit, rough=words[at].rough)


def _is_measure(words: Tokens, at: int) -> bool:
    """A number and its unit at the end, or anywhere in a line about work (« pose 6h mo »)."""
    if words[at].number is None or words[at + 1].text not in UNITS:
        return False
    return at == len(words) - 2 or is_labour((*words[:at], *words[at + 2 :]))


def is_labour(words: Tokens) -> bool:
    """Whether the words name work and nothing else."""
    return all(word.text in LABOUR | EMPTY_WORDS for word in words)


def unit_code(entry: Entry) -> str:
    """The code of the unit that an entry is sold by."""
    return UNITS.get(entry.unit.lower(), entry.unit)


def _with_number_in_name(said: Said, link: Link | None, products: Index) -> tuple[Said, Link | None]:
    """« 200 l ballon » is one 200-litre tank: the number with its unit is part of the name."""
    if (
        said.unit is None
        or said.leading is None
        or said.leading.number is None
        or not link
        or len(link.candidates()) < 2
    ):
        return said, link
    fuller = products.link([*(word.text for word in said.words), said.leading.text], ALL)
    if not fuller.fits:
        return said, link
    return replace(said, quantity=None, unit=None, words=(said.leading, *said.words)), fuller


def _named_unit(unit: str | None, match: Match | None) -> str | None:
    """The unit said, unless it is the product's own."""
    if unit and match and all(unit_code(entry) == unit for entry in match.candidates):
        return None
    return unit


def _is_uncountable(unit: str | None, match: Match | None) -> bool:
    """« 1 palette » of what is sold by the bag and has no known number of bags on a pallet."""
    if unit is None or match is None or not all(entry.unit for entry in match.candidates):
        return False
    return not any(unit_code(entry) == unit or unit in entry.packaging for entry in match.candidates)


def _doubts(said: Said, link: Link | None) -> tuple[str, ...]:
    quantity = said.rough or (said.quantity is not None and not 0 < said.quantity <= MOST)
    product = link is not None and not link.whole and link.score < _EXACT_ENOUGH
    return (("quantity",) if quantity else ()) + (("product",) if product else ())


def _bounded(quantity: Decimal | None) -> Decimal:
    return quantity if quantity is not None and 0 < quantity <= MOST else Decimal(1)


def _skip_fillers(words: Tokens) -> Tokens:
    start, loose = 0, (FILLERS | EMPTY_WORDS | {BREAK}) - {"un", "une"}
    while start < len(words) and words[start].text in loose:
        start += 1
    return words[start:]


def _trimmed(words: Tokens) -> Tokens:
    """Words without breaks, and without fillers or articles at either end."""
    loose = FILLERS | EMPTY_WORDS | {BREAK}
    kept = [word for word in words if word.text not in (BREAK, "%", "(", ")", "/")]
    while kept and kept[-1].text in loose - {"l"}:  # « gants L »: no article ends a name
        kept.pop()
    start = 0
    while start < len(kept) and kept[start].text in loose:
        start += 1
    return tuple(kept[start:])
