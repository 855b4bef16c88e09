"""`make bench`: each figure is a ratio within this one run, with the bound that it should keep."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import importing, listing, sweeping

BENCHES = {"listing": listing.run, "importing": importing.run, "sweeping": sweeping.run}


def main() -> int:
    wanted = sys.argv[1:] or list(BENCHES)
    kept = True
    for name in wanted:
        with TemporaryDirectory(prefix="taskmatrix-bench-") as place:
            result = BENCHES[name](Path(place))
        print(result.line(), flush=True)
        kept = kept and result.kept
    return 0 if kept else 1


sys.exit(main())
