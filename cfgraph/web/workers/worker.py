"""The process that answers queries from outside: started with a folder and limits, it works until its input ends.

Nothing but this process is lost when a query takes it down. It has a memory limit and no network where the system can
do that, gives way to the server, and ends itself when the server is no longer there to do so.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

from cfgraph.web.workers.engine import Bounds, Engine
from cfgraph.web.workers.jobs import receive, send, send_reply, to_ask
from cfgraph.web.workers.network import lock_network

STACK = 64 << 20
FRAMES = 50_000
"""The gate's parser needs about a hundred frames for each bracket that is open."""
GRACE = 2.0
"""Seconds after its time that a worker ends by itself if nobody has ended it."""


def main(folder: str, memory: str, rows: str, size: str, priority: str) -> None:
    """Work in a thread of its own, whose stack is large enough for deep queries."""
    threading.stack_size(STACK)
    sys.setrecursionlimit(FRAMES)
    engine = Engine(Path(folder), Bounds(int(rows), int(size)))
    thread = threading.Thread(target=serve, args=(engine, int(memory), int(priority)))
    thread.start()
    thread.join()


def serve(engine: Engine, memory: int, priority: int) -> None:
    """Answer what comes in, one after the other."""
    import rdflib.plugins.sparql.parser  # noqa: F401 (read now, not in the first query's time)

    pipe_in, pipe_out = sys.stdin.buffer, sys.stdout.buffer
    restrict(memory, priority)
    lock_network()
    send(pipe_out, {"ready": True})
    while (message := receive(pipe_in)) is not None:
        head, body = message
        end_after(head["seconds"] + GRACE)
        reply = engine.work(to_ask(head), body)
        try:
            send_reply(pipe_out, reply)
        except OSError:
            return
        end_after(0)


def restrict(memory: int, priority: int) -> None:
    """``memory`` bytes more than now, no core dumps, and a priority below the server's (19 is the lowest)."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if hasattr(os, "nice"):
        os.nice(priority)


def end_after(seconds: float) -> None:
    """Let the system end this process after a time; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers
    main(*sys.argv[1:])
