"""What a caller of the old document would miss in the new one."""

from typing import Any

Document = dict[str, Any]


def losses(old: Document, new: Document) -> list[str]:
    """Return every path, parameter, choice, range, response or field that `new` removed or narrowed."""
    found: list[str] = []
    for path, item in old["paths"].items():
        if path not in new["paths"]:
            found.append(f"{path} is gone")
            continue
        for method, operation in item.items():
            now = new["paths"][path].get(method)
            found += [f"{method} {path} is gone"] if now is None else _of_operation(path, operation, now)
    for name, schema in old["components"]["schemas"].items():
        found += _of_schema(name, schema, new["components"]["schemas"].get(name))
    return found


def _of_operation(path: str, old: Document, new: Document) -> list[str]:
    known = {(p["in"], p["name"]): p for p in new.get("parameters", [])}
    found = []
    for parameter in old.get("parameters", []):
        now = known.pop((parameter["in"], parameter["name"]), None)
        where = f"{path} parameter {parameter['name']}"
        found += [f"{where} is gone"] if now is None else _of_input(where, parameter["schema"], now["schema"])
    found += [f"{path} needs {p['name']} now" for p in known.values() if p.get("required")]
    for status, answer in old["responses"].items():
        kinds = set(answer.get("content", {})) - set(new["responses"].get(status, {}).get("content", {}))
        found += [f"{path} gives no {kind} under {status}" for kind in sorted(kinds)]
        found += [] if status in new["responses"] else [f"{path} gives no {status}"]
    return found


def _of_input(where: str, old: Document, new: Document) -> list[str]:
    """Return what may no longer be sent."""
    found = [
        f"{where} changed its {name}"
        for name in ("type", "format", "default")
        if old.get(name) != new.get(name)
    ]
    gone = set(old.get("enum", [])) - set(new.get("enum", old.get("enum", [])))
    found += [f"{where} lost {word}" for word in sorted(gone)]
    for name, is_narrower in (
        ("maximum", int.__lt__),
        ("maxItems", int.__lt__),
        ("maxLength", int.__lt__),
        ("minimum", int.__gt__),
    ):
        if name in new and (name not in old or is_narrower(new[name], old[name])):
            found.append(f"{where} narrowed its {name}")
    return found + (_of_input(f"{where} item", old["items"], new.get("items", {})) if "items" in old else [])


def _of_schema(name: str, old: Document, new: Document | None) -> list[str]:
    """Return what is no longer given."""
    if new is None:
        return [f"{name} is gone"]
    found = [
        f"{name}.{field} may be absent now"
        for field in set(old.get("required", [])) - set(new.get("required", []))
    ]
    for field, schema in old.get("properties", {}).items():
        now = new.get("properties", {}).get(field)
        if now is None:
            found.append(f"{name}.{field} is gone")
        elif (schema.get("type"), schema.get("format"), schema.get("$ref")) != (
            now.get("type"),
            now.get("format"),
            now.get("$ref"),
        ):
            found.append(f"{name}.{field} changed its type")
    return found
