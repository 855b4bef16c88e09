from tests.deliveries.gateway import counter
from tests.deliveries.server import desk, start

__all__ = ["counter", "desk", "start"]
