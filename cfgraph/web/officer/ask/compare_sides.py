"""The answers to the two sides of 情景对比, each worked out once."""

from __future__ import annotations

import threading

from cfgraph.analysis.compare import Comparison
from cfgraph.analysis.compare import compare as set_side_by_side
from cfgraph.analysis.edits import derive
from cfgraph.analysis.gaps import Gaps, find_gaps
from cfgraph.analysis.scenario import Scenario
from cfgraph.web.officer.browse import Browse


class Sides:
    """Answers scenarios. One that leaves out or adds projects closes the graph anew, which is done by one at a time."""

    def __init__(self, browse: Browse) -> None:
        self.browse = browse
        self.lock = threading.Lock()

    def comparison(self, scenarios: list[Scenario]) -> Comparison:
        """The answers to two scenarios set side by side."""
        return set_side_by_side(*(self.answer(scenario) for scenario in scenarios))

    def answer(self, scenario: Scenario) -> Gaps:
        """The answer to a scenario, remembered."""
        mix = tuple(scenario.chemistry.items())
        gone = tuple(project.iri for project in scenario.excluded)
        said = (scenario.place, scenario.chain, scenario.start, mix, scenario.assumed, scenario.coefficients)
        key = ("side", *said, gone, scenario.added)
        return self.browse.memory.get(key, lambda: self._work_out(scenario))

    def _work_out(self, scenario: Scenario) -> Gaps:
        store, zone = self.browse.site.store, self.browse.zone_of(scenario.place)
        if not scenario.excluded and not scenario.added:
            return find_gaps(store, scenario, zone, whole=False)
        from cfgraph.graph.build import Built
        from cfgraph.graph.close import infer

        with self.lock:
            own = derive(store, scenario, lambda quads: infer(Built(quads, {}, ())))
        return find_gaps(own, scenario, zone, whole=False)
