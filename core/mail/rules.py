"""Addresses that a server can be given, and what tells a repetition."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Final

from core.kernel.errors import Invalid
from core.kernel.typed import line

LINK: Final = "{link}"  # a line of a text: where the address of the page stands
LONGEST_SUBJECT: Final = 200
LONGEST_TEXT: Final = 20_000
MOST_TRIES: Final = 30  # a day and a half
_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def address(typed: str, *, field: str = "email") -> str:
    """One address as servers take it: the host in ASCII, small. Raises Invalid for anything else, and for two."""
    kept = line(field, typed, longest=254)
    name, _at, host = kept.rpartition("@")
    try:
        host = host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise Invalid(field, typed) from error
    if len(name) > 64 or not _NAME.fullmatch(name) or not _HOST.fullmatch(host) or len(name) + len(host) > 253:
        raise Invalid(field, typed)
    return f"{name}@{host}"


_BLANKS: Final = "\t\u00a0\u202f"  # nobody sees them, and sums need them


def one_line(text: str) -> str:
    """A subject that is one line whatever was typed into it: a header ends where a line does."""
    visible = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.split())[:LONGEST_SUBJECT]


def body(text: str) -> str:
    """A text without the characters that nobody sees, its lines as they are."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c for c in one if c.isprintable() or c in _BLANKS) for one in lines)[:LONGEST_TEXT]


def message_id(company_id: int, key: str, created_at: datetime, host: str) -> str:
    """The same for each try of one e-mail: a server, or its reader's program, sees a repetition as one."""
    about = f"{company_id}\n{key}\n{created_at.isoformat()}"
    return f"<{hashlib.sha256(about.encode()).hexdigest()[:32]}@{host}>"


def pause(attempts: int) -> timedelta:
    """How long after so many failures: longer each time, never more than an hour."""
    return min(_FIRST_PAUSE * (1 << min(attempts, 10)), _LONGEST_PAUSE)
