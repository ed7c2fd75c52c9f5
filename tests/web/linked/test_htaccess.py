"""The redirects for w3id.org, under a real Apache in front of a real server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cfgraph import resources

MODULES = Path("/usr/lib/apache2/modules")
PLACEHOLDER = "https://cfgraph.example.org"
CONFIGURATION = """ServerRoot "{folder}"
PidFile "{folder}/pid"
ErrorLog "{folder}/log"
Listen 127.0.0.1:{port}
ServerName 127.0.0.1
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule rewrite_module {modules}/mod_rewrite.so
DocumentRoot "{folder}/site"
<Directory "{folder}/site">
  AllowOverride All
  Require all granted
</Directory>
"""


def apache() -> str:
    """Debian's Apache; without it there is nothing to test, except in CI, where it must be."""
    found = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None or not MODULES.is_dir():
        if os.environ.get("CI"):
            pytest.fail("apache2 is missing: make tools")
        pytest.skip("apache2 is not installed")
    return found


@pytest.fixture(scope="module")
def w3id(address: str) -> Iterator[str]:
    """An Apache that serves the shipped file as ``/cfgraph/.htaccess``, with the test's server as its target."""
    program = apache()
    with tempfile.TemporaryDirectory() as made, socket.socket() as free:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "site" / "cfgraph").mkdir(parents=True)
        rules = resources.ontology("w3id.htaccess").read_text(encoding="utf-8")
        assert 1 == rules.count(PLACEHOLDER)
        (folder / "site" / "cfgraph" / ".htaccess").write_text(rules.replace(PLACEHOLDER, address), encoding="utf-8")
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        user = "User www-data" if os.geteuid() == 0 else ""
        text = CONFIGURATION.format(folder=folder, port=port, modules=MODULES, user=user)
        (folder / "conf").write_text(text, encoding="utf-8")
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen([program, "-f", str(folder / "conf"), "-DFOREGROUND"], stderr=said)
        try:
            _wait(process, port, folder / "said")
            yield f"http://127.0.0.1:{port}/cfgraph"
        finally:
            process.terminate()
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, said: Path) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"Apache did not start: {said.read_text()}")


@pytest.mark.parametrize(
    ("path", "accept", "status", "media"),
    [
        ("/id/product/copper-foil", "text/html", 303, "text/html"),
        ("/id/product/copper-foil", "text/turtle", 303, "text/turtle"),
        ("/id/product/copper-foil", "application/ld+json", 303, "application/ld+json"),
        ("/id/link/lithium-battery/separator", "application/rdf+xml", 303, "application/rdf+xml"),
        ("/unit/SPINDLE", "application/n-triples", 303, "application/n-triples"),
        ("/graph/plan/chifeng-2023", "text/turtle", 303, "text/turtle"),
        ("/dataset", "text/turtle", 303, "text/turtle"),
        ("/ontology", "text/html", 302, "text/html"),
        ("/ontology", "text/turtle", 302, "text/turtle"),
        ("/ontology/0.1.0", "application/rdf+xml", 302, "application/rdf+xml"),
        ("/ontology/alignments", "text/turtle", 302, "text/turtle"),
        ("/ontology/alignments/0.1.0", "text/turtle", 302, "text/turtle"),
        ("/shapes", "text/turtle", 302, "text/turtle"),
        ("/shapes/closed", "text/turtle", 302, "text/turtle"),
        ("/dumps/meta.ttl", "*/*", 302, "text/turtle"),
        ("/", "text/html", 302, "text/html"),
    ],
)
def test_an_iri_is_led_to_the_form_that_the_client_reads(
    w3id: str, address: str, path: str, accept: str, status: int, media: str
) -> None:
    """The redirect goes to the same path of the server, and the end is the right form."""
    first = httpx.get(w3id + path, headers={"Accept": accept})
    assert (status, address + path) == (first.status_code, first.headers["location"])
    found = httpx.get(w3id + path, headers={"Accept": accept}, follow_redirects=True, timeout=60)
    assert (200, media) == (found.status_code, found.headers["content-type"].partition(";")[0])


@pytest.mark.parametrize(
    "path", ["/nothing", "/id", "/id/", "/ontologyx", "/ontology/../../etc", "/.htaccess", "/api/x"]
)
def test_what_has_no_identifier_is_led_nowhere(w3id: str, path: str) -> None:
    """Apache itself refuses the path."""
    assert httpx.get(w3id + path).status_code in (400, 403, 404)


def test_the_description_of_the_dataset_has_its_well_known_address(w3id: str, address: str) -> None:
    """``/.well-known/void`` goes to the server's own."""
    assert f"{address}/.well-known/void" == httpx.get(f"{w3id}/.well-known/void").headers["location"]
