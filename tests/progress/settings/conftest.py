from tests.plans.conftest import browser, desk

__all__ = ["browser", "desk"]
