"""Formulas are drawn by the browser: a small part of TeX becomes MathML, the rest is refused by name."""

import pytest

from apps.web.formula import THIN, UnreadableFormula, mathml


def inner(text: str) -> str:
    """Return what stands inside the outermost row."""
    whole = mathml(text)
    assert whole.startswith('<math display="block"><mrow>')
    assert whole.endswith("</mrow></math>")
    return whole.removeprefix('<math display="block"><mrow>').removesuffix("</mrow></math>")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("E = 3.6", "<mi>E</mi><mo>=</mo><mn>3.6</mn>"),
        ("a_b", "<msub><mi>a</mi><mi>b</mi></msub>"),
        ("a^{-2}", "<msup><mi>a</mi><mrow><mo>−</mo><mn>2</mn></mrow></msup>"),
        (r"\phi_{m,p}", "<msub><mi>φ</mi><mrow><mi>m</mi><mo>,</mo><mi>p</mi></mrow></msub>"),
        (r"\frac{a}{b}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"),
        (r"\sum_p x", f'<munder><mo class="big">∑</mo><mi>p</mi></munder>{THIN}<mi>x</mi>'),
        ("a b", f"<mi>a</mi>{THIN}<mi>b</mi>"),
        ("x_a^b", "<msubsup><mi>x</mi><mi>a</mi><mi>b</mi></msubsup>"),
        (r"\ln e", f"<mi>ln</mi>{THIN}<mi>e</mi>"),
        ("PUE", "<mi>PUE</mi>"),
        ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
    ],
)
def test_a_formula_becomes_its_elements(text: str, made: str) -> None:
    assert inner(text) == made


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (r"\integral x", r"\\integral is not known"),
        ("a}", "a brace closes that none opened"),
        ("{a", "ends in the middle"),
        (r"\frac{a}", "ends in the middle"),
        ("a_", "ends in the middle"),
        ("^a", "stands where a part of a formula is expected"),
    ],
)
def test_what_is_not_known_is_refused_by_name(text: str, fault: str) -> None:
    with pytest.raises(UnreadableFormula, match=fault):
        mathml(text)
