"""Which sentence proves which triple → graph ``evidence/{plan}``: quotes, selectors and reified statements."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pyoxigraph as ox

from cfgraph.graph.triples import GraphUnderConstruction, number, text
from cfgraph.namespaces import graph, thing
from cfgraph.rdf import value
from cfgraph.sources.tables import Row
from cfgraph.sources.text import SourceText, Span

READINGS = {"verbatim": "cf:Verbatim", "interpreted": "cf:Interpreted"}


@dataclass
class Evidence:
    """The evidence graph of one plan, written as facts are added."""

    plan: str
    source: SourceText
    out: GraphUnderConstruction = field(init=False)
    quotes: set[Span] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.out = GraphUnderConstruction(graph("evidence", self.plan))
        document = thing("document", self.plan)
        quotable = self.source.text[: self.source.body.end]
        self.out.add(document, "schema:text", text(quotable))
        self.out.add(document, "schema:sha256", text(self.source.sha256))

    def prove(self, triple: ox.Triple, span: Span, reading: str, row: Row) -> None:
        """State that ``triple`` was read from ``span``; ``reading`` is ``verbatim`` or ``interpreted``."""
        quote, target = self.locate("quote", span, ("prov:Entity",), row), triple.object
        self.quotes.add(span)
        assert isinstance(target, ox.NamedNode | ox.Literal)
        digest = hashlib.sha256(str(triple).encode()).hexdigest()[:10]
        statement = thing("statement", self.plan, f"{span.start}-{span.end}-{digest}")
        for kind in ("rdf:Statement", "prov:Entity"):
            self.out.add(statement, "rdf:type", kind, row)
        self.out.add(statement, "rdf:subject", value(triple.subject), row)
        self.out.add(statement, "rdf:predicate", triple.predicate.value, row)
        self.out.add(statement, "rdf:object", target, row)
        self.out.add(statement, "prov:wasQuotedFrom", quote, row)
        self.out.add(statement, "cf:reading", READINGS[reading], row)

    def changed(self, span: Span, row: Row) -> None:
        """Note that the corrected text has other words than the row's quote."""
        quote = self.locate("quote", span, ("prov:Entity",), row)
        self.out.add(quote, "skos:changeNote", text(row["quote"], "zh"), row, "quote")

    def iri(self, kind: str, span: Span) -> str:
        """The IRI of a stretch of the text: ``quote``, ``sentence`` or ``passage``, and its position."""
        return thing(kind, self.plan, f"{span.start}-{span.end}")

    def locate(self, kind: str, span: Span, classes: tuple[str, ...], row: Row | None = None) -> str:
        """A stretch of the text as a resource with its words, what stands before and after, and its position."""
        iri = self.iri(kind, span)
        exact, position = f"{iri}/exact", f"{iri}/position"
        prefix, suffix = self.source.context(span)
        add = self.out.add
        for name in ("oa:SpecificResource", *classes):
            add(iri, "rdf:type", name, row, "quote")
        add(iri, "oa:hasSource", thing("document", self.plan), row, "quote")
        add(iri, "oa:hasSelector", exact, row, "quote")
        add(iri, "oa:hasSelector", position, row, "quote")
        add(exact, "rdf:type", "oa:TextQuoteSelector", row, "quote")
        add(exact, "oa:exact", text(self.source.words(span)), row, "quote")
        add(exact, "oa:prefix", text(prefix), row, "quote")
        add(exact, "oa:suffix", text(suffix), row, "quote")
        add(position, "rdf:type", "oa:TextPositionSelector", row, "quote")
        add(position, "oa:start", number(span.start), row, "quote")
        add(position, "oa:end", number(span.end), row, "quote")
        return iri
