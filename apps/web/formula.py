"""Formulas as MathML, which browsers draw themselves: a small part of TeX is read, all else is refused by name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

TOKEN = re.compile(r"\\[a-zA-Z]+|[a-zA-Z]+|\d+(?:[.,]\d+)*|\s+|.")
LETTERS = {
    "alpha": "α", "beta": "β", "eta": "η", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "phi": "φ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "epsilon": "ε", "delta": "δ",
    "Delta": "Δ", "omega": "ω",
}  # fmt: skip
OPERATORS = {
    "cdot": "·", "times": "×", "leq": "≤", "geq": "≥", "neq": "≠", "in": "∈", "to": "→", "sum": "∑", "dots": "…",
    "mid": "|", "approx": "≈",
}  # fmt: skip
FUNCTIONS = ("ln", "exp", "min", "max", "median", "mean")
SYMBOLS = {"-": "−", "*": "·"}
STRETCHED = "∑"
# How an operator begins, and a sum with its range; a thin space parts everything else.
OPERATOR, BIG = "<mo>", "<munder"
THIN = SafeString('<mspace width="0.17em"></mspace>')
SCRIPTS = {("_", False): "msub", ("^", False): "msup", ("_", True): "munder", ("^", True): "mover"}


class UnreadableFormula(ValueError):
    """A formula uses what this small reader does not know; the message names it."""


@dataclass(slots=True)
class _Reader:
    """The tokens of one formula, read from the left."""

    tokens: list[str] = field(default_factory=list)

    def peek(self) -> str:
        """Return the next token, empty at the end."""
        return self.tokens[-1] if self.tokens else ""

    def take(self) -> str:
        """Return the next token and move on."""
        if not self.tokens:
            raise UnreadableFormula("a formula ends in the middle")
        return self.tokens.pop()


@lru_cache(maxsize=512)
def mathml(text: str) -> SafeString:
    """Return one formula as a MathML element; raise UnreadableFormula."""
    reader = _Reader([token for token in TOKEN.findall(text) if not token.isspace()][::-1])
    body = format_html_join("", "{}", ((part,) for part in _row(reader)))
    if reader.tokens:
        raise UnreadableFormula(f"{text!r}: a brace closes that none opened")
    return format_html('<math display="block"><mrow>{}</mrow></math>', body)


def _row(reader: _Reader) -> Iterator[SafeString]:
    """Yield the parts up to a closing brace or the end; a thin space stands between factors."""
    was_operator = True
    while reader.peek() not in ("", "}"):
        part = _scripted(reader)
        is_operator = "<mo" in part[: len(OPERATOR)] or part.startswith(BIG)
        if not (was_operator or is_operator):
            yield THIN
        yield part
        was_operator = is_operator and not part.startswith(BIG)


def _scripted(reader: _Reader) -> SafeString:
    """Return one part with its subscript and superscript."""
    part, is_big = _part(reader)
    below, above = None, None
    while reader.peek() in ("_", "^"):
        mark = reader.take()
        script, _ = _part(reader)
        below, above = (script, above) if mark == "_" else (below, script)
    if below is not None and above is not None:
        name = "munderover" if is_big else "msubsup"
        return _element(name, part, below, above)
    if below is None and above is None:
        return part
    name = SCRIPTS["_" if above is None else "^", is_big]
    return _element(name, part, below if above is None else above)


def _part(reader: _Reader) -> tuple[SafeString, bool]:
    """Return one part and whether its scripts stand above and below."""
    word = reader.take()
    if word == "{":
        return _group(reader), False
    if word.startswith("\\"):
        return _command(word[1:], reader)
    if word[0].isdigit():
        return _element("mn", word), False
    if word.isalpha():
        return _element("mi", word), False
    if word in "}_^":
        raise UnreadableFormula(f"{word!r} stands where a part of a formula is expected")
    return _element("mo", SYMBOLS.get(word, word)), False


def _group(reader: _Reader) -> SafeString:
    """Return what stands in braces, the opening one taken."""
    body = format_html_join("", "{}", ((part,) for part in _row(reader)))
    if reader.take() != "}":
        raise UnreadableFormula("a brace is not closed")
    return _element("mrow", body)


def _command(name: str, reader: _Reader) -> tuple[SafeString, bool]:
    """Return what a name with a backslash stands for."""
    if name == "frac":
        above, _ = _part(reader)
        below, _ = _part(reader)
        return _element("mfrac", above, below), False
    if name == "sqrt":
        return _element("msqrt", _part(reader)[0]), False
    if name in LETTERS:
        return _element("mi", LETTERS[name]), False
    if name in OPERATORS:
        is_big = OPERATORS[name] == STRETCHED
        return (
            format_html('<mo class="big">{}</mo>', STRETCHED) if is_big else _element("mo", OPERATORS[name])
        ), is_big
    if name in FUNCTIONS:
        return _element("mi", name), False
    raise UnreadableFormula(f"\\{name} is not known; see apps/web/formula.py")


def _element(name: str, *parts: object) -> SafeString:
    """Return a MathML element around its parts."""
    inner = format_html_join("", "{}", ((part,) for part in parts))
    return format_html("<{}>{}</{}>", name, inner, name)
