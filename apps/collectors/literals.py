"""Reads tables that a package ships as Python source, without running it: literals and named records only."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.collectors.contract import Body, Page, SchemaDrift


@dataclass(frozen=True, slots=True)
class Record:
    """A call such as Tier(start=1, price=...) with its named arguments."""

    name: str
    cells: dict[str, Any]

    def get(self, name: str) -> Any:
        """Return an argument, or None where it is left out."""
        return self.cells.get(name)


def _decimal(text: object) -> Decimal:
    """Return an exact number."""
    return Decimal(str(text))


# What the source may call besides records; a time keeps hours and minutes (all are UTC).
MAKERS: dict[str, Callable[..., Any]] = {"Decimal": _decimal, "datetime.date": date, "datetime.time": time}


def assigned_list(body: Body, name: str, *, skip: frozenset[str]) -> list[Any]:
    """Return the list assigned to `name`; arguments in `skip` are not read. Raises SchemaDrift."""
    try:
        module = ast.parse(body.content)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        found = body.content[:40].decode("utf-8", "replace")
        raise SchemaDrift(
            body.page, field="(whole page)", found=found, remedy=f"not readable: {fault}"
        ) from fault
    for node in module.body:
        if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.List):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                return [_value(body.page, item, skip) for item in node.value.elts]
    raise SchemaDrift(
        body.page, field=name, found="nothing", remedy="the package no longer assigns this list"
    )


def _value(page: Page, node: ast.expr, skip: frozenset[str]) -> Any:
    """Return the value of a literal or record."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List | ast.Tuple):
        return [_value(page, item, skip) for item in node.elts]
    if isinstance(node, ast.Dict):
        keys = [_value(page, key, skip) if key else None for key in node.keys]
        return dict(zip(keys, [_value(page, value, skip) for value in node.values], strict=True))
    if isinstance(node, ast.Call):
        return _call(page, node, skip)
    raise SchemaDrift(
        page, field=f"line {node.lineno}", found=type(node).__name__, remedy="expected a literal"
    )


def _call(page: Page, node: ast.Call, skip: frozenset[str]) -> Any:
    """Return a made number or date, or the call as a record."""
    name = ast.unparse(node.func)
    make = MAKERS.get(name)
    if make is None:
        named = {word.arg: word.value for word in node.keywords if word.arg and word.arg not in skip}
        return Record(name, {key: _value(page, value, skip) for key, value in named.items()})
    try:
        return make(*[_value(page, argument, skip) for argument in node.args])
    except (TypeError, ValueError, InvalidOperation) as fault:
        remedy = f"expected arguments of {name}: {fault}"
        raise SchemaDrift(
            page, field=f"line {node.lineno}", found=ast.unparse(node), remedy=remedy
        ) from fault
