"""A transfer as banks' applications read it off a QR code (EPC069-12, version 2)."""

from core.kernel.amounts import ZERO, Amount

_NAME = 70  # characters at most
_REMITTANCE = 140


def transfer_code(name: str, iban: str, amount: Amount, text: str, *, currency: str = "EUR") -> str:
    """The lines of the code; "" where there is none: another currency, nothing to pay, or no account."""
    account = "".join(iban.split())
    if currency != "EUR" or amount <= ZERO or not account:
        return ""
    lines = ("BCD", "002", "1", "SCT", "", name[:_NAME], account, _euros(amount), "", "", text[:_REMITTANCE])
    return "\n".join(lines)


def _euros(amount: Amount) -> str:
    """EUR150 or EUR1234.5: without zeros behind."""
    figure = f"{amount:f}".rstrip("0").rstrip(".")
    return f"EUR{figure}"
