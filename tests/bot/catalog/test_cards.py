"""Products in a conversation, without a network: cards, rights, the catalogue, inline answers."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.incoming.turn import Kind
from core.permissions import Role
from core.uow import Work
from tests.bot.talking import Talking, data_of, talking
from tests.companies import SettableClock


@pytest.fixture
async def chat(work: Work) -> Talking:
    return await talking(work, Role.OWNER, Role.SALES, Role.TECHNICIAN)


def _labels(payload: Mapping[str, Any]) -> list[str]:
    return [button["text"] for row in payload["keyboard"] for button in row]


def _plain(payload: Mapping[str, Any]) -> str:
    return str(payload["plain"]).replace("\N{NO-BREAK SPACE}", " ")


async def test_costs_are_on_the_card_of_those_who_may_see_them(chat: Talking) -> None:
    (owners,) = await chat.say(Role.OWNER, "prix clim 3,5")
    (sellers,) = await chat.say(Role.SALES, "prix clim 3,5")
    assert "Coût 590,00 € · marge 34,37 %" in _plain(owners)
    assert "Plancher 780,00 €" in _plain(owners)
    assert "590" not in str(sellers)
    assert "780" not in str(sellers)
    (fields,) = [one for one in await chat.tap(Role.SALES, data_of(sellers, "Modifier")) if "keyboard" in one]
    assert "Prix" in _labels(fields)
    assert not {"Coût", "Plancher"} & set(_labels(fields))


async def test_a_forged_tap_on_a_secret_field_changes_nothing(chat: Talking) -> None:
    (card,) = await chat.say(Role.SALES, "prix clim 3,5")
    edit = data_of(card, "Modifier")
    await chat.tap(Role.SALES, f"{edit.replace('product-edit', 'product-field')}.cost")
    (refused,) = await chat.say(Role.SALES, "1")
    assert "rôle" in _plain(refused)
    (owners,) = await chat.say(Role.OWNER, "prix clim 3,5")
    assert "Coût 590,00 €" in _plain(owners)


async def test_whoever_only_reads_products_gets_no_button_that_changes_them(chat: Talking) -> None:
    (card,) = await chat.say(Role.TECHNICIAN, "prix clim 3,5")
    assert _labels(card) == ["🏬 Stock"]


async def test_a_name_that_all_variants_share_shows_what_it_comes_in(chat: Talking) -> None:
    (card,) = await chat.say(Role.TECHNICIAN, "gants")
    assert "Se décline en : S · M · L · XL" in _plain(card)
    assert _labels(card) == ["S", "M", "L", "XL"]
    _toast, variant = await chat.tap(Role.TECHNICIAN, data_of(card, "XL"))
    assert "GANT-PRO-XL" in _plain(variant)


async def test_a_typed_bar_code_finds_its_product(chat: Talking) -> None:
    (card,) = await chat.say(Role.TECHNICIAN, "2000000010014")
    assert "Climatiseur mural 3,5 kW" in _plain(card)


async def test_the_catalogue_shows_families_then_products(chat: Talking) -> None:
    (root,) = await chat.say(Role.TECHNICIAN, "/catalogue")
    assert "🗂 Chauffage · 8" in _labels(root)
    _toast, heating = await chat.tap(Role.TECHNICIAN, data_of(root, "Chauffage"))
    assert "🗂 Radiateurs · 3" in _labels(heating)
    assert not any(label == "＋" for label in _labels(heating))
    _toast, plumbing = await chat.tap(Role.TECHNICIAN, data_of(root, "Plomberie"))
    _toast, second = await chat.tap(Role.TECHNICIAN, data_of(plumbing, "▶️"))
    shown = [{label for label in _labels(page) if "HT" in label} for page in (plumbing, second)]
    assert [len(page) for page in shown] == [8, 8]
    assert not shown[0] & shown[1]
    _toast, up = await chat.tap(Role.TECHNICIAN, data_of(second, "Remonter"))
    assert _labels(up) == _labels(root)


@pytest.mark.parametrize("argument", ["", "x", "9" * 18, "-1"])
async def test_a_forged_page_of_the_catalogue_is_a_page(chat: Talking, argument: str) -> None:
    (root,) = await chat.say(Role.TECHNICIAN, "/catalogue")
    data = data_of(root, "Chauffage").rpartition(".")[0]
    said = await chat.tap(Role.TECHNICIAN, f"{data}.{argument}" if argument else data)
    assert any("Chauffage" in str(one.get("plain")) for one in said)


async def test_inline_answers_come_by_pages_with_the_price_of_the_customer_in_hand(chat: Talking) -> None:
    await chat.say(Role.SALES, "devis dupont menuiserie 1 clim 3,5")
    (first,) = await chat.take(Role.SALES, Kind.INLINE, text="clim 3,5", callback_id="7")
    assert first["found"][0]["words"] == "+ 1 CLIM-35"
    description = first["found"][0]["description"].replace("\N{NO-BREAK SPACE}", " ")
    assert description == "CLIM-35 · 899,00 HT · Dupont Menuiserie −5 % : 854,05 € HT"
    (reader,) = await chat.take(Role.TECHNICIAN, Kind.INLINE, text="clim 3,5", callback_id="7")
    assert "Dupont" not in str(reader)


async def test_inline_pages_follow_each_other_without_a_gap(chat: Talking) -> None:
    keys: list[str] = []
    offset = ""
    for _ in range(10):
        (page,) = await chat.take(Role.TECHNICIAN, Kind.INLINE, text="plomberie", offset=offset, callback_id="7")
        assert len(page["found"]) <= 50
        keys += [found["key"] for found in page["found"]]
        offset = page["next_offset"]
        if not offset:
            break
    assert len(keys) == len(set(keys)) > 5


@pytest.mark.parametrize("offset", ["x", "-5", "²", "9" * 40])
async def test_a_forged_offset_is_harmless(chat: Talking, offset: str) -> None:
    (page,) = await chat.take(Role.TECHNICIAN, Kind.INLINE, text="clim", offset=offset, callback_id="7")
    assert page["query_id"] == "7"


async def _arranged(chat: Talking, family: str, label: str, answer: str) -> Mapping[str, Any]:
    """The catalogue's message after a button of this family and an answer to its question."""
    (root,) = await chat.say(Role.SALES, "/catalogue")
    shown = (await chat.tap(Role.SALES, data_of(root, family)))[-1] if family else root
    await chat.tap(Role.SALES, data_of(shown, label))
    return (await chat.say(Role.SALES, answer))[-1]


