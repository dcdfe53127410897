"""Every Bot API method this server knows, by its name in lower case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from bot.localchat.methods import answers, chats, commands, editing, media, payments, profile, reception, sending
from bot.localchat.params import Params
from bot.localchat.world import World

Method: TypeAlias = Callable[[World, Params], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getme": profile.get_me,
    "getmyname": profile.get_my_name,
    "setmyname": profile.set_my_name,
    "getmydescription": profile.get_my_description,
    "setmydescription": profile.set_my_description,
    "getmyshortdescription": profile.get_my_short_description,
    "setmyshortdescription": profile.set_my_short_description,
    "logout": profile.log_out,
    "close": profile.log_out,
    "getupdates": reception.get_updates,
    "setwebhook": reception.set_webhook,
    "deletewebhook": reception.delete_webhook,
    "getwebhookinfo": reception.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendlocation": sending.send_location,
    "sendvenue": sending.send_venue,
    "sendcontact": sending.send_contact,
    "sendchataction": sending.send_chat_action,
    "forwardmessage": sending.forward_message,
    "copymessage": sending.copy_message,
    "sendphoto": media.send_photo,
    "senddocument": media.send_document,
    "sendvoice": media.send_voice,
    "sendmediagroup": media.send_media_group,
    "getfile": media.get_file,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagemedia": editing.edit_message_media,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "setmessagereaction": editing.set_message_reaction,
    "answercallbackquery": answers.answer_callback_query,
    "answerinlinequery": answers.answer_inline_query,
    "sendinvoice": payments.send_invoice,
    "answerprecheckoutquery": payments.answer_pre_checkout_query,
    "getchat": chats.get_chat,
    "pinchatmessage": chats.pin_chat_message,
    "unpinchatmessage": chats.unpin_chat_message,
    "unpinallchatmessages": chats.unpin_all_chat_messages,
    "setchatmenubutton": chats.set_chat_menu_button,
    "getchatmenubutton": chats.get_chat_menu_button,
    "setmycommands": commands.set_my_commands,
    "getmycommands": commands.get_my_commands,
    "deletemycommands": commands.delete_my_commands,
}
