"""Customers: found by name or by phone, and created from one line that holds a name and whatever else is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from bot.understanding.lines import ENOUGH
from bot.understanding.linking import Index
from bot.understanding.reading import CustomerCreate, CustomerFind, CustomerKind, Entry
from bot.understanding.terms import Terms, read_terms
from bot.understanding.vocabulary import COMPANY_WORDS, STREETS, TITLES, TOWNS
from bot.understanding.words import BREAK, Token, Tokens, fold, named, tokens_of, typed

_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33[\s.-]*(?:\(0\)\s*)?|0)[1-9](?:[\s.-]*\d{2}){4}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_SIRET = re.compile(r"(?<!\d)\d{3}[\s.]?\d{3}[\s.]?\d{3}[\s.]?\d{5}(?!\d)")
_SIREN = re.compile(r"(?<!\d)\d{3}[\s.]?\d{3}[\s.]?\d{3}(?!\d)")
_ZIP = re.compile(r"(?<!\d)(?:F-?)?(\d{5})\s+((?:[^\W\d]|[-' ’])+)")
_STREET = re.compile(
    rf"(?:\d+\s*(?:bis|ter|quater)?,?\s+)?(?:{'|'.join(STREETS)})\s+(?!\d)[^,;|\n]*[^,;|\n\s]", re.IGNORECASE
)
_NUMBERED = re.compile(
    rf"(?<!\d)\d+\s*(?:bis|ter|quater)?,?\s+(?:{'|'.join(STREETS)})\s+[^,;|\n]*[^,;|\n\s]", re.IGNORECASE
)
_CONTACT = re.compile(r"(?<!\w)contact\s*:?\s+([^,;|\d\n]*[^,;|\d\n\s])", re.IGNORECASE)
_LABEL = re.compile(
    r"(?<!\w)(?:t[ée]l(?:[ée]phone)?|portable|mobile|mail|e-?mail|siret|siren|adresse|ville)(?!\w)\s*[:.]?",
    re.IGNORECASE,
)
_SMALL = frozenset({"de", "du", "des", "la", "le", "les", "et", "en", "à", "au", "aux", "l", "d"})
_CAPITALS = frozenset({"sarl", "sas", "sasu", "eurl", "sci", "sa", "snc", "scop", "scp"})


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of the message; taken stretches are replaced by a bar."""

    text: str

    def take(self, pattern: re.Pattern[str]) -> tuple[re.Match[str] | None, _Rest]:
        found = pattern.search(self.text)
        if found is None:
            return None, self
        return found, _Rest(f"{self.text[: found.start()]} | {self.text[found.end() :]}")


def phone_in(text: str) -> str | None:
    """The first French phone number, in E.164; None when there is none."""
    found = _PHONE.search(text)
    if found is None:
        return None
    try:
        number = phonenumbers.parse(found.group(), "FR")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(phone: str) -> str:
    """The ten digits of a French E.164 number."""
    return "0" + phone.removeprefix("+33") if phone.startswith("+33") else phone.removeprefix("+")


def read_customer(text: str, variant: str | None) -> CustomerCreate | None:
    """The customer described behind « nouveau client »; None without a name."""
    rest = _Rest(" | ".join(text.splitlines()))
    phone = phone_in(rest.text)
    email, rest = rest.take(_EMAIL)
    _, rest = rest.take(_PHONE) if phone else (None, rest)
    siret, siren, rest = _registration(rest)
    contact, rest = rest.take(_CONTACT)
    place, rest = rest.take(_ZIP)
    street, rest = rest.take(_street_pattern(rest.text))
    terms, tokens, source = _terms_of(rest)
    stretches = _stretches(tokens)
    name, town = _name_and_town(stretches, source, has_town=place is not None)
    if not name:
        return None
    return CustomerCreate(
        name=_capitalised(name),
        kind=_kind(name, variant, siret or siren),
        prospect=variant == "prospect",
        phone=phone,
        email=email.group().lower() if email else None,
        street=" ".join(street.group().split()) if street else None,
        zip=place.group(1) if place else None,
        city=_capitalised(place.group(2).strip()) if place else town,
        siret=siret,
        siren=siren,
        contact=_capitalised(contact.group(1)) if contact else None,
        payment_terms=terms.payment_terms,
        discount_percent=terms.discount_percent,
    )


