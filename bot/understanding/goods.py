"""Products: found by name, reference or short form, created from one line, changed by a few words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, cast

from bot.understanding.line import ENOUGH
from bot.understanding.lines import read_lines
from bot.understanding.linking import Index
from bot.understanding.patterns import Found, find, phrase, without
from bot.understanding.reading import Match, ProductCreate, ProductFind, ProductVariants
from bot.understanding.vocabulary import EMPTY_WORDS, UNITS
from bot.understanding.words import Token, Tokens, fold, named, typed

_VAT = phrase(r"tva(?: a| de)? #(?: %)?", r"# % (?:de )?tva")
_REFERENCE = phrase(r"(?:ref|reference)(?: :)? (?P<ref>[a-z0-9]+(?: - [a-z0-9]+)*)")
_UNIT = rf"(?: (?:le|la|l|les|par|/|au|du) (?P<unit>{'|'.join(UNITS)})(?!\S))?"
_PRICE = phrase(
    r"(?:(?:a|prix|tarif|:) )?(\d+(?:\.\d+)?)(?= (?:eur|ht|ttc)\b)(?: eur)?(?: (?P<basis>ht|ttc))?(?: eur)?" + _UNIT,
)
_BARE_PRICE = phrase(r"(?:a|prix|tarif) (\d+(?:\.\d+)?)" + _UNIT + r"(?= [|,;]|$)")
_CENTS = re.compile(r"[.,]\d\d")
_COST = phrase(r"(?:cout|coute|achat|prix d achat|pa)(?: (?:de|a|:))? #(?: eur)?(?: ht)?")
_BARCODE = phrase(r"(?:code barres?|ean|gtin)(?: :)? (?P<code>\d{8}|\d{12,14})")
_FAMILY = re.compile(
    r"\b(?:famille|cat[ée]gorie)\b[ :]*(?P<name>[^\d,;|]+?)"
    r"(?=\s*(?:$|[,;|\d])|\s+(?:ean|gtin|code|tva|r[ée]f\w*|co[uû]t|achat|prix|tarif|[aà]\s+\d)\b)",
    re.IGNORECASE,
)
# Sold by the pack: a number in front of it belongs to the name (« joint cuivre 12 boite »), not to the pack.
_PACKS: Final = frozenset({"BTE", "SAC", "ROUL", "PAIRE", "LOT", "CART", "FORF", "PAL"})
_WHOLLY: Final = 0.999  # every word said is the product's
_KINDS: Final = {"kit": "kit", "service": "service", "prestation": "service"}
_TAIL = phrase(r"(?:pour|chez) .*", r"par #(?: \w+)?", r"ht|ttc", r"\?")


_ATTRIBUTE = re.compile(
    r"\s*(?P<name>tailles?|pointures?|couleurs?|longueurs?|diam[eè]tres?|puissances?|contenances?|mod[eè]les?|coloris)\b[\s:]*",
    re.IGNORECASE,
)
_TRACKED_BY: Final = re.compile(
    r"\s*(?:par )?(?:num[ée]ros?|n[°o]s?) ?de (?:s[ée]rie|lot)s?\s*[.?!]*\s*", re.IGNORECASE
)
_SIZES: Final = frozenset({"XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", "2XL", "3XL", "4XL"})
_FIELDS: Final = tuple(
    (name, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE))
    for name, words in (
        ("cost", r"prix d['’ ]achat|co[uû]t|achat"),
        ("floor_price", r"prix plancher|prix mini(?:mum)?|plancher"),
        ("price", r"prix|tarif"),
        ("vatex", r"exon[ée]r(?:ation|[ée]e?)(?:(?: de)?(?: la)? tva)?|motif(?: d['’]exon[ée]ration)?|vatex(?!-)"),
        ("vat", r"tva"),
        ("barcode", r"code[- ]barres?|ean|gtin"),
        ("family", r"famille|cat[ée]gorie"),
        ("reference", r"r[ée]f(?:[ée]rence)?"),
        ("unit", r"unit[ée]"),
        ("packaging", r"emballages?|conditionnement"),
        ("tracking", r"suivie?s?(?=\s*[:=]|\s+(?:par|sans)\b)|tra[çc]abilit[ée]"),
        ("aliases", r"autres noms?|alias"),
        ("notes", r"notes?"),
        ("label", r"nom|libell[ée]|d[ée]signation"),
    )
)


@dataclass(frozen=True, slots=True)
class VariantsRead:
    """What a product comes in: « taille », and S, M, L."""

    attribute: str
    values: tuple[str, ...]


def read_product(
    tokens: Tokens, source: str, kind: str | None = None, products: Index | None = None
) -> ProductCreate | None:
    """« Radiateur alu 1000 W 189 ht tva 20 »; None without a label. A bare number is a price
    only when it has cents and comes last. A kit's parts stand behind a colon."""
    parts: Tokens = ()
    if kind == "kit" and (at := _colon(tokens)) is not None:
        tokens, parts = tokens[:at], tokens[at + 1 :]
    made, family = _without_family(tokens, source)
    product = _read_facts(made, source)
    if product is None:
        return None
    lines = read_lines(parts, source, products) if products is not None and parts else None
    label = product.label if kind != "kit" else f"Kit {product.label[:1].lower()}{product.label[1:]}"
    return replace(product, label=label, family=family, kind=_KINDS.get(kind or ""), parts=lines)


