"""How the bot receives updates: by long polling only."""

from __future__ import annotations

from bot.localchat.errors import bad_request
from bot.localchat.params import Params
from bot.localchat.wire import Json, RawJson
from bot.localchat.world import World


async def get_updates(world: World, params: Params) -> RawJson:
    kinds = params.json("allowed_updates", "can't parse allowed_updates JSON object")
    if kinds is not None:
        if not isinstance(kinds, list):
            raise bad_request("expected an Array of String as allowed_updates")
        world.updates.allow([str(kind) for kind in kinds])
    return await world.updates.poll(params.number("offset"), params.number("limit"), params.number("timeout"))


async def set_webhook(world: World, params: Params) -> bool:
    if params.text("url"):
        raise bad_request("bad webhook: this server delivers updates by getUpdates only")
    return await delete_webhook(world, params)


async def delete_webhook(world: World, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        world.updates.drop_all()
    return True


async def get_webhook_info(world: World, _: Params) -> Json:
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": world.updates.count()}
    if allowed := world.updates.allowed():
        info["allowed_updates"] = allowed
    return info
