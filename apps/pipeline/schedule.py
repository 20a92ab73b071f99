"""When the clock asks: every entry only asks what is due, so that none is longer than a minute.

What is due stands in PostgreSQL: a source's turn, a requested run, a lease that has passed.
"""

from typing import Any

# entry: (task, seconds between two questions, queue)
ASKED = {
    "collections": ("pipeline.ask_collections", 15, "collect"),
    "estimates": ("pipeline.ask_estimates", 15, "estimate"),
    "analyses": ("pipeline.ask_analyses", 15, "estimate"),
    "desk": ("pipeline.work_for_desk", 15, "estimate"),
    "claims": ("pipeline.evaluate_claims", 60, "estimate"),
    "dumps": ("pipeline.write_dump", 60, "estimate"),
    "quotes": ("pipeline.check_quotes", 60, "collect"),
    "partitions": ("pipeline.make_partitions", 60, "collect"),
    "notices": ("pipeline.send_notices", 15, "collect"),
    "filers": ("pipeline.forget_filers", 60, "collect"),
    "changes": ("pipeline.forget_changes", 60, "collect"),
}
SCHEDULE: dict[str, dict[str, Any]] = {
    name: {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": seconds}}
    for name, (task, seconds, queue) in ASKED.items()
}
