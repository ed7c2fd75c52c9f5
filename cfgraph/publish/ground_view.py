"""Why a link ranks where it does, in words: kinds, cautions, sureness, and each part of the score with its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cfgraph.namespaces import thing
from cfgraph.publish.numbers import triple, unit
from cfgraph.words import say


@dataclass(frozen=True)
class Grounds:
    """The decision about one link; ``record`` is that of ``explain``, ``names`` are labels by IRI."""

    record: dict[str, Any]
    names: Mapping[str, str]
    lang: str

    def say(self, key: str, **params: Any) -> str:
        """A sentence of the section ``text``."""
        return say(f"text.{key}", self.lang, **params)

    def lines(self) -> list[str]:
        """Kinds of the gap, cautions with date and source, and how sure the balance is."""
        record, told = self.record, []
        if record["kinds"]:
            kinds = self.listed(say(f"kind.{kind}", self.lang) for kind in record["kinds"])
            told.append(self.say("kinds_line", kinds=kinds))
        for caution in record["cautions"]:
            given = {"date": caution["date"], "source": caution["source"]}
            told.append(self.say("caution_line", words=caution[self.lang], **given))
        sure = record["sufficiency"]
        if sure:
            shares = dict.fromkeys(f"{100 * share:.0f}%" for share in sorted(sure["probability"]))
            silent = record["supply"]["unstated_projects"]
            left_out = self.say("sure_left_out", n=silent) if silent else ""
            told.append(self.say("sure_line", share="–".join(shares), left_out=left_out))
        if sure and sure["break_even"]:
            even = sure["break_even"]
            amount = f"{even['low']:.1f}–{even['high']:.1f} {unit(even['unit'], self.lang)}"
            told.append(self.say("break_even_line", amount=amount))
        if record["fed"]:
            told.append(self.fed(record["fed"]))
        return told

    def fed(self, found: dict[str, Any]) -> str:
        """What a newcomer downstream would ask for, which the balance cannot know, as a multiplication."""
        size, coefficient, amount = found["size"], found["coefficient"], found["amount"]
        units = [unit(coefficient[name].removesuffix("-PER-YR"), self.lang) for name in ("unit", "per")]
        return self.say(
            "fed_line",
            link=self.link(found["key"]),
            size=triple(size),
            rate=triple(coefficient, 6),
            per="/".join(units),
            amount=f"{triple(amount)} {unit(amount['unit'], self.lang)}",
        )

    def title(self) -> str:
        """Rank and score, and who has the same."""
        record = self.record
        tied = self.listed(map(self.link, record["tied"]))
        words = self.say("comma") + self.say("tied_with", links=tied) if record["tied"] else ""
        return self.say("section_rank", rank=record["rank"], score=record["score"], tied=words)

    def parts(self) -> list[str]:
        """Each part: points = weight × value, and what the value was computed from; then how firm the rank is."""
        told = []
        for name, ground in self.record["grounds"].items():
            numbers = {"weight": f"{ground['weight']:g}", "value": f"{ground['value']:.3g}"}
            words = say(f"ground.{name}", self.lang, **self.inputs(name, ground))
            part, points = say(f"part.{name}", self.lang), self.record["score_parts"][name]
            told.append(self.say("part_line", part=part, points=points, words=words, **numbers))
        return [*told, self.say("stability_line", share=f"{100 * self.record['rank_stability']:.0f}%")]

    def inputs(self, part: str, ground: dict[str, Any]) -> dict[str, Any]:
        """What a part was computed from, in words."""
        if part == "need":
            return {"steps": self.say("none") if ground["steps"] is None else ground["steps"]}
        if part == "demand":
            return {key: self.share(ground[key]) for key in ("without", "with_talks")}
        if part == "feedstock":
            local, second = (
                self.listed(map(self.name, ground["local"])),
                self.listed(map(self.name, ground["second_hand"])),
            )
            return {"local": local, "second": second, "n": ground["of"]}
        if part == "fit":
            return {key: self.listed(map(self.name, ground[key])) for key in ("wishes", "clusters")}
        makers = self.listed(self.name(iri) + self.bought(share) for iri, share in ground["shares"].items())
        return {"makers": makers, "waiting": self.listed(map(self.link, ground["waiting"]))}

    def bought(self, share: float | None) -> str:
        """The share of a maker's output that the link would buy."""
        words = self.say("bought_unknown") if share is None else f"{100 * share:.2g}%"
        return self.say("bracket", words=words)

    def link(self, key: str) -> str:
        """The label of a link of this chain."""
        return self.name(thing("link", self.record["chain"], key))

    def share(self, value: float | None) -> str:
        """A share in per cent; what cannot be told counts as a half and says so."""
        return self.say("unmet_unknown") if value is None else f"{100 * value:.0f}%"

    def name(self, iri: str) -> str:
        """The label of a thing."""
        return self.names.get(iri, iri)

    def listed(self, words: Iterable[str]) -> str:
        """Words in a list; “none” where there are none."""
        return self.say("list_mark").join(words) or self.say("none")
