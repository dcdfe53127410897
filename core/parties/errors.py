"""What the parties room refuses."""

from core.kernel.identifiers import PhoneWrong, SirenWrong, SiretWrong

__all__ = ["PhoneWrong", "SirenWrong", "SiretWrong"]
