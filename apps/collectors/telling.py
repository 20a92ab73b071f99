"""How far a collection is, told to whoever wants to know while it runs."""

from collections.abc import Callable

# Told before each page: how many came, how many are left to ask for, and which one is asked for now.
Tell = Callable[[int, int, str], None]


def silent(done: int, left: int, path: str) -> None:
    """Tell nobody."""
