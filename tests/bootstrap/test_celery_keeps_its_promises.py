"""The queue's settings that lose no work and never let a caller hang."""

import time

import pytest
from celery import current_app, shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from tokentrade.celery import app
from tokentrade.celery_settings import CONFIG, VISIBILITY_TIMEOUT_S


@shared_task(name="tests.nothing")
def nothing() -> None:
    """Do nothing; only its sending is tested."""


def test_tasks_use_the_product_s_broker_and_not_the_library_s_default() -> None:
    assert nothing.app.conf.broker_url == settings.BROKER_URL
    assert current_app.conf.broker_url == settings.BROKER_URL
    assert "amqp" not in settings.BROKER_URL


def test_only_json_is_spoken() -> None:
    spoken = {app.conf.task_serializer, app.conf.result_serializer, *app.conf.accept_content}
    assert spoken == {"json"}


def test_the_longest_task_ends_before_its_message_is_given_away() -> None:
    assert CONFIG["task_soft_time_limit"] < CONFIG["task_time_limit"] < VISIBILITY_TIMEOUT_S


def test_a_queue_with_a_wrong_name_fails(broker_url: str) -> None:
    with pytest.raises(Exception, match="colect"):
        nothing.apply_async(queue="colect")


def test_a_message_reaches_its_queue(broker_url: str) -> None:
    nothing.apply_async(queue="collect")
    with app.connection_for_read() as connection:
        waiting = connection.SimpleQueue("collect").get(timeout=5)
        assert waiting.headers["task"] == "tests.nothing"
        waiting.ack()


def test_a_dead_broker_lets_the_caller_go_within_three_seconds(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    nowhere = f"redis+socket://{tmp_path_factory.mktemp('gone')}/valkey.sock"
    began = time.monotonic()
    with app.connection_for_write(url=nowhere) as connection, pytest.raises((OperationalError, OSError)):
        nothing.apply_async(queue="collect", connection=connection)
    assert time.monotonic() - began < 3
