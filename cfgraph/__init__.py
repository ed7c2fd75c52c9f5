"""cfgraph: which links of an industrial chain are there, talked about, or missing, and why."""

__version__ = "0.1.0"
