"""A Bot API server on the loopback and the chat page in front of it, for work without Telegram.

It speaks the Bot API's own protocol, refuses what Telegram refuses, and never listens beyond this machine.
"""

from bot.localchat.server import LocalChat, start

__all__ = ["LocalChat", "start"]
