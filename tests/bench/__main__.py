"""`make bench`: each figure is a ratio within this one run, with the bound that it should keep."""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import delivering, importing, listing, network, reading, sweeping
from tests.bench.result import Result

BENCHES: dict[str, Callable[[Path], Result | list[Result]]] = {
    "listing": listing.run,
    "importing": importing.run,
    "sweeping": sweeping.run,
    "reading": reading.run,
    "network": network.run,
    "delivering": delivering.run,
}


def main() -> int:
    wanted = sys.argv[1:] or list(BENCHES)
    kept = True
    for name in wanted:
        with TemporaryDirectory(prefix="taskmatrix-bench-") as place:
            made = BENCHES[name](Path(place))
        for result in made if isinstance(made, list) else [made]:
            print(result.line(), flush=True)
            kept = kept and result.kept
    return 0 if kept else 1


sys.exit(main())