def find_customers(tokens: Tokens, source: str, customers: Index, asked: str | None) -> CustomerFind:
    """Every plausible customer, near spellings included; a phone number in the message is the key when there is one."""
    phone = phone_in(source)
    if phone is not None:
        return CustomerFind(source.strip(), _with_phone(customers.entries, phone), asked, phone)
    words = named(tokens)
    return CustomerFind(typed(source, words), customers.link([word.text for word in words], ENOUGH).within(), asked)


def _with_phone(entries: Sequence[Entry], phone: str) -> tuple[Entry, ...]:
    significant = national(phone)[1:]
    return tuple(
        entry
        for entry in entries
        if any(significant in re.sub(r"\D", "", text) for text in (entry.detail, *entry.aliases))
    )


def _registration(rest: _Rest) -> tuple[str | None, str | None, _Rest]:
    """SIRET and SIREN as bare digits, when their check digit is right; otherwise the number stays in the text."""
    for pattern, is_valid in ((_SIRET, siret_number.is_valid), (_SIREN, siren_number.is_valid)):
        found, shorter = rest.take(pattern)
        if found is not None and is_valid(digits := re.sub(r"\D", "", found.group())):
            return (digits, digits[:9], shorter) if pattern is _SIRET else (None, digits, shorter)
    return None, None, rest


def _street_pattern(text: str) -> re.Pattern[str]:
    """A street needs a house number, or must not open the message: « Place du Marché » may be a shop's name."""
    found = _STREET.search(text)
    return _NUMBERED if found is None or (found.start() == 0 and not text[0].isdigit()) else _STREET


def _terms_of(rest: _Rest) -> tuple[Terms, Tokens, str]:
    source = _LABEL.sub(" | ", rest.text)
    terms, tokens = read_terms(tokens_of(source), source)
    return terms, tokens, source


def _stretches(tokens: Tokens) -> list[Tokens]:
    stretches: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in (BREAK, ",", ";", ":", "(", ")"):
            stretches.append([])
        else:
            stretches[-1].append(token)
    return [tuple(stretch) for stretch in stretches if any(token.text.isalpha() for token in stretch)]


def _name_and_town(stretches: Sequence[Tokens], source: str, has_town: bool) -> tuple[str, str | None]:
    """The name is the first stretch; the town a well-known one at its end, or a stretch of at most three words."""
    if not stretches:
        return "", None
    name, others = stretches[0], stretches[1:]
    if has_town:
        return typed(source, name), None
    for end in (len(name) - 1, len(name) - 2):
        if end > 0 and name[end].text in TOWNS and all(token.number is not None for token in name[end + 1 :]):
            return typed(source, name[:end]), _capitalised(typed(source, name[end : end + 1]))
    for other in others:
        words = [token for token in other if token.number is None]
        if words and (len(words) <= 3 or words[0].text in TOWNS) and words[0].text not in ("note", "paie", "remise"):
            return typed(source, name), _capitalised(typed(source, words))
    return typed(source, name), None


def _kind(name: str, variant: str | None, registered: str | None) -> CustomerKind | None:
    words = set(fold(name).split())
    if registered or words & COMPANY_WORDS:
        return "company"
    return "individual" if variant == "passing" or words & TITLES else None


def _capitalised(name: str) -> str:
    """« garage du lac » becomes « Garage du Lac »; capitals the person typed are kept."""
    words = " ".join(name.split())
    if not (words.islower() or words.isupper()):
        return words[:1].upper() + words[1:]
    return " ".join(_capital(word, first=not at) for at, word in enumerate(words.lower().split()))


def _capital(word: str, first: bool) -> str:
    if word in _CAPITALS:
        return word.upper()
    if word in _SMALL and not first:
        return word
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
