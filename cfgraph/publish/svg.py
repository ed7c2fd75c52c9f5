"""What every drawing is made of: elements, and text that is measured before it is set.

Looks are presentation attributes: a page whose policy forbids inline styles still shows them.
Text and attributes are escaped by the XML writer; nothing here takes markup.
"""

from __future__ import annotations

import re
from unicodedata import combining, east_asian_width
from xml.etree import ElementTree as ET

from cfgraph.publish.office.document import printable

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
INK, QUIET, LINE, PAPER = "#1b2733", "#4a5663", "#5b6b7a", "#ffffff"
SMALLEST = 12
"""The least size of text in any drawing."""
PIECE = re.compile(r"[(（“]?[A-Za-z0-9.,%≥≤~+²\u00a0\-]+[)）,;:/]?|[(（“]?[^\s]|\s+")
NARROW = "fijlrt.,:;!'|()[]-/ \u00a0"
CLOSING = ")）】》，、；。：,;:/"
"""Signs that do not begin a line where they may hang out of it by so much."""
HANG = 3
Node = ET.Element
Looks = dict[str, str | float]


def number(value: float) -> str:
    """A coordinate: at most two digits after the point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def add(parent: Node, tag: str, text: str = "", /, **attributes: str | float) -> Node:
    """A new element; ``font_size`` becomes ``font-size``, ``class_`` becomes ``class``."""
    values = {
        name.rstrip("_").replace("_", "-"): printable(value) if isinstance(value, str) else number(value)
        for name, value in attributes.items()
    }
    made = ET.SubElement(parent, tag, values)
    if text:
        made.text = printable(text)
    return made


def root(width: float, height: float, name: str, kind: str) -> Node:
    """An SVG of a size, named for those who do not see it; it shrinks with its page."""
    size = {"width": number(width), "height": number(height), "viewBox": f"0 0 {number(width)} {number(height)}"}
    looks = {"font-family": FONT, "font-size": str(SMALLEST), "fill": INK}
    plain = {"xmlns": "http://www.w3.org/2000/svg", "class": kind, "role": "group", "aria-label": printable(name)}
    made = ET.Element("svg", {**plain, **size, **looks})
    add(made, "title", name)
    add(made, "rect", width=width, height=height, fill=PAPER)
    return made


def resize(svg: Node, height: float) -> None:
    """Give a drawing its height, which is known once everything stands."""
    svg.set("height", number(height))
    svg.set("viewBox", f"0 0 {svg.get('width')} {number(height)}")
    ground = svg.find("rect")
    assert ground is not None
    ground.set("height", number(height))


def write(svg: Node) -> str:
    """The drawing as text, one element a line."""
    ET.indent(svg, " ")
    return ET.tostring(svg, encoding="unicode") + "\n"


def em(sign: str) -> float:
    """The width of a sign in ems, rather too wide than too narrow."""
    if combining(sign):
        return 0.0
    if east_asian_width(sign) in "WFA":
        return 1.0
    if sign in "MW@%mw":
        return 0.95
    if sign in NARROW:
        return 0.42
    return 0.7 if sign.isupper() else 0.57 if sign.isdigit() else 0.6


def measure(words: str, size: float) -> float:
    """How wide a line of text is at most."""
    return size * sum(map(em, words))


def pieces(words: str, size: float, width: float) -> list[str]:
    """What a line is made of; a number and its unit stay together where a line can hold them."""
    found = []
    for piece in PIECE.findall(re.sub(r"[ \t\n]+", " ", printable(words)).strip(" ")):
        wide = measure(piece, size) > width
        found += re.split(r"(?=\u00a0)", piece) if wide else [piece]
    return found


def fold(words: str, size: float, width: float, most: int = 9) -> list[str]:
    """Lines that fit a width: broken between Chinese signs and Latin words, inside a word only where it must be.

    Beyond ``most`` lines the last one ends in an ellipsis.
    """
    lines, line = [], ""
    for piece in pieces(words, size, width):
        glued = piece in CLOSING and line
        if measure(line + piece, size) <= width or (glued and measure(line + piece, size) <= width + HANG):
            line += piece
            continue
        carried = line[-1] if piece in CLOSING and len(line) > 1 else ""  # no line begins with a closing sign
        line = line.removesuffix(carried).strip()
        lines += [line] if line else []
        line = carried
        for sign in piece.lstrip():
            hyphen = "-" if sign.isascii() and sign.isalpha() and line[-1:].isalpha() else ""
            if line and measure(line + sign + hyphen * (sign != piece[-1]), size) > width:
                lines.append(line + hyphen)
                line = ""
            line += sign
    lines += [line.strip()] if line.strip() else []
    if len(lines) > most:
        last = lines[most - 1]
        while last and measure(last + "…", size) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last + "…"]
    return lines


def path(points: list[tuple[float, float]]) -> str:
    """The path data of a line through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
