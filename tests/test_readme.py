"""What the READMEs show is what the commands print, and every command in them runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cfgraph.analysis.query import run
from cfgraph.cli import VERBS, main
from cfgraph.store.embedded import EmbeddedStore
from cfgraph.workspace import Workspace

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")


def commands(name: str) -> set[str]:
    """Every ``cfgraph …`` in backticks that is a whole command."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"`(cfgraph [^`]+)`", text)
    partial = r"\b(FILE|DIR|FOLDER|COMMAND)\b|文件|命令|prove|export|load|serve|import|check|-o "
    return {c for c in found if not re.search(partial, c)}


@pytest.mark.parametrize("name", READMES)
def test_commands_of_the_readme_run(name: str, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """Each complete command exits 0 and prints something."""
    assert len(commands(name)) >= 5
    for command in sorted(commands(name)):
        arguments = shlex.split(command)[1:]
        place = [] if arguments[0] == "queries" else ["--workspace", str(workspace.folder)]
        assert 0 == main([*arguments, *place]), command
        assert capsys.readouterr().out


@pytest.mark.parametrize("name", READMES)
def test_lines_of_the_shown_table_are_printed(
    name: str, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every line of the sample output stands in the real one, wrapping and blanks aside."""
    main(["gaps", "--workspace", str(workspace.folder)])
    printed = re.sub(r"\s+", "", capsys.readouterr().out)
    sample = re.search(r"\$ make run\n(.*?)…\n```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    assert sample
    for line in filter(None, sample[1].splitlines()):
        assert re.sub(r"\s+", "", line) in printed


@pytest.mark.parametrize("name", READMES)
def test_numbers_of_the_readme_are_those_of_the_data(name: str, store: EmbeddedStore) -> None:
    """Coefficients and estimates are counted as the README says."""
    text = (ROOT / name).read_text(encoding="utf-8")
    rows = store.query(
        "PREFIX cf: <https://w3id.org/cfgraph/ontology#> SELECT ?q ?b { ?i cf:amount|cf:amountLow|cf:amountHigh ?q . "
        "?q cf:valueBasis ?b }"
    ).rows
    estimates = sum(row["b"].value.endswith("Estimate") for row in rows)
    assert {str(len(rows)), str(estimates)} <= set(re.findall(r"\d+", text))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_has_help_with_examples(verb: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--help shows at least one example of the command, in either language."""
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help", "--lang", lang])
    shown = capsys.readouterr().out
    assert 0 == ended.value.code
    assert f"cfgraph {verb}" in shown.partition("例:" if lang == "zh" else "examples:")[2]


@pytest.mark.parametrize("name", READMES)
def test_sizes_of_the_plan_in_the_readme_are_those_of_the_graph(name: str, store: EmbeddedStore) -> None:
    """Projects, targets and ties between chains are counted as the README says."""
    text = (ROOT / name).read_text(encoding="utf-8")
    sizes = []
    for kind in ("Project", "Target"):
        rows = store.query(f"SELECT ?x {{ ?x a <https://w3id.org/cfgraph/ontology#{kind}> }}").rows
        sizes.append(str(len(rows)))
    sizes.append(str(len(run(store, "chains/ties").rows)))
    assert set(sizes) <= set(re.findall(r"\d+", text))
