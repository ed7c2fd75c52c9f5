"""The pages of the officers on two servers, the shipped plan's and the tiny plan's, and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import httpx
import pytest

from cfgraph.graph.build import build
from cfgraph.graph.close import infer
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.site import Limits
from cfgraph.workspace import Workspace
from tests.conftest import TINY
from tests.web.conftest import running

SIZES = {"1366×768": (1366, 768), "390×844": (390, 844)}
PAGES = (
    "",
    "?lang=en",
    "chain/lithium-battery",
    "chain/lithium-battery?link=electrolyte",
    "chain/copper?lang=en",
    "gaps",
    "gaps?state=all&sort=-requirement&lang=en",
    "link/lithium-battery/electrolyte",
    "link/lithium-battery/cells?lang=en",
    "brief",
    "brief?lang=en",
    "intake",
    "projects",
    "projects?chain=lithium-battery&sort=-stage",
    "projects?lang=en",
    "project/chifeng-2023/dadao-lithium-carbonate",
    "project/chifeng-2023/dongshan-pvdf?lang=en",
    "enterprises",
    "enterprise/dadao",
    "parks",
    "parks?lang=en",
    "park/chifeng-high-tech-zone",
    "park/chifeng-high-tech-zone/dongshan?lang=en",
    "compare",
    "compare?a-from=advancing&b-from=advancing&b-chemistry=ncm523&lang=en",
    "compare?a-from=advancing&b-share-lfp=60&b-share-ncm523=40&b-product=%E7%94%B5%E8%A7%A3%E6%B6%B2&b-amount=5%E4%B8%87%E5%90%A8",
    "compare?a-from=advancing&b-from=advancing&b-exclude=%E5%AE%81%E5%BE%B7%E6%97%B6%E4%BB%A3",
    "text",
    "text?lang=en",
    "queries",
    "queries/gaps/missing",
    "queries/plan/targets?lang=en",
    "expert",
    "expert?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%205",
    "data-open",
    "quality",
    "quality?lang=en",
    "search",
    "search?q=%E9%9A%94%E8%86%9C",
    "search?q=%E9%93%9C%E5%8D%9A&lang=en",
)
"""Addresses that are looked at in a browser, on the shipped plan."""


@pytest.fixture(scope="session")
def plan(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The shipped plan behind a real server."""
    store = EmbeddedStore.in_memory(workspace.store().quads())
    with running(store, tmp_path_factory.mktemp("plan"), Limits()) as client:
        yield client


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The tiny plan, made public, behind a real server."""
    folder = tmp_path_factory.mktemp("plans") / "tiny-2025"
    shutil.copytree(TINY, folder)
    settings = (folder / "plan.toml").read_text(encoding="utf-8")
    (folder / "plan.toml").write_text(f'visibility = "public"\n{settings}', encoding="utf-8")
    built = build([folder])
    with running(
        EmbeddedStore.in_memory(built.quads + infer(built)), tmp_path_factory.mktemp("town"), Limits()
    ) as client:
        yield client


@pytest.fixture(scope="session")
def closed(tiny_store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The tiny plan as it is, internal, behind a real server."""
    with running(tiny_store, tmp_path_factory.mktemp("closed"), Limits()) as client:
        yield client
