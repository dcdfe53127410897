"""What people type, made fit to be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Invalid
from core.kernel.typed import email, line, others


@given(st.text(max_size=80))
def test_a_line_has_no_invisible_sign_and_cleaning_it_again_changes_nothing(typed: str) -> None:
    kept = line("name", typed, longest=80)
    assert all(c.isprintable() for c in kept)
    assert kept == kept.strip() == line("name", kept, longest=80)
    assert "  " not in kept


@pytest.mark.parametrize("typed", ["", " ", "\n\t", "\x00"])
def test_a_required_line_is_missing(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        line("name", typed, longest=10, required=True)
    assert (refused.value.field, refused.value.value) == ("name", typed)


def test_a_line_may_be_as_long_as_its_column_and_no_longer() -> None:
    assert line("name", "x" * 10, longest=10) == "x" * 10
    with pytest.raises(Invalid):
        line("name", "x" * 11, longest=10)


@pytest.mark.parametrize("typed", ["", "a@b.fr", " jean.dupont+x@mail.example "])
def test_an_address_is_kept_without_spaces_around(typed: str) -> None:
    assert email("email", typed) == typed.strip()


@pytest.mark.parametrize("typed", ["a", "a@b", "@b.fr", "a@", "a b@c.fr", "a@.", "a@b.fr c@d.fr"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        email("email", typed)


def test_other_names_are_kept_once_in_order() -> None:
    assert others("aliases", [" b ", "a", "", "b"]) == ["b", "a"]
