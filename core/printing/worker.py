"""The process that prints: takes papers from the pipe named by its argument, gives back PDFs or what went wrong.

It ends with the pipe, which the system closes when the process at the other end dies, however that happens.
"""

import os
import signal
import sys
import traceback
from multiprocessing.connection import Connection

from core.printing.paper import Paper


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; the parent decides when to stop
    os.nice(5)  # the chat goes first
    from core.printing.layout import pdf  # after nice: reading the fonts must not disturb either

    pipe: Connection[bytes | str, Paper] = Connection(int(sys.argv[1]))
    try:
        while True:
            paper = pipe.recv()
            try:
                answer: bytes | str = pdf(paper)
            except Exception:
                answer = traceback.format_exc()
            pipe.send(answer)
    except (EOFError, OSError):
        pass  # nobody at the other end


if __name__ == "__main__":
    main()
