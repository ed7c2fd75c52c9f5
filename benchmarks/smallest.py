"""The smallest step of the real chain, with proof that all optima were found, beside a bare interpreter.

Both run as processes of their own, in turn, in one run: ``python benchmarks/smallest.py`` prints the ratios.
The first row takes the answer of ``gaps`` as given (from a file) and solves; the second is the whole command.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
from pathlib import Path

from run import ROUNDS, seconds

from cfgraph.analysis.gaps import find_gaps
from cfgraph.analysis.scenario import Scenario
from cfgraph.namespaces import thing
from cfgraph.workspace import Workspace

SOLVE = """
import pickle, sys
from cfgraph.analysis.smallest import smallest_steps
with open(sys.argv[1], "rb") as file:
    steps = smallest_steps(pickle.load(file))
assert steps.additional and steps.optima
"""
GOAL = 20


def main() -> None:
    """Print the rows: seconds, the bare interpreter's milliseconds, how many times as long, the goal."""
    python = sys.executable
    cfgraph = str(Path(python).with_name("cfgraph"))
    zone = thing("zone", "chifeng-high-tech-zone")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        workspace.build()
        given = Path(folder) / "gaps.pickle"
        given.write_bytes(pickle.dumps(find_gaps(workspace.store(), Scenario(zone), zone, whole=False)))
        commands = {
            "smallest step, solved": [python, "-c", SOLVE, str(given)],
            "gaps --smallest": [cfgraph, "gaps", "--smallest", "--workspace", folder],
        }
        for name, command in commands.items():
            seconds(command, 1)  # the first run fills the caches of the disk
            ours, bare = seconds(command, ROUNDS), seconds([python, "-c", "pass"], ROUNDS)
            beside = f"python -c pass: {bare * 1000:.0f} ms"
            print(f"{name:24} {ours:8.3f}   {beside:36} {f'{ours / bare:.1f} times':20} goal ≤ {GOAL}")


if __name__ == "__main__":
    main()
