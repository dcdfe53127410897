"""A request for money on the page, which plays the provider and says so."""

import asyncio

import pytest
from playwright.async_api import expect
from telegram import LabeledPrice

from tests.browser.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in one loop


async def asked(stage: Stage) -> int:
    """Somebody who is asked for 646.38 €."""
    sophie = await stage.opened()
    prices = [LabeledPrice("Facture", 64638)]
    await stage.bot.send_invoice(sophie, "Facture FA2611-0012", "Thermelec", "x", "EUR", prices, provider_token="t")
    return sophie


async def test_whoever_pays_reads_that_no_money_moves_and_then_that_it_is_paid(stage: Stage) -> None:
    sophie = await asked(stage)
    request = stage.pane(sophie).get_by_test_id("invoice")
    await expect(request).to_contain_text("646,38 €")
    await request.get_by_test_id("pay").click()
    dialog = stage.page.get_by_test_id("payment")
    await expect(dialog).to_contain_text("Paiement d’essai")
    await expect(dialog).to_contain_text("Aucun argent ne circule")
    await dialog.get_by_test_id("confirm-payment").click()
    query = (await stage.update()).pre_checkout_query
    assert query is not None
    await query.answer(ok=True)
    await expect(request).to_contain_text("Payé pour essai")
    await expect(request.get_by_test_id("pay")).to_have_count(0)
    await expect(stage.messages(sophie, "me").last).to_contain_text("Payé pour essai : 646,38 €")


async def test_a_refusal_is_read_on_the_page(stage: Stage) -> None:
    sophie = await asked(stage)
    await stage.pane(sophie).get_by_test_id("pay").click()
    await stage.page.get_by_test_id("confirm-payment").click()
    query = (await stage.update()).pre_checkout_query
    assert query is not None
    await query.answer(ok=False, error_message="Cette facture est déjà payée.")
    await expect(stage.page.get_by_test_id("alert")).to_contain_text("Cette facture est déjà payée.")
    await stage.page.keyboard.press("Escape")
    await expect(stage.pane(sophie).get_by_test_id("pay")).to_have_count(1)


async def test_whoever_thinks_again_pays_nothing(stage: Stage) -> None:
    sophie = await asked(stage)
    await stage.pane(sophie).get_by_test_id("pay").click()
    await stage.page.get_by_test_id("payment").get_by_role("button", name="Annuler").click()
    await asyncio.sleep(0.1)
    assert await stage.bot.get_updates(timeout=0) == ()
