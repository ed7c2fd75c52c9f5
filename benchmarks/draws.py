"""Seconds that 10,000 draws of the whole chain take, the graph already loaded; prints one number."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from cfgraph.analysis.draws import DRAWS, sufficiency
from cfgraph.analysis.gaps import find_gaps
from cfgraph.analysis.scenario import Scenario
from cfgraph.namespaces import thing
from cfgraph.workspace import Workspace

zone = thing("zone", "chifeng-high-tech-zone")
store = Workspace(Path(sys.argv[1]), None).store(lambda step: None, lambda error: None)
gaps = find_gaps(store, Scenario(zone, start="negotiating"), zone)
start = time.perf_counter()
sufficiency(gaps, DRAWS)
print(time.perf_counter() - start)
