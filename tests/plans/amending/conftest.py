from tests.kinds import on_sqlite

__all__ = ["on_sqlite"]  # what the databases could do differently: `test_published_changes`
