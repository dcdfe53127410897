"""No frame makes money that came in of words for money that goes back."""

import pytest

from tests.bot.understanding.frames.reading import Said, read


def intent(line: str) -> str | None:
    said: str | None = read(Said(None, "p1", line, {}, ""))["intent"]
    return said


WORDS = (
    "rembourse 590,64 esp dupont",
    "remboursé 20 cb à dupont",
    "dupont a été remboursé de 20 par chèque",
    "on lui a rendu 20 € en espèces",
    "refund 20 cash to dupont",
    "we gave dupont 20 back by card",
    "paid 20 back by transfer",
)


@pytest.mark.parametrize("said", WORDS)
def test_what_goes_back_never_came(said: str) -> None:
    assert intent(said) != "payment.log"


def test_a_cheque_that_the_bank_gives_back_is_still_read() -> None:
    assert intent("chèque 300 dupont rendu impayé") == "payment.log"
