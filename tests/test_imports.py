"""The shape of the house: a module imports only what stands below it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cfgraph"
FLOORS = {
    "": 0,
    "namespaces": 0,
    "rdf": 0,
    "resources": 0,
    "words": 1,
    "errors": 2,
    "sources": 3,
    "store": 3,
    "analysis": 4,
    "graph": 4,
    "publish": 5,
    "workspace": 5,
    "intake": 6,
    "web": 7,
    "commands": 8,
    "cli": 9,
    "__main__": 10,
}
"""Room → floor; a module may import its own room and any room on a lower floor."""


def room(module: str) -> str:
    """``cfgraph.graph.build`` → ``graph``."""
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    """The cfgraph modules that a file imports, wherever in the file."""
    found = set()
    for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(part, ast.ImportFrom) and part.module and part.module.split(".")[0] == "cfgraph":
            if part.module == "cfgraph":
                found |= {f"cfgraph.{alias.name}" for alias in part.names if alias.name != "__version__"}
            else:
                found.add(part.module)
        elif isinstance(part, ast.Import):
            found |= {alias.name for alias in part.names if alias.name.startswith("cfgraph")}
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_what_stands_below(path: Path) -> None:
    """A module imports its own room or a lower floor; graph and analysis never meet."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    here = "" if parts == ("__init__",) else parts[0]
    wrong = [name for name in imports(path) if room(name) != here and FLOORS[room(name)] >= FLOORS[here]]
    assert wrong == []


@pytest.mark.parametrize("command", [["--help"], ["gaps", "--help"], ["--version"]])
def test_help_loads_no_heavy_library(command: list[str]) -> None:
    """Help and version import none of rdflib, pyshacl, owlready2, numpy and pyoxigraph."""
    program = (
        "import sys\nfrom cfgraph.cli import main\n"
        f"try: main({command!r})\nexcept SystemExit: pass\n"
        "print(sorted({'rdflib', 'pyshacl', 'owlready2', 'numpy', 'pyoxigraph'} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


def test_gaps_on_a_built_graph_loads_neither_rdflib_nor_shacl(workspace) -> None:
    """Asking a built graph needs pyoxigraph only."""
    program = (
        "import sys\nfrom cfgraph.cli import main\n"
        f"main(['gaps', '--workspace', {str(workspace.folder)!r}])\n"
        "print(sorted({'rdflib', 'pyshacl', 'owlready2', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_stay_small(path: Path) -> None:
    """No module grows past 300 lines."""
    assert path.read_text(encoding="utf-8").count("\n") <= 300
