"""From rows to a checked graph: build, close, check, prove."""
