"""Every value that Celery runs with, for the worker, for beat and for whoever sends a task."""

from typing import Any

from kombu import Queue

from tokentrade import settings

# The longest task must end before the broker hands its message to somebody else.
VISIBILITY_TIMEOUT_S = 900
# A dead broker must not hang a caller: about two seconds of tries in all.
PATIENCE = {"max_retries": 3, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5}


def _transport_options(url: str) -> dict[str, Any]:
    """Return the options of the broker's family; those of Redis mean nothing to RabbitMQ."""
    if not url.startswith(("redis", "valkey")):
        return dict(PATIENCE)
    return PATIENCE | {"visibility_timeout": VISIBILITY_TIMEOUT_S, "unacked_restore_throttle": 1}


CONFIG: dict[str, Any] = {
    "broker_url": settings.BROKER_URL,
    "broker_transport_options": _transport_options(settings.BROKER_URL),
    "broker_connection_timeout": 2,
    "broker_connection_retry_on_startup": True,
    # A worker waits for its broker however long that takes; only senders give up.
    "broker_connection_max_retries": None,
    "result_backend": None,
    "task_ignore_result": True,
    "task_publish_retry_policy": PATIENCE,
    "task_serializer": "json",
    "result_serializer": "json",
    "accept_content": ["json"],
    "task_queues": [Queue("collect"), Queue("estimate")],
    "task_default_queue": "collect",
    "task_create_missing_queues": False,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_time_limit": 540,
    "task_soft_time_limit": 480,
    "worker_prefetch_multiplier": 1,
    "worker_max_tasks_per_child": 200,
    # An estimate's process gives its memory back when it is done; 180 MB are a process that has made none.
    "worker_max_memory_per_child": 180_000,
    "worker_soft_shutdown_timeout": 1,
    "worker_hijack_root_logger": False,
    "worker_send_task_events": False,
    "task_send_sent_event": False,
    "enable_utc": True,
    "timezone": "UTC",
}
