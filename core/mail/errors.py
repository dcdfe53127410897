"""What e-mail refuses."""

from dataclasses import dataclass

from core.kernel.errors import BusinessError


class MailNotSetUp(BusinessError):
    """This program has no server to send e-mail by."""


@dataclass(eq=False)
class MailUnderWay(BusinessError):
    """It has been sent, or is about to be: there is nothing to do again."""

    to: str
