"""Addresses, subjects and texts: whatever is typed, a server gets one address and one-line headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Invalid
from core.mail.rules import LONGEST_SUBJECT, address, body, one_line

TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Compta@Dupont.FR ", "Compta@dupont.fr"),
        ("a.b+c@x-y.example", "a.b+c@x-y.example"),
        ("info@hôtel.example", "info@xn--htel-vqa.example"),
    ],
)
def test_one_address_is_kept(typed: str, kept: str) -> None:
    assert address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "dupont",
        "a@b",
        "a@b.example, c@d.example",
        "a@b.example\r\nRCPT TO:<c@d.example>",
        "<a@b.example>",
        "a b@c.example",
        "a..b@c.example",
        ".a@c.example",
        "é@c.example",
        '"a b"@c.example',
        "a@c.example>",
        "a@-c.example",
        "a@1.2.3.4",
        f"{'a' * 65}@c.example",
        f"a@{'c' * 64}.example",
    ],
)
def test_no_address_and_two_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        address(typed)


@given(TYPED)
def test_what_passes_for_an_address_holds_one_and_nothing_else(typed: str) -> None:
    try:
        kept = address(f"{typed}@dupont.example")
    except Invalid:
        return
    assert kept.isascii()
    assert kept.count("@") == 1
    assert not set(kept) & set(' \t\r\n<>,;:()"\\')


@given(TYPED)
def test_a_subject_is_one_line(typed: str) -> None:
    kept = one_line(typed)
    assert len(kept.splitlines()) <= 1
    assert len(kept) <= LONGEST_SUBJECT
    assert one_line(kept) == kept


@given(TYPED)
def test_a_text_keeps_its_lines_and_no_character_that_nobody_sees(typed: str) -> None:
    kept = body(f"Bonjour,\r\n{typed}")
    assert kept.startswith("Bonjour,\n")
    assert all(c.isprintable() or c in "\n\t" for c in kept)
