"""The flows of material in a chain, in tonnes a year, as wide as they weigh."""

from cfgraph.publish.sankey.draw import sankey

__all__ = ["sankey"]
