"""The built graph on disk: build what changed, keep the last good one, hand out a store.

A build goes into a folder of its own; ``current.json`` is then put in place in one step and names it.
Whatever goes wrong before that leaves the previous graph as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfgraph import __version__, resources
from cfgraph.errors import CfgraphError, FindingsError, Problem, StoreError, UsageError
from cfgraph.namespaces import graph
from cfgraph.rdf import graph_name
from cfgraph.sources import generation
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.store.remembering import RememberingStore

if TYPE_CHECKING:
    from cfgraph.graph.check import Finding
    from cfgraph.graph.prove import Proof

CURRENT = "current.json"
Progress = Callable[[str], None]


def default_folder() -> Path:
    """``build/`` of a checkout; the user's cache folder for an installed wheel."""
    if resources.is_checkout():
        return resources.root() / "build"
    import platformdirs

    return Path(platformdirs.user_cache_dir("cfgraph", appauthor=False))


def own_folder() -> Path:
    """The user's own folder for plans, where none is named."""
    import platformdirs

    return Path(platformdirs.user_data_dir("cfgraph", appauthor=False)) / "plans"


@dataclass(frozen=True)
class Summary:
    """What a build made: triples per graph, and findings that are no violations."""

    graphs: dict[str, int]
    notes: int


@dataclass(frozen=True)
class Workspace:
    """A folder for built graphs, and the user's own plans beside the shipped ones."""

    folder: Path
    own_data: Path | None = None

    def plan_folders(self) -> list[Path]:
        """The shipped plans, then the user's. Raises UsageError when the user's folder has no plan."""
        shipped = resources.shipped_plans()
        if self.own_data is None:
            return shipped
        own = self._own_plans(self.own_data)
        if not own:
            raise UsageError(Problem("no-plan", {"folder": str(self.own_data)}))
        return shipped + own

    def has_own_plans(self) -> bool:
        """True where the user's folder has a plan, one of tables or one that was imported."""
        return self.own_data is not None and bool(self._own_plans(self.own_data))

    def _own_plans(self, folder: Path) -> list[Path]:
        found = [path.parent for path in sorted([*folder.glob("plan.toml"), *folder.glob("*/plan.toml")])]
        return found + generation.plans(folder)

    def sources(self) -> list[Path]:
        """Every file that the built graph depends on, the code that builds it included."""
        files = [*resources.ontology().rglob("*.ttl"), *resources.ontology("hygiene").glob("*.rq")]
        files += [*resources.queries("checks").glob("*.rq"), *resources.data("knowledge").glob("*.csv")]
        files += [resources.PACKAGE / "namespaces.py", resources.citation()]
        files += [path for room in ("graph", "sources") for path in (resources.PACKAGE / room).glob("*.py")]
        for folder in self.plan_folders():
            files += [path for path in folder.iterdir() if path.is_file()]
        return sorted(files)

    def state(self) -> dict[str, Any] | None:
        """What ``current.json`` says; None when nothing was built or it cannot be read."""
        try:
            state = json.loads((self.folder / CURRENT).read_text(encoding="utf-8"))
            return state if (self.folder / state["store"]).is_dir() else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def is_fresh(self, state: dict[str, Any]) -> bool:
        """True when no source has changed since the build: by size and time, else by content."""
        if state.get("version") != __version__:
            return False
        stamps = _stamps(self.sources())
        if stamps == state.get("stamps"):
            return True
        if _digest(self.sources()) != state.get("digest"):
            return False
        with contextlib.suppress(OSError):  # a folder that cannot be written only costs time
            self._point_to({**state, "stamps": stamps})
        return True

    def build(self, progress: Progress = lambda step: None) -> Summary:
        """Read the sources, close, check, and put a new store in place of the old one.

        Raises BadInputError for sources that cannot be used and FindingsError for violations;
        the previous graph stays in place then.
        """
        from collections import Counter

        from cfgraph.graph.build import build
        from cfgraph.graph.check import check
        from cfgraph.graph.close import infer

        stamps, digest = _stamps(self.sources()), _digest(self.sources())
        progress("read")
        built = build(self.plan_folders())
        progress("close")
        inferred = infer(built)
        progress("check")
        findings = check(built, inferred)
        violations = [f for f in findings if f.severity == "violation"]
        if violations:
            raise FindingsError(
                *(
                    Problem("violation", {"zh": f.message_zh, "en": f.message_en}, f.file or f.focus, f.row, f.column)
                    for f in violations
                )
            )
        progress("store")
        quads = built.quads + inferred
        counts = Counter(graph_name(quad) for quad in quads)
        plans = [str(folder) for folder in self.plan_folders()]
        self._swap_in(quads, {"stamps": stamps, "digest": digest, "version": __version__, "plans": plans})
        return Summary(dict(sorted(counts.items())), len(findings))

    def check(self, progress: Progress = lambda step: None) -> list[Finding]:
        """Every finding of every check over the sources as they are now, built or not."""
        from cfgraph.graph.build import build
        from cfgraph.graph.check import check
        from cfgraph.graph.close import infer

        progress("read")
        built = build(self.plan_folders())
        progress("check")
        return check(built, infer(built))

    def prove(self, progress: Progress = lambda step: None) -> Proof:
        """HermiT's verdict over the sources as they are now."""
        from cfgraph.graph.build import build
        from cfgraph.graph.prove import prove

        progress("read")
        return prove(build(self.plan_folders()), progress)

    def store(
        self, progress: Progress = lambda step: None, warn: Callable[[CfgraphError], None] | None = None
    ) -> RememberingStore:
        """The store of the current graph, built first when it is missing or older than its sources.

        When the sources have mistakes, ``warn`` is told and the last good graph of the very same plans is used.
        Raises what :meth:`build` raises when there is none.
        """
        state = self.state()
        if state is None or not self.is_fresh(state):
            try:
                self.build(progress)
            except CfgraphError as error:
                same = state is not None and state.get("plans") == [str(folder) for folder in self.plan_folders()]
                if not same or warn is None or isinstance(error, StoreError):
                    raise
                warn(error)
        state = self.state()
        assert state is not None
        return RememberingStore(self.folder / state["store"])

    def save_graph(self, name: str, quads: list[Any]) -> None:
        """Write a graph of results (``analysis``) into the current store. Raises StoreError when it is locked."""
        state = self.state()
        if state is None:
            raise StoreError(Problem("nothing-built", {"folder": str(self.folder)}))
        RememberingStore(self.folder / state["store"]).replace_graph(graph(name), quads)

    def _swap_in(self, quads: list[Any], state: dict[str, Any]) -> None:
        import shutil
        import tempfile

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix="store-", dir=self.folder))
        except OSError as error:
            raise StoreError(Problem("store-open", {"folder": str(self.folder), "reason": str(error)})) from None
        before = self.state()
        try:
            EmbeddedStore.create(folder / "db", quads)
            self._point_to({**state, "store": f"{folder.name}/db"})
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if before:
            shutil.rmtree((self.folder / before["store"]).parent, ignore_errors=True)

    def _point_to(self, state: dict[str, Any]) -> None:
        import tempfile

        handle, name = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(state, file, ensure_ascii=False)
        os.replace(name, self.folder / CURRENT)


def _stamps(files: list[Path]) -> dict[str, list[int]]:
    """File → size and time of change."""
    return {str(path): [path.stat().st_size, path.stat().st_mtime_ns] for path in files}


def _digest(files: list[Path]) -> str:
    """One hash over the names and contents of files."""
    import hashlib

    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
