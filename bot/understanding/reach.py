"""How to reach somebody and who they are before the law: numbers, e-mail and address found in a line, and taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from stdnum.eu import vat as vat_number
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from bot.understanding.vocabulary import STREETS

_PHONE = re.compile(r"(?<!\d)(?<!\b[A-Za-z]{2})(?:(?:\+|00)33[\s.-]*(?:\(0\)\s*)?|0)[1-9](?:[\s.-]*\d{2}){4}(?!\d)")
_FOREIGN_PHONE = re.compile(r"(?<![\w+])(?:\+|00\s?)(?!33)[1-9](?:[\s./-]*\(?\d\)?){7,13}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_SIRET = re.compile(r"(?<!\d)\d{3}[\s.]?\d{3}[\s.]?\d{3}[\s.]?\d{5}(?!\d)")
_SIREN = re.compile(r"(?<!\d)\d{3}[\s.]?\d{3}[\s.]?\d{3}(?!\d)")
_VAT = re.compile(r"(?<!\w)(?:tva\s*(?:intra\w*)?\s*:?\s*)?([a-z]{2}(?:[\s.]?[0-9a-z]){7,12})(?!\w)", re.IGNORECASE)
_FRENCH_VAT = re.compile(r"(?<!\w)(?:tva\s*(?:intra\w*)?\s*:?\s*)?(fr(?:[\s.]?\d){11})(?!\w)", re.IGNORECASE)
_RNA = re.compile(r"(?<!\w)(?:rna\s*:?\s*)?(w\d[0-9a-z]\d{7})(?!\w)", re.IGNORECASE)
_ZIP = re.compile(r"(?<!\d)(?:F-?)?(\d{5})\s+((?:[^\W\d]|[-' ’])+)")
_STREET = re.compile(
    rf"(?<![^\W\d])(?:\d+\s*(?:bis|ter|quater)?,?\s+)?(?:{'|'.join(STREETS)})\s+(?!\d)[^,;|\n]*[^,;|\n\s]",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"(?<!\d)\d+\s*(?:bis|ter|quater)?,?\s+(?:{'|'.join(STREETS)})\s+[^,;|\n]*[^,;|\n\s]", re.IGNORECASE
)
_MOBILE = ("+336", "+337")


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of the message; taken stretches are replaced by a bar."""

    text: str

    def take(self, pattern: re.Pattern[str]) -> tuple[re.Match[str] | None, Rest]:
        found = pattern.search(self.text)
        if found is None:
            return None, self
        return found, Rest(f"{self.text[: found.start()]} | {self.text[found.end() :]}")


@dataclass(frozen=True, slots=True)
class Registered:
    """Numbers of registers whose check is right, as bare characters; None: not said."""

    siren: str | None = None
    siret: str | None = None
    vat_number: str | None = None
    rna: str | None = None


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


def by_line(phones: list[str]) -> dict[str, str]:
    """Two telephone numbers at most, in E.164: the first of a mobile under "mobile", the others where there is room."""
    told: dict[str, str] = {}
    for phone in dict.fromkeys(phones):
        own, other = ("mobile", "phone") if phone.startswith(_MOBILE) else ("phone", "mobile")
        told.setdefault(own if own not in told else other, phone)
    return told


def take_phones(rest: Rest) -> tuple[list[str], Rest]:
    """All French phone numbers, and those of elsewhere behind their country's number, in E.164."""
    phones: list[str] = []
    while (phone := phone_in(rest.text)) is not None:
        phones.append(phone)
        _found, rest = rest.take(_PHONE)
    for found in reversed(list(_FOREIGN_PHONE.finditer(rest.text))):
        if (abroad := _foreign(found.group())) is not None:
            phones.append(abroad)
            rest = Rest(f"{rest.text[: found.start()]} | {rest.text[found.end() :]}")
    return phones, rest


def _foreign(typed: str) -> str | None:
    try:
        number = phonenumbers.parse(re.sub(r"^00", "+", typed), None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def take_email(rest: Rest) -> tuple[str | None, Rest]:
    found, rest = rest.take(_EMAIL)
    return (found.group().lower() if found else None), rest


def take_registered(rest: Rest) -> tuple[Registered, Rest]:
    """The numbers of registers; one whose check is wrong stays in the text."""
    vat, rest = _take_vat(rest)
    rna, rest = rest.take(_RNA)
    siret, siren, rest = _take_siren(rest)
    return Registered(siren, siret, vat, rna.group(1).upper() if rna else None), rest


def take_place(rest: Rest) -> tuple[tuple[str, str] | None, Rest]:
    """Postcode and town."""
    found, rest = rest.take(_ZIP)
    return ((found[1], found[2].strip()) if found else None), rest


def take_street(rest: Rest) -> tuple[str | None, Rest]:
    """A street needs a house number, or must not open the message: « Place du Marché » may be a shop's name."""
    found = _STREET.search(rest.text)
    opens = found is not None and found.start() == 0 and not rest.text[0].isdigit()
    street, rest = rest.take(_NUMBERED if found is None or opens else _STREET)
    return (" ".join(street.group().split()) if street else None), rest


def _take_vat(rest: Rest) -> tuple[str | None, Rest]:
    for pattern in (_FRENCH_VAT, _VAT):
        at = 0  # a long word looks like one too: what overlaps it is tried as well
        while (found := pattern.search(rest.text, at)) is not None:
            if vat_number.is_valid(found[1]):
                return vat_number.compact(found[1]), Rest(f"{rest.text[: found.start()]} | {rest.text[found.end() :]}")
            at = found.start() + 1
    return None, rest


def _take_siren(rest: Rest) -> tuple[str | None, str | None, Rest]:
    """SIRET and SIREN."""
    for pattern, is_valid in ((_SIRET, siret_number.is_valid), (_SIREN, siren_number.is_valid)):
        found, shorter = rest.take(pattern)
        if found is not None and is_valid(digits := re.sub(r"\D", "", found.group())):
            return (digits, digits[:9], shorter) if pattern is _SIRET else (None, digits, shorter)
    return None, None, rest
