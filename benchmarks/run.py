"""cfgraph side by side with what one would use instead: in one run, on this machine, as ratios.

`make bench` prints them. Seconds depend on the machine; ratios hold better.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS = 15


def seconds(command: list[str], rounds: int) -> float:
    """The median wall time of a command."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Build against rdflib + owlrl + pySHACL; gaps and --help against a bare interpreter."""
    python = sys.executable
    cfgraph = str(Path(python).with_name("cfgraph"))
    with tempfile.TemporaryDirectory() as folder:
        built = ["--workspace", folder]
        ours = seconds([cfgraph, "build", *built], 3)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        bare = seconds([python, "-c", "pass"], ROUNDS)
        subprocess.run([cfgraph, "gaps", *built], check=True, stdout=subprocess.DEVNULL)
        gaps = seconds([cfgraph, "gaps", *built], ROUNDS)
        helped = seconds([cfgraph, "--help"], ROUNDS)
        drawing = subprocess.run([python, str(HERE / "draws.py"), folder], check=True, capture_output=True, text=True)
        drawn = float(drawing.stdout)
        reference = seconds([python, str(HERE / "reference_build.py"), folder], 1)
    rows = [
        ("build", ours, f"rdflib + owlrl + pySHACL: {reference:.1f} s", f"{reference / ours:.1f} times faster", "≥ 5"),
        ("build, peak memory", memory, "MB", f"{memory:.0f} MB", "≤ 400"),
        ("gaps on a built graph", gaps, f"python -c pass: {bare * 1000:.0f} ms", f"{gaps / bare:.1f} times", "≤ 12"),
        ("10,000 draws", drawn, f"python -c pass: {bare * 1000:.0f} ms", f"{drawn / bare:.1f} times", "≤ 100"),
        ("--help", helped, f"python -c pass: {bare * 1000:.0f} ms", f"{helped / bare:.1f} times", "≤ 5"),
    ]
    for name, value, beside, ratio, goal in rows:
        print(f"{name:24} {value:8.3f}   {beside:36} {ratio:20} goal {goal}")


if __name__ == "__main__":
    main()
