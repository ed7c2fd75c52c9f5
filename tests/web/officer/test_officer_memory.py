"""What the pages remember: made once, however many ask at once, and forgotten one by one."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cfgraph.store.embedded import EmbeddedStore
from cfgraph.web.officer.memory import KEPT, Memory


@pytest.fixture
def memory() -> Memory:
    """The memory of a store with nothing in it."""
    return Memory(EmbeddedStore.in_memory([]))


def test_many_at_once_wait_for_one(memory: Memory) -> None:
    """Twenty who ask for the same thing get it from one who makes it."""
    made: list[int] = []

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return 7

    with ThreadPoolExecutor(20) as pool:
        found = [each.result() for each in [pool.submit(memory.get, "key", make) for _ in range(20)]]
    assert [7] * 20 == found
    assert [1] == made


def test_one_thing_may_be_made_from_another(memory: Memory) -> None:
    """What is being made may ask for other keys."""
    assert 8 == memory.get("outer", lambda: memory.get("inner", lambda: 7) + 1)


def test_a_mistake_is_not_remembered(memory: Memory) -> None:
    """Who asks after a failure makes it anew."""
    with pytest.raises(ZeroDivisionError):
        memory.get("key", lambda: 1 // 0)
    assert 7 == memory.get("key", lambda: 7)


def test_what_nobody_asked_for_longest_goes_first(memory: Memory) -> None:
    """The memory is full at its size; the one asked for last stays."""
    for number in range(KEPT):
        memory.get(number, lambda: "old")
    memory.get(0, lambda: "new")
    memory.get("more", lambda: "old")
    assert "old" == memory.get(0, lambda: "new")
    assert "new" == memory.get(1, lambda: "new")
