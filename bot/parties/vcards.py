"""A shared visiting card: the name, numbers, e-mail and company on it."""

from dataclasses import dataclass

from bot.incoming.turn import SharedContact
from bot.understanding.reach import by_line
from core.kernel.errors import BusinessError
from core.kernel.identifiers import phone

_MOST_LINES = 200
_NAMES = {"EMAIL", "ORG", "TITLE", "TEL"}


@dataclass(frozen=True, slots=True)
class VisitingCard:
    """Numbers in E.164."""

    name: str
    company: str
    job: str
    phone: str
    mobile: str
    email: str

    def as_contact(self) -> dict[str, str]:
        """What `contacts.add` takes."""
        numbers = {"phone": self.phone, "mobile": self.mobile}
        return {"name": self.name, "job": self.job, "email": self.email, **numbers}


def person_of(shared: SharedContact) -> VisitingCard:
    """Read a shared contact; its number may come without the « + » of its country. Raises PhoneWrong for no number."""
    fields = _fields(shared.vcard)
    others = [number for typed in fields.get("TEL", []) if (number := _number_or_none(typed))]
    first = phone(_international(shared.phone))
    numbers = by_line([number for number in (first, *others) if number])
    name = " ".join(f"{shared.first_name} {shared.last_name}".split())
    company = (fields.get("ORG") or [""])[0].partition(";")[0].strip()
    return VisitingCard(
        (name or company or shared.phone)[:200],
        company[:200],
        (fields.get("TITLE") or [""])[0][:100],
        numbers.get("phone", ""),
        numbers.get("mobile", ""),
        _email((fields.get("EMAIL") or [""])[0]),
    )


def _fields(vcard: str) -> dict[str, list[str]]:
    """The values of the lines that we use (RFC 6350: long lines are folded, names may have a group and parameters)."""
    unfolded = vcard.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
    found: dict[str, list[str]] = {}
    for line in unfolded.split("\n")[:_MOST_LINES]:
        head, colon, value = line.partition(":")
        name = head.partition(";")[0].rpartition(".")[2].upper()
        if colon and name in _NAMES and value.strip():
            plain = value.replace("\\,", ",").replace("\\;", ",").replace("\\n", " ").removeprefix("tel:")
            found.setdefault(name, []).append(plain.strip())
    return found


def _international(typed: str) -> str:
    """Telegram leaves the « + » out."""
    digits = typed.strip()
    return f"+{digits}" if digits.isdigit() and not digits.startswith("0") else digits


def _number_or_none(typed: str) -> str | None:
    try:
        return phone(typed)
    except BusinessError:
        return None


def _email(typed: str) -> str:
    """The address, unless it cannot be one: a visiting card is not refused for it."""
    name, at, host = typed.rpartition("@")
    return typed if at and name and "." in host.strip(".") and " " not in typed and len(typed) <= 200 else ""
