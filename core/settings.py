"""What the environment says, read once at start; a wrong value is one clear sentence."""

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

LEAST_RATE = 10  # messages per second: below, nothing would be left beside what is kept for answers


class SettingsWrong(Exception):
    """A setting cannot be used; the text is one sentence for the person who starts the program."""


@dataclass(frozen=True)
class SmtpServer:
    """Who takes our e-mail, and the address that it is sent from: answers that nobody could deliver come back there.

    `secure`: "tls" from the first byte, "starttls" before anything is said, or "offered": as the server likes.
    """

    host: str
    port: int
    secure: Literal["tls", "starttls", "offered"]
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """The configuration of one process."""

    data: Path  # folder of the SQLite file, the stored files and the local chat
    database_url: str
    telegram_token: str | None  # None: the local chat
    telegram_api_base: str  # such as http://127.0.0.1:8081, without /bot
    local_port: int  # of the local chat, on the loopback
    log_level: str
    open_signup: bool = False  # anybody may found a company, without a set-up code
    web_host: str = "127.0.0.1"  # where the signature page is served
    web_port: int = 0
    public_url: str = ""  # under which phones reach that page, without a slash at its end; empty: they do not
    payment_token: str = field(default="", repr=False)  # of the payment provider, from @BotFather; empty: none
    smtp: SmtpServer | None = None  # None: no e-mail is sent
    send_rate: int = 0  # messages per second that the server takes, with its limits for each chat; 0: any number


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the environment; creates the data folder. Raises SettingsWrong."""
    data = _folder(environment.get("CARNET_DATA") or "data")
    token = (environment.get("TELEGRAM_BOT_TOKEN") or "").strip() or None
    local_port = _port("CARNET_PORT", environment.get("CARNET_PORT") or "8766")
    return Settings(
        data=data,
        database_url=environment.get("DATABASE_URL") or f"sqlite:///{data / 'carnet.db'}",
        telegram_token=token,
        telegram_api_base=_api_base(environment.get("TELEGRAM_API_BASE") or "https://api.telegram.org"),
        local_port=local_port,
        log_level=_log_level(environment.get("CARNET_LOG") or "INFO"),
        open_signup=_yes("CARNET_OPEN_SIGNUP", environment.get("CARNET_OPEN_SIGNUP") or "0"),
        web_host=environment.get("CARNET_WEB_HOST") or "127.0.0.1",
        web_port=_port("CARNET_WEB_PORT", environment.get("CARNET_WEB_PORT") or _following(local_port)),
        public_url=_public_url(environment.get("CARNET_PUBLIC_URL") or ""),
        payment_token=(environment.get("CARNET_PAYMENT_TOKEN") or "").strip(),
        smtp=_smtp(environment.get("CARNET_SMTP_URL") or "", environment.get("CARNET_MAIL_FROM") or ""),
        send_rate=_rate("CARNET_SEND_RATE", environment.get("CARNET_SEND_RATE") or ("30" if token else "0")),
    )


def _folder(text: str) -> Path:
    try:
        folder = Path(text).expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError, ValueError) as error:  # refused by the disk; no such home; a character no path has
        reason = getattr(error, "strerror", None) or error
        raise SettingsWrong(f"Le dossier {text} (CARNET_DATA) n'est pas utilisable : {reason}.") from error


def _api_base(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise SettingsWrong(f"TELEGRAM_API_BASE vaut « {text} » : une adresse http:// ou https:// est attendue.")
    return text.rstrip("/")


def _public_url(text: str) -> str:
    if text and not re.fullmatch(r"https://[^\s/?#]+(/[^\s?#]*)?", text):  # Telegram opens no other
        raise SettingsWrong(f"CARNET_PUBLIC_URL vaut « {text} » : une adresse https:// est attendue.")
    return text.rstrip("/")


def _smtp(url: str, sender: str) -> SmtpServer | None:
    """The server of smtp://user:password@host:587?starttls or smtps://…; no sentence repeats the password."""
    if not url.strip():
        return None
    wanted = "CARNET_SMTP_URL : une adresse smtp://serveur:587?starttls ou smtps://serveur est attendue."
    try:
        parts = urlsplit(url.strip())
        port = parts.port or (465 if parts.scheme == "smtps" else 587 if parts.query else 25)
    except ValueError as error:
        raise SettingsWrong(wanted) from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise SettingsWrong(wanted)
    secure = _security(parts)
    if parts.password and secure == "offered" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SettingsWrong("CARNET_SMTP_URL enverrait le mot de passe en clair : ajoutez ?starttls, ou smtps://.")
    if not re.fullmatch(r"[^\s@<>,;:\"]+@[A-Za-z0-9.-]+", sender.strip()):
        raise SettingsWrong(f"CARNET_MAIL_FROM vaut « {sender} » : l'adresse qui envoie les e-mails est attendue.")
    named = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.hostname, port, secure, sender.strip(), *named)


def _security(parts: SplitResult) -> Literal["tls", "starttls", "offered"]:
    if parts.scheme == "smtps":
        return "tls"
    if parts.query not in ("", "starttls"):
        raise SettingsWrong("CARNET_SMTP_URL : derrière le serveur, seul ?starttls est connu.")
    return "starttls" if parts.query else "offered"


def _port(name: str, text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) > 65535:
        raise SettingsWrong(f"{name} vaut « {text} » : un nombre de 0 à 65535 est attendu.")
    return int(text)


def _rate(name: str, text: str) -> int:
    if not text.isdecimal() or len(text) > 4 or 0 < int(text) < LEAST_RATE:
        raise SettingsWrong(
            f"{name} vaut « {text} » : un nombre de {LEAST_RATE} à 9999 est attendu, ou 0 pour un serveur sans limites."
        )
    return int(text)


def _following(port: int) -> str:
    """The port after it; any free one after any free one."""
    return str((port + 1) % 65536 if port else 0)


def _log_level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise SettingsWrong(f"CARNET_LOG vaut « {text} » : DEBUG, INFO, WARNING ou ERROR est attendu.")
    return text.upper()


def _yes(name: str, text: str) -> bool:
    if text not in {"0", "1"}:
        raise SettingsWrong(f"{name} vaut « {text} » : 0 ou 1 est attendu.")
    return text == "1"
