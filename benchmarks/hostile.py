"""Hostile queries beside honest users: how long do the honest wait, and how large does the server grow?

``python benchmarks/hostile.py [SECONDS]`` starts ``cfgraph serve`` on a free port, sends every hostile query of the
tests from four clients, and one honest query after the other from two: once from another address than the hostile
ones, once from the same. It prints honest latencies, failures, and memory.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.web.hostile import ELSEWHERE, HEAVY, SERVICES  # noqa: E402

ATTACKERS, USERS = 4, 2
QUERIES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "queries" / "gaps").glob("*.rq"))]
HARM = [*HEAVY.values(), *(text.format(url=ELSEWHERE.format(port=9)) for text in SERVICES.values())]


def send(base: str, source: str, queries: list[str], pause: float, until: float, seen: list[tuple[int, float]]) -> None:
    """Send queries in turn from an address until the time is up; note each status and its seconds."""
    transport = httpx.HTTPTransport(local_address=source)
    with httpx.Client(base_url=base, transport=transport, timeout=120) as client:
        turn = 0
        while time.monotonic() < until:
            started = time.monotonic()
            try:
                status = client.post("/sparql", data={"query": queries[turn % len(queries)]}).status_code
            except httpx.HTTPError:
                status = 0
            seen.append((status, time.monotonic() - started))
            turn += 1
            time.sleep(pause)


def memory(process: int) -> tuple[int, int]:
    """MB that the server holds itself, and with its workers."""

    def held(number: int) -> int:
        try:
            lines = Path(f"/proc/{number}/status").read_text().splitlines()
        except OSError:
            return 0
        return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)

    files = Path(f"/proc/{process}/task").glob("*/children")
    children: list[str] = []
    for file in files:
        with suppress(OSError):
            children += file.read_text().split()
    own = held(process)
    return own, own + sum(held(int(child)) for child in children)


def attack(base: str, server: int, honest: str, seconds: float, attackers: int) -> None:
    """One run, and its figures."""
    until = time.monotonic() + seconds
    good: list[tuple[int, float]] = []
    bad: list[tuple[int, float]] = []
    threads = [threading.Thread(target=send, args=(base, honest, QUERIES, 0.2, until, good)) for _ in range(USERS)]
    for number in range(attackers):
        turned = HARM[number * 7 :] + HARM[: number * 7]
        threads.append(threading.Thread(target=send, args=(base, "127.0.0.1", turned, 0.0, until, bad)))
    for thread in threads:
        thread.start()
    own = whole = 0
    while time.monotonic() < until:
        now = memory(server)
        own, whole = max(own, now[0]), max(whole, now[1])
        time.sleep(0.25)
    for thread in threads:
        thread.join()
    times = sorted(taken for status, taken in good if status == 200)
    failed = Counter(status for status, _ in good if status != 200)
    cut = [statistics.median(times), times[int(len(times) * 0.95)], times[-1]] if times else []
    print(f"  honest: {len(good)} queries, not answered: {dict(failed)}")
    print("  honest: p50 {:.3f} s, p95 {:.3f} s, max {:.3f} s".format(*cut) if cut else "  honest: none answered")
    print(f"  hostile: {len(bad)} queries, statuses {dict(sorted(Counter(status for status, _ in bad).items()))}")
    print(f"  memory: server {own} MB, with workers {whole} MB at most", flush=True)


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """A running ``cfgraph serve`` on a free port: its address and its process."""
    command = [sys.executable, "-m", "cfgraph", "serve", "--port", "0", "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[2].rstrip(";"), server.pid
        finally:
            server.terminate()


def main(seconds: float) -> None:
    """Three runs against one server: nobody hostile, hostile from elsewhere, hostile from the same address."""
    with served() as (base, process):
        for title, honest, length, attackers in (
            ("nobody hostile", "127.0.0.2", seconds / 8, 0),
            ("hostile clients at another address", "127.0.0.2", seconds, ATTACKERS),
            ("hostile clients at the same address", "127.0.0.1", seconds, ATTACKERS),
        ):
            print(f"{title}, {length:.0f} s:", flush=True)
            attack(base, process, honest, length, attackers)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 120.0)
