"""A few worker processes and the queue before them, in which nobody can stand in everybody's way.

Next is the client who has used the least time lately. Where a lane has several workers, one client never holds them
all; nor may one client fill the queue. A client is an address: who shares one with a hostile client shares his lot.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cfgraph.web.refusal import RefusedError
from cfgraph.web.workers.jobs import Ask, Reply
from cfgraph.web.workers.process import Process

T = TypeVar("T")
QUEUE = 64
QUEUE_OF_ONE = 8
"""How many wait in all, and how many of one client."""
PATIENCE = 15.0
"""Seconds that a request waits for a worker."""
HALF_LIFE = 30.0
"""Seconds after which a second that was used counts half."""


def busy() -> RefusedError:
    """The answer to who cannot even wait."""
    return RefusedError(503, "busy: please try again in a few seconds", {"Retry-After": "5"})


@dataclass(eq=False)
class Turn:
    """A client who waits, and the worker that he gets."""

    client: str
    worker: asyncio.Future[Process] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Lane:
    """``workers`` processes made by ``hire``, each of which works ``seconds`` at most for one request."""

    def __init__(self, hire: Callable[[], Process], workers: int, seconds: float) -> None:
        self.hire = hire
        self.workers = workers
        self.seconds = seconds
        self.share = max(1, workers - 1)
        self.free: list[Process] = []
        self.hired: set[Process] = set()
        self.waiting: list[Turn] = []
        self.running: Counter[str] = Counter()
        self.used: dict[str, float] = {}
        self.looked = time.monotonic()
        self.tasks: set[asyncio.Task[Any]] = set()
        self.threads = ThreadPoolExecutor(workers + 1, "lane")
        self.open = False

    async def start(self) -> None:
        """Hire the workers and wait until they are ready."""
        self.open = True
        await asyncio.gather(*(self._hire() for _ in range(self.workers)))

    async def stop(self) -> None:
        """End all workers, whatever they do, and wait until they are gone."""
        self.open = False
        for turn in self.waiting:
            turn.worker.cancel()
        for worker in self.hired:
            worker.end()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.gather(*(self._in_thread(worker.bury) for worker in list(self.hired)))
        self.threads.shutdown(wait=False)

    async def ask(self, client: str, ask: Ask, body: bytes = b"") -> Reply:
        """The worker's answer. Raises TimeUpError, or RefusedError (503) when too many wait.

        Who is cancelled, because his client has left, leaves the queue or has his worker ended.
        """
        if len(self.waiting) >= QUEUE or sum(turn.client == client for turn in self.waiting) >= QUEUE_OF_ONE:
            raise busy()
        turn = Turn(client)
        self.waiting.append(turn)
        self._give_turns()
        try:
            async with asyncio.timeout(PATIENCE):
                worker = await asyncio.shield(turn.worker)
        except BaseException as error:
            self._leave(turn)
            raise busy() from None if isinstance(error, TimeoutError) else error
        task = self._in_background(self._run(worker, client, ask, body))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            worker.end()
            raise

    def _leave(self, turn: Turn) -> None:
        if turn in self.waiting:
            self.waiting.remove(turn)
        elif turn.worker.done() and not turn.worker.cancelled():
            self.running[turn.client] -= 1
            self.free.append(turn.worker.result())
            self._give_turns()

    async def _run(self, worker: Process, client: str, ask: Ask, body: bytes) -> Reply:
        started = time.monotonic()
        try:
            return await self._in_thread(lambda: worker.ask(ask, body, self.seconds))
        finally:
            self.used[client] = self.used.get(client, 0.0) + time.monotonic() - started
            self.running[client] -= 1
            self.running += Counter()  # forgets who runs nothing
            if worker.alive:
                self.free.append(worker)
            else:
                self._in_background(self._replace(worker))
            self._give_turns()

    async def _replace(self, worker: Process) -> None:
        self.hired.discard(worker)
        await self._in_thread(worker.bury)
        while self.open and not await self._hire():
            await asyncio.sleep(1)

    async def _hire(self) -> bool:
        worker = await self._in_thread(self.hire)
        self.hired.add(worker)
        if not self.open or not await self._in_thread(worker.start):
            self.hired.discard(worker)
            await self._in_thread(worker.bury)
            return False
        self.free.append(worker)
        self._give_turns()
        return True

    def _give_turns(self) -> None:
        """Give free workers to those who wait: the client who has used the least comes first."""
        now = time.monotonic()
        fade = 0.5 ** ((now - self.looked) / HALF_LIFE)
        self.looked = now
        self.used = {client: used * fade for client, used in self.used.items() if used * fade > 0.001}
        while self.free and self.open:
            may = [turn for turn in self.waiting if self.running[turn.client] < self.share]
            if not may:
                return
            turn = min(may, key=lambda turn: (self.running[turn.client], self.used.get(turn.client, 0.0)))
            self.waiting.remove(turn)
            worker = self.free.pop()
            if not worker.alive:
                self._in_background(self._replace(worker))
                self.waiting.insert(0, turn)
                continue
            self.running[turn.client] += 1
            with suppress(asyncio.InvalidStateError):
                turn.worker.set_result(worker)

    def _in_background(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def _in_thread(self, call: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self.threads, call)