def read_variants(tokens: Tokens, source: str, products: Index) -> ProductVariants | None:
    """« variantes gants S M L XL » or « variantes gants : rouge, bleu ciel »: the product, then what it comes in."""
    at = _colon(tokens)
    if at is None:
        at = next((n for n, token in enumerate(tokens) if not _names_product(token, products)), len(tokens))
    named_by = named(tokens[:at])
    if not named_by:
        return None
    values = read_variant_values(source[tokens[at].start :].lstrip(" :")) if at < len(tokens) else None
    link = products.link([token.text for token in named_by], ENOUGH)
    matches = Match(typed(source, named_by), link.whole or link.candidates())
    return ProductVariants(matches, values.attribute if values else "", values.values if values else ())


def read_variant_values(text: str) -> VariantsRead:
    """« taille S M L XL », « rouge, bleu ciel », « couleur : rouge, bleu »: commas keep words together."""
    found = _ATTRIBUTE.match(text)
    attribute = fold(found["name"]).rstrip("s") if found else ""
    rest = text[found.end() :] if found else text
    said = rest.split(",") if "," in rest else rest.split()
    values = tuple(dict.fromkeys(value for value in (" ".join(one.split()) for one in said) if value))
    sizes = all(value.upper() in _SIZES for value in values)
    return VariantsRead(attribute or ("taille" if sizes else "variante"), values)


def names_tracking(text: str) -> bool:
    """« numéro de série », « par n° de lot », and nothing beside."""
    return _TRACKED_BY.fullmatch(text) is not None


def read_product_changes(text: str) -> tuple[tuple[str, str], ...]:
    """« prix 12,50 tva 10 »: the fields named in a reply to a product's card, each with the words behind it.

    Nothing unless the message begins with a field, or is « numéro de série ».
    """
    if names_tracking(text):
        return (("tracking", text.strip()),)
    marks = [(match, name) for name, pattern in _FIELDS for match in pattern.finditer(text)]
    marks.sort(key=lambda mark: (mark[0].start(), -mark[0].end()))
    kept: list[tuple[re.Match[str], str]] = []
    for match, name in marks:
        if not kept or match.start() >= kept[-1][0].end():
            kept.append((match, name))
    if not kept or text[: kept[0][0].start()].strip():
        return ()
    ends = [match.start() for match, _name in kept[1:]] + [len(text)]
    said = [(name, text[match.end() : end].strip(" :=,;")) for (match, name), end in zip(kept, ends, strict=True)]
    return tuple((name, words) for name, words in said if words)


