from tests.deliveries.server import desk, start

__all__ = ["desk", "start"]
