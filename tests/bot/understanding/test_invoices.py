"""What is said of invoices is read as it is meant, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.invoices import (
    DirectSaid,
    InvoiceSaid,
    InvoicesAsked,
    ToInvoiceAsked,
    TurnoverAsked,
    UnpaidAsked,
    read_invoice,
)
from tests.bot.understanding import test_deliveries
from tests.bot.understanding.invoice_lines import ANYWHERE, ELSEWHERE, IN_HAND, TODAY


@pytest.mark.parametrize(("said", "meant"), ANYWHERE)
def test_a_sentence_about_invoices_is_read_anywhere(said: str, meant: InvoiceSaid) -> None:
    assert read_invoice(said, TODAY) == meant
    assert read_invoice(said, TODAY, in_hand=True) == meant


@pytest.mark.parametrize(("said", "meant"), IN_HAND)
def test_of_the_invoice_or_order_in_hand_a_few_words_are_enough(said: str, meant: InvoiceSaid) -> None:
    assert read_invoice(said, TODAY, in_hand=True) == meant
    assert read_invoice(said, TODAY) != meant


@pytest.mark.parametrize("said", ELSEWHERE)
def test_other_words_are_not_about_invoices(said: str) -> None:
    assert read_invoice(said, TODAY) is None
    assert read_invoice(said, TODAY, in_hand=True) is None


@pytest.mark.parametrize("said", [said for said, _meant in test_deliveries.ANYWHERE + test_deliveries.IN_HAND])
def test_what_is_said_of_deliveries_stays_theirs(said: str) -> None:
    assert read_invoice(said, TODAY) is None
    assert read_invoice(said, TODAY, in_hand=True) is None


@pytest.mark.parametrize(("said", "meant"), ANYWHERE)
def test_capitals_spaces_and_thanks_change_nothing(said: str, meant: InvoiceSaid) -> None:
    assert type(read_invoice(f"  {said.upper()} ", TODAY)) in (type(meant), TurnoverAsked)
    assert read_invoice(f"bonjour  {said} merci", TODAY) == meant or said.endswith("?")


_HEARD = (
    "2", "107", "radiateurs", "clim", "sur", "de", "la", "commande", "bl", "facture", "avoir", "livré", "tout", "30 %",
    "50 €", "ttc", "pour", "et", ",", "acompte", "solde", "dupont", "novembre", "payée", "?",
)  # fmt: skip
_WORDS = st.text(max_size=120) | st.lists(st.sampled_from(_HEARD), max_size=9).map(" ".join)


@given(_WORDS, st.booleans())
def test_whatever_is_typed_it_is_read_without_error_and_always_alike(said: str, in_hand: bool) -> None:
    for text in (said, f"facture {said}", f"avoir {said}", f"ca {said}"):
        assert read_invoice(text, TODAY, in_hand=in_hand) == read_invoice(text, TODAY, in_hand=in_hand)


@given(_WORDS, st.booleans())
def test_the_document_that_is_named_stays_the_one_that_is_named(said: str, in_hand: bool) -> None:
    for text in (
        f"facture la commande 8106 {said}",
        f"avoir sur la facture 8106 {said}",
        f"annule la facture 8106 {said}",
    ):
        read = read_invoice(text, TODAY, in_hand=in_hand)
        if not isinstance(read, DirectSaid | InvoicesAsked | TurnoverAsked | UnpaidAsked | ToInvoiceAsked | None):
            assert getattr(read, "number", "8106") == "8106", (text, read)


@given(_WORDS)
def test_amounts_and_shares_are_sound(said: str) -> None:
    for text in (f"facture d'acompte {said} sur la 106", f"avoir de {said} sur la 213", f"situation {said} sur la 106"):
        read = read_invoice(text, TODAY)
        amount, percent = getattr(read, "amount", None), getattr(read, "percent", None)
        assert amount is None or 0 < amount < 10**9
        assert percent is None or 0 < percent <= 100


def test_an_invoice_of_many_lines_is_read_and_a_long_text_takes_no_time() -> None:
    lines = "\n".join(f"{count} vannes {count}/27" for count in range(2, 60))
    assert isinstance(read_invoice(f"facture dupont\n{lines}", TODAY), DirectSaid)
    for word in ("la ", "de ", "facture ", "avoir sur ", "1 ", "les bl 1 et "):
        assert read_invoice(f"avoir {word * 900}", TODAY, in_hand=True) is None