def _read_facts(tokens: Tokens, source: str) -> ProductCreate | None:
    """What one line says of a product, its family, kind and parts apart."""
    rate = find(_VAT, tokens)
    tokens = without(tokens, rate) if rate else tokens
    barcode = find(_BARCODE, tokens)
    tokens = without(tokens, barcode) if barcode else tokens
    cost = find(_COST, tokens)
    tokens = without(tokens, cost) if cost else tokens
    reference = find(_REFERENCE, tokens)
    code = typed(source, tokens[reference.start + 1 : reference.end]).lstrip(": ").upper() if reference else None
    tokens = without(tokens, reference) if reference else tokens
    price = _price(tokens, source)
    said = price.match.groupdict() if price else {}
    words = _first_stretch(without(tokens, price) if price else tokens)
    value = price.number() if price else _cents_at_the_end(words, source)
    if value is not None and price is None:
        words = words[:-1]
    unit = UNITS.get(said.get("unit") or "")
    if unit is None and value is not None:
        words, unit = _unit_at_the_end(words)
    label = typed(source, words)
    if not label:
        return None
    basis = (said.get("basis") or "").upper() or None
    return ProductCreate(
        label=label[:1].upper() + label[1:],
        price=value,
        basis=cast(Literal["HT", "TTC"] | None, basis),
        unit=unit,
        vat=rate.number() if rate else None,
        reference=code,
        cost=cost.number() if cost else None,
        barcode=barcode.match["code"] if barcode else None,
    )


def _price(tokens: Tokens, source: str) -> Found | None:
    price = find(_PRICE, tokens) or find(_BARE_PRICE, tokens)
    if price is None or price.start == 0:
        return price
    amperes = source[tokens[price.start].start] == "A" and tokens[price.start - 1].number is not None
    return replace(price, start=price.start + 1) if amperes else price  # « disjoncteur 32 A 14,20 ht »


def _unit_at_the_end(words: Tokens) -> tuple[Tokens, str | None]:
    """« joint cuivre 12 boite 9,90 » is sold by the box; « ballon 200 l 489 » is called so."""
    unit = UNITS.get(words[-1].text) if len(words) > 1 else None
    if unit is None or (words[-2].number is not None and unit not in _PACKS):
        return words, None
    return words[:-1], unit


def _without_family(tokens: Tokens, source: str) -> tuple[Tokens, str | None]:
    """« … famille eau chaude tva 10 »: what the family is called goes on until another fact is said."""
    start = next((token.start for token in tokens if token.text in ("famille", "categorie")), None)
    found = _FAMILY.search(source, start) if start is not None else None
    if found is None:
        return tokens, None
    inside = range(found.start(), found.end())
    return tuple(token for token in tokens if token.start not in inside), found["name"]


def _colon(tokens: Tokens) -> int | None:
    return next((at for at, token in enumerate(tokens) if token.text == ":"), None)


def _names_product(token: Token, products: Index) -> bool:
    if _ATTRIBUTE.fullmatch(token.text):
        return False
    return token.text in EMPTY_WORDS - {"l"} or products.knows(token.text)


def find_products(tokens: Tokens, source: str, products: Index, asked: str | None) -> ProductFind:
    """Every plausible product for these words, best first; what follows « pour » or « par 20 » is not the name."""
    while (found := find(_TAIL, tokens)) is not None and found.start:
        tokens = without(tokens, found)
    words = named(tokens)
    link = products.link([token.text for token in words], ENOUGH)
    fitting = link.candidates() if link.score >= _WHOLLY else link.within()
    return ProductFind(typed(source, words), link.whole or fitting, asked)


def _cents_at_the_end(words: Tokens, source: str) -> Decimal | None:
    """A last number written with its cents is money: « vanne 3/4 12,50 »."""
    if len(words) < 2 or words[-1].number is None:
        return None
    return words[-1].number if _CENTS.search(source[words[-1].start : words[-1].end][-3:]) else None


def _first_stretch(tokens: Tokens) -> Tokens:
    """The words up to the first mark that stands behind a word."""
    words: list[Token] = []
    for token in tokens:
        if token.text not in ("|", ",", ";", ":"):
            words.append(token)
        elif words:
            break
    return tuple(words)
