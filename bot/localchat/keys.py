"""Where handlers find what they work on."""

from aiohttp import web

from bot.localchat.world import World

WORLD: web.AppKey[World] = web.AppKey("world", World)
