"""The whole program through its page: what a stranger lives in the first minutes."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.stage import browser_context
from tests.scenarios.harness import Scene, playing

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in one loop


@dataclass(frozen=True)
class _Chat:
    """One person's pane."""

    page: Page
    person: int

    @property
    def pane(self) -> Locator:
        return self.page.get_by_test_id(f"pane-{self.person}")

    async def say(self, words: str, *, answer: str) -> None:
        """Write, and wait until the bot's newest message says `answer`."""
        await self.pane.get_by_test_id("composer").fill(words)
        await self.pane.get_by_test_id("send").click()
        await self.reads(answer)

    async def send_file(self, name: str, content: str, *, answer: str) -> None:
        async with self.page.expect_file_chooser() as waiting:
            await self.pane.get_by_test_id("attach").click()
        await (await waiting.value).set_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})
        await self.page.get_by_test_id("send-files").click()
        await self.reads(answer)

    async def tap(self, label: str) -> None:
        await self.pane.get_by_test_id("inline-button").filter(has_text=label).last.click()

    async def reads(self, words: str) -> None:
        await expect(self.pane.locator('[data-from="bot"]').filter(has_text=words).last).to_be_visible()


async def _create_person(page: Page, name: str) -> None:
    await page.get_by_test_id("person-suggestion").filter(has_text=name).click()
    await page.get_by_test_id("person-create").click()


async def _found_company(page: Page, scene: Scene) -> _Chat:
    """Sophie, who has made « Thermo Sud » with the set-up code."""
    await _create_person(page, "Sophie")
    owner = _Chat(page, 1001)
    await owner.pane.get_by_test_id("start").click()
    await owner.reads("code")
    await owner.say(scene.setup_code(), answer="nom de votre entreprise")
    await owner.say("Thermo Sud", answer="SIREN")
    await owner.say("732 829 320", answer="adresse")
    await owner.say("12 rue des Lilas, 69003 Lyon", answer="capital")
    await owner.say("SARL 10 000 €", answer="régime de TVA")
    for following in ("IBAN", "logo", "métier", "gérant"):
        await owner.tap("Plus tard")
        await owner.reads(following)
    return owner


async def test_from_the_first_run_to_a_quote_accepted_in_the_second_pane(
    sqlite_url: str, tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    async with playing(sqlite_url, tmp_path) as scene, browser_context(browser) as context:
        scene.console = capsys.readouterr().out
        page = await context.new_page()
        await page.goto(scene.local.url)
        owner = await _found_company(page, scene)
        await owner.say("nouveau client Dupont Menuiserie 04 65 71 22 33 Francheville", answer="Dupont Menuiserie")
        await owner.say("nouvel article radiateur alu 1000 W 189 €", answer="189,00")

        await owner.say("devis dupont 2 radiateurs remise 5", answer="430,92")
        await owner.tap("Valider")
        await owner.pane.get_by_test_id("document").filter(has_text="DE2611-0001_Dupont-Menuiserie.pdf").click()
        await expect(page.get_by_test_id("pdf-viewer").get_by_test_id("pdf-frame")).to_be_visible()
        await page.keyboard.press("Escape")

        await owner.tap("Envoyer")
        await owner.pane.get_by_role("link", name="start=").click()
        await page.get_by_test_id("open-as-new").click()
        await _create_person(page, "Marc")
        customer = _Chat(page, 1002)
        await customer.reads("430,92")
        await customer.tap("Accepter")
        await customer.tap("j'accepte")
        await customer.reads("accepté")
        await owner.reads("Marc Dupont a accepté le devis")


CUSTOMERS = "Raison sociale;CP;Ville;Tél.\nHôtel du Parc;69006;Lyon;04 65 71 22 33\nCafé des Sports;69500;Bron;\n"
PRODUCTS = (
    "Réf;Désignation;PU HT;TVA\nCLIM-35;Climatiseur mural 3,5 kW;899,00;20 %\nPOSE;Pose d'un climatiseur;350;20 %\n"
    "TH-1;Thermostat connecté;159,90;20 %\n"
)


async def test_from_two_spreadsheets_to_a_quote_whose_option_the_customer_takes(
    sqlite_url: str, tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    async with playing(sqlite_url, tmp_path) as scene, browser_context(browser) as context:
        scene.console = capsys.readouterr().out
        page = await context.new_page()
        await page.goto(scene.local.url)
        owner = await _found_company(page, scene)
        for name, table in (("clients.csv", CUSTOMERS), ("tarif.csv", PRODUCTS)):
            created = len(table.splitlines()) - 1
            await owner.send_file(name, table, answer=f"{created} créés")
            await owner.tap("Valider")
            await owner.reads(f"✅ {created} créés")

        await owner.say("devis hotel du parc 2 clim 3,5, 2 pose, option : 1 thermostat connecté", answer="2 997,60")
        await owner.tap("Valider")
        await owner.pane.get_by_test_id("document").filter(has_text="DE2611-0001_Hotel-du-Parc.pdf").click()
        await expect(page.get_by_test_id("pdf-viewer").get_by_test_id("pdf-frame")).to_be_visible()
        await page.keyboard.press("Escape")

        await owner.tap("Envoyer")
        await owner.pane.get_by_role("link", name="start=").click()
        await page.get_by_test_id("open-as-new").click()
        await _create_person(page, "Marc")
        customer = _Chat(page, 1002)
        await customer.reads("2 997,60")
        await customer.tap("Thermostat")
        await customer.reads("3 189,48")
        await customer.tap("Accepter")
        await customer.tap("j'accepte")
        await customer.reads("accepté")
        await owner.reads("Marc Dupont a accepté le devis")
        await owner.reads("3 189,48")
