"""The pages of the officers: how long one reader waits, and how long thirty do who read at once.

``python benchmarks/pages.py [SECONDS]`` starts ``cfgraph serve`` on a free port and lets users open one page after the
other, with half a second between two: one user first, then thirty. It prints waits, failures, and the slowest page.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.hostile import served  # noqa: E402
from tests.web.officer.conftest import PAGES  # noqa: E402

PAUSE = 0.5
Seen = list[tuple[float, int, str]]


def read(base: str, number: int, until: float, seen: Seen) -> None:
    """Open pages in an order of one's own until the time is up; note seconds, status and page of each."""
    order = random.Random(number)
    with httpx.Client(base_url=base, timeout=60) as client:
        while time.monotonic() < until:
            page = order.choice(PAGES)
            started = time.monotonic()
            try:
                status = client.get("/" + page).status_code
            except httpx.HTTPError:
                status = 0
            seen.append((time.monotonic() - started, status, page))
            time.sleep(PAUSE)


def readers(base: str, users: int, seconds: float) -> None:
    """So many users at once, and their figures."""
    seen: Seen = []
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=read, args=(base, number, until, seen)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(taken for taken, _, _ in seen)
    failed = Counter(status for _, status, _ in seen if status != 200)
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{users:3} users, {seconds:g} s: {len(seen)} pages, not answered: {dict(failed)}")
    print(f"    p50 {p50:.3f} s, p95 {p95:.3f} s, max {times[-1]:.3f} s (/{max(seen)[2]})", flush=True)


if __name__ == "__main__":
    duration = float(sys.argv[1]) if len(sys.argv) > 1 else 120
    with served() as (base, _):
        readers(base, 1, min(duration, 30))
        readers(base, 30, duration)
