"""专报: the one page to decide by and what may be asked about it, as a page and as Word."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from cfgraph.publish.office import write
from cfgraph.publish.office.brief import Brief
from cfgraph.web.officer.browse import Browse
from cfgraph.web.officer.chain.chain_ask import Ask, read_ask
from cfgraph.web.officer.chain.leaf import Block, Leaf
from cfgraph.web.officer.listing import DOCX, attached


def routes(browse: Browse) -> list[BaseRoute]:
    """The brief and its Word file."""

    def page(request: Request) -> Response:
        ask = read_ask(browse, request)
        if request.url.path.endswith(".docx"):
            return attached(write(ask.case, "docx"), DOCX, f"{ask.case.say('brief_title', **named(ask))}.docx")
        blocks = browse.memory.get(("brief", ask.lang, *ask.key), lambda: blocks_of(ask))
        context = {"ask": ask, "blocks": blocks, "choices": ask.choices(), "chosen": ask.chosen()}
        return browse.page(request, "brief.html", word=ask.href("brief.docx", chain=ask.chain), **context)

    return [*browse.route("/brief", page), *browse.route("/brief.docx", page)]


def named(ask: Ask) -> dict[str, str]:
    """Place and chain in words."""
    return {"place": ask.case.place, "chain": ask.case.chain}


def blocks_of(ask: Ask) -> list[Block]:
    """The brief as blocks; the headings of its first page rank as high as that of the second."""
    leaf = Leaf(ask.lang)
    Brief(ask.case, leaf).write()
    second = next(
        (at for at, block in enumerate(leaf.blocks) if (block.kind, block.level) == ("heading", 1)), len(leaf.blocks)
    )
    first = [block._replace(level=1) if block.kind == "heading" else block for block in leaf.blocks[:second]]
    return [*first, *leaf.blocks[second:]]
