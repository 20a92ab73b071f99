"""The loopback publisher and the reference rows of the collectors' tests."""

from tests.collectors.conftest import known_world, publish, publisher

__all__ = ["known_world", "publish", "publisher"]
