"""`carnet understand`: reads lines on standard input and prints what each one asks, as JSON, for whoever measures."""

import argparse
import gc
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from bot.understanding.frames import read_frame
from bot.understanding.frames.world import Memory

NAME: Final = "understand"


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command among the others."""
    understand = commands.add_parser(NAME, help="lit des phrases et dit ce qu'elles demandent (JSON)")
    understand.add_argument("--world", type=Path, required=True, metavar="FICHIER", help="clients, articles, documents")
    understand.add_argument("--now", type=_moment, required=True, metavar="DATE", help="2026-11-23T09:00:00+01:00")
    understand.add_argument("--as", dest="speaker", default="", metavar="CODE", help="qui parle : U02")


def run(options: argparse.Namespace, lines: Iterable[str] = sys.stdin, out: TextIO = sys.stdout) -> None:
    """One JSON object a line, in the order of the lines. Ends with a sentence when the world cannot be read."""
    try:
        memory = Memory.load(options.world)
    except (OSError, ValueError, KeyError) as wrong:
        sys.exit(f"carnet : {options.world} ne se lit pas ({wrong})")
    gc.freeze()  # what was loaded stays: looking through it for garbage would halt a line for a fifth of a second
    for line in lines:
        text = line.rstrip("\n")
        frame = read_frame(text, memory.around(text, options.now, options.speaker))
        print(json.dumps(frame.as_json(), ensure_ascii=False), file=out, flush=True)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"« {text} » : il manque le décalage horaire, par exemple +01:00")
    return moment
