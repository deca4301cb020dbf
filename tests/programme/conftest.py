"""The small community as a place for a programme: Carla leads it, Anna, Bob and Dirk carry the forum."""

from tests.asking.conftest import either, made_once, smtp, world

__all__ = ["either", "made_once", "smtp", "world"]
