"""What many tests need: the real graph, and a plan of ten rows with its own text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from cfgraph.graph.build import Built, build
from cfgraph.graph.close import infer
from cfgraph.namespaces import thing
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace

TINY = Path(__file__).parent / "tiny"
ZONE = thing("zone", "chifeng-high-tech-zone")
TOWN = thing("zone", "small-town")


@pytest.fixture(scope="session")
def real() -> Built:
    """The asserted dataset of the shipped plan."""
    return build()


@pytest.fixture(scope="session")
def real_inferred(real: Built) -> list[ox.Quad]:
    """What follows from it."""
    return infer(real)


@pytest.fixture(scope="session")
def store(real: Built, real_inferred: list[ox.Quad]) -> EmbeddedStore:
    """The shipped plan in a store, as every command sees it."""
    return EmbeddedStore.in_memory(real.quads + real_inferred)


@pytest.fixture(scope="session")
def tiny() -> Built:
    """The asserted dataset of the tiny plan alone."""
    return build([TINY])


@pytest.fixture(scope="session")
def tiny_store(tiny: Built) -> EmbeddedStore:
    """The tiny plan in a store."""
    return EmbeddedStore.in_memory(tiny.quads + infer(tiny))


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """A copy of the tiny plan's folder that a test may break."""
    folder = tmp_path / "plans" / "tiny-2025"
    shutil.copytree(TINY, folder)
    return folder


@pytest.fixture
def edit(tiny_folder: Path) -> Callable[[str, str, str], None]:
    """Replace words in a file of the copied plan: ``edit("projects.csv", "old", "new")``."""

    def change(name: str, old: str, new: str) -> None:
        path = tiny_folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The shipped plan, built on disk once for the whole run of this process."""
    made = Workspace(tmp_path_factory.mktemp("workspace"))
    made.build()
    return made
