"""A worker process as the server sees it: started, asked, and ended when its time is up."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cfgraph.web.site import Limits
from cfgraph.web.workers.jobs import Ask, Reply, receive, send_ask

READY = 60.0
"""Seconds in which a worker must have started."""


class TimeUpError(Exception):
    """A piece of work took longer than it may; the worker was ended."""


class Process:
    """One worker process. All calls block; a lane makes them from a thread."""

    def __init__(self, folder: Path, limits: Limits, priority: int) -> None:
        sizes = [str(number) for number in (limits.memory, limits.rows, limits.size, priority)]
        self.child = subprocess.Popen(
            [sys.executable, "-m", "cfgraph.web.workers.worker", str(folder), *sizes],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.late = False
        self.broken = False

    def start(self) -> bool:
        """Wait until it is ready; False when it did not start."""
        with self._until(READY):
            return receive(self._output) is not None

    def ask(self, ask: Ask, body: bytes, seconds: float) -> Reply:
        """The answer to a piece of work. Raises TimeUpError when it is not there in time.

        A worker that breaks down has met a query that needs more than it may.
        """
        with self._until(seconds):
            try:
                assert self.child.stdin is not None
                send_ask(self.child.stdin, ask, body, seconds)
                message = receive(self._output)
            except OSError:
                message = None
        if message is not None:
            head, answer = message
            return Reply(head["status"], head["media"], head["cut"], head["reason"], answer)
        if self.late:
            raise TimeUpError
        self.broken = True
        return Reply(507, reason="the query needs more memory or depth than one query may use")

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        return not self.late and not self.broken and self.child.poll() is None

    def end(self) -> None:
        """End it, whatever it does."""
        self.child.kill()

    def bury(self) -> None:
        """End it and wait until it is gone."""
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    @property
    def _output(self) -> IO[bytes]:
        assert self.child.stdout is not None
        return self.child.stdout

    @contextlib.contextmanager
    def _until(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._time_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _time_up(self) -> None:
        self.late = True
        self.end()
