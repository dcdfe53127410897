"""What people say about a customer whose card is before them: « tel 06…, 30j fdm, tag vip », « note : … »."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.understanding.abroad import HOME, Abroad, take_address_in, take_country_behind
from bot.understanding.countries import take_country
from bot.understanding.limits import take_limit
from bot.understanding.people import capitalised
from bot.understanding.people_said import CardChange, PersonRead
from bot.understanding.reach import (
    Rest,
    by_line,
    take_email,
    take_phones,
    take_place,
    take_registered,
    take_street,
)
from bot.understanding.terms import read_usual_terms
from bot.understanding.words import fold, plain, tokens_of

_NOTE = re.compile(r"(?<!\w)(?:note|nb|remarque)\s*:?\s+(?P<note>.+)$", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"(?<!\w)(?:tags?|[ée]tiquettes?)\s*:?\s+(?P<tags>[^;|\n]+)|(?<!\w)#(?P<hash>[\w-]+)", re.IGNORECASE)
_NO_TAGS = re.compile(
    r"(?<!\w)(?:(?:enl[èe]ve|retire|sans|pas de)\s+(?:le |l'|les )?(?:tags?|[ée]tiquettes?)\s+)(?P<gone>[^;|\n]+)",
    re.IGNORECASE,
)
_FOLLOWER = re.compile(r"(?<!\w)(?:suivie?|g[ée]r[ée]e?|suivi)\s+par\s+(?P<who>[^,;|\n]+)", re.IGNORECASE)
_NAME = re.compile(r"(?<!\w)(?:nom|renomme(?:r)?(?:\s+en)?|s'appelle)\s*:?\s+(?P<name>[^,;|\n]+)", re.IGNORECASE)
_CONTACT = re.compile(r"(?<!\w)(?:contact|interlocuteur|attention de)\s*:?\s+(?P<contact>[^,;|\d\n]+)", re.IGNORECASE)
_TOWN = re.compile(r"(?<!\w)(?:ville|commune)\s*:?\s+(?P<town>[^,;|\d\n]+)", re.IGNORECASE)
_NO_REVERSE = re.compile(
    r"(?<!\w)(?:(?:pas|plus|sans|non|fin)\s+(?:en\s+|d['’]|de\s+l['’])?auto-?liquid\w*|tva\s+normale)(?!\w)",
    re.IGNORECASE,
)
_REVERSE = re.compile(r"(?<!\w)(?:en\s+|avec\s+|l['’])?auto-?liquid(?:ation|[ée]e?)(?!\w)", re.IGNORECASE)
_NO_SUPPLIER = re.compile(r"(?<!\w)(?:pas|plus|non)\s+(?:un\s+)?fournisseur(?!\w)", re.IGNORECASE)
_SUPPLIER = re.compile(r"(?<!\w)(?:aussi\s+)?fournisseur(?!\w)", re.IGNORECASE)
_LABEL = re.compile(
    r"(?<!\w)(?:t[ée]l(?:[ée]phone)?|num[ée]ro|portable|mobile|fixe|e-?mail|mail|courriel|siret|siren|rna|tva(?:\s+intra\w*)?"
    r"|adresse|conditions?|paiement|r[èe]glement|type|langue)(?!\w)\s*[:.]?",
    re.IGNORECASE,
)
_NOBODY = frozenset({"personne", "nobody", "tous", "tout le monde"})
_EMPTY = frozenset({"et", "le", "la", "l", "c", "est", "un", "une", "a", "en", "son", "sa", "non", "plutot", "client"})
# One word each that says a whole field.
_WORDS: dict[str, tuple[str, str | bool]] = {
    **dict.fromkeys(("pro", "professionnel", "professionnelle", "entreprise", "societe"), ("kind", "professional")),
    **dict.fromkeys(("particulier", "particuliere", "consommateur"), ("kind", "consumer")),
    **dict.fromkeys(("public", "publique", "mairie", "collectivite", "administration", "chorus"), ("kind", "public")),
    **dict.fromkeys(("association", "asso"), ("kind", "association")),
    "prospect": ("prospect", True),
    **dict.fromkeys(("anglais", "anglaise", "english"), ("language", "en")),
    **dict.fromkeys(("francais", "francaise"), ("language", "fr")),
}


def read_card_change(text: str, country: str = HOME) -> CardChange | None:
    """The changes of a card that a message asks for; None when any of its words says something else.

    `country` is that of the card: an address in which no other one is named is written as there.
    """
    note, rest = Rest(text).take(_NOTE)
    gone, rest = rest.take(_NO_TAGS)
    tags, rest = _take_tags(rest)
    follower, rest = rest.take(_FOLLOWER)
    facts: dict[str, str | bool | None] = {}
    for take in _TAKEN:
        said, rest = take(rest)
        facts.update(said)
        if take is _take_country:
            said, rest = _take_address(rest, str(facts.get("country") or country))
            facts.update(said)
    if not _take_words(rest, facts):
        return None
    change = CardChange(
        facts,
        tags,
        _listed(gone["gone"]) if gone else (),
        note["note"].strip() if note else "",
        None if follower is None else _who(follower["who"]),
    )
    return change if change != CardChange() or facts else None


def read_person(text: str) -> PersonRead | None:
    """« Inès Caron, accueil, 06 39 98 10 08, ines@parc.example »; None without a name."""
    phones, rest = take_phones(Rest(_LABEL.sub(" ", " | ".join(text.splitlines()))))
    email, rest = take_email(rest)
    stretches = [" ".join(part.split(" ")).strip(" .:-") for part in re.split(r"[,;|]", rest.text)]
    said = [part for part in stretches if any(letter.isalpha() for letter in part)]
    if not said:
        return None
    numbers = by_line(phones)
    return PersonRead(
        capitalised(said[0]),
        ", ".join(said[1:])[:100],
        numbers.get("phone", ""),
        numbers.get("mobile", ""),
        email or "",
    )


def read_address(text: str, country: str = HOME) -> dict[str, str] | None:
    """Street, zip, city and country of « 3 rue du Bois, 69340 Francheville »; what stands in front is its "label".

    `country` is the customer's: an address that names none and is no French one is there.
    """
    rest = Rest(" | ".join(text.splitlines()))
    named, rest = take_country(rest)
    if named is None:
        named, rest = take_country_behind(rest)
    found, rest = _address_in(rest, named or country)
    if found is None:
        return None
    label = " ".join(part.strip() for part in re.split(r"[,;|]", rest.text) if part.strip())
    return {
        "label": label[:100],
        "street": found.street,
        "zip": found.zip,
        "city": capitalised(found.city),
        "country": named or found.country,
    }


def _address_in(rest: Rest, country: str) -> tuple[Abroad | None, Rest]:
    if country != HOME:
        found, rest = take_address_in(rest, country)
        if found is not None:
            return found, rest
    place, rest = take_place(rest)
    street, rest = take_street(Rest(f" {rest.text}"))
    if place is None and street is None:
        return None, rest
    zip, city = place or ("", "")
    return Abroad(HOME if place else country, street or "", zip, city), rest


_Taken = tuple[dict[str, str | bool | None], Rest]


def _take_tags(rest: Rest) -> tuple[tuple[str, ...], Rest]:
    tags: list[str] = []
    while True:
        found, rest = rest.take(_TAGS)
        if found is None:
            return tuple(tags), rest
        tags += _listed(found["tags"] or found["hash"])


def _take_reach(rest: Rest) -> _Taken:
    email, rest = take_email(rest)
    phones, rest = take_phones(rest)
    registered, rest = take_registered(rest)
    numbers = {"siren": registered.siren, "siret": registered.siret, "vat_number": registered.vat_number}
    said = {"email": email, "rna": registered.rna, **numbers, **by_line(phones)}
    return {name: value for name, value in said.items() if value is not None}, rest


def _take_address(rest: Rest, country: str) -> _Taken:
    """Street and place; a French postcode is read everywhere."""
    found, rest = take_address_in(rest, country) if country != HOME else (None, rest)
    if found is not None:
        said = {"street": found.street, "zip": found.zip, "city": capitalised(found.city)}
        return {field: value for field, value in said.items() if value}, rest
    place, rest = take_place(rest)
    street, rest = take_street(Rest(f" {rest.text}"))
    known: dict[str, str | bool | None] = {"street": street} if street else {}
    if place:
        known.update(zip=place[0], city=capitalised(place[1]))
    return known, rest


def _take_country(rest: Rest) -> _Taken:
    """A country by itself, or at the end of an address."""
    country, rest = take_country(rest)
    if country is None:
        country, rest = take_country_behind(rest)
    return ({"country": country} if country else {}), rest


def _take_reverse(rest: Rest) -> _Taken:
    no, rest = rest.take(_NO_REVERSE)
    yes, rest = rest.take(_REVERSE)
    return ({"reverse_charge": no is None} if no or yes else {}), rest


def _take_supplier(rest: Rest) -> _Taken:
    no, rest = rest.take(_NO_SUPPLIER)
    yes, rest = rest.take(_SUPPLIER)
    return ({"supplier": no is None} if no or yes else {}), rest


def _take_texts(rest: Rest) -> _Taken:
    said: dict[str, str | bool | None] = {}
    for pattern, group, field in ((_NAME, "name", "name"), (_CONTACT, "contact", "contact"), (_TOWN, "town", "city")):
        found, rest = rest.take(pattern)
        if found:
            said[field] = capitalised(found[group])
    return said, rest


def _take_terms(rest: Rest) -> _Taken:
    source = _LABEL.sub(" | ", rest.text)
    terms, tokens = read_usual_terms(tokens_of(source), source)
    said: dict[str, str | bool | None] = {}
    if terms.conditions.payment_terms:
        said["payment_terms"] = terms.conditions.payment_terms
    if terms.discount_percent is not None:
        said["discount"] = plain(terms.discount_percent)
    return said, Rest(" ".join(token.text for token in tokens))


def _take_words(rest: Rest, facts: dict[str, str | bool | None]) -> bool:
    """Take the words that say a whole field; whether nothing else is left."""
    words = re.findall(r"\w+", fold(rest.text))
    facts.update(_WORDS[word] for word in words if word in _WORDS)
    if words == ["client"]:
        facts["prospect"] = False
    return all(word in _WORDS or word in _EMPTY for word in words)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip(" #") for part in re.split(r"[,]|\set\s", text) if part.strip(" #"))


def _who(text: str) -> str:
    name = " ".join(text.split())
    return "" if fold(name) in _NOBODY else name


_TAKEN: tuple[Callable[[Rest], _Taken], ...] = (
    _take_reach,
    _take_texts,
    take_limit,
    _take_reverse,
    _take_country,
    _take_supplier,
    _take_terms,
)
