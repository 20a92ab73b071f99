"""Arithmetic on exact ranges: the ends are combined so that the result holds every combination of the inputs."""

from fractions import Fraction

from apps.estimator.claims.values import Given, Undefined, span


def times(*factors: Given) -> Given:
    """Return the product of ranges; the central value is None where one factor has none."""
    product = Given(Fraction(1), Fraction(1), Fraction(1))
    for factor in factors:
        low, high = span(one * other for one in product.ends for other in factor.ends)
        both = product.central is not None and factor.central is not None
        product = Given(low, product.central * factor.central if both else None, high)  # type: ignore[operator]
    return product


def over(above: Given, below: Given) -> Given:
    """Return the quotient of two ranges; raise Undefined where the divisor can be 0."""
    low, high = below.ends
    if low <= 0 <= high:
        raise Undefined("the divisor is 0 or its range holds 0")
    center = None if below.central is None else 1 / below.central
    return times(above, Given(1 / high, center, 1 / low))


def plus(one: Given, other: Given) -> Given:
    """Return the sum of two ranges."""
    both = one.central is not None and other.central is not None
    center = one.central + other.central if both else None  # type: ignore[operator]
    return Given(one.ends[0] + other.ends[0], center, one.ends[1] + other.ends[1])


def minus(one: Given, other: Given) -> Given:
    """Return the difference of two ranges."""
    low, high = other.ends
    return plus(one, Given(-high, None if other.central is None else -other.central, -low))


def number(value: int | str) -> Given:
    """Return an exact number without a range."""
    exact = Fraction(value)
    return Given(exact, exact, exact)


ONE = number(1)
