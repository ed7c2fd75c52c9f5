"""The dumps of the real plan, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfgraph.publish.dumps import export
from cfgraph.workspace import Workspace


@pytest.fixture(scope="session")
def dumps(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real plan, exported."""
    folder = tmp_path_factory.mktemp("export")
    export(workspace.store(), folder)
    return folder
