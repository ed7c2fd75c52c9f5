"""Where requests from outside are handed in: a quick lane, a lane for long work, and one for writing.

Every query first gets a short time in the quick lane. One that needs longer starts again in the long lane, so that
it delays only its like. Writing has one worker: there is never a second writer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from cfgraph.web.refusal import RefusedError
from cfgraph.web.served import ServedStore
from cfgraph.web.site import Site
from cfgraph.web.workers.jobs import Ask, Reply
from cfgraph.web.workers.lane import Lane
from cfgraph.web.workers.process import Process, TimeUpError

QUICK = 1.5
"""Seconds of a query in the quick lane."""
WARM = 2
"""Workers of the quick lane."""
WRITING = 60.0
"""Seconds that a write may take."""


class Desk:
    """The lanes of one site."""

    def __init__(self, site: Site) -> None:
        hire = partial(Process, site.folder, site.limits)
        soon, later = partial(hire, 5), partial(hire, 19)
        self.site = site
        self.quick = Lane(soon, WARM, min(QUICK, site.limits.seconds))
        self.long = Lane(later, 1, site.limits.seconds)
        self.writer = Lane(soon, 1, WRITING) if site.token else None
        self.writing = asyncio.Lock()
        self.generation = 0

    @property
    def lanes(self) -> list[Lane]:
        """All lanes that there are."""
        return [lane for lane in (self.quick, self.long, self.writer) if lane]

    async def start(self) -> None:
        """Start all workers."""
        await asyncio.gather(*(lane.start() for lane in self.lanes))

    async def stop(self) -> None:
        """End all workers."""
        await asyncio.gather(*(lane.stop() for lane in self.lanes))

    async def query(self, request: Request, ask: Ask) -> Reply:
        """The answer to a query. Raises RefusedError: 503 when busy, 504 when it takes too long."""
        return await _while_there(request, self._query(_client(request), ask))

    async def _query(self, client: str, ask: Ask) -> Reply:
        seconds = self.site.limits.seconds
        try:
            return _told(await self.quick.ask(client, replace(ask, generation=self.generation)))
        except TimeUpError:
            if seconds <= QUICK:
                raise _late(seconds) from None
        try:
            return _told(await self.long.ask(client, replace(ask, generation=self.generation)))
        except TimeUpError:
            raise _late(seconds) from None

    async def write(self, request: Request, ask: Ask, body: bytes = b"") -> Reply:
        """What came of an update or of a change of a graph. Raises RefusedError as :meth:`query` does."""
        assert self.writer is not None
        async with self.writing:
            try:
                return _told(await self.writer.ask(_client(request), ask, body))
            except TimeUpError:
                raise _late(WRITING) from None
            finally:
                self.generation += 1
                if isinstance(self.site.store, ServedStore):
                    await run_in_threadpool(self.site.store.reopen)


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _told(reply: Reply) -> Reply:
    """The reply; RefusedError for one that is none."""
    if reply.status >= 400:
        raise RefusedError(reply.status, reply.reason)
    return reply


def _late(seconds: float) -> RefusedError:
    return RefusedError(504, f"the query takes longer than {seconds:g} seconds")


async def _while_there(request: Request, work: Coroutine[None, None, Reply]) -> Reply:
    """The result of some work, which ends when the client leaves."""
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise RefusedError(499, "the client has left")
        return task.result()
    finally:
        gone.cancel()
        task.cancel()
        for each in (task, gone):
            with suppress(BaseException):
                await each


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
