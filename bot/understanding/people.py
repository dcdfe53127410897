"""Customers: found by name or by phone, and created from one line that holds a name and whatever else is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.understanding.abroad import take_abroad
from bot.understanding.known import Entry
from bot.understanding.limits import take_limit
from bot.understanding.line import ENOUGH
from bot.understanding.linking import Index
from bot.understanding.people_said import CustomerCreate, CustomerFind, CustomerKind
from bot.understanding.reach import (
    Registered,
    Rest,
    national,
    phone_in,
    take_email,
    take_phones,
    take_place,
    take_registered,
    take_street,
)
from bot.understanding.terms import Terms, read_usual_terms
from bot.understanding.vocabulary import COMPANY_WORDS, EMPTY_WORDS, TITLES, TOWNS
from bot.understanding.words import BREAK, Token, Tokens, fold, named, tokens_of, typed

_CONTACT = re.compile(r"(?<!\w)contact\s*:?\s+([^,;|\d\n]*[^,;|\d\n\s])", re.IGNORECASE)
_LABEL = re.compile(
    r"(?<!\w)(?:t[ée]l(?:[ée]phone)?|portable|mobile|mail|e-?mail|siret|siren|adresse|ville)(?!\w)\s*[:.]?",
    re.IGNORECASE,
)
_REGISTER = re.compile(r"(?<!\w)(?:n[°ºo.]*\s*)?(?:de\s+)?sire[nt](?!\w)\s*[:.]?", re.IGNORECASE)  # no part of a town
_SUPPLIER = re.compile(r"[,;(]\s*(?:aussi\s+)?fournisseur\s*\)?(?=\s*(?:[,;|]|$))", re.IGNORECASE)
_KIND = re.compile(
    r"[,;(|]\s*(?P<kind>particulier|pro|professionnel|public|collectivit[ée]|association|asso)\s*\)?(?=\s*(?:[,;|]|$))",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"^[\s|:]*(?:une?\s+)?(?P<kind>particuli(?:er|[èe]re))\s+(?=[^\W\d])", re.IGNORECASE)
_KINDS: dict[str, CustomerKind] = {
    "part": "consumer",
    "pro": "professional",
    "prof": "professional",
    "publ": "public",
    "coll": "public",
    "asso": "association",
}
_PUBLIC = frozenset({"mairie", "commune", "prefecture", "ecole", "lycee", "college", "hopital", "departement", "ccas"})
_ASSOCIATIONS = frozenset({"association", "asso", "amicale"})
_SMALL = frozenset({"de", "du", "des", "la", "le", "les", "et", "en", "à", "au", "aux", "l", "d"})
_LAST_LATIN = 0x24F
_OWED = frozenset({"plafond", "encours"})  # how much somebody may owe
_CAPITALS = frozenset({"sarl", "sas", "sasu", "eurl", "sci", "sa", "snc", "scop", "scp"})


def read_customer(text: str, variant: str | None) -> CustomerCreate | None:
    """The customer described behind « nouveau client »; None without a name."""
    email, rest = take_email(Rest(" | ".join(text.splitlines())))
    phones, rest = take_phones(rest)
    registered, rest = take_registered(rest)
    supplier, rest = rest.take(_SUPPLIER)
    kind, rest = _take_kind(rest)
    limit, rest = _take_limit(rest)
    contact, rest = rest.take(_CONTACT)
    abroad, rest = take_abroad(Rest(_REGISTER.sub(" | ", rest.text)))
    place, rest = ((abroad.zip, abroad.city), rest) if abroad.city else take_place(rest)
    street, rest = (abroad.street, rest) if abroad.street else take_street(rest)
    terms, tokens, source = _terms_of(rest)
    if in_another_script(rest.text):
        name, town, unread = _as_it_stands(rest.text, has_town=place is not None)
    else:
        name, town, unread = _name_and_town(_stretches(tokens), source, has_town=place is not None)
    if not name:
        return None
    return CustomerCreate(
        name=capitalised(name),
        kind=kind or _kind(name, variant, registered),
        prospect=variant == "prospect",
        supplier=supplier is not None,
        phone=phones[0] if phones else None,
        mobile=phones[1] if len(phones) > 1 else None,
        email=email,
        street=street,
        zip=place[0] or None if place else None,
        city=capitalised(place[1]) if place else town,
        country=abroad.country or None,
        siret=registered.siret,
        siren=registered.siren,
        vat_number=registered.vat_number,
        rna=registered.rna,
        contact=capitalised(contact.group(1)) if contact else None,
        payment_terms=terms.conditions.payment_terms,
        discount_percent=terms.discount_percent,
        credit_limit=limit,
        unread=unread,
    )


def find_customers(tokens: Tokens, source: str, customers: Index, asked: str | None) -> CustomerFind:
    """Every plausible customer, near spellings included; a phone number in the message is the key when there is one."""
    phone = phone_in(source)
    if phone is not None:
        return CustomerFind(source.strip(), _with_phone(customers.entries, phone), asked, phone)
    words = named(tokens)
    return CustomerFind(typed(source, words), customers.link([word.text for word in words], ENOUGH).within(), asked)


def capitalised(name: str) -> str:
    """« garage du lac » becomes « Garage du Lac »; capitals the person typed are kept."""
    words = " ".join(name.split())
    if not (words.islower() or words.isupper()):
        return words[:1].upper() + words[1:]
    return " ".join(_capital(word, first=not at) for at, word in enumerate(words.lower().split()))


def _with_phone(entries: Sequence[Entry], phone: str) -> tuple[Entry, ...]:
    significant = national(phone)[1:]
    return tuple(
        entry
        for entry in entries
        if any(significant in re.sub(r"\D", "", text) for text in (entry.detail, *entry.aliases))
    )


def in_another_script(text: str) -> bool:
    """Whether some letters are not Latin: Greek, Cyrillic, Japanese."""
    return any(letter.isalpha() and ord(letter) > _LAST_LATIN for letter in text)


def _as_it_stands(text: str, has_town: bool) -> tuple[str, str | None, str]:
    """Name, town and what is neither, of words that are no tokens of ours: the stretches in their order."""
    said = [" ".join(part.split()).strip(" .:-") for part in re.split(r"[,;|\n]", text)]
    name, *others = [part for part in said if any(map(str.isalpha, part))] or [""]
    town = next((one for one in others if not has_town and not re.search(r"\d", one)), None)
    return name, town, ", ".join(one for one in others if one != town)


def _terms_of(rest: Rest) -> tuple[Terms, Tokens, str]:
    source = _LABEL.sub(" | ", rest.text)
    terms, tokens = read_usual_terms(tokens_of(source), source)
    return terms, tokens, source


def _stretches(tokens: Tokens) -> list[Tokens]:
    stretches: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in (BREAK, ",", ";", ":", "(", ")"):
            stretches.append([])
        else:
            stretches[-1].append(token)
    return [tuple(stretch) for stretch in stretches if any(token.text.isalpha() for token in stretch)]


def _name_and_town(stretches: Sequence[Tokens], source: str, has_town: bool) -> tuple[str, str | None, str]:
    """The name is the first stretch; the town a well-known one at its end, or a stretch of at most three words; and
    what neither of them is."""
    if not stretches:
        return "", None, ""
    name, others = stretches[0], stretches[1:]
    if has_town:
        return typed(source, name), None, _unread(others, source)
    for end in (len(name) - 1, len(name) - 2):
        if end > 0 and name[end].text in TOWNS and all(token.number is not None for token in name[end + 1 :]):
            said = name if name[end - 1].text in EMPTY_WORDS else name[:end]  # « mairie de Bron » is a whole name
            return typed(source, said), capitalised(typed(source, name[end : end + 1])), _unread(others, source)
    for at, other in enumerate(others):
        words = [token for token in takewhile(lambda one: one.text not in _OWED, other) if token.number is None]
        if words and (len(words) <= 3 or words[0].text in TOWNS) and words[0].text not in ("note", "paie", "remise"):
            left = (*others[:at], *others[at + 1 :])
            return typed(source, name), capitalised(typed(source, words)), _unread(left, source)
    return typed(source, name), None, _unread(others, source)


def _unread(stretches: Sequence[Tokens], source: str) -> str:
    """« , », what a message says of somebody that no field holds."""
    return ", ".join(typed(source, one) for one in stretches if not _LABEL.fullmatch(typed(source, one)))


def may_be_private(name: str) -> bool:
    """« Paul Renard »: two or three words, none of which says what a company does."""
    said = fold(name).split()
    return (
        1 < len(said) <= 3 and all(map(str.isalpha, said)) and not set(said) & (COMPANY_WORDS | _PUBLIC | _ASSOCIATIONS)
    )


def _take_kind(rest: Rest) -> tuple[CustomerKind | None, Rest]:
    """What somebody is, said apart from the name: « …, particulier », « (association) », « particulier Jean Petit »."""
    found, rest = rest.take(_KIND)
    if found is None:
        found, rest = rest.take(_PRIVATE)
    return (_KINDS[fold(found["kind"])[:4]] if found else None), rest


def _take_limit(rest: Rest) -> tuple[str | None, Rest]:
    """« limite » alone may be part of a name or a street."""
    if _OWED.isdisjoint(fold(rest.text).split()):
        return None, rest
    said, rest = take_limit(rest)
    limit = said.get("credit_limit")
    return (str(limit) if limit is not None else None), rest


def _kind(name: str, variant: str | None, registered: Registered) -> CustomerKind | None:
    words = set(fold(name).split())
    if registered.rna or words & _ASSOCIATIONS:
        return "association"
    if words & _PUBLIC:
        return "public"
    if registered.siren or registered.vat_number or words & COMPANY_WORDS:
        return "professional"
    return "consumer" if variant == "passing" or words & TITLES else None


def _capital(word: str, first: bool) -> str:
    if word in _CAPITALS:
        return word.upper()
    if word in _SMALL and not first:
        return word
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
