from typing import Any

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
    MenuButtonWebApp,
    WebAppInfo,
)

from tests.bot.localchat.driving import Local


def names(commands: list[dict[str, Any]]) -> list[str]:
    return [command["command"] for command in commands]


async def test_the_narrowest_scope_wins_and_in_it_the_persons_language(local: Local) -> None:
    person = await local.started(language_code="fr")
    layers: list[tuple[Any, str | None, str]] = [
        (None, None, "defaut"),
        (None, "fr", "defaut_fr"),
        (BotCommandScopeAllPrivateChats(), None, "prive"),
        (BotCommandScopeAllPrivateChats(), "fr", "prive_fr"),
        (BotCommandScopeChat(person), None, "ici"),
        (BotCommandScopeChat(person), "fr", "ici_fr"),
    ]
    for scope, language, name in layers:
        await local.bot.set_my_commands([BotCommand(name, "x")], scope, language)
        assert names((await local.history(person))["commands"]) == [name]
    for scope, language, name in reversed(layers):
        assert names((await local.history(person))["commands"]) == [name]
        await local.bot.delete_my_commands(scope, language)
    assert (await local.history(person))["commands"] == []


async def test_commands_for_another_language_or_chat_do_not_show(local: Local) -> None:
    person, other = await local.started(), await local.started("Karim")
    await local.bot.set_my_commands([BotCommand("help", "x")], language_code="en")
    await local.bot.set_my_commands([BotCommand("stock", "x")], BotCommandScopeChat(other))
    assert (await local.history(person))["commands"] == []
    assert names((await local.history(other))["commands"]) == ["stock"]


async def test_the_page_is_told_when_a_menu_changes_and_only_then(local: Local) -> None:
    person = await local.started()
    cursor = await local.cursor()
    for description in ("Aide", "Aide", "Toute l’aide"):
        await local.bot.set_my_commands([BotCommand("aide", description)])
    events = await local.events(cursor, 2)
    assert [event["commands"][0]["description"] for event in events] == ["Aide", "Toute l’aide"]
    assert {event["chat_id"] for event in events} == {person}


async def test_commands_are_read_back_by_scope(local: Local) -> None:
    await local.bot.set_my_commands([BotCommand("aide", "Aide"), BotCommand("devis", "Devis")])
    assert await local.bot.get_my_commands() == (BotCommand("aide", "Aide"), BotCommand("devis", "Devis"))
    assert await local.bot.get_my_commands(BotCommandScopeAllPrivateChats()) == ()


@pytest.mark.parametrize("chat", [True, False])
async def test_the_menu_button_is_kept_for_one_chat_or_for_all(local: Local, chat: bool) -> None:
    person = await local.started()
    where = person if chat else None
    assert isinstance(await local.bot.get_chat_menu_button(person), MenuButtonCommands)
    button = MenuButtonWebApp("Ouvrir", WebAppInfo("https://exemple.fr/"))
    await local.bot.set_chat_menu_button(where, button)
    assert await local.bot.get_chat_menu_button(person) == button
    await local.bot.set_chat_menu_button(where)
    assert not isinstance(await local.bot.get_chat_menu_button(person), MenuButtonWebApp)
