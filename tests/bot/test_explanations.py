"""Whoever typed something that is refused reads what is expected, with an example."""

import re
from pathlib import Path

import pytest

import core
from bot.errors import explain
from bot.expected import EXPECTED
from core.kernel.errors import Invalid

_CHECKED = re.compile(r'\b(?:Invalid|(?:one_)?line|paragraphs|others|email|_text|_price|_share)(?:\(|, )\s*"([a-z_]+)"')
# Given by the program itself, never typed: buttons, ids and what a file's reader names.
_NEVER_TYPED = {
    "caption",
    "code",
    "deliveries",
    "engagement",
    "gone_id",
    "index",
    "key",
    "line",
    "number",
    "place",
    "without",
}


def _fields() -> set[str]:
    """The fields that core may refuse, as its sources name them."""
    sources = Path(core.__file__).parent.rglob("*.py")
    return {name for source in sources for name in _CHECKED.findall(source.read_text())}


def test_each_field_that_may_be_refused_says_what_is_expected() -> None:
    fields = _fields()
    assert len(fields) > 30
    assert fields - _NEVER_TYPED - EXPECTED.keys() - {"iban"} == set()


@pytest.mark.parametrize("field", EXPECTED)
def test_a_refusal_shows_what_was_typed_and_what_is_expected(field: str) -> None:
    sentence = explain(Invalid(field, "zzz"))
    assert sentence.startswith("« zzz » ne convient pas : il faut ")
    assert sentence.endswith(f"{EXPECTED[field]}.")


def test_a_long_text_is_cut_where_it_is_refused() -> None:
    assert "x" * 60 + "…" in explain(Invalid("notes", "x" * 3000))
    assert "x" * 61 not in explain(Invalid("notes", "x" * 3000))
