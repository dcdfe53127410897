"""Where the pages are served, and what a browser may do with them there."""

import socket
from dataclasses import dataclass
from typing import Final

_TELEGRAM: Final = "https://telegram.org"
# The Content-Security-Policy of pages that run no script and stand in no frame.
READ_ONLY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Door:
    """`address` is what phones open, without a slash at its end."""

    listener: socket.socket
    address: str

    @property
    def local(self) -> bool:
        """Only the local chat opens it: Telegram opens https alone."""
        return self.address.startswith("http://")

    @property
    def telegram(self) -> str:
        """The script of Mini Apps: Telegram's own, or our stand-in for it."""
        return "../../web/telegram.js" if self.local else f"{_TELEGRAM}/js/telegram-web-app.js"

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: our scripts and Telegram's, framed by its clients or the local chat."""
        framing = "http://127.0.0.1:* http://localhost:*" if self.local else f"{_TELEGRAM} https://*.telegram.org"
        scripts = "'self'" if self.local else f"'self' {_TELEGRAM}"
        return (
            f"default-src 'none'; script-src {scripts}; style-src 'self'; connect-src 'self'; "
            f"base-uri 'none'; form-action 'none'; frame-ancestors {framing}"
        )


def open_door(host: str, port: int, address: str) -> Door:
    """Listen; without an address, phones are this machine. Raises OSError when the port is taken."""
    listener = socket.create_server((host, port))
    return Door(listener, address or f"http://{host}:{listener.getsockname()[1]}")
