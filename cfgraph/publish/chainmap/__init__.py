"""The chain from ore to station as a drawing: links in layers, segments as bands, states as colour, shape and word."""

from cfgraph.publish.chainmap.draw import chain_map
from cfgraph.publish.chainmap.squares import chain_squares

__all__ = ["chain_map", "chain_squares"]
