"""Real triple stores on loopback, each with its own folder, stopped after use."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

JENA = Path(__file__).parent.parent.parent / "build" / "servers" / "jena"
PASSWORD = "loopback"
VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


class Engine(NamedTuple):
    """A running server: its name and addresses, what the environment must hold to write to it, a port for SQL."""

    name: str
    query: str
    update: str
    graph_store: str
    environment: dict[str, str]
    sql: int = 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing(what: str, how: str) -> None:
    """Where a server cannot be started: a failure in CI, a skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} must be installed in CI: {how}")
    pytest.skip(f"{what} is not installed: {how}")


@contextmanager
def running(command: list[str], folder: Path, ready: str, seconds: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """A server process from when it answers at ``ready`` until the end of the block."""
    with (folder / "output.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            end = time.monotonic() + seconds
            while not answers(ready):
                told = (folder / "output.log").read_text("utf-8", "replace")[-2000:]
                assert process.poll() is None, f"{command[0]} stopped:\n{told}"
                assert time.monotonic() < end, f"{command[0]} says nothing:\n{told}"
                time.sleep(0.2)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(address: str) -> bool:
    """Whether a server speaks HTTP at an address, whatever it says."""
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def oxigraph_program() -> str:
    """The ``oxigraph`` of PyPI; a skip or failure where there is none."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        missing("the oxigraph server", "pip install oxigraph")
    return str(program)


def jena(name: str) -> list[str]:
    """The words that run a class of Apache Jena; a skip or failure where there is none."""
    if not JENA.is_dir() or shutil.which("java") is None:
        missing("Apache Jena", "make tools")
    return ["java", "-Xmx2g", "-cp", f"{JENA}/*", name]


@contextmanager
def oxigraph(folder: Path) -> Iterator[Engine]:
    """The ``oxigraph`` server of PyPI."""
    program = oxigraph_program()
    base = f"http://127.0.0.1:{free_port()}"
    command = [program, "serve", "--location", str(folder / "db"), "--bind", base.removeprefix("http://")]
    with running(command, folder, f"{base}/query?query=ASK%7B%7D"):
        yield Engine("oxigraph", f"{base}/query", f"{base}/update", f"{base}/store", {})


@contextmanager
def fuseki(folder: Path) -> Iterator[Engine]:
    """Apache Jena Fuseki with TDB2."""
    (folder / "db").mkdir(exist_ok=True)
    base = f"http://127.0.0.1:{(port := free_port())}/ds"
    command = jena("org.apache.jena.fuseki.main.cmds.FusekiServerCmd")
    command += ["--localhost", f"--port={port}", "--tdb2", f"--loc={folder / 'db'}", "--update", "/ds"]
    with running(command, folder, f"{base}/sparql?query=ASK%7B%7D"):
        yield Engine("fuseki", f"{base}/sparql", f"{base}/update", f"{base}/data", {})


@contextmanager
def virtuoso(folder: Path) -> Iterator[Engine]:
    """Virtuoso 7; writes ask for the digest login of ``dba``."""
    program = shutil.which("virtuoso-t")
    if program is None:
        missing("Virtuoso", "make tools")
    port, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO.format(folder=folder, sql=sql, port=port), encoding="utf-8")
    start = [str(program), "+configfile", str(ini), "+foreground"]
    # The first start only sets the password and ends.
    if not (folder / "virtuoso.db").exists():
        subprocess.run([*start, "+pwdold", "dba", "+pwddba", PASSWORD], cwd=folder, check=True, capture_output=True)
    base = f"http://127.0.0.1:{port}"
    environment = {"CFGRAPH_USER": "dba", "CFGRAPH_PASSWORD": PASSWORD}
    with running(start, folder, f"{base}/sparql?query=ASK%7B%7D"):
        graph_store = f"{base}/sparql-graph-crud-auth"
        yield Engine("virtuoso", f"{base}/sparql", f"{base}/sparql-auth", graph_store, environment, sql)


ENGINES: dict[str, Callable[[Path], object]] = {"oxigraph": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso}
