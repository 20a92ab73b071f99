"""What can be wrong with a query parameter, in words fit for an answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.flows.units import ECHO_AT_MOST

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

SPECIAL_TYPES = ("unknown-parameter", "measure-not-on-basis", "scope-not-here", "conflicting-parameters")


class Unreadable(ValueError):
    """One value cannot be read: why, what is allowed, and what a forgiving reader takes instead."""

    def __init__(self, reason: str, allowed: str, repair: Any = None) -> None:
        super().__init__(reason)
        self.reason, self.allowed, self.repair = reason, allowed, repair


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """One parameter that cannot be read, in words fit for an answer."""

    parameter: str
    value: str
    reason: str
    allowed: str
    repair: Any = None

    @property
    def sentence(self) -> str:
        """Return the problem as one sentence."""
        return f"{self.parameter}={self.value}: {self._reason}; allowed: {self.allowed}."

    @property
    def notice(self) -> str:
        """Return what a forgiving reader did about it, as one sentence."""
        if self.repair is not None:
            return f"{self.parameter}={self.value}: {self._reason}; {self.repair} is shown."
        return f"{self.parameter}={self.value} was put aside: {self._reason}; allowed: {self.allowed}."

    @property
    def _reason(self) -> str:
        """Return the reason in words."""
        return self.reason.replace("-", " ").replace("monday", "Monday")


@dataclass(frozen=True, slots=True)
class Context:
    """What reading depends on beside the text: the moment, and the limits of the resource."""

    now: datetime
    limit_maximum: int
    fields: tuple[str, ...]


def echo(text: str) -> str:
    """Return at most 100 printable characters of what was sent; NUL and lone surrogates are spelt out."""
    printable = UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text[:ECHO_AT_MOST])
    return printable[:ECHO_AT_MOST]


def problem(name: str, value: str, fault: Unreadable) -> ParameterProblem:
    """Return the fault of a parameter with its value made safe to print."""
    return ParameterProblem(echo(name), echo(value), fault.reason, fault.allowed, fault.repair)


class UnreadableQuestion(ValueError):
    """The query parameters cannot be read; `problems` names each parameter, its value and what is allowed."""

    def __init__(self, problems: Iterable[ParameterProblem]) -> None:
        self.problems = list(problems)
        super().__init__(self.detail)

    @property
    def problem_type(self) -> str:
        """Return the one special problem type that all problems share, else invalid-parameter."""
        reasons = {problem.reason for problem in self.problems}
        only = reasons.pop() if len(reasons) == 1 else ""
        return only if only in SPECIAL_TYPES else "invalid-parameter"

    @property
    def detail(self) -> str:
        """Return every problem as a sentence."""
        return " ".join(problem.sentence for problem in self.problems)
