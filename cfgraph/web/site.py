"""What every endpoint and page of a running server is made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cfgraph.store.base import Store
from cfgraph.web.own import Own


@dataclass(frozen=True)
class Limits:
    """What a query from outside may use: seconds, rows, bytes of memory, and bytes of its answer."""

    seconds: float = 10.0
    rows: int = 10_000
    memory: int = 1 << 30
    size: int = 16 << 20


@dataclass(frozen=True)
class Site:
    """A served graph.

    ``store`` holds the public graphs and answers our own queries in this process; ``folder`` is where it lies on
    disk, for the worker processes that answer queries from outside. ``base`` is the address that people see, with a
    slash at its end. Without a ``token`` nothing can be written. ``hosts`` are the names under which the server may be
    asked; without any, every name is taken. With ``own`` the officers' pages show the user's plans and take in more;
    only a server for this machine alone has it. It is not ``live`` where its pages are only copied into files.
    """

    store: Store
    folder: Path
    base: str = "http://127.0.0.1:8000/"
    limits: Limits = Limits()
    token: str | None = None
    hosts: tuple[str, ...] = ()
    own: Own | None = None
    live: bool = True

    @property
    def services(self) -> str:
        """The address below which programs are answered; empty where nobody will answer."""
        return self.base if self.live else ""
