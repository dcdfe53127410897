"""Numbers that others gave: SIREN and SIRET of the register, the VAT number, telephone numbers."""

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers
from stdnum.eu import vat as vat_rules
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_rules
from stdnum.fr import siret as siret_rules

from core.kernel.errors import BusinessError

HOME: Final = "FR"  # where a number without a country code is dialled
FRANCE: Final = 33
_RNA: Final = re.compile(r"W\d[0-9A-Z]\d{7}")


@dataclass(eq=False)
class SirenWrong(BusinessError):
    """Not nine digits whose check digit is right."""

    value: str


@dataclass(eq=False)
class SiretWrong(BusinessError):
    """Not fourteen digits whose check digit is right, or not of the SIREN given with it."""

    value: str


@dataclass(eq=False)
class VatNumberWrong(BusinessError):
    """Not a VAT number of a country of the Union, or not of the SIREN given with it."""

    value: str


@dataclass(eq=False)
class RnaWrong(BusinessError):
    """Not the number of an association: W and nine characters."""

    value: str


@dataclass(eq=False)
class PhoneWrong(BusinessError):
    """Not a telephone number: too short, too long, or not digits."""

    value: str


def siren(value: str) -> str:
    """The nine digits, whatever the spaces; a SIRET gives its first nine. Empty stays empty. Raises SirenWrong."""
    digits = _compact(value)
    if len(digits) == 14 and siret_rules.is_valid(digits):
        return digits[:9]
    if digits and not siren_rules.is_valid(digits):
        raise SirenWrong(value)
    return digits


def siret(value: str) -> str:
    """The fourteen digits, whatever the spaces. Empty stays empty. Raises SiretWrong."""
    digits = _compact(value)
    if digits and not siret_rules.is_valid(digits):
        raise SiretWrong(value)
    return digits


def vat_number(siren_digits: str) -> str:
    """The French VAT number of a SIREN: FR, a key of two digits, the SIREN. Empty for none."""
    return f"FR{(12 + 3 * int(siren_digits)) % 97:02d}{siren_digits}" if siren_digits else ""


def checked_vat_number(value: str) -> str:
    """A VAT number of the Union as one word, such as FR40303265045. Empty stays empty. Raises VatNumberWrong."""
    try:
        number: str = vat_rules.validate(value) if value.strip() else ""
    except ValidationError:
        raise VatNumberWrong(value) from None
    return number


def french_siren(vat: str) -> str:
    """The SIREN in a French VAT number; empty for another country's."""
    return vat[4:] if vat.startswith("FR") else ""


def rna(value: str) -> str:
    """An association's number, such as W751012345 (décret du 16 août 1901, art. 5). Empty stays empty.

    The third character may be a letter overseas. Raises RnaWrong.
    """
    number = _compact(value).upper()
    if number and not _RNA.fullmatch(number):
        raise RnaWrong(value)
    return number


def phone(value: str) -> str:
    """The number in E.164, such as +33465711001, however it is typed. Empty stays empty. Raises PhoneWrong.

    Only its length is checked: ranges open faster than tables of ranges follow.
    """
    typed = " ".join(value.split())
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        raise PhoneWrong(value) from None
    french = number.country_code == FRANCE
    if number.extension or not (_is_long(number) if french else phonenumbers.is_possible_number(number)):
        raise PhoneWrong(value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(e164: str) -> str:
    """As people write it: « 04 65 71 10 01 » at home, « +32 2 555 12 12 » from elsewhere."""
    number = phonenumbers.parse(e164, HOME)
    way = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, way.NATIONAL if number.country_code == FRANCE else way.INTERNATIONAL)


def dialled(e164: str) -> str:
    """The digits that one dials at home: 0465711001; the country's code stays in front of a foreign number."""
    return "0" + e164[3:] if e164.startswith("+33") else e164.lstrip("+")


def _is_long(number: phonenumbers.PhoneNumber) -> bool:
    return len(str(number.national_number)) == 9  # the ten digits that are dialled, without their 0


def _compact(value: str) -> str:
    return "".join(c for c in value if c not in " .-_\u00a0\u202f\u2009")
