"""The one list of exemptions from the house's laws: (law, path, what) and the reason."""

from fnmatch import fnmatch

# law, path pattern, name pattern: the reason, which a reader of the law must be able to judge.
EXEMPTIONS: dict[tuple[str, str, str], str] = {
    ("write", "apps/*/management/commands/*.py", "execute"): "BaseCommand.execute is Django's own verb",
    (
        "write",
        "apps/*/search.py",
        "execute",
    ): "reads only: one statement per kind of thing that is searched for",
    ("number", "apps/*/units.py", "CONSTANT"): "definitions and published limits, each with a name",
    ("number", "apps/flows/arcs.py", "CONSTANT"): "named drawing constants shape a curve, not a number",
    ("number", "apps/flows/models.py", "*"): "widths of columns hold no quantity",
    ("number", "apps/estimator/periods.py", "CONSTANT"): "a week has seven days by definition",
    (
        "number",
        "apps/estimator/bench/*",
        "*",
    ): "sizes and made-up values of trials; what is printed of them says SYNTHETIC",
    (
        "number",
        "apps/estimator/worlds/*",
        "*",
    ): "made-up values of a coverage trial, and a second model that shares no constant with the first",
    ("write", "apps/flows/bench/*.py", "*"): "fills a throwaway database that no other code ever sees",
    ("number", "apps/flows/bench/*", "*"): "sizes and made-up values of a bench that prints SYNTHETIC",
    ("write", "apps/api/counters.py", "execute"): "counters of requests in the broker; they are no rows",
    ("write", "apps/pipeline/fuzzing.py", "execute"): "makes and drops a throwaway database",
    ("write", "apps/observations/bench/*.py", "*"): "fills a throwaway database that no other code ever sees",
    (
        "bootstrap import",
        "tokentrade/bootstrap/commands.py",
        "*",
    ): "hands over to Django when its environment is entered",
}


def is_exempt(law: str, path: str, name: str) -> bool:
    """Tell whether an entry of the list covers this finding."""
    return any(
        law == entry[0] and fnmatch(path, entry[1]) and fnmatch(name, entry[2]) for entry in EXEMPTIONS
    )
