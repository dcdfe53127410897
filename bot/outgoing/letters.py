"""An e-mail as the bytes that go to a server: plain text, the same as simple HTML, and its attachments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Final

from core.i18n import _, language
from core.kernel.errors import Invalid
from core.mail import links
from core.mail.models import Email
from core.mail.rules import LINK, address, one_line

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name: the company, and where answers go when that is not the address which sends."""

    name: str
    address: str
    reply_to: str = ""


def message(
    email: Email, sender: Sender, *, url: str, attached: Sequence[tuple[str, bytes]], at: datetime
) -> EmailMessage:
    """The whole message; `url` is the address of the page that it links to, "" for none.

    A header is one line, whatever was typed into a name or a subject.
    """
    made = EmailMessage(policy=policy.SMTP)
    local, _at, host = sender.address.rpartition("@")
    made["From"] = Address(one_line(sender.name)[:100], local, host)
    made["To"] = Address(addr_spec=email.to_address)
    if reply_to := _usable(sender.reply_to):
        made["Reply-To"] = Address(addr_spec=reply_to)
    made["Subject"] = one_line(email.subject)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = email.message_id
    made["Content-Language"] = email.language
    text = _with_link(email, url)
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(_html(text, email.language), subtype="html", cte="quoted-printable")
    for name, content in attached:
        made.add_attachment(content, maintype="application", subtype=_subtype(name), filename=one_line(name))
    return made


def _with_link(email: Email, url: str) -> str:
    """The text with the address where its place is; without one, without the place."""
    lines = email.text.split("\n")
    if LINK not in lines:
        return email.text + "\n"
    at = lines.index(LINK)
    with language(email.language):
        said = _("À lire et à télécharger dans votre navigateur, pendant {days} jours :").format(days=links.GOOD_FOR)
    place = [said, url] if url else []
    after = lines[at + 1 :] if url or lines[at + 1 : at + 2] != [""] else lines[at + 2 :]
    return "\n".join((*lines[:at], *place, *after)) + "\n"


def _html(text: str, spoken: str) -> str:
    """The same words, escaped; only addresses become links."""
    paragraphs = [_linked(one).replace("\n", "<br>\n") for one in text.strip().split("\n\n")]
    body = "\n".join(f"<p>{one}</p>" for one in paragraphs)
    language_ = "en" if spoken == "en" else "fr"
    return f'<!doctype html>\n<html lang="{language_}"><body>\n{body}\n</body></html>\n'


def _linked(paragraph: str) -> str:
    parts, at = [], 0
    for found in _ADDRESS.finditer(paragraph):
        url = escape(found.group())
        parts += [escape(paragraph[at : found.start()]), f'<a href="{url}">{url}</a>']
        at = found.end()
    return "".join((*parts, escape(paragraph[at:])))


def _subtype(name: str) -> str:
    return "pdf" if name.endswith(".pdf") else "octet-stream"


def _usable(typed: str) -> str:
    """The company's own address was typed: one that no server takes is left out."""
    try:
        return address(typed) if typed else ""
    except Invalid:
        return ""