async def test_families_are_made_renamed_and_moved_from_the_catalogue(chat: Talking) -> None:
    assert "Outillage" in _plain(await _arranged(chat, "", "➕ Famille", "Outillage"))
    assert "Plomberie › Fixations" in _plain(await _arranged(chat, "Plomberie", "➕ Famille", "Fixations"))
    assert "Petit outillage" in _plain(await _arranged(chat, "Outillage", "Renommer", "Petit outillage"))
    assert "Plomberie › Petit outillage" in _plain(await _arranged(chat, "Petit outillage", "Déplacer", "plomberie"))
    (root,) = await chat.say(Role.SALES, "/catalogue")
    assert not any("outillage" in label for label in _labels(root))


async def test_a_renaming_and_a_move_are_taken_back_for_a_minute(chat: Talking, clock: SettableClock) -> None:
    renamed = await _arranged(chat, "Plomberie", "Renommer", "Eau")
    assert "Annuler" in _plain(renamed)
    back = await chat.tap(Role.SALES, data_of(renamed, "Annuler"))
    assert "Plomberie" in _plain(back[-1])
    again = await chat.tap(Role.SALES, data_of(renamed, "Annuler"))  # the same tap once more
    assert "a changé" in again[0]["text"]
    moved = await _arranged(chat, "Plomberie", "Déplacer", "chauffage")
    assert "Chauffage › Plomberie" in _plain(moved)
    clock.advance(seconds=61)
    late = await chat.tap(Role.SALES, data_of(moved, "Annuler"))
    assert "Trop tard" in late[0]["text"]


async def test_a_family_is_not_offered_its_own_place_and_takes_no_name_that_stands_there(chat: Talking) -> None:
    (root,) = await chat.say(Role.SALES, "/catalogue")
    plumbing = (await chat.tap(Role.SALES, data_of(root, "Plomberie")))[-1]
    asked = (await chat.tap(Role.SALES, data_of(plumbing, "Déplacer")))[-1]
    assert not any("Plomberie" in label for label in _labels(asked))
    await chat.say(Role.SALES, "/annuler")
    assert "existe déjà" in _plain(await _arranged(chat, "Plomberie", "Renommer", "Chauffage"))


async def test_who_only_reads_the_catalogue_arranges_nothing(chat: Talking) -> None:
    (root,) = await chat.say(Role.TECHNICIAN, "/catalogue")
    plumbing = (await chat.tap(Role.TECHNICIAN, data_of(root, "Plomberie")))[-1]
    assert not {"➕ Famille", "✏️ Renommer", "📂 Déplacer"} & set(_labels(plumbing))
    (sellers,) = await chat.say(Role.SALES, "/catalogue")
    (refused,) = await chat.tap(Role.TECHNICIAN, data_of(sellers, "➕ Famille"))
    assert "keyboard" not in refused or not refused["keyboard"]
    for verb in ("family-name", "family-place", "family-new"):
        said = await chat.tap(Role.SALES, f"{verb}.1.999999.0")
        assert "ne trouve pas" in str(said), verb
