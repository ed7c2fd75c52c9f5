"""Where ontology, data and queries lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """The folder that holds ``ontology/``, ``data/`` and ``queries/``."""
    shipped = PACKAGE / "shipped"
    return shipped if shipped.is_dir() else PACKAGE.parent


def is_checkout() -> bool:
    """True where the package runs from a source checkout."""
    return root() == PACKAGE.parent


def ontology(*parts: str) -> Path:
    """A path below ``ontology/``."""
    return root().joinpath("ontology", *parts)


def data(*parts: str) -> Path:
    """A path below ``data/``."""
    return root().joinpath("data", *parts)


def shipped_plans() -> list[Path]:
    """The folders of the plans that come with cfgraph."""
    return sorted(path.parent for path in data("plans").glob("*/plan.toml"))


def queries(*parts: str) -> Path:
    """A path below ``queries/``."""
    return root().joinpath("queries", *parts)


def citation() -> Path:
    """How cfgraph asks to be cited: a file in the Citation File Format."""
    return root() / "CITATION.cff"
