"""The wheel alone is a working tool."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_carries_ontology_data_and_queries(wheel: Path) -> None:
    """Every file of the three folders is inside, the templates and styles of the pages, and the licences with them."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "data", "queries"):
        for path in ROOT.joinpath(folder).rglob("*"):
            if path.is_file():
                assert f"cfgraph/shipped/{path.relative_to(ROOT).as_posix()}" in inside
    for path in ROOT.joinpath("cfgraph", "web").rglob("*.*"):
        if path.suffix in (".html", ".css", ".svg"):
            assert path.relative_to(ROOT).as_posix() in inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert any(name.endswith("licenses/LICENSE-DATA") for name in inside)


def test_installed_into_an_empty_environment_it_answers_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    """pip install and cfgraph gaps, nothing else."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    binaries = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(binaries / "python"), "-m", "pip", "install", "--quiet", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    home = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": ""}
    command = [str(binaries / "cfgraph"), "gaps", "--format", "json"]
    ran = subprocess.run(command, cwd=empty, env=home, check=True, capture_output=True, text=True)
    states = {link["key"]: link["state"] for link in json.loads(ran.stdout)["links"]}
    assert "talks-only" == states["separator"]
    assert [] == list(empty.iterdir())
    assert (tmp_path / "cache" / "cfgraph" / "current.json").is_file()
