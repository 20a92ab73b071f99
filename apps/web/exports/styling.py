"""The charts' stylesheet written into each shape, so that a drawing stands alone in any program."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

STATIC = Path(__file__).resolve().parent.parent / "static" / "web"
SHEETS = ("site.css", "charts.css")
ROOM = ".chart"
# What a drawing program reads as an attribute of a shape.
PAINT = frozenset(
    {
        "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
        "opacity", "font-size", "font-weight", "text-decoration",
    }
)  # fmt: skip
SHAPE = frozenset(
    {
        "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "d", "viewBox", "text-anchor", "href",
        "overflow", "font-family", "xmlns",
    }
)  # fmt: skip
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
SHORTEST = re.compile(r"(?<![\w.])\.(\d)")

Path_ = Sequence[Element]


@dataclass(frozen=True, slots=True)
class Compound:
    """One step of a selector: a tag ('' is any) with all of these classes."""

    tag: str
    classes: frozenset[str]

    def fits(self, element: Element) -> bool:
        """Tell whether an element is meant."""
        own = (element.get("class") or "").split()
        return self.tag in ("", element.tag) and self.classes.issubset(own)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one selector of the sheet sets; `weight` orders rules as a browser does."""

    steps: tuple[Compound, ...]
    weight: tuple[int, int, int]
    sets: Mapping[str, str]

    def fits(self, element: Element, above: Path_) -> bool:
        """Tell whether the last step means this element and the others mean elements above it."""
        *outer, last = self.steps
        return last.fits(element) and all(any(step.fits(one) for one in above) for step in outer)


def styled(drawing: Element) -> Element:
    """Write the light sheet's paint into every shape of a drawing, in place, and drop what only pages need."""
    _style(drawing, [])
    return drawing


def _style(element: Element, above: list[Element]) -> None:
    for child in list(element):
        if child.tag in ("title", "desc"):
            element.remove(child)
            continue
        _style(child, [*above, element])
    found: dict[str, str] = {}
    for rule in rules():
        if rule.fits(element, above):
            found |= rule.sets
    kept = {name: value for name, value in element.attrib.items() if name in SHAPE | PAINT}
    element.attrib.clear()
    element.attrib.update(kept | found)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of charts for a light screen, the weakest first."""
    found = [
        Rule(
            steps,
            (sum(len(step.classes) for step in steps), sum(bool(step.tag) for step in steps), place),
            sets,
        )
        for place, (selector, sets) in enumerate(_declared())
        if (steps := _steps(selector)) is not None
    ]
    return tuple(sorted(found, key=lambda rule: rule.weight))


def tokens() -> str:
    """Return the colours of the sheets for light and dark, as a page of its own takes them."""
    return _text(SHEETS[0]).partition("*, *::before")[0]


def charts() -> str:
    """Return the sheet of charts."""
    return _text(SHEETS[1])


@cache
def _text(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def _light() -> str:
    """Return the sheets without what holds only on some screens."""
    whole, kept, depth, at = "\n".join(_text(name) for name in SHEETS), [], 0, 0
    for place, sign in enumerate(whole):
        if depth == 0 and whole.startswith("@media", place):
            kept.append(whole[at:place])
            depth = -1
        if depth and sign == "{":
            depth = max(depth, 0) + 1
        elif depth and sign == "}":
            depth -= 1
            at = place + 1
    return "".join([*kept, whole[at:]])


@cache
def values() -> dict[str, str]:
    """Return the named colours of the light sheet."""
    found: dict[str, str] = {}
    for selector, block in RULE.findall(_light()):
        if selector.strip() == ":root":
            found |= {name: value for name, value in _pairs(block) if name.startswith("--")}
    return found


def _declared() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (selector, paint) in the order of the sheet."""
    for selectors, block in RULE.findall(_light()):
        sets = {name: _plain(value) for name, value in _pairs(block) if name in PAINT}
        for selector in selectors.split(","):
            if sets:
                yield selector.strip(), sets


def _pairs(block: str) -> list[tuple[str, str]]:
    parts = (line.partition(":") for line in block.split(";"))
    return [(name.strip(), value.strip()) for name, _sep, value in parts if value]


def _plain(value: str) -> str:
    """Return a value with its named colours, without px, and with the zero before a decimal point."""
    told = VARIABLE.sub(lambda found: values()[found[1]], value).removesuffix("px")
    return SHORTEST.sub(r"0.\1", told)


def _steps(selector: str) -> tuple[Compound, ...] | None:
    """Return the steps of a selector inside a chart; None for any other, and for one of a pointer or the keyboard."""
    room, _sep, rest = selector.partition(" ")
    if room != ROOM or not rest or ":" in rest or ">" in rest:
        return None
    return tuple(_compound(part) for part in rest.split())


def _compound(part: str) -> Compound:
    tag, *classes = part.split(".")
    return Compound(tag, frozenset(classes))
