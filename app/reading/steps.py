"""How far a reading is: one count over the parts of a file and the steps that come after them."""

from app.reading.source import Progress


class Steps:
    """Tells (done, total): the pages or sheets of the file, and `after` more steps, one by one.

    A format that tells nothing of its parts counts as one.
    """

    def __init__(self, report: Progress, after: int) -> None:
        self._report = report
        self._after = after
        self._parts = 1
        self._done = 0

    def of_file(self, done: int, total: int) -> None:
        self._parts = total
        self._report(done, total + self._after)

    def one_more(self) -> None:
        self._done += 1
        self._report(self._parts + self._done, self._parts + self._after)
