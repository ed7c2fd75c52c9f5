"""The proof in words or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgraph.publish.render import to_json
from cfgraph.words import say

if TYPE_CHECKING:
    from cfgraph.graph.prove import Proof


def proof_in(form: str, proof: Proof, lang: str) -> str:
    """What HermiT says; rows of a conflict one a line as ``file:row``."""
    if form == "json":
        return to_json(
            {
                "consistent": proof.consistent,
                "conflict": [{"file": file, "row": row} for file, row in proof.conflict],
                "unsatisfiable": list(proof.unsatisfiable),
                "agrees_with_closure": not (proof.more or proof.fewer),
                "only_hermit": list(proof.more),
                "only_closure": list(proof.fewer),
            }
        )
    if not proof.consistent:
        rows = [f"  {file}:{row}" for file, row in proof.conflict]
        return "\n".join([say("text.prove_inconsistent", lang), *rows]) + "\n"
    lines = [say("text.prove_consistent", lang, triples=proof.triples)]
    if proof.unsatisfiable:
        lines.append(say("text.prove_unsatisfiable", lang, classes=", ".join(proof.unsatisfiable)))
    if proof.more or proof.fewer:
        lines.append(say("text.prove_differs", lang, more=len(proof.more), fewer=len(proof.fewer)))
        lines += [f"  + {triple}" for triple in proof.more] + [f"  - {triple}" for triple in proof.fewer]
    else:
        lines.append(say("text.prove_agrees", lang, count=proof.inferences))
    return "\n".join(lines) + "\n"
