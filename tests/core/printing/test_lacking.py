"""What no page can show is known before it is printed."""

import pytest

from core.printing.lacking import lacked
from core.printing.layout.typography import printable


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("posé à 12,50 € – « Œuvre » → suite", ""),
        ("Ольга Παπαδόπουλος 山田", ""),
        ("merci 😀😀 !", "😀"),
        ("שלום", "שלום"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_signs_that_the_fonts_lack_are_told_once(text: str, signs: str) -> None:
    assert lacked([text, text]) == signs
    assert not set(lacked([text])) & set(printable(text))
