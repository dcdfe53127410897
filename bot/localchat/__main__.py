"""The local chat alone: python -m bot.localchat --data DIR --port N --token T"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.localchat.server import start


def main() -> int:
    """Serve until interrupted. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.localchat", description="Le chat local, sans le bot.")
    parser.add_argument("--data", type=Path, required=True, help="dossier des messages et des fichiers")
    parser.add_argument("--port", type=int, default=8081, help="port sur 127.0.0.1 (0 : un port libre)")
    parser.add_argument("--token", required=True, help="jeton que le bot présente")
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options.data, options.port, options.token))
    except OSError as error:
        sys.stderr.write(f"Le chat local ne peut pas démarrer : {error}\n")
        return 1
    return 0


async def _serve(data: Path, port: int, token: str) -> None:
    chat = await start(data, port=port, token=token)
    sys.stdout.write(f"Chat local : {chat.url}\n")
    sys.stdout.flush()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    try:
        await stopped.wait()
    finally:
        await chat.close()


if __name__ == "__main__":
    sys.exit(main())
