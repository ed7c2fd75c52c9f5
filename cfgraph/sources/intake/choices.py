"""Which thing of a list a word means; where it means none or several, what may have been meant is named."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from cfgraph.errors import BadInputError, Problem
from cfgraph.sources.intake.columns import fold

Known = Mapping[str, frozenset[str]]
"""Folded word → the things that it may mean."""
SHORTEST = 2
"""Characters that make a beginning or a part of what was typed."""
NEAR = 6
"""Words that are named."""
ALIKE = 0.4
"""Likeness (0 to 1) from which on a word is near."""


def word_of(words: str, known: Known, offered: Sequence[str]) -> str:
    """The one thing that a word means. Raises BadInputError, and names what is near, for none or several."""
    found = known.get(fold(words), frozenset())
    if len(found) == 1:
        return next(iter(found))
    names = _names(known, offered)
    if found:
        raise _refused("intake-many", words, [name for thing, name in names.items() if thing in found])
    near = [names[thing] for thing in _near(fold(words), known) if thing in names]
    raise _refused("intake-word", words, near[:NEAR] or offered[: 2 * NEAR])


def short_for(words: str, known: Known, offered: Sequence[str]) -> str:
    """As :func:`word_of`, where the beginning or the end of a name will do if only one thing's name has it so."""
    short = fold(words)
    found = {
        thing for name, things in known.items() if name.startswith(short) or name.endswith(short) for thing in things
    }
    if short not in known and len(short) >= SHORTEST and len(found) == 1:
        return next(iter(found))
    return word_of(words, known, offered)


def step_of(words: str, known: Known, steps: Sequence[str]) -> str:
    """The step that a word means. Raises BadInputError, and names all steps in their order, for none."""
    found = known.get(fold(words))
    if not found:
        raise _refused("intake-word", words, steps)
    return next(iter(found))


def _refused(key: str, words: str, near: Sequence[str]) -> BadInputError:
    return BadInputError(Problem(key, {"value": words, "near": "、".join(near)}))


def _names(known: Known, offered: Sequence[str]) -> dict[str, str]:
    """Thing → the word under which it is offered."""
    return {thing: name for name in offered for thing in known.get(fold(name), ())}


def _near(word: str, known: Known) -> list[str]:
    """The things with a name that contains the word or is contained in it, the most alike first; then the near ones."""

    likeness = {name: difflib.SequenceMatcher(None, word, name).ratio() for name in known}
    held = {name for name in known if word in name or (len(name) >= SHORTEST and name in word)}
    near = [name for name in known if name in held or likeness[name] >= ALIKE]
    near.sort(key=lambda name: (name not in held, -likeness[name]))
    return list(dict.fromkeys(thing for name in near for thing in sorted(known[name])))
